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

/** Both sides' setup of a section that has a DTLS fingerprint on both. */
export interface SetupPair {
  readonly offer?: Setup;
  readonly answer: Setup;
  readonly sides: { readonly offer: Side; readonly answer: Side };
}

/** The pairs of an exchange that are wrong in the same way. A line at session level counts once. */
export function setupPairs(exchange: Exchange, isWrong: (answer: string, offer: string | undefined) => boolean): SetupPair[] {
  const { offer, answer } = exchange;
  if (!offer || !answer) return [];
  const pairs = new Map<number, SetupPair>();
  for (const section of answer.sdp.media) {
    const offered = offer.sdp.media[section.index];
    if (!offered || section.port === 0) continue;
    if (!attributeFor(answer.sdp, section, 'fingerprint') || !attributeFor(offer.sdp, offered, 'fingerprint')) continue;
    const theirs = setupOf(offer.sdp, offered);
    const ours = setupOf(answer.sdp, section);
    if (ours && isWrong(ours.value, theirs?.value)) pairs.set(ours.span.start, { offer: theirs, answer: ours, sides: { offer, answer } });
  }
  return [...pairs.values()];
}

/** The role that an answer may take: the opposite of the offer's, or active where the choice is free (RFC 8842 section 5.3). */
export const answerFor = (offered: string | undefined): 'active' | 'passive' => (offered === 'active' ? 'passive' : 'active');
