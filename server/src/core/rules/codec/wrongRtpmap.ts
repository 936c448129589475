import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { type Codec, codecKey } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { refusalOf, refusedWhat, refuserName, relatedReply, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerTo, codecsIn, codecsOpposite, encodingSpan, isNamed, primaryOf } from './support';

/** A codec of which a=rtpmap can say one thing only. */
interface Misspelling {
  /** Name in lower case. */
  readonly name: string;
  readonly isRight: (codec: Codec) => boolean;
  /** What must stand behind the payload type. */
  readonly right: string;
  /** Why, and what happens; stands behind "… is written opus/48000." */
  readonly why: string;
  readonly plainly: string;
}

/**
 * The lines that write a codec in a way that nobody knows it by. A peer skips it: that fails the call only where there is nothing else.
 */
export function* wrongRtpmaps(rule: Rule, one: Description, codec: Misspelling): Generator<Finding> {
  for (const section of rtpSections(one.sdp)) {
    const wrong = codecsIn(one, section).filter(
      candidate => candidate.rtpmap && isNamed(candidate, codec.name) && candidate.clockRate !== undefined && !codec.isRight(candidate),
    );
    const [first] = wrong;
    if (first) yield wrongRtpmap(rule, one, section, first, wrong, codec);
  }
}

function wrongRtpmap(
  rule: Rule,
  one: Description,
  section: MediaSection,
  first: Codec,
  wrong: readonly Codec[],
  codec: Misspelling,
): Finding {
  const line = first.rtpmap!;
  const written = one.message.text.slice(encodingSpan(line).start, encodingSpan(line).end);
  const refusal = refusalOf(one);
  const answer = answerTo(one, section);
  const opposite = codecsOpposite(one, section);
  // An answer that writes it as the offer does is understood by whoever wrote that.
  const taken = opposite?.some(other => isNamed(other, codec.name) && (one.side === 'offer' || codecKey(other) === codecKey(first)));
  const isShared = opposite?.some(other => isNamed(other, codec.name) && codecKey(other) === codecKey(first)) ?? false;
  const alone = primaryOf(codecsIn(one, section))?.every(candidate => wrong.includes(candidate)) ?? false;
  const severity = taken ? 'info' : alone && !answer && (one.side === 'offer' || one.leg.kind === 'webrtc') ? 'error' : 'warning';
  const happens = taken
    ? one.side === 'offer'
      ? 'The other side takes it all the same.'
      : 'The offer writes it the same way, so it may work here.'
    : `${codec.why}${alone ? '' : ' With luck another codec of this list is used.'}${refusal ? ` ${refuserName(one)} answered ${refusal.status}.` : ''}`;
  return finding(rule, {
    severity,
    message: one.message,
    span: encodingSpan(line),
    places: wrong.slice(1).map(other => encodingSpan(other.rtpmap!)),
    text: `${written} must be ${codec.right}. ${happens}`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    // Where both sides write it in the same wrong way, to mend one of them takes the codec away.
    fixes: isShared
      ? []
      : [
          {
            title: `Write ${codec.right}`,
            safety: 'safe',
            message: one.message,
            edits: () => wrong.map(other => replace(encodingSpan(other.rtpmap!), codec.right)),
          },
        ],
    verdict:
      severity === 'error'
        ? {
            weight: refusal ? 78 : 70,
            text: refusal
              ? `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: ${codec.plainly}`
              : `There will be no audio: ${codec.plainly}`,
          }
        : undefined,
  });
}
