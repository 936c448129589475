import type { Call, Description, Exchange, Leg, Message } from '../call/types';
import { attributeFor, isActive } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import type { Span } from '../text/span';
import type { Related } from './types';

export const descriptionsOn = (call: Call, kind: Leg['kind']): Description[] => call.descriptions.filter(one => one.leg.kind === kind);

/** The descriptions on SIP legs that end at a phone or trunk. */
export const toPhones = (call: Call): Description[] => descriptionsOn(call, 'sip').filter(one => one.endsHere);

/** Whether an offer did its work as far as the trace shows: the phone rang, or the call ended for another reason than what it says. */
export const wasTaken = (one: Description): boolean => {
  const { rejection } = one.exchange;
  if (rejection) return !isRefusal(rejection);
  const transaction = one.leg.transactions.find(candidate => candidate.request === one.message);
  return transaction?.responses.some(response => response.status >= 180 && response.status < 200) ?? false;
};

/** Sections that carry RTP and are in use. */
export const rtpSections = ({ rtp }: Sdp): readonly MediaSection[] => rtp;

/** Sections whose own transport attributes count. */
export const transportSections = ({ transports }: Sdp): readonly MediaSection[] => transports;

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

/** Whether the description speaks ICE: credentials at either level. */
export const hasIce = (sdp: Sdp): boolean => sdp.attributes.has('ice-ufrag') || sdp.attributes.has('candidate');

export const hasDtls = (sdp: Sdp): boolean =>
  sdp.media.some(
    section => isActive(section) && (profileOf(section.protocol).dtls || attributeFor(sdp, section, 'fingerprint') !== undefined),
  );

/** Whether a browser wrote the description: no phone names tracks, groups or header extensions like that. */
export const looksBrowserMade = (sdp: Sdp): boolean =>
  BROWSERS_OWN.some(name => sdp.attributes.has(name)) || sdp.session.some(line => /^group:BUNDLE/.test(line.value));

const BROWSERS_OWN = ['msid', 'msid-semantic', 'extmap-allow-mixed'];

/** Who stands behind the leg, for sentences: the phone's side of a SIP leg, the browser's of a browser leg. */
export const peerName = (leg: Leg): string => (leg.kind === 'webrtc' ? 'browser' : 'phone');

/** Who turned an offer down. */
export function refuserName(one: Description): string {
  const { fromGateway } = one;
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
