import { type Analysis, analyse, change, recordStart } from '../../analysis';
import type { Call, Message } from '../../call/types';
import { isMarked, type TextEdit } from '../../rewrite/edit';
import type { Finding, Severity } from '../../rules/types';
import { EDITED_MARKER } from '../../trace/cut';
import { withEdits } from '../fix';

/** A call while it is being fixed: the trace as far as it has come. Messages are named by their index, which no fix changes. */
export interface Draft {
  readonly analysis: Analysis;
  /** Before anything was done. */
  readonly original: Analysis;
  /** The messages of the call. */
  readonly members: readonly number[];
  /** Why each message was changed. */
  readonly reasons: ReadonlyMap<number, readonly string[]>;
}

/** What is to be done to a message, and why. */
export interface Step {
  readonly edits: readonly TextEdit[];
  readonly reasons: readonly string[];
}

export type Steps = ReadonlyMap<Message, Step>;

/**
 * The draft of a call in which nothing has been done yet. All its descriptions count as edited: what rests on recorded replies has then
 * stepped back already, and only what a change really cures can go away.
 */
export function draftOf(original: Analysis, call: Call): Draft {
  const own = new Set(call.legs.flatMap(leg => leg.messages));
  const members = original.messages.flatMap((message, index) => (own.has(message) ? [index] : []));
  let analysis = original;
  for (const index of [...members].reverse()) {
    const message = original.messages[index]!;
    if (!message.sdp || message.edited || !isMarked(message)) continue;
    const start = recordStart(original, message);
    analysis = change(analysis, { start, end: start, text: EDITED_MARKER + message.record.message!.clean.lineEnd });
  }
  return { analysis, original, members, reasons: new Map() };
}

/**
 * The call in a text of its own, where it reads the same there: what is tried out on one call need not be tried out on a whole document.
 * Its messages are those of the call in the same order.
 */
export function callAlone(analysis: Analysis, call: Call): { analysis: Analysis; call: Call } | undefined {
  const own = new Set(call.legs.flatMap(leg => leg.messages));
  const messages = analysis.messages.filter(message => own.has(message));
  const alone = analyse(messages.map(message => message.record.text).join(''), analysis.settings);
  const [only] = alone.calls;
  const isSame = only && alone.calls.length === 1 && told(alone, alone.messages) === told(analysis, messages);
  return isSame ? { analysis: alone, call: only } : undefined;
}

/** What is found of messages, and where. */
function told({ findings }: Analysis, messages: readonly Message[]): string {
  const indexes = new Map(messages.map((message, index) => [message, index]));
  const own = findings.filter(one => indexes.has(one.message));
  return [messages.length, ...own.map(one => `${one.rule} ${one.severity} ${indexes.get(one.message)} ${one.span.start}`)].join('\n');
}

/** The call as it is by now. */
export function callIn({ analysis, members }: Draft): Call | undefined {
  const first = analysis.messages[members[0] ?? -1];
  return first && analysis.calls.find(call => call.legs.some(leg => leg.messages.includes(first)));
}

/** Index of each message. */
export const indexesIn = ({ analysis }: Draft): ReadonlyMap<Message, number> =>
  new Map(analysis.messages.map((message, index) => [message, index]));

/** Whether a message is no longer what it was. */
export const isChanged = ({ analysis, original }: Draft, index: number): boolean =>
  analysis.messages[index]!.text !== original.messages[index]!.text;

/** The draft after some steps; undefined where they make other messages of the text, so that nobody knows which is which. */
export function afterSteps(draft: Draft, steps: Steps): Draft | undefined {
  const indexes = indexesIn(draft);
  const analysis = withEdits(draft.analysis, steps);
  if (analysis.messages.length !== draft.analysis.messages.length) return undefined;
  const reasons = new Map(draft.reasons);
  for (const [message, step] of steps) {
    const index = indexes.get(message)!;
    const known = reasons.get(index) ?? [];
    reasons.set(index, [...known, ...step.reasons.filter(one => !known.includes(one))]);
  }
  return { ...draft, analysis, reasons };
}

/** What is found in the call, without what is harmless. */
export function findingsIn({ analysis, members }: Draft): Finding[] {
  const own = new Set(members.map(index => analysis.messages[index]));
  return analysis.findings.filter(one => own.has(one.message) && !one.unnecessary && one.severity !== 'hint');
}

export const isLoud = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';

const WEIGHTS: Readonly<Record<Severity, number>> = { error: 10_000, warning: 100, info: 1, hint: 0 };

/** Whether less is wrong than before, and nothing that is loud is new. */
export const isBetter = (after: Draft, before: Draft): boolean => weightOf(after) < weightOf(before) && hasNothingNew(after, before);

/** Whether no more is wrong than before, and nothing that is loud is new. */
export const isNoWorse = (after: Draft, before: Draft): boolean => weightOf(after) <= weightOf(before) && hasNothingNew(after, before);

const weightOf = (draft: Draft): number => findingsIn(draft).reduce((sum, one) => sum + WEIGHTS[one.severity], 0);

/** What a finding is called, whatever becomes of the text: its rule, and the index of its message. */
export const nameOf = ({ rule, message }: Finding, indexes: ReadonlyMap<Message, number>): string => `${rule} ${indexes.get(message)}`;

function hasNothingNew(after: Draft, before: Draft): boolean {
  const [now, then] = [after, before].map(draft => {
    const indexes = indexesIn(draft);
    const counts = new Map<string, number>();
    for (const one of findingsIn(draft).filter(isLoud)) counts.set(nameOf(one, indexes), (counts.get(nameOf(one, indexes)) ?? 0) + 1);
    return counts;
  });
  return [...now!].every(([name, count]) => count <= (then!.get(name) ?? 0));
}
