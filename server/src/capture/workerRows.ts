import type { Analysis } from '../core/analysis';
import { legsText, type CallRow as ListedCall } from '../core/listing/row';
import type { CallRow } from '../lsp/protocol';

/** What the rules found in a call. */
export type Checked = Required<Pick<CallRow, 'findings'>> & Pick<CallRow, 'verdict'>;

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
