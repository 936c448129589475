import { wholeOffer } from '../../call/descriptions';
import type { Description } from '../../call/types';
import { isRejected } from '../../sdp/direction';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';

export const allRejected: Rule = {
  id: 'exchange/all-rejected',
  title: 'The call is answered, but every stream is rejected',
  severity: 'warning',
  references: [{ rfc: 3264, section: '6' }],
  explanation:
    'Port 0 in an answer rejects a stream. Where every m= line of the answer to a call has port 0, the call is up and nothing can flow in it: the answerer found nothing in the offer that it can use, most often no codec or profile that it knows, but took the call instead of refusing it with 488.',
  quiet:
    'It looks only at the answer to the call itself in a final response or an ACK, not at later changes, in which a stream may be taken away on purpose, and only where the offer had something to offer.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0'),
    status: 200,
    answer: exampleSdp('m=audio 0 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 34'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMU codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'allow=!all,opus,alaw,ulaw' },
  ],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer || !isFinal(one) || one.sdp.media.length === 0 || one.sdp.media.some(section => section.port !== 0)) return;
    const offered = offer.sdp.media.filter(section => !isRejected(section));
    if (offered.length === 0) return;
    yield finding(allRejected, {
      message: one.message,
      span: one.sdp.media[0]!.portSpan,
      places: one.sdp.media.slice(1).map(section => section.portSpan),
      text: 'The call is answered, but every m= line has port 0, which rejects it: nothing can flow. The answerer found no codec or profile in the offer that it can use. Have the gateway offer what this side knows, or look in its log for the reason.',
      related: relatedLine(offer.message, offered[0]!.line, 'offered here, and rejected'),
      verdict: { weight: 76, text: 'The call is answered without any media: every stream of the offer is rejected (port 0).' },
    });
  },
};

const isFinal = (one: Description): boolean =>
  (one.exchange.carrier === 'INVITE' || one.exchange.carrier === 'late offer') &&
  !one.exchange.rejection &&
  (one.message.status === 0 ? one.message.method === 'ACK' : one.message.status >= 200);
