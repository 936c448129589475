import { type Analysis, toDocument } from '../analysis';
import type { Call, Exchange, Leg, Message } from '../call/types';
import type { Sdp } from '../sdp/types';
import { fromSource } from '../text/cleanText';
import { addTo } from '../text/lists';
import { type Span, touches } from '../text/span';
import { recordAt } from '../trace/openTrace';

/** A place in a message: its position counts in the clean text. */
export interface Place {
  readonly message: Message;
  readonly position: number;
}

/** The message in which an offset of the document lies; undefined between messages and in what the log put around them. */
export function placeAt(analysis: Analysis, offset: number): Place | undefined {
  const index = recordAt(analysis.trace, offset);
  const record = analysis.trace.records[index];
  if (!record?.message) return undefined;
  const message = analysis.messages[messageIndex(analysis, index)];
  const position = fromSource(record.message.clean, offset - analysis.trace.starts[index]!);
  return message?.record === record && position !== undefined ? { message, position } : undefined;
}

/** Index of the message of a record; messages stand in the order of their records. */
function messageIndex(analysis: Analysis, record: number): number {
  let low = 0;
  let high = analysis.messages.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (analysis.positions.get(analysis.messages[middle]!)! < record) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an offset of the document really lies on a span: a log's prefix before a line belongs to no span of the line. */
export const liesOn = (analysis: Analysis, message: Message, span: Span, offset: number): boolean =>
  touches(toDocument(analysis, message, span), offset);

/** Where a message stands in the calls of the trace. */
export interface Standing {
  readonly call?: Call;
  readonly leg?: Leg;
  readonly exchange?: Exchange;
  readonly side?: 'offer' | 'answer';
  /** The description of the other side, where the exchange is complete. */
  readonly other?: Sdp;
}

/** The call, leg and exchange of a message, and its side in it. */
export function standingOf(analysis: Analysis, message: Message): Standing {
  for (const call of analysis.calls) {
    const leg = call.legs.find(one => one.messages.includes(message));
    if (leg) return { call, leg, ...sideOn(leg, message) };
  }
  return {};
}

/** Which side of which exchange of its leg a message carries. */
export function sideOn(leg: Leg, message: Message): Pick<Standing, 'exchange' | 'side' | 'other'> {
  return sideFinder(leg)(message);
}

/** The same for many messages of a leg. */
export function sideFinder(leg: Leg): (message: Message) => Pick<Standing, 'exchange' | 'side' | 'other'> {
  // By what messages that repeat each other have in common: a leg may have thousands of exchanges.
  const sides = new Map<string, { message: Message; found: Pick<Standing, 'exchange' | 'side' | 'other'> }[]>();
  for (const exchange of leg.exchanges) {
    for (const side of ['offer', 'answer'] as const) {
      const message = exchange[side]?.message;
      if (!message) continue;
      const found = { exchange, side, other: exchange[side === 'offer' ? 'answer' : 'offer']?.sdp };
      addTo(sides, repetitionKey(message), { message, found });
    }
  }
  return message => (message.sdp && sides.get(repetitionKey(message))?.find(one => repeats(message, one.message))?.found) ?? {};
}

const repetitionKey = ({ cseq, status, fromTag, toTag }: Message): string =>
  `${cseq?.number} ${cseq?.method} ${status === 0} ${fromTag} ${toTag}`;

/** Whether a message is the other, or repeats its description: a retransmission, or the 200 after a 183 with the same answer. */
function repeats(message: Message, other: Message): boolean {
  if (message === other) return true;
  if (!message.sdp || !other.sdp || message.cseq?.number !== other.cseq?.number || message.cseq?.method !== other.cseq?.method)
    return false;
  if ((message.status === 0) !== (other.status === 0) || message.toTag !== other.toTag || message.fromTag !== other.fromTag) return false;
  return bodyOf(message) === bodyOf(other);
}

const bodyOf = (message: Message): string => message.text.slice(message.sdp!.span.start, message.sdp!.span.end).trimEnd();

/** Who speaks in an exchange, for people: on a browser's leg one end is the browser, on a SIP leg the phone; the other the gateway. */
export function partyOf(leg: Leg, exchange: Exchange, side: 'offer' | 'answer'): string {
  const neutral = side === 'offer' ? 'the offerer' : 'the answerer';
  const caller = leg.messages.find(one => one.method === 'INVITE' && one.status === 0)?.fromTag;
  const own = side === 'offer' ? exchange.offererTag : exchange.answererTag;
  if (!leg.gateway || leg.kind === 'unknown' || caller === undefined || own === undefined) return neutral;
  const end = own === caller ? 'caller' : 'callee';
  if (end === leg.gateway) return `the gateway (${side})`;
  return leg.kind === 'webrtc' ? `the browser (${side})` : `the phone (${side})`;
}

/** The kind of a leg in words. */
export const legTitle = (leg: Leg | undefined): string =>
  leg?.kind === 'webrtc' ? 'browser leg' : leg?.kind === 'sip' ? 'SIP leg' : 'unknown leg';

/** Where the text of a message ends, without the empty lines behind it. */
export function textEnd(message: Message): number {
  let end = message.text.length;
  while (end > 0 && message.text[end - 1] === '\n') end--;
  return end;
}
