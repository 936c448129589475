import { analyse } from '../../server/src/core/analysis';
import { rfcLink } from '../../server/src/core/features/markdown';
import { GATEWAY_NAMES } from '../../server/src/core/report/gateways';
import { ruleById, rules } from '../../server/src/core/rules/index';
import { OF_NO_SYMPTOM, SYMPTOMS, type Symptom, symptomsOf } from '../../server/src/core/rules/symptoms';
import type { Fix, Rule } from '../../server/src/core/rules/types';
import { provenOn } from './proofPage';

/** What the families are about, in the order of the index. */
export const FAMILIES: Readonly<Record<string, string>> = {
  sdp: 'The text of a description',
  ice: 'ICE',
  srtp: 'Encryption: DTLS-SRTP, SDES, profiles',
  codec: 'Codecs and payload types',
  mux: 'rtcp-mux, BUNDLE and what else browsers add',
  exchange: 'Offer and answer',
  leg: 'Across the gateway',
  sip: 'SIP dialogs',
  media: 'What the media did',
  capture: 'The trace itself',
};

const README_BEGIN = '<!-- rules -->';
const README_END = '<!-- /rules -->';
const GENERATED = '<!-- Written by `npm run docs` from the rule itself: change the rule, not this page. -->';

export const familyOf = (rule: Rule): string => rule.id.slice(0, rule.id.indexOf('/'));

/** Pages below `docs/rules` that people write: the generator leaves them alone. */
export const WRITTEN_BY_HAND: readonly string[] = ['not-checked.md'];

/** Every page that is generated, by its path below `docs/rules`. */
export const pages = (): Map<string, string> =>
  new Map([['README.md', index()], ...rules.map(rule => [`${rule.id}.md`, page(rule)] as const)]);

function page(rule: Rule): string {
  const parts = [
    `# ${rule.title}`,
    GENERATED,
    `\`${rule.id}\`: ${rule.severity} at worst${explains(rule)}`,
    linked(rule.explanation),
    '## When it is quiet',
    linked(rule.quiet),
    '## Bad',
    fence(rule.bad),
    `This gives:\n\n${foundIn(rule)}`,
    '## Good',
    fence(rule.good),
    ...section(
      '## Fixes',
      fixesOf(rule).map(fix => fixItem(rule, fix)),
    ),
    ...section('## Where the fault is made', curesOf(rule)),
    ...section(
      '## References',
      rule.references.map(reference => `- ${rfcLink(reference)}`),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The symptoms that the rule explains, as links to the index. */
function explains({ id }: Rule): string {
  const links = symptomsOf(id).map(({ title }) => `[${title}](../README.md#${anchor(title)})`);
  return links.length === 0 ? '' : `. It explains: ${links.join(' · ')}`;
}

/** Where GitHub puts a heading: its words in small letters with hyphens between them. */
export const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? [title, lines.join('\n')] : []);

const fence = (trace: string): string => `\`\`\`\n${trace.trimEnd()}\n\`\`\``;

/** Ids of other rules become links to their pages. */
const linked = (text: string): string =>
  text.replace(/`([a-z]+\/[a-z0-9-]+)`/g, (whole, id: string) => (ruleById(id) ? `[${whole}](../${id}.md)` : whole));

function foundIn(rule: Rule): string {
  const analysis = analyse(rule.bad);
  const texts = [...analysis.findings, ...analysis.fileFindings]
    .filter(one => one.rule === rule.id)
    .map(one => `> ${one.severity}: ${asText(one.text)}`);
  return texts.join('\n>\n');
}

/** A finding's words as Markdown text: what looks like an element is none. */
const asText = (text: string): string => text.replaceAll('<', '\\<');

/** The fixes that the bad example is offered, each once. */
function fixesOf(rule: Rule): Fix[] {
  const fixes = analyse(rule.bad)
    .findings.filter(one => one.rule === rule.id)
    .flatMap(one => one.fixes);
  return fixes.filter((fix, position) => fixes.findIndex(other => other.title === fix.title) === position);
}

const fixItem = (rule: Rule, fix: Fix): string =>
  `- ${asText(fix.title)}${fix.safety === 'safe' ? '. It is safe, so it is taken when all fixes are applied.' : '. It changes what is offered or answered, so it is only ever taken by itself.'} [${asText(provenOn(rule.id, fix.title))}](../../proof.md)`;

function curesOf(rule: Rule): string[] {
  if (rule.cures.length === 0) return [];
  return [
    '| gateway | setting |',
    '|---|---|',
    ...rule.cures.map(cure => `| ${GATEWAY_NAMES[cure.gateway]} | \`${cell(cure.setting)}\` |`),
  ];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Rules by family, in the order of the families. */
function byFamily(): [title: string, members: Rule[]][] {
  const groups = Object.entries(FAMILIES).map(([family, title]): [string, Rule[]] => [
    title,
    rules.filter(rule => familyOf(rule) === family),
  ]);
  return groups.filter(([, members]) => members.length > 0);
}

const table = (members: readonly Rule[], folder: string): string =>
  [
    '| rule | at worst | what it finds |',
    '|---|---|---|',
    ...members.map(rule => `| [${rule.id}](${folder}${rule.id}.md) | ${rule.severity} | ${cell(rule.title)} |`),
  ].join('\n');

function index(): string {
  const parts = [
    '# Rules',
    GENERATED,
    'How bad a finding is depends on what else the trace shows: each page says when a rule is quieter than this, or silent. What no rule looks at, and why, stands in [what is not checked](not-checked.md); how to go from a symptom to its cure, with whole examples, in the [guide](../guide.md).',
    '## By symptom',
    'What people say of a call, what to look at first, and the rules that explain it, the most likely first. `sip-trace explain "one-way audio"` prints the same.',
    ...SYMPTOMS.map(symptomPart),
    `### What else\n\nRules that may be a warning and stand for no symptom of their own: ${OF_NO_SYMPTOM.map(ruleLink).join(' · ')}.`,
    '## By family',
  ];
  for (const [title, members] of byFamily()) parts.push(`### ${title}`, table(members, ''));
  return `${parts.join('\n\n')}\n`;
}

const symptomPart = ({ title, first, likely, also }: Symptom): string =>
  [
    `### ${title}`,
    `Look first: ${first.charAt(0).toLowerCase()}${first.slice(1)}`,
    table(rulesOf(likely), ''),
    `Also: ${also.map(ruleLink).join(' · ')}`,
  ].join('\n\n');

const rulesOf = (ids: readonly string[]): Rule[] => ids.flatMap(id => ruleById(id) ?? []);

const ruleLink = (id: string): string => `[${id}](${id}.md)`;

/** The README with its table of the rules as it is to be; undefined where it has no place for one. */
export function withRuleTable(readme: string): string | undefined {
  const begin = readme.indexOf(README_BEGIN);
  const end = readme.indexOf(README_END);
  if (begin < 0 || end < begin) return undefined;
  const ordered = byFamily().flatMap(([, members]) => members);
  return `${readme.slice(0, begin + README_BEGIN.length)}\n\n${table(ordered, 'docs/rules/')}\n\n${readme.slice(end)}`;
}
