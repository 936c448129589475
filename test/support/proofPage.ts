import { rules } from '../../server/src/core/rules/index';
import { KNOWN } from '../peers/known';
import { kindOf } from '../peers/kind';
import { type Proof, type Proven, readProof } from '../peers/proof';
import { DIFFERENCES } from './rewriteDifferences';

export const PROOF_PAGE = 'docs/proof.md';

let read: Proof | undefined;
/** What was written down last, read once. */
const proof = (): Proof => {
  read ??= readProof();
  return read;
};

/** What is known of a fix, for its rule's page; in one sentence. */
export function provenOn(rule: string, fix: string): string {
  const kind = kindOf(rule, fix);
  const own = proof().proven.filter(one => kindOf(one.rule, one.fix) === kind);
  if (own.length > 0) return `Proven on: ${own.map(one => one.endpoint).join(', ')}.`;
  const known = proof().unproven.find(one => kindOf(one.rule, one.fix) === kind);
  return `Not proven: ${known ? lowerFirst(known.reason) : 'no endpoint was asked yet.'}`;
}

/** `No endpoint …` goes on in a sentence; a name stays as it is. */
const lowerFirst = (text: string): string => text.replace(/^No /, 'no ');

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '\\<').trim();

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

const link = (rule: string): string => (rules.some(one => one.id === rule) ? `[${rule}](rules/${rule}.md)` : `\`${rule}\``);

/** The page of proofs. */
export function proofPage(): string {
  const { endpoints, proven, unproven } = proof();
  const fixes = new Set(proven.map(one => kindOf(one.rule, one.fix))).size;
  const parts = [
    '# What is proven',
    '<!-- Written by `npm run docs` from docs/proof.json, which `npm run test:peers -- --write` writes. -->',
    'Each fix and each rewrite is handed to the real thing that says no: the description before it, and after it. A browser gets it with `setRemoteDescription` (and answers an offer with `createAnswer` and `setLocalDescription`); a phone gets it in a call, with RTP both ways where it can be counted. Placeholders are filled with legal values. **Proven** means: refused before, accepted after. `npm run test:peers` does it again, and fails where one of these proofs no longer holds.',
    `The endpoints were ${endpoints.join(', ')}. "SIPp as a strict phone" is a phone of ours that refuses every line that a phone of its kind has no use for: it shows that nothing of the browser is left, not that there is such a phone.`,
    `## Proven fixes\n\n${fixes} fixes, ${proven.length} proofs.`,
    table(['rule', 'fix', 'endpoint', 'what it said before', 'after'], proven.map(provenRow)),
    `## Fixes without proof\n\n${unproven.length} fixes. Many faults are none that an endpoint refuses: they cost the audio, a tone or a feature later, and a description that was taken before is still taken after the fix.`,
    table(
      ['rule', 'fix', 'why not'],
      unproven.map(one => [link(one.rule), cell(one.fix), cell(one.reason)]),
    ),
    ...knownPart(),
    ...gatewayPart(),
    ...differencesPart(),
  ];
  return `${parts.join('\n\n')}\n`;
}

const provenRow = ({ rule, fix, endpoint, words }: Proven): string[] => [
  link(rule),
  cell(fix),
  endpoint,
  words === '' ? 'nothing' : `"${cell(shortened(words))}"`,
  'accepted',
];

const shortened = (words: string): string => (words.length > 200 ? `${words.slice(0, 200)}…` : words);

const knownPart = (): string[] =>
  KNOWN.length === 0
    ? []
    : [
        '## Refused after the fix too',
        table(
          ['rule', 'endpoint', 'why'],
          KNOWN.filter((one, index) => KNOWN.findIndex(other => other.why === one.why) === index).map(one => [
            one.rules.map(link).join(', '),
            one.endpoint,
            cell(one.why),
          ]),
        ),
      ];

const OUTCOMES: Readonly<Record<string, string>> = {
  cured: 'cures: the rule finds its fault without it, and nothing with it',
  'written anew': 'not needed there: the gateway writes that place itself',
  'not tried': 'not tried',
  'not cured': 'does not cure',
};

const WITHOUT = {
  fault: 'the gateway makes the fault',
  'no fault': 'no fault: in the recording it was made on the way',
  'not asked': 'no media gateway took part',
} as const;

function gatewayPart(): string[] {
  const { gateway } = proof();
  if (!gateway) return [];
  return [
    '## Settings on a real gateway',
    `Every RTPEngine setting that a rule names as its cure, on ${gateway.name}: the broken description goes through it with the setting, and what comes out is checked.`,
    table(
      ['rule', 'setting', 'outcome', 'note'],
      gateway.cures.map(({ rule, cure, outcome, note }) => [link(rule), `\`${cell(cure)}\``, OUTCOMES[outcome] ?? outcome, cell(note)]),
    ),
    '## Generated settings on a real gateway',
    'What "Generate the setting" says of recorded calls. The offer that the gateway got goes through it with the flags of the recording and the change, or with the printed flags alone where no media gateway took part; the answer of the other side goes back in the same way. What comes out is put into the recording in the place of what the gateway wrote: nothing that the setting claims to cure may be left, and nothing new may be found. `exchange/refused` and `exchange/answer-refused` say that the recording was refused, and that nothing explains it any more. Every text that is printed for Kamailio passes `kamailio -c`.',
    table(
      ['call', 'setting', 'found before', 'found after', 'without the setting'],
      gateway.settings.map(({ call, setting, before, after, without }) => [
        call,
        setting
          .map(one =>
            one.replace(/^([^:]*): (.*)$/, (_, direction: string, flags: string) => `${direction}: \`${cell(flags).replace('\\<', '<')}\``),
          )
          .join('<br>'),
        before.map(link).join(', '),
        after.length === 0 ? 'nothing' : after.map(link).join(', '),
        WITHOUT[without],
      ]),
    ),
  ];
}

const FORMS: Readonly<Record<string, string>> = { sip: 'for a SIP leg', 'sip-sdes': 'for a SIP leg with SDES', browser: 'for a browser' };

const differencesPart = (): string[] => [
  '## Where the rewrites differ from RTPEngine',
  'The three rewrites beside what RTPEngine makes of the same recorded descriptions, compared as sets of attributes, codecs, profiles and streams. A difference that is not in this list fails a test.',
  table(
    ['rewrite', 'who', 'what', 'why'],
    DIFFERENCES.map(({ forms, how, what, why }) => [
      forms.map(form => FORMS[form] ?? form).join(', '),
      how,
      what.map(one => `\`${cell(one)}\``).join(', '),
      cell(why),
    ]),
  ),
];
