import { wholeOffer } from '../../call/descriptions';
import type { Description, Side } from '../../call/types';
import { midOf } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { browserDrops, callDrops, fitFix, goesToBrowser, placeTitle } from './support';

export const sectionOrder: Rule = {
  id: 'exchange/section-order',
  title: 'The m= lines of the answer are not in the order of the offer',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6' },
    { rfc: 9429, section: '5.3.1' },
    { rfc: 5888, section: '9.1' },
  ],
  explanation:
    'The m= lines of an answer answer those of the offer by their place, and `a=mid` names that place. If the answer has video where audio was offered, or another mid, the two sides speak of different streams. Chrome refuses such an answer ("The order of m-lines in answer doesn\'t match order in offer. Rejecting answer."), Firefox too ("Answer and offer have different media types at m-line 0", "Answer changes mid for level"), and RTPEngine logs "mismatched media ID".',
  quiet:
    'An answer without `a=mid` is fine: the place alone counts then. On a SIP leg another mid is information, audio in answer to an offer of fax is a warning, and a rejected section may have any media. Another number of m= lines is told by `exchange/section-count`.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=video 5006 RTP/AVP 34', 'm=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 5006 RTP/AVP 34'),
  }),
  cures: [],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer || one.sdp.media.length !== offer.sdp.media.length) return;
    const browser = goesToBrowser(one);
    const moved = one.sdp.media.filter(section => isOther(section, offer, browser));
    const renamed = moved.length > 0 || hasTwins(one) ? [] : one.sdp.media.filter(section => isRenamed(section, offer));
    const [first] = [...moved, ...renamed];
    if (!first) return;
    const offered = offer.sdp.media[first.index]!;
    const fax = offered.media === 'image' && moved.length > 0;
    const line = lineOf(first, moved.length > 0);
    yield finding(sectionOrder, {
      severity: browser || (moved.length > 0 && !fax) ? 'error' : fax ? 'warning' : 'info',
      message: one.message,
      span: line.span,
      places: [...moved, ...renamed].slice(1).map(section => lineOf(section, moved.length > 0).span),
      text: `${moved.length > 0 ? `The answer has ${placeTitle(first)}, where the offer has ${offered.media}.` : `The answer calls ${placeTitle(first)} "${midOf(first)}" (a=mid), the offer calls it "${midOf(offered)}".`} ${consequence(one, moved.length > 0)}`,
      related: relatedLine(offer.message, lineOf(offered, moved.length > 0), 'the same place in the offer'),
      fixes: [fitFix(one, offer)],
      verdict: verdictOf(one, moved.length > 0 && !fax),
    });
  },
};

/** Another media than was offered in the place; on a SIP leg it counts only where both sides mean to use it. */
function isOther(section: MediaSection, offer: Side, browser: boolean): boolean {
  const offered = offer.sdp.media[section.index]!;
  return section.media !== offered.media && (browser || (section.port !== 0 && offered.port !== 0));
}

/** A mid that two sections have is a fault of its own. */
function hasTwins({ sdp }: Description): boolean {
  const mids = sdp.media.map(midOf).filter(mid => mid !== undefined);
  return new Set(mids).size < mids.length;
}

function isRenamed(section: MediaSection, offer: Side): boolean {
  const [mine, theirs] = [midOf(section), midOf(offer.sdp.media[section.index]!)];
  return section.port !== 0 && mine !== undefined && theirs !== undefined && mine !== theirs;
}

const lineOf = (section: MediaSection, moved: boolean): MediaSection['line'] =>
  (moved ? undefined : section.lines.find(line => line.attribute === 'mid')) ?? section.line;

function consequence(one: Description, moved: boolean): string {
  if (goesToBrowser(one)) {
    const words = moved
      ? '"The order of m-lines in answer doesn\'t match order in offer. Rejecting answer."'
      : 'Firefox: "Answer changes mid for level"; Chrome: "The order of m-lines in answer doesn\'t match order in offer. Rejecting answer."';
    return `The browser refuses this answer (${words}), ${browserDrops(one)} Answer in the order of the offer.`;
  }
  return moved
    ? 'The m= lines of an answer must stand in the order of the offer: as it is, neither stream comes about.'
    : 'Who goes by the names takes one stream for another. An answer repeats the mid of the offer.';
}

const verdictOf = (one: Description, moved: boolean): { weight: number; text: string } | undefined =>
  goesToBrowser(one)
    ? { weight: 86, text: `${callDrops(one)} the gateway's answer, because its media sections do not match those of the offer.` }
    : moved
      ? { weight: 70, text: 'There may be no audio: the answer has its media sections in another order than the offer.' }
      : undefined;
