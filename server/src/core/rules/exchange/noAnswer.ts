import type { Leg, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { exampleCall, exampleSdp } from '../example';
import { counterpart, relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { hasBody } from './support';

const OFFER = exampleSdp('m=audio 49170 RTP/AVP 0');

export const noAnswer: Rule = {
  id: 'exchange/no-answer',
  title: 'The 200 brings no answer to the offer',
  severity: 'error',
  references: [
    { rfc: 3261, section: '13.2.1' },
    { rfc: 3264, section: '4' },
  ],
  explanation:
    'An INVITE with SDP makes an offer, and the 200 that picks the call up must bring the answer: where the called side wants its media, and in which codec. Without it the calling side does not know where to send. Browser clients end such a call at once (JsSIP: "Missing SDP"), phones stay silent.',
  quiet:
    'It is quiet where any reply to the INVITE has a body or had one before the log lost it, on the leg in front where the leg behind it shows the same, where the answer may have come in a reliable provisional reply (100rel, PRACK), and where the trace has no SIP around the SDP. Where the ACK brings SDP it is quiet too.',
  bad: exampleCall({ transport: 'UDP', offer: OFFER, status: 200, answer: [] }),
  good: exampleCall({ transport: 'UDP', offer: OFFER, status: 200, answer: exampleSdp('m=audio 5004 RTP/AVP 0') }),
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const exchange of leg.exchanges) {
        const { carrier, offer, answer } = exchange;
        if (!offer || answer || !/INVITE$/.test(carrier) || offer.message.edited) continue;
        const transaction = leg.transactions.find(one => one.request === offer.message);
        const final = transaction?.final;
        if (!transaction || !final?.sip?.startLine || final.status >= 300 || mayHaveBeenAnswered(transaction, leg)) continue;
        // A reply without SDP is passed on without SDP: it is told where it began.
        const next = counterpart(call, leg, exchange);
        if (next?.exchange.offer && !next.exchange.answer && call.legs.indexOf(next.leg) > call.legs.indexOf(leg)) continue;
        const first = carrier === 'INVITE';
        yield finding(noAnswer, {
          severity: first ? 'error' : 'warning',
          message: final,
          span: final.sip.startLine.span,
          text: `The INVITE made an offer, and this ${final.status} must bring the answer. It has no body: the calling side does not know where to send its media, nor with which codec. ${leg.kind === 'webrtc' ? 'A browser client such as JsSIP ends the call at once ("Missing SDP").' : 'Look at why the called side, or a proxy before it, left the SDP out.'}`,
          related: relatedLine(offer.message, offer.sdp.media[0]?.line, 'the offer that waits for its answer'),
          leg,
          verdict: first
            ? {
                weight: 82,
                text: 'The call is picked up without media: the reply that picks it up does not say where the audio is to be sent (it has no SDP).',
              }
            : undefined,
        });
      }
    }
  },
};

function mayHaveBeenAnswered({ responses, ack }: Transaction, leg: Leg): boolean {
  return (
    responses.some(one => hasBody(one) || (one.sip !== undefined && header(one.sip, 'rseq') !== undefined)) ||
    (ack !== undefined && hasBody(ack)) ||
    leg.transactions.some(one => one.method === 'PRACK')
  );
}
