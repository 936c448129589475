import { cells, visible, wrap } from '../core/report/display';
import { GATEWAY_NAMES } from '../core/report/gateways';
import { ruleById } from '../core/rules/index';
import { type Symptom, symptomByWords } from '../core/rules/symptoms';
import type { Rule } from '../core/rules/types';
import { type Host, Refusal, type Status } from './host';
import { unknownRule } from './options';

type Sections = readonly [title: string, lines: readonly string[]][];

/** Prints a rule's page, or that of a symptom: the rules that explain it. */
export function explain(words: string, host: Host): Status {
  const rule = ruleById(words);
  const symptom = rule ? undefined : symptomByWords(words);
  const width = Math.min(host.width ?? 100, 100);
  const bold = (text: string): string => (host.colour ? `\u001b[1m${text}\u001b[0m` : text);
  if (rule) host.out(printed(rulePage(rule, bold, width), bold));
  else if (symptom) host.out(printed(symptomPage(symptom, bold, width), bold));
  else throw new Refusal(unknownRule(words));
  return 0;
}

const rulePage = (rule: Rule, bold: (text: string) => string, width: number): Sections => [
  ['', [bold(rule.title), `${rule.id} · ${rule.severity}`]],
  ['', paragraphs(rule.explanation, width)],
  ['When it is quiet', paragraphs(rule.quiet, width)],
  ['Found in', example(rule.bad)],
  ['Not in', example(rule.good)],
  ['At the source', cureLines(rule)],
  ['To read', rule.references.map(referenceLine)],
];

const symptomPage = ({ title, first, likely, also }: Symptom, bold: (text: string) => string, width: number): Sections => [
  ['', [bold(title)]],
  ['Look first', wrap(first, width)],
  ['The likely ones (sip-trace explain and the id tells more)', ruleLines(likely)],
  ['Also', ruleLines(also)],
];

function ruleLines(ids: readonly string[]): string[] {
  const widest = Math.max(0, ...ids.map(cells));
  return ids.map(id => `    ${id.padEnd(widest)}  ${ruleById(id)?.title ?? ''}`.trimEnd());
}

function printed(sections: Sections, bold: (text: string) => string): string {
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
