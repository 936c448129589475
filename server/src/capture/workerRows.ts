import type { Analysis } from '../core/analysis';
import type { CallRow as ListedCall, LegRow } from '../core/listing/row';
import type { CallRow } from '../lsp/protocol';

/** What the rules found in a call. */
export type Checked = Required<Pick<CallRow, 'findings'>> & Pick<CallRow, 'verdict'>;

const KINDS: Readonly<Record<LegRow['kind'], string>> = { webrtc: 'browser', sip: 'phone', unknown: '' };

/** Counts the findings as the editor will show them, and takes the sentence on what is wrong. */
export function checkedOf(analysis: Analysis | undefined): Checked {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity, unnecessary } of analysis?.findings ?? []) counts[unnecessary ? 'hint' : severity]++;
  for (const { severity } of analysis?.fileFindings ?? []) counts[severity]++;
  const [verdict] = analysis?.verdicts.values() ?? [];
  return { findings: [counts.error, counts.warning, counts.info, counts.hint], verdict: verdict?.text };
}

export function toRow(call: ListedCall, checked: Checked | undefined): CallRow {
  const { id, time, from, to, legs, result, outcome, codecs, media, messages } = call;
  return {
    id,
    time,
    from,
    to,
    legs: legsText(legs),
    result: result ?? undefined,
    outcome,
    codecs: codecs.join(', '),
    media,
    messages,
    callId: legs[0]?.callId ?? '',
    ...checked,
  };
}

/** `browser 192.0.2.10 → phone 192.0.2.20`: the caller's end of the first leg and the callee's end of each other one. */
function legsText(legs: readonly LegRow[]): string {
  const [first, ...others] = legs;
  if (!first) return '';
  const end = ({ kind, parties }: LegRow, side: 0 | 1): string => `${KINDS[kind]} ${hostOf(parties[side])}`.trim();
  if (others.length === 0) return [end(first, 0), hostOf(first.parties[1])].filter(part => part !== '').join(' → ');
  return [end(first, 0), ...new Set(others.map(leg => end(leg, 1)))].join(' → ');
}

/** `192.0.2.1` of `192.0.2.1:5060`. */
const hostOf = (address: string): string => /^\[(.*)\]/.exec(address)?.[1] ?? address.replace(/:\d+$/, '');
