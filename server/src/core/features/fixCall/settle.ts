import { wholeOffer } from '../../call/descriptions';
import { sentByGateway } from '../../call/legs';
import type { Description, Leg, Message } from '../../call/types';
import { fittingEdits } from '../../rewrite/answerFitsOffer';
import { replace } from '../../rewrite/edit';
import { isHigherVersion, nextVersion, originOf } from '../../sdp/origin';
import type { Sdp } from '../../sdp/types';
import type { Span } from '../../text/span';
import { afterSteps, callIn, type Draft, indexesIn, isChanged, type Steps, type Step } from './draft';

/** What settles one description may unsettle the next one of a chain, which is no longer than this in any call that was seen. */
const ROUNDS = 10;

/**
 * Makes the descriptions of a call consistent after some were changed: answers fit their offers again, a description that is repeated is
 * repeated as it is now, and one that differs from its sender's last one has a higher version in o= (RFC 3264 sections 6 and 8).
 */
export function settled(draft: Draft): Draft | undefined {
  let now: Draft | undefined = draft;
  for (let round = 0; now && round < ROUNDS; round++) {
    const before: Draft = now;
    for (const step of [answersFit, repetitionsFollow, versionsRise]) {
      const steps: Steps | undefined = now && step(now);
      if (now && steps && steps.size > 0) now = afterSteps(now, steps);
    }
    if (now?.analysis === before.analysis) break;
  }
  return now;
}

/** Answers that were changed, or whose offers were. */
function answersFit(draft: Draft): Steps {
  const indexes = indexesIn(draft);
  const steps = new Map<Message, Step>();
  for (const one of callIn(draft)?.descriptions ?? []) {
    const offer = wholeOffer(one);
    if (!offer || ![offer.message, one.message].some(message => isChanged(draft, indexes.get(message)!))) continue;
    const edits = fittingEdits(one);
    if (edits.length > 0) steps.set(one.message, { edits, reasons: ['the answer fits its offer'] });
  }
  return steps;
}

/** Retransmissions, the same answer in the 183 and the 200, the same offer once more with credentials: what has no place of its own. */
function repetitionsFollow(draft: Draft): Steps {
  const { analysis, original } = draft;
  const before = { ...draft, analysis: original };
  const call = callIn(before);
  const indexes = indexesIn(before);
  const placed = new Set(call?.descriptions.map(one => one.message));
  const steps = new Map<Message, Step>();
  for (const leg of call?.legs ?? []) {
    const leaders = new Map<string, Message>();
    for (const message of leg.messages) {
      const key = message.sdp && placed.has(message) ? bodyKey(leg, message, message.sdp) : undefined;
      if (key !== undefined && !leaders.has(key)) leaders.set(key, message);
    }
    for (const message of leg.messages) {
      const leader = message.sdp && !placed.has(message) ? leaders.get(bodyKey(leg, message, message.sdp)) : undefined;
      if (!leader || !isChanged(draft, indexes.get(leader)!)) continue;
      const [own, model] = [message, leader].map(one => analysis.messages[indexes.get(one)!]!);
      if (!own?.sdp || !model?.sdp) continue;
      const text = textIn(model, linesSpan(model.sdp));
      const span = linesSpan(own.sdp);
      if (textIn(own, span) !== text)
        steps.set(own, { edits: [replace(span, text)], reasons: ['it repeats a description that was changed'] });
    }
  }
  return steps;
}

const bodyKey = (leg: Leg, message: Message, sdp: Sdp): string => `${sentByGateway(leg, message)} ${textIn(message, linesSpan(sdp))}`;

const linesSpan = (sdp: Sdp): Span => ({
  start: sdp.lines[0]?.span.start ?? sdp.span.start,
  end: sdp.lines[sdp.lines.length - 1]?.span.end ?? sdp.span.start,
});

const textIn = (message: Message, { start, end }: Span): string => message.text.slice(start, end);

/** A description that differs from its sender's last one must not have its version any more, where that was right before. */
function versionsRise(draft: Draft): Steps {
  const { original } = draft;
  const indexes = indexesIn(draft);
  const steps = new Map<Message, Step>();
  const last = new Map<string, { readonly index: number; readonly sdp: Sdp; readonly message: Message; readonly version: string }>();
  const call = callIn(draft);
  for (const one of call?.descriptions ?? []) {
    const origin = originOf(one.sdp);
    const index = indexes.get(one.message)!;
    if (!origin) continue;
    const key = `${call!.legs.indexOf(one.leg)} ${senderOf(one)} ${origin.session}`;
    const before = last.get(key);
    let { version } = origin;
    if (before && before.message !== one.message) {
      const differs = bodyOf(one.message, one.sdp) !== bodyOf(before.message, before.sdp);
      const wrong = differs ? !isHigherVersion(version, before.version) : isHigherVersion(before.version, version);
      if (wrong && !wasWrong(original.messages[before.index], original.messages[index])) {
        version = differs ? nextVersion(before.version) : before.version;
        const reasons = [`the version in o= is ${version}, as the description is ${differs ? 'not ' : ''}the one before`];
        steps.set(one.message, { edits: [replace(origin.span, version)], reasons });
      }
    }
    last.set(key, { index, sdp: one.sdp, message: one.message, version });
  }
  return steps;
}

const senderOf = ({ message, fromGateway }: Description): string =>
  message.sip ? String(message.status === 0 ? message.fromTag : message.toTag) : String(fromGateway);

/** A description without its o= line. */
const bodyOf = (message: Message, sdp: Sdp): string =>
  sdp.lines
    .filter(line => line.type !== 'o')
    .map(line => textIn(message, line.span).trimEnd())
    .join('\n');

function wasWrong(before: Message | undefined, after: Message | undefined): boolean {
  const [then, now] = [before?.sdp && originOf(before.sdp), after?.sdp && originOf(after.sdp)];
  if (!then || !now) return false;
  const differs = bodyOf(before!, before!.sdp!) !== bodyOf(after!, after!.sdp!);
  return differs ? !isHigherVersion(now.version, then.version) : isHigherVersion(then.version, now.version);
}
