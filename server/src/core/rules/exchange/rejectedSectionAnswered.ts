import { wholeOffer } from '../../call/descriptions';
import { replace } from '../../rewrite/edit';
import { isRejected } from '../../sdp/direction';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { browserDrops, callDrops, goesToBrowser, isFirefoxMade, placeTitle } from './support';

export const rejectedSectionAnswered: Rule = {
  id: 'exchange/rejected-section-answered',
  title: 'The answer takes a stream that the offer does not offer',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6' },
    { rfc: 3264, section: '8.2' },
    { rfc: 9143, section: '6' },
  ],
  explanation:
    'An m= line with port 0 in an offer offers nothing: the stream is off, or was taken away. Its answer must have port 0 too. Firefox refuses another one: "Answer tried to enable an m-section that was disabled in the offer". Others ignore it, and the answerer waits for media that never comes.',
  quiet:
    'An error only where Firefox made the offer, a warning where another browser did, information on a SIP leg, where phones let it pass. Port 0 with `a=bundle-only` is no rejection but waits for its BUNDLE group, so it may be answered.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 0 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 5006 RTP/AVP 34'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 0 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 34'),
  }),
  cures: [],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer || one.sdp.media.length !== offer.sdp.media.length) return;
    const wrong = one.sdp.media.filter(section => section.port > 0 && isRejected(offer.sdp.media[section.index]!));
    const [first] = wrong;
    if (!first) return;
    const browser = goesToBrowser(one);
    const firefox = browser && isFirefoxMade(offer.sdp);
    const happens = firefox
      ? `Firefox refuses this answer ("Answer tried to enable an m-section that was disabled in the offer"), ${browserDrops(one)}`
      : browser
        ? 'Firefox refuses such an answer; another browser may ignore the stream.'
        : 'Most phones ignore it, and this side waits for media that does not come.';
    yield finding(rejectedSectionAnswered, {
      severity: firefox ? 'error' : browser ? 'warning' : 'info',
      message: one.message,
      span: first.portSpan,
      places: wrong.slice(1).map(section => section.portSpan),
      text: `The offer has port 0 for ${placeTitle(first)}, so there is nothing to take, but the answer gives port ${first.port}. ${happens} Answer with port 0.`,
      related: relatedLine(offer.message, offer.sdp.media[first.index]!.line, 'port 0: not offered'),
      fixes: [
        {
          title: 'Answer port 0 for what is not offered',
          safety: 'unsafe',
          message: one.message,
          edits: () => wrong.map(section => replace(section.portSpan, '0')),
        },
      ],
      verdict: firefox
        ? { weight: 85, text: `${callDrops(one)} the gateway's answer, because it takes a stream that was not offered (port 0).` }
        : undefined,
    });
  },
};
