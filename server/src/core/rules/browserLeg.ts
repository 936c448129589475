import type { Call, Description, Leg } from '../call/types';
import { attributeFor } from '../sdp/description';
import type { MediaSection } from '../sdp/types';
import { counterpart, descriptionsOn, refusalOf, refusedWhat, relatedLine, relatedReply, rtpSections, transportSections } from './support';
import { type Finding, finding, type Fix, type Related, type Rule } from './types';

/**
 * Descriptions that the gateway sends to a browser and that the browser has not already accepted.
 * A WebSocket client that speaks plain RTP itself is no browser: its leg is left alone.
 */
export function* sentToBrowser(call: Call): Generator<{ one: Description; section: MediaSection }> {
  for (const one of descriptionsOn(call, 'webrtc')) {
    if (one.fromGateway === false || isAccepted(one) || one.cut || !hasBrowser(call, one.leg)) continue;
    for (const section of transportSections(one.sdp)) yield { one, section };
  }
}

const isAccepted = (one: Description): boolean => one.side === 'offer' && one.exchange.answer !== undefined;

const hasBrowser = (call: Call, leg: Leg): boolean =>
  !descriptionsOn(call, 'webrtc').some(
    one =>
      one.leg === leg && one.fromGateway === false && rtpSections(one.sdp).some(section => !attributeFor(one.sdp, section, 'fingerprint')),
  );

/** What is missing for a browser, and how it says so. */
export interface Lack {
  readonly what: string;
  /** The browser's own words. */
  readonly words: string;
  readonly advice: string;
  readonly weight: number;
  /** Why, for somebody who never read an RFC; "it" is the description. */
  readonly plainly: string;
  readonly fixes: readonly Fix[];
}

/** The finding for a description that a browser will refuse: on the m= line, as what is missing has no line. */
export function browserRefuses(rule: Rule, one: Description, section: MediaSection, lack: Lack): Finding {
  const refusal = refusalOf(one);
  const happens =
    one.side === 'answer'
      ? `The browser refuses this answer ("${lack.words}"), and the call drops just after it was picked up.`
      : `The browser refuses this offer ("${lack.words}").${refusal ? ` Its side answered ${refusal.status}.` : ''}`;
  return finding(rule, {
    message: one.message,
    span: section.line.span,
    text: `${lack.what} ${happens} ${lack.advice}`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: lack.fixes,
    leg: one.leg,
    side: one.side,
    verdict: {
      weight: lack.weight,
      text:
        one.side === 'answer'
          ? `The call is picked up and drops at once: the browser refuses the gateway's answer, because ${lack.plainly}.`
          : `The browser ${refusal ? `refused ${refusedWhat(one)} with ${refusal.status}` : 'will refuse the call'}: the gateway's offer cannot be used, because ${lack.plainly}.`,
    },
  });
}

/** The a=rtcp-mux of the offer on the SIP leg that led to this answer. */
export function counterpartMux(call: Call, one: Description): Related[] {
  const offer = counterpart(call, one.leg, one.exchange)?.exchange.offer;
  const line = offer?.sdp.lines.find(candidate => candidate.attribute === 'rtcp-mux');
  return offer && line ? relatedLine(offer.message, line, 'the gateway asked the SIP side for rtcp-mux here') : [];
}
