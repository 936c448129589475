import { seesMedia } from '../../call/media/ask';
import type { Call, Description, Side } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { attributeFor, attributesIn, connectionAddress, connectionFor } from '../../sdp/description';
import { looksRedacted } from '../../sdp/redacted';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { header } from '../../sip/message';
import { hasIce, transportSections } from '../support';

/**
 * Whether ICE counts in a description: on a SIP leg only where the other side speaks it too, as a phone without ICE ignores the lines
 * (`ice/on-sip-leg` tells of those).
 */
export const usesIce = (one: Description): boolean =>
  hasIce(one.sdp) && (one.leg.kind !== 'sip' || (one.other !== undefined && hasIce(one.other.sdp)));

/** Sections in use that have ICE credentials. */
export const iceSections = (sdp: Sdp): MediaSection[] =>
  transportSections(sdp).filter(section => attributeFor(sdp, section, 'ice-ufrag') !== undefined);

/** Whether the other side answered with ICE: then it took what the offer says. */
export const isTakenUp = (one: Description): boolean => one.side === 'offer' && one.other !== undefined && hasIce(one.other.sdp);

/** What the same party said in the exchange before, in the same dialog on the same hop. */
export function earlierOf({ exchange, side }: Description): Side | undefined {
  const { previous } = exchange;
  const tag = side === 'offer' ? exchange.offererTag : exchange.answererTag;
  if (!previous || tag === undefined) return undefined;
  return tag === previous.offererTag ? previous.offer : tag === previous.answererTag ? previous.answer : undefined;
}

/** Whether a log hides a value; a short one may be one sign over and over. */
export const isMasked = (value: string): boolean => looksRedacted(value) || /^(.)\1*$/.test(value);

export const isUnspecified = (address: string | undefined): boolean => address !== undefined && addressKind(address) === 'unspecified';

/** Whether a section names no address to send to: it waits for ICE to find one (RFC 8839 section 4.3.1). */
export const hasNoDefault = (sdp: Sdp, section: MediaSection): boolean =>
  section.port === 9 || isUnspecified(connectionAddress(connectionFor(sdp, section)));

/** The a=ice-options line that says trickle: candidates may follow later (RFC 8838 section 3). */
export const trickleLine = (sdp: Sdp): SdpLine | undefined =>
  !sdp.attributes.has('ice-options')
    ? undefined
    : sdp.lines.find(line => line.attribute === 'ice-options' && /(?:^|\s)trickle(?:\s|$)/.test(line.attributeValue ?? ''));

/** Whether a description says that all its candidates are named. */
export const saysEnd = (sdp: Sdp): boolean => sdp.attributes.has('end-of-candidates');

/** Whether no more candidates follow by what a description says. */
export const isComplete = (sdp: Sdp): boolean => !trickleLine(sdp) || saysEnd(sdp);

/** Whether the trace holds candidates that followed in requests of their own (RFC 8840). */
export const areTrickled = (one: Description): boolean =>
  one.leg.messages.some(message => {
    if (message.method !== 'INFO' || !message.sip) return false;
    return header(message.sip, 'content-type')?.value.toLowerCase().includes('sdpfrag') ?? false;
  });

/** The lines of candidates of a whole description, malformed ones too. */
export const candidateLines = (sdp: Sdp): SdpLine[] => attributesIn(sdp.lines, 'candidate');

/** The value of a line without the spaces around it. */
export const textOf = (line: SdpLine): string => (line.attributeValue ?? '').trim();

/**
 * Whether a capture shows the media of the call, or a browser tells what became of ICE: then `media/stun-unanswered` or
 * `ice/no-pair-worked` tells whether a path was found, and nobody need guess.
 */
export const isMediaSeen = ({ media, legs }: Call): boolean =>
  (media !== undefined && seesMedia(media.capture)) || legs.some(leg => leg.browser?.ice);
