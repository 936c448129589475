import type { Description } from '../../call/types';
import { groups, isActive, midOf } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { refusalOf, refusedWhat } from '../support';
import type { Cure, Rule, Severity, VerdictCandidate } from '../types';

/** There are no more sections and groups than this in any call: what stands behind them is not looked at. */
const MOST_SECTIONS = 64;
const MOST_GROUPS = 16;

/** Whether the offer was answered as it stands: then nobody refused it. */
export const wasAnswered = (one: Description): boolean => one.side === 'offer' && one.other !== undefined && !one.message.edited;

/**
 * How bad something is that browsers refuse: an error where it goes to a browser that is not seen to have taken it, a warning where the
 * trace does not tell who reads it, else information.
 */
export function browserSeverity(one: Description): Severity {
  if (wasAnswered(one) || one.leg.kind === 'sip' || one.fromGateway === false) return 'info';
  return one.leg.kind === 'webrtc' ? 'error' : 'warning';
}

/** The verdict for what browsers refuse, or one of them; "it" in the reason is the description. */
export function browserVerdict(
  one: Description,
  severity: Severity,
  weight: number,
  reason: string,
  browser = 'the browser',
): VerdictCandidate | undefined {
  if (severity !== 'error') return undefined;
  const refusal = refusalOf(one);
  return {
    weight,
    text:
      one.side === 'answer'
        ? `The call is picked up and drops at once: ${browser} refuses the gateway's answer, because ${reason}.`
        : `The browser ${refusal ? `refused ${refusedWhat(one)} with ${refusal.status}` : 'will refuse the call'}: the gateway's offer cannot be used, because ${reason}.`,
  };
}

/**
 * How a gateway comes to write a=rtcp-mux for a browser. In an answer RTPEngine takes what the phone said, unless the flags of the offer
 * tell it to split RTP and RTCP itself; what makes it offer rtcp-mux does nothing there.
 */
export const muxCures = (rule: Rule, side: 'offer' | 'answer'): readonly Cure[] =>
  rule.cures.map(cure => (cure.gateway === 'rtpengine' && side === 'answer' ? { ...cure, setting: 'rtcp-mux-demux' } : cure));

/** A BUNDLE group of a description (RFC 9143 section 7.2). */
export interface Bundle {
  readonly line: SdpLine;
  readonly mids: readonly string[];
  /** The sections of the group that are in use, in the order of the group; the first one's transport serves all. */
  readonly sections: readonly MediaSection[];
}

export function bundlesOf({ sdp }: Pick<Description, 'sdp'>): Bundle[] {
  const found = groups(sdp, 'BUNDLE').slice(0, MOST_GROUPS);
  if (found.length === 0) return [];
  const byMid = new Map(sdp.media.slice(0, MOST_SECTIONS).map(section => [midOf(section), section]));
  return found.map(({ line, mids }) => ({
    line,
    mids: mids.slice(0, MOST_SECTIONS),
    sections: [...new Set(mids.slice(0, MOST_SECTIONS))].flatMap(mid => byMid.get(mid) ?? []).filter(isActive),
  }));
}

/** Where the words of an attribute's value stand, the first left out: the mids of an a=group line. */
export function wordSpans(line: SdpLine): { text: string; span: Span }[] {
  const start = line.attributeValueStart ?? line.valueStart;
  return [...(line.attributeValue ?? '').matchAll(/\S+/g)].slice(1, MOST_SECTIONS + 1).map(word => ({
    text: word[0],
    span: { start: start + word.index, end: start + word.index + word[0].length },
  }));
}

/** The value of an attribute without the spaces around it, and where it stands. */
export function valueSpan(line: SdpLine): Span {
  const value = line.attributeValue ?? '';
  const start = (line.attributeValueStart ?? line.span.end) + (value.length - value.trimStart().length);
  return { start, end: start + value.trim().length };
}
