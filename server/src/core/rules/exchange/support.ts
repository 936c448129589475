import type { Call, Description, Exchange, Leg, Message, Side } from '../../call/types';
import { ANSWER_FITS_OFFER, answerFitsOffer } from '../../rewrite/answerFitsOffer';
import type { MediaSection, Sdp } from '../../sdp/types';
import { header } from '../../sip/message';
import { isChange } from '../support';
import type { Fix } from '../types';

/** Whether a browser has to take the description. */
export const goesToBrowser = (one: Description): boolean => one.leg.kind === 'webrtc' && one.fromGateway !== false;

/** Whether Firefox wrote a description: its name stands in o=. */
export const isFirefoxMade = (sdp: Sdp): boolean =>
  sdp.session.some(line => line.type === 'o' && /^mozilla\.{3}|THIS_IS_SDPARTA/.test(line.value));

/** What happens when a browser refuses an answer, for sentences. */
export const browserDrops = (one: Description): string =>
  isChange(one) ? 'so the change of the call fails.' : 'and the call drops just after it was picked up.';

/** The same for the whole call, in front of its reason. */
export const callDrops = (one: Description): string =>
  isChange(one) ? 'A change of the call fails: the browser refuses' : 'The call is picked up and drops at once: the browser refuses';

/** The whole rewrite of an answer, as the fix of one that does not fit its offer. */
export const fitFix = (answer: Description, offer: Side): Fix => ({
  title: ANSWER_FITS_OFFER,
  safety: 'unsafe',
  message: answer.message,
  edits: () => answerFitsOffer(answer.message, answer.sdp, offer.sdp),
});

/** `2 m= lines (audio, video)`. */
export function sectionsTitle(sdp: Sdp): string {
  const names = sdp.media.slice(0, 6).map(section => section.media);
  const more = sdp.media.length > names.length ? ', …' : '';
  return `${sdp.media.length} m= ${sdp.media.length === 1 ? 'line' : 'lines'} (${names.join(', ')}${more})`;
}

/** `video in place 2`, counted from 1 as people do. */
export const placeTitle = (section: MediaSection): string => `${section.media} in place ${section.index + 1}`;

/** An exchange that became part of the session: it has both sides and was not turned down. */
export const isAgreed = (exchange: Exchange): boolean =>
  exchange.offer !== undefined && exchange.answer !== undefined && !exchange.rejection;

/** An exchange that came after others of its dialog, and what was said there. */
export interface Later {
  readonly exchange: Exchange;
  /** What the offerer said of itself when the two last agreed, as offer or as answer. */
  readonly own: Side;
  /** The last exchange that was agreed on in the dialog. */
  readonly last: Exchange;
}

/** The later offers of a leg's dialogs. A refused offer changes nothing (RFC 3261 section 14.1), so it is no former state. */
export function* laterOffers(leg: Leg): Generator<Later> {
  const agreed = new Map<string, Exchange>();
  for (const exchange of leg.exchanges) {
    const { offererTag, answererTag, offer } = exchange;
    if (offererTag === undefined || answererTag === undefined) continue;
    const key = [offererTag, answererTag].sort().join('\n');
    const last = agreed.get(key);
    // Of several answers to one INVITE, each is a later text of the same exchange, not a later exchange.
    if (last && offer && last.offer?.message !== offer.message) {
      const own = last.offererTag === offererTag ? last.offer! : last.answer!;
      yield { exchange, own, last };
    }
    if (isAgreed(exchange)) agreed.set(key, exchange);
  }
}

/** The description as a rule sees it, of one side of an exchange. */
export const descriptionOf = (call: Call, message: Message): Description | undefined =>
  call.descriptions.find(one => one.message === message);

/** Whether a message has a body, or says that it had one. */
export function hasBody(message: Message): boolean {
  const length = message.sip && header(message.sip, 'content-length')?.value;
  const type = message.sip && header(message.sip, 'content-type')?.value;
  if (type !== undefined || (length !== undefined && Number(length) > 0)) return true;
  return message.sip ? message.text.slice(message.sip.bodySpan.start, message.sip.bodySpan.start + 2000).trim() !== '' : true;
}
