import type { Analysis } from '../analysis';
import { recordStart } from '../analysis';
import { isCut } from '../call/descriptions';
import { sentByGateway } from '../call/legs';
import type { Call, Message } from '../call/types';
import { applyEdits, type TextEdit } from '../rewrite/edit';
import { payloadTypeDiffers } from '../rules/codec/payloadTypeDiffers';
import type { Finding, Fix } from '../rules/types';
import { type AppliedFix, chooseFixes, ROUNDS } from './fix';
import {
  afterSteps,
  callAlone,
  callIn,
  type Draft,
  draftOf,
  findingsIn,
  indexesIn,
  isBetter,
  isChanged,
  isLoud,
  isNoWorse,
  nameOf,
  type Step,
  type Steps,
} from './fixCall/draft';
import { legRewrites } from './fixCall/legRewrite';
import { lineEdits } from './fixCall/lineEdits';
import { settled } from './fixCall/settle';

export const FIX_CALL = 'Fix the whole call';

/** What becomes of one message of a call that is fixed as a whole. */
export interface MessageFix {
  readonly message: Message;
  /** Of the document. */
  readonly edits: readonly TextEdit[];
  /** Why, in the order of what was done: `rewritten for a SIP leg (plain RTP)`. */
  readonly reasons: readonly string[];
}

/** Single fixes that are tried; each asks for an analysis of the call. */
const MOST_TRIED = 40;

/**
 * Fixes a call as a whole: what the gateway sends is rewritten for who is at the other end of each leg, answers fit their offers again,
 * what is left is fixed one by one. Each step is taken only if less is wrong after it and nothing loud is new. Empty where nothing is
 * wrong that a rewrite could cure.
 */
export function fixCall(analysis: Analysis, call: Call): readonly MessageFix[] {
  const own = new Set(call.legs.flatMap(leg => leg.messages));
  if (!analysis.findings.some(one => isLoud(one) && own.has(one.message))) return [];
  const last = fixedDraft(callAlone(analysis, call) ?? { analysis, call });
  const messages = analysis.messages.filter(message => own.has(message));
  return (last?.members ?? []).flatMap((index, place) => {
    if (!isChanged(last!, index)) return [];
    const message = messages[place]!;
    const edits = lineEdits(message.record.text, last!.analysis.messages[index]!.record.text, recordStart(analysis, message));
    return [{ message, edits, reasons: last!.reasons.get(index) ?? [] }];
  });
}

/** The call as it is in the end; undefined where nothing loud is cured. */
function fixedDraft({ analysis, call }: { analysis: Analysis; call: Call }): Draft | undefined {
  const first = draftOf(analysis, call);
  if (first.analysis.messages.length !== analysis.messages.length) return undefined;
  const members = new Set(first.members.map(index => analysis.messages[index]));
  const loud = analysis.findings.filter(one => isLoud(one) && members.has(one.message));
  const last = fixed(first, loud);
  return isNoWorse(last, first) && cures(last, first, loud) ? last : undefined;
}

function fixed(first: Draft, loud: readonly Finding[]): Draft {
  let draft = withSafeFixes(first, isLoud);
  for (let round = 0; round < ROUNDS; round++) {
    const before = draft;
    draft = withSafeFixes(withSingleFixes(withPromisedFixes(withRewrites(draft, loud), loud)));
    if (draft.analysis === before.analysis) break;
  }
  return draft;
}

/** Whether something loud is gone, and not only because the recorded replies have stepped back. */
function cures(last: Draft, first: Draft, loud: readonly Finding[]): boolean {
  const [before, after] = [first, last].map(draft => {
    const indexes = indexesIn(draft);
    return new Set(findingsIn(draft).map(one => nameOf(one, indexes)));
  });
  const indexes = indexesIn({ ...first, analysis: first.original });
  return loud.some(one => {
    const name = nameOf(one, indexes);
    const promised = one.fixes.length > 0 && isChanged(last, indexes.get(one.message)!);
    return (promised || before!.has(name)) && !after!.has(name);
  });
}

/**
 * The draft after steps and all that follows from them, where that is better; else as it was.
 * @param promised a rule says that the steps cure what it found because of a recorded reply: it is enough that nothing gets worse
 */
function tried(draft: Draft, steps: Steps, promised = false): Draft {
  if (steps.size === 0) return draft;
  const after = afterSteps(draft, steps);
  const end = after && settled(after);
  return end && (promised ? isNoWorse(end, draft) : isBetter(end, draft)) ? end : draft;
}

function withRewrites(draft: Draft, loud: readonly Finding[]): Draft {
  let now = draft;
  const count = callIn(draft)?.legs.length ?? 0;
  const originals = indexesIn({ ...draft, analysis: draft.original });
  for (let leg = 0; leg < count; leg++) {
    const { title, steps } = legRewrites(now, leg, loud);
    const indexes = indexesIn(now);
    const touched = new Set(Array.from(steps.keys(), message => indexes.get(message)));
    const promised = loud.some(one => one.fixes.some(fix => fix.title === title && touched.has(originals.get(fix.message))));
    now = tried(now, steps, promised);
  }
  return now;
}

/** Safe fixes, round after round. */
function withSafeFixes(draft: Draft, wanted: (found: Finding) => boolean = () => true): Draft {
  let now = draft;
  for (let round = 0; round < ROUNDS; round++) {
    const own = new Set(now.members.map(index => now.analysis.messages[index]));
    const chosen = chooseFixes(
      now.analysis,
      {},
      now.analysis.findings.filter(one => own.has(one.message) && wanted(one)),
    );
    const steps = new Map<Message, Step>();
    for (const [message, { edits, from }] of chosen) steps.set(message, { edits, reasons: from.map(one => one.title) });
    const after = steps.size === 0 ? undefined : afterSteps(now, steps);
    const next = after && settled(after);
    if (!next) break;
    now = next;
  }
  return now;
}

/** Fixes that go with what was found because of a recorded reply, for messages that nothing else has changed. */
function withPromisedFixes(draft: Draft, loud: readonly Finding[]): Draft {
  const left = new Set(findingsIn(draft).map(one => nameOf(one, indexesIn(draft))));
  const indexes = indexesIn({ ...draft, analysis: draft.original });
  let now = draft;
  for (const one of loud) {
    if (left.has(nameOf(one, indexes))) continue;
    for (const fix of one.fixes) {
      const index = indexes.get(fix.message)!;
      const message = now.analysis.messages[index]!;
      if (isChanged(now, index) || !isGateways(now, message)) continue;
      now = tried(now, new Map([[message, { edits: fix.edits(), reasons: [fix.title] }]]), true);
    }
  }
  return now;
}

/** Fixes that change something, for what is still loud on what the gateway sent; and what was rewritten has the payload types of its offer. */
function withSingleFixes(draft: Draft): Draft {
  let now = draft;
  const seen = new Set<string>();
  for (let tries = 0; tries < MOST_TRIED; tries++) {
    const indexes = indexesIn(now);
    const keyOf = (fix: Fix): string => `${indexes.get(fix.message)} ${fix.title}`;
    const fix = findingsIn(now)
      .filter(one => isLoud(one) || (one.rule === payloadTypeDiffers.id && isChanged(now, indexes.get(one.message)!)))
      .flatMap(one => one.fixes)
      .find(one => !seen.has(keyOf(one)) && isGateways(now, one.message));
    if (!fix) break;
    seen.add(keyOf(fix));
    now = tried(now, new Map([[fix.message, { edits: fix.edits(), reasons: [fix.title] }]]));
  }
  return now;
}

/** Whether the gateway sent a message, or may have, and nothing of it is lost. */
const isGateways = (draft: Draft, message: Message): boolean =>
  (!isCut(message) && callIn(draft)?.legs.some(leg => leg.messages.includes(message) && sentByGateway(leg, message) !== false)) ?? false;

/** The edits of the document that the fix of a call amounts to. */
export const fixCallEdits = (fixes: readonly MessageFix[]): TextEdit[] => fixes.flatMap(one => one.edits);

/** A text with each of these calls fixed as a whole, and what was done to which message. */
export function fixCalls(analysis: Analysis, calls: readonly Call[]): { text: string; applied: AppliedFix[] } {
  const fixes = calls.flatMap(call => fixCall(analysis, call));
  const text = applyEdits(analysis.trace.records.map(record => record.text).join(''), fixCallEdits(fixes));
  const applied = fixes.map(({ message, reasons }) => ({
    rule: 'rewrite/call',
    title: reasons.join('; '),
    line: (analysis.trace.lines[analysis.positions.get(message) ?? 0] ?? 0) + 1,
  }));
  return { text, applied };
}
