import { profileOf } from '../sdp/profiles';
import type { Sdp, SdpLine } from '../sdp/types';
import { header } from '../sip/message';
import { byteLength } from '../trace/collect';
import { sentByGateway } from './legs';
import type { Call, Description, Exchange, Leg, Message, Side } from './types';

/**
 * Every description of a call, each once, by legs and exchanges in order.
 * @param result the final answer to the call as its caller saw it
 */
export function descriptionsOf(legs: readonly Leg[], result: Call['result']): Description[] {
  const seen = new Set<Message>();
  const passed = legsCalledOn(legs);
  const found: Description[] = [];
  for (const leg of legs) {
    const taken = isFailedBranch(leg, result) ? leg.exchanges.length : lastTaken(leg.exchanges);
    leg.exchanges.forEach((exchange, index) => {
      const overcome = exchange.carrier === 'INVITE' && index < taken;
      for (const side of ['offer', 'answer'] as const) {
        const body = exchange[side];
        if (!body || seen.has(body.message)) continue;
        seen.add(body.message);
        const { message, sdp } = body;
        const other = side === 'offer' ? exchange.answer : exchange.offer;
        // Written out, not spread: V8 gives each object that is spread a shape of its own, and every rule looks at all of these.
        found.push({
          message,
          sdp,
          leg,
          exchange,
          side,
          overcome,
          other,
          cut: isCut(message),
          otherCut: other !== undefined && isCut(other.message),
          fromGateway: sentByGateway(leg, message),
          endsHere: !passed.has(leg),
          codecs: sdp.media.map(section => section.codecs),
        });
      }
    });
  }
  return found;
}

/** Whether the call was answered all the same, on another leg: a gateway tries the next phone or trunk after a refusal. */
const isFailedBranch = (leg: Leg, result: Call['result']): boolean =>
  leg.result !== null && leg.result >= 300 && result !== null && result >= 200 && result < 300;

function lastTaken(exchanges: readonly Exchange[]): number {
  let index = exchanges.length - 1;
  while (index >= 0 && (exchanges[index]!.answer === undefined || exchanges[index]!.rejection)) index--;
  return index;
}

/** Hosts of a leg's caller and callee, without ports. */
const hostsOf = (leg: Leg): string[] => leg.parties.map(party => party.replace(/:\d+$/, ''));

/**
 * The legs whose far end called on: it is a proxy or gateway on the way, and what it takes is not what a phone takes.
 * From the last leg to the first: a call may have thousands, and each is looked at once.
 */
export function legsCalledOn(legs: readonly Leg[]): Set<Leg> {
  const callers = new Set<string>();
  const found = new Set<Leg>();
  for (const leg of [...legs].reverse()) {
    const [caller = '', callee = ''] = hostsOf(leg);
    if (callee !== '' && callers.has(callee)) found.add(leg);
    callers.add(caller);
  }
  return found;
}

/** The offer that an answer answers, where both are as whole as they were sent: what a log cut off may well have fitted. */
export const wholeOffer = (one: Description): Side | undefined =>
  one.side === 'answer' && !one.cut && !one.otherCut ? one.other : undefined;

/** Bytes by which redaction may shorten a body before it counts as cut. */
const REDACTED = 16;

/**
 * Whether the log lost a part of the message: its Content-Length promises more than is there, or a writer marked that lines were left
 * out. What is missing then may well have been there, and no rule may miss it.
 */
export function isCut(message: Message): boolean {
  if (message.envelope.ng?.cut || message.envelope.browser?.cut || leftOut(message) || startsLate(message)) return true;
  return isShort(message);
}

/** Whether the message is shorter than it says, or as bare SDP stops where more has to follow. */
export function isShort(message: Message): boolean {
  if (!message.sip) return message.sdp !== undefined && breaksOff(message.sdp);
  const claimed = header(message.sip, 'content-length')?.value;
  if (!claimed || !/^\d+$/.test(claimed)) return false;
  // There are no fewer bytes than units: of most bodies nothing has to be counted.
  if (Number(claimed) <= message.text.length - message.sip.bodySpan.start) return false;
  const body = message.text.slice(message.sip.bodySpan.start);
  return Number(claimed) > byteLength(body) + lineEnds(body) + REDACTED;
}

/** The line by which whoever pasted a description says that others stood there: `...`, `<snip>`, `[candidates removed]`. */
export const leftOut = (message: Message): SdpLine | undefined =>
  message.sdp?.odd.find(line => (line.type === '' ? line.text.length <= 80 && LEFT_OUT.test(line.text) : DOTS.test(line.value)));

const DOTS = /^ ?(?:\.{2,9}|…)$/;
const LEFT_OUT =
  /^[^\w=]{0,8}(?:\.{2,9}|…)[^\w=]{0,8}$|(?:\.{3}|…) ?[\])>]?$|^[[(<{/#.…]|\b(?:snip|snipped|cut|omitted|removed|truncated|redacted|stripped|skipped|shortened|etc)\b/i;

/** Whether bare SDP lacks its beginning, and with it what may stand there for all sections: keys, ICE, a direction. */
const startsLate = ({ sip, sdp }: Message): boolean => !sip && sdp !== undefined && sdp.lines[0]?.type === 'm';

/** Whether a description without SIP stops behind an m= line that cannot do without attributes: half of it was pasted. */
function breaksOff({ media }: Sdp): boolean {
  const last = media[media.length - 1];
  return last !== undefined && profileOf(last.protocol).dtls && last.port !== 0 && !last.lines.some(line => line.type === 'a');
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
