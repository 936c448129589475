import type { Exchange, Side } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';

/** The a=setup of a section with its value, and where the value stands. */
export interface Setup {
  readonly line: SdpLine;
  readonly value: string;
  readonly span: Span;
}

export function setupOf(sdp: Sdp, section: MediaSection): Setup | undefined {
  const line = attributeFor(sdp, section, 'setup');
  if (!line || line.attributeValueStart === undefined) return undefined;
  const value = (line.attributeValue ?? '').trim();
  return { line, value: value.toLowerCase(), span: { start: line.attributeValueStart, end: line.attributeValueStart + value.length } };
}

/** Both sides' setup of each section that has a DTLS fingerprint on both. */
export function* setupPairs(
  exchange: Exchange,
): Generator<{ section: MediaSection; offer?: Setup; answer?: Setup; sides: { offer: Side; answer: Side } }> {
  const { offer, answer } = exchange;
  if (!offer || !answer) return;
  for (const section of answer.sdp.media) {
    const offered = offer.sdp.media[section.index];
    if (!offered || section.port === 0) continue;
    if (!attributeFor(answer.sdp, section, 'fingerprint') || !attributeFor(offer.sdp, offered, 'fingerprint')) continue;
    yield { section, offer: setupOf(offer.sdp, offered), answer: setupOf(answer.sdp, section), sides: { offer, answer } };
  }
}

/** The role that an answer may take: the opposite of the offer's, or active where the choice is free (RFC 8842 section 5.3). */
export const answerFor = (offered: string | undefined): 'active' | 'passive' => (offered === 'active' ? 'passive' : 'active');
