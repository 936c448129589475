import { sentByGateway } from '../call/legs';
import type { Call, Exchange, Leg, Message, Side } from '../call/types';
import { attributeFor, attributesIn, isActive } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import { header } from '../sip/message';
import type { Span } from '../text/span';
import { byteLength } from '../trace/collect';
import type { Related } from './types';

/** A description in its place: which leg, which exchange, which side of it. */
export interface Description extends Side {
  readonly leg: Leg;
  readonly exchange: Exchange;
  readonly side: 'offer' | 'answer';
  /** The other description of the exchange. */
  readonly other?: Side;
  /** A later offer was taken, on this leg or another: falling back to plain RTP, or to the next trunk, after a 488 is common. */
  readonly overcome: boolean;
}

/** Every description of a call, each once. */
export function descriptionsOf(call: Call): Description[] {
  const seen = new Set<Message>();
  const found: Description[] = [];
  for (const leg of call.legs) {
    const taken = isFailedBranch(call, leg) ? leg.exchanges.length : lastTaken(leg.exchanges);
    leg.exchanges.forEach((exchange, index) => {
      const overcome = exchange.carrier === 'INVITE' && index < taken;
      for (const side of ['offer', 'answer'] as const) {
        const body = exchange[side];
        if (!body || seen.has(body.message)) continue;
        seen.add(body.message);
        // Written out, not spread: V8 gives each object that is spread a shape of its own, and every rule looks at all of these.
        const { message, sdp } = body;
        found.push({ message, sdp, leg, exchange, side, overcome, other: side === 'offer' ? exchange.answer : exchange.offer });
      }
    });
  }
  return found;
}

/** Whether the call was answered all the same, on another leg: a gateway tries the next phone or trunk after a refusal. */
const isFailedBranch = (call: Call, leg: Leg): boolean =>
  leg.result !== null && leg.result >= 300 && call.result !== null && call.result >= 200 && call.result < 300;

function lastTaken(exchanges: readonly Exchange[]): number {
  let index = exchanges.length - 1;
  while (index >= 0 && (exchanges[index]!.answer === undefined || exchanges[index]!.rejection)) index--;
  return index;
}

export const descriptionsOn = (call: Call, kind: Leg['kind']): Description[] => descriptionsOf(call).filter(one => one.leg.kind === kind);

/** Hosts of a leg's caller and callee, without ports. */
const hostsOf = (leg: Leg): string[] => leg.parties.map(party => party.replace(/:\d+$/, ''));

/** Whether the far end of a leg called on: it is a proxy or gateway on the way, and what it takes is not what a phone takes. */
export const calledOn = (call: Call, leg: Leg): boolean => legsCalledOn(call).has(leg);

/** From the last leg to the first: a call may have thousands, and each is looked at once. */
function legsCalledOn(call: Call): Set<Leg> {
  const callers = new Set<string>();
  const found = new Set<Leg>();
  for (const leg of [...call.legs].reverse()) {
    const [caller = '', callee = ''] = hostsOf(leg);
    if (callee !== '' && callers.has(callee)) found.add(leg);
    callers.add(caller);
  }
  return found;
}

/** The descriptions on SIP legs that end at a phone or trunk. */
export function toPhones(call: Call): Description[] {
  const passed = legsCalledOn(call);
  return descriptionsOn(call, 'sip').filter(one => !passed.has(one.leg));
}

/** Whether an offer did its work as far as the trace shows: the phone rang, or the call ended for another reason than what it says. */
export const wasTaken = (one: Description): boolean => {
  const { rejection } = one.exchange;
  if (rejection) return !isRefusal(rejection);
  const transaction = one.leg.transactions.find(candidate => candidate.request === one.message);
  return transaction?.responses.some(response => response.status >= 180 && response.status < 200) ?? false;
};

/** Sections that carry RTP and are in use. */
export const rtpSections = (sdp: Sdp): MediaSection[] =>
  sdp.media.filter(section => isActive(section) && (profileOf(section.protocol).rtp || section.protocol === ''));

/**
 * Sections whose own transport attributes count: in a BUNDLE group those of the first section serve all
 * (RFC 9143 section 7.1.3), so a section that shares the port of an earlier one, or is bundle-only, is left out.
 */
export function transportSections(sdp: Sdp): MediaSection[] {
  const seen = new Set<number>();
  const bundled = attributesIn(sdp.session, 'group').some(line => /^BUNDLE\b/i.test(line.attributeValue ?? ''));
  return rtpSections(sdp).filter(section => {
    if (attributesIn(section.lines, 'bundle-only').length > 0 && section.port === 0) return false;
    if (section.port !== 9 && seen.has(section.port)) return false;
    seen.add(section.port);
    return !(bundled && section.port === 9 && section.index > 0);
  });
}

/** Final responses by which a peer says that it cannot take the offer (RFC 3261 sections 21.4.13, 21.4.26, 21.6.4). */
export const isRefusal = (message: Message | undefined): message is Message =>
  message !== undefined && [415, 488, 606].includes(message.status);

/**
 * The refusal of an offer, if it was refused for what it says and that still stands: the offer has not been edited since, and no
 * later offer on the leg was taken.
 */
export function refusalOf(one: Description): Message | undefined {
  const { rejection } = one.exchange;
  if (one.side !== 'offer' || !isRefusal(rejection) || one.message.edited) return undefined;
  return one.overcome ? undefined : rejection;
}

/** A refused re-INVITE or UPDATE leaves the call as it was (RFC 3261 section 14.1). */
export const isChange = (one: Description): boolean => one.exchange.carrier === 're-INVITE' || one.exchange.carrier === 'UPDATE';

/** What a refusal ended, for sentences. */
export const refusedWhat = (one: Description): string => (isChange(one) ? 'a change of the call' : 'the call');

/** `488 Not Acceptable Here` as a related place. */
export function relatedReply(message: Message | undefined, text = 'the reply'): Related[] {
  const start = message?.sip?.startLine;
  return message && start ? [{ message, span: start.span, text }] : [];
}

export const relatedLine = (message: Message, line: SdpLine | undefined, text: string): Related[] =>
  line ? [{ message, span: line.span, text }] : [];

/** Bytes by which redaction may shorten a body before it counts as cut. */
const REDACTED = 16;

/**
 * Whether the log lost the end of the message: its Content-Length promises more than is there. What is missing then may well have
 * been there, and no rule may miss it.
 */
export function isCut(message: Message): boolean {
  const claimed = message.sip && header(message.sip, 'content-length')?.value;
  if (!message.sip || !claimed || !/^\d+$/.test(claimed)) return false;
  // There are no fewer bytes than units: of most bodies nothing has to be counted.
  if (Number(claimed) <= message.text.length - message.sip.bodySpan.start) return false;
  const body = message.text.slice(message.sip.bodySpan.start);
  return Number(claimed) > byteLength(body) + lineEnds(body) + REDACTED;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Whether the description speaks ICE: credentials at either level. */
export const hasIce = (sdp: Sdp): boolean => sdp.lines.some(line => line.attribute === 'ice-ufrag' || line.attribute === 'candidate');

export const hasDtls = (sdp: Sdp): boolean =>
  sdp.media.some(
    section => isActive(section) && (profileOf(section.protocol).dtls || attributeFor(sdp, section, 'fingerprint') !== undefined),
  );

/** Whether a browser wrote the description: no phone names tracks, groups or header extensions like that. */
export const looksBrowserMade = (sdp: Sdp): boolean =>
  sdp.lines.some(line => /^(msid|msid-semantic|extmap-allow-mixed)$/.test(line.attribute ?? '') || /^group:BUNDLE/.test(line.value));

/** Who stands behind the leg, for sentences: the phone's side of a SIP leg, the browser's of a browser leg. */
export const peerName = (leg: Leg): string => (leg.kind === 'webrtc' ? 'browser' : 'phone');

/** Whether a description was sent by the gateway; undefined where the trace cannot tell. */
export const isFromGateway = (one: Description): boolean | undefined => sentByGateway(one.leg, one.message);

/** Who turned an offer down. */
export function refuserName(one: Description): string {
  const fromGateway = isFromGateway(one);
  if (fromGateway === undefined) return one.leg.kind === 'webrtc' ? 'The browser' : 'The other side';
  return fromGateway ? `The ${peerName(one.leg)}` : 'The gateway';
}

/**
 * The exchange on another leg that carried the same negotiation: same CSeq behind a proxy, else the exchange of the same kind
 * in the same place.
 */
export function counterpart(call: Call, leg: Leg, exchange: Exchange): { leg: Leg; exchange: Exchange } | undefined {
  for (const other of call.legs) {
    if (other === leg || other.kind === leg.kind) continue;
    const same =
      other.callId === leg.callId ? other.exchanges.find(one => sameCseq(one, exchange)) : other.exchanges[leg.exchanges.indexOf(exchange)];
    if (same) return { leg: other, exchange: same };
  }
  return undefined;
}

const sameCseq = (a: Exchange, b: Exchange): boolean =>
  a.cseq !== undefined && a.cseq.number === b.cseq?.number && a.cseq.method === b.cseq.method && a.carrier === b.carrier;

export const spansOf = (lines: readonly SdpLine[]): Span[] => lines.map(line => line.span);

/** `a=fingerprint and a=setup`. */
export function list(words: readonly string[], and = 'and'): string {
  if (words.length < 2) return words.join('');
  // A trace may hold thousands, and nobody reads them.
  const shown = words.length > MOST_LISTED ? [...words.slice(0, MOST_LISTED - 1), `${words.length - MOST_LISTED + 1} more`] : words;
  return `${shown.slice(0, -1).join(', ')} ${and} ${shown[shown.length - 1]}`;
}

const MOST_LISTED = 12;
