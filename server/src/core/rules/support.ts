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
}

/** Every description of a call, each once. */
export function descriptionsOf(call: Call): Description[] {
  const seen = new Set<Message>();
  const found: Description[] = [];
  for (const leg of call.legs) {
    for (const exchange of leg.exchanges) {
      for (const side of ['offer', 'answer'] as const) {
        const body = exchange[side];
        if (!body || seen.has(body.message)) continue;
        seen.add(body.message);
        found.push({ ...body, leg, exchange, side, other: side === 'offer' ? exchange.answer : exchange.offer });
      }
    }
  }
  return found;
}

export const descriptionsOn = (call: Call, kind: Leg['kind']): Description[] => descriptionsOf(call).filter(one => one.leg.kind === kind);

/** Sections that carry RTP and are in use. */
export const rtpSections = (sdp: Sdp): MediaSection[] =>
  sdp.media.filter(section => isActive(section) && (profileOf(section.protocol).rtp || section.protocol === ''));

/**
 * Sections whose own transport attributes count: in a BUNDLE group those of the first section serve all
 * (RFC 9143 section 7.1.3), so a section that shares the port of an earlier one, or is bundle-only, is left out.
 */
export function transportSections(sdp: Sdp): MediaSection[] {
  const seen = new Set<number>();
  return rtpSections(sdp).filter(section => {
    if (attributesIn(section.lines, 'bundle-only').length > 0 && section.port === 0) return false;
    if (section.port !== 9 && seen.has(section.port)) return false;
    const grouped =
      section.port === 9 &&
      section.index > 0 &&
      attributesIn(sdp.session, 'group').some(line => /^BUNDLE\b/i.test(line.attributeValue ?? ''));
    seen.add(section.port);
    return !grouped;
  });
}

/** Final responses by which a peer says that it cannot take the offer (RFC 3261 sections 21.4.13, 21.4.26, 21.6.4). */
export const isRefusal = (message: Message | undefined): message is Message =>
  message !== undefined && [415, 488, 606].includes(message.status);

/** The refusal of an offer, if it was refused for what it says. */
export const refusalOf = (exchange: Exchange): Message | undefined =>
  isRefusal(exchange.rejection) && !exchange.answer ? exchange.rejection : undefined;

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
  const body = message.text.slice(message.sip.bodySpan.start);
  return Number(claimed) > byteLength(body) + body.split('\n').length + REDACTED;
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

/** Adds, to what was recorded in reply to an edited description, that it was for the original. */
export const recorded = (message: Message, text: string): string =>
  message.edited ? `${text} (recorded for the original text: this one has been edited)` : text;

export const spansOf = (lines: readonly SdpLine[]): Span[] => lines.map(line => line.span);

/** `a=fingerprint and a=setup`. */
export function list(words: readonly string[], and = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${and} ${words[words.length - 1]}`;
}
