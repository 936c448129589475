import { wholeOffer } from '../../call/descriptions';
import { isRejected } from '../../sdp/direction';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { browserDrops, callDrops, fitFix, goesToBrowser, sectionsTitle } from './support';

export const sectionCount: Rule = {
  id: 'exchange/section-count',
  title: 'The answer has another number of m= lines than the offer',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6' },
    { rfc: 9429, section: '5.3.1' },
  ],
  explanation:
    'Offer and answer belong together line by line: the first m= line of the answer answers the first one of the offer, and so on. So an answer must have exactly as many m= lines as its offer. What the answerer does not want stays there with port 0. Browsers refuse an answer with more or fewer: "The order of m-lines in answer doesn\'t match order in offer. Rejecting answer."',
  quiet:
    'On a SIP leg it is a warning, as some phones take a missing m= line for a rejected one, and information where only m= lines with port 0 are left out. It is quiet where the log cut the offer or the answer short, and where an answer has no m= line at all.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 34'),
  }),
  cures: [],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer || one.sdp.media.length === 0 || one.sdp.media.length === offer.sdp.media.length) return;
    const [asked, given] = [offer.sdp.media.length, one.sdp.media.length];
    const browser = goesToBrowser(one);
    const line = (one.sdp.media[asked] ?? one.sdp.media[given - 1]!).line;
    const nothingLost = given < asked && offer.sdp.media.slice(given).every(isRejected);
    const what = `The offer has ${sectionsTitle(offer.sdp)}, the answer ${sectionsTitle(one.sdp)}.`;
    const happens = browser
      ? `The browser refuses this answer ("The order of m-lines in answer doesn't match order in offer. Rejecting answer."), ${browserDrops(one)}`
      : nothingLost
        ? 'What is missing was not offered either (port 0), so most let it pass.'
        : given < asked
          ? 'Some phones take what is missing for rejected, others end the call.'
          : 'What was not offered cannot be answered: the other side may end the call.';
    yield finding(sectionCount, {
      severity: browser ? 'error' : nothingLost ? 'info' : 'warning',
      message: one.message,
      span: line.span,
      text: `${what} An answer must have the same number in the same order, with port 0 for what it does not want. ${happens}`,
      related: relatedLine(
        offer.message,
        (offer.sdp.media[given] ?? offer.sdp.media[asked - 1])?.line,
        given < asked ? 'this m= line of the offer is not answered' : 'the offer ends with this m= line',
      ),
      fixes: [fitFix(one, offer)],
      verdict: browser
        ? {
            weight: 86,
            text: `${callDrops(one)} the gateway's answer, because it has ${given} media ${given === 1 ? 'section' : 'sections'} where ${asked} ${asked === 1 ? 'was' : 'were'} offered.`,
          }
        : undefined,
    });
  },
};
