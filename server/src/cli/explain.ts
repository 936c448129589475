import { cells, visible, wrap } from '../core/report/display';
import { GATEWAY_NAMES } from '../core/report/gateways';
import { ruleById } from '../core/rules/index';
import type { Rule } from '../core/rules/types';
import { type Host, Refusal, type Status } from './host';
import { unknownRule } from './options';

/** Prints a rule's page. */
export function explain(id: string, host: Host): Status {
  const rule = ruleById(id);
  if (!rule) throw new Refusal(unknownRule(id));
  host.out(pageOf(rule, host.colour, Math.min(host.width ?? 100, 100)));
  return 0;
}

function pageOf(rule: Rule, colour: boolean, width: number): string {
  const bold = (text: string): string => (colour ? `\u001b[1m${text}\u001b[0m` : text);
  const sections: [string, string[]][] = [
    ['', [bold(rule.title), `${rule.id} · ${rule.severity}`]],
    ['', paragraphs(rule.explanation, width)],
    ['When it is quiet', paragraphs(rule.quiet, width)],
    ['Found in', example(rule.bad)],
    ['Not in', example(rule.good)],
    ['At the source', cureLines(rule)],
    ['To read', rule.references.map(referenceLine)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  return shown.map(([title, lines]) => `${[...(title ? [bold(title)] : []), ...lines].join('\n')}\n`).join('\n');
}

/** Paragraphs of Markdown, which in a terminal reads as it is. */
const paragraphs = (markdown: string, width: number): string[] =>
  markdown === ''
    ? []
    : markdown.split('\n').flatMap(line => (/^\s*(?:[-*]|\d+\.|\||```)/.test(line) ? [visible(line)] : wrap(visible(line), width)));

const example = (trace: string): string[] =>
  trace === ''
    ? []
    : trace
        .trimEnd()
        .split('\n')
        .map(line => `    ${visible(line)}`.trimEnd());

function cureLines(rule: Rule): string[] {
  const widest = Math.max(0, ...rule.cures.map(cure => cells(GATEWAY_NAMES[cure.gateway])));
  return rule.cures.map(cure => `    ${GATEWAY_NAMES[cure.gateway].padEnd(widest)}  ${cure.setting}`);
}

const referenceLine = ({ rfc, section }: Rule['references'][number]): string => {
  const anchor = /^\d/.test(section) ? `#section-${section}` : /^[A-Z]\b/.test(section) ? `#appendix-${section}` : '';
  return `    RFC ${rfc}${section ? ` section ${section}` : ''}  https://www.rfc-editor.org/rfc/rfc${rfc}${anchor}`;
};
