import type { Leg, Transaction } from '../../call/types';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { hasBody } from './support';

const LATE = exampleCall({ transport: 'UDP', offer: [], status: 200, answer: exampleSdp('m=audio 5004 RTP/AVP 0') });

const ack = (body: readonly string[]): string =>
  [
    'ACK sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKack',
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:bob@example.com>;tag=b',
    'Call-ID: example',
    'CSeq: 1 ACK',
    'Max-Forwards: 70',
    ...(body.length > 0 ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length > 0 ? body.join('\r\n').length + 2 : 0}`,
    '',
    ...body,
    '',
  ].join('\n');

export const noAnswerInAck: Rule = {
  id: 'exchange/no-answer-in-ack',
  title: 'The offer in the 200 is not answered',
  severity: 'error',
  references: [
    { rfc: 3261, section: '13.2.1' },
    { rfc: 3261, section: '14.1' },
    { rfc: 3264, section: '4' },
  ],
  explanation:
    'Where an INVITE comes without SDP, the called side makes the offer in its 200, and the ACK must bring the answer. Without it the called side does not know where to send, and ends the call: JsSIP sends a BYE at once (cause 400).',
  quiet:
    'It is quiet where the offer came in an earlier provisional response, whose PRACK answers it, where a PRACK of the call has SDP, where the ACK is not in the trace, and where the log cut its body off.',
  bad: `${LATE}\n${ack([])}`,
  good: `${LATE}\n${ack(exampleSdp('m=audio 49170 RTP/AVP 0'))}`,
  cures: [{ gateway: 'freeswitch', setting: 'enable-3pcc=true' }],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { carrier, offer, answer } of leg.exchanges) {
        if (carrier !== 'late offer' || !offer || answer || offer.message.status < 200 || isAnsweredInPrack(leg)) continue;
        const found = leg.transactions.find(one => one.responses.includes(offer.message))?.ack;
        if (!found?.sip?.startLine || hasBody(found)) continue;
        yield finding(noAnswerInAck, {
          message: found,
          span: found.sip.startLine.span,
          text: `The INVITE had no SDP, so the ${offer.message.status} made the offer, and this ACK must bring the answer. It has no body: the called side does not know where to send its media, nor with which codec. ${leg.kind === 'webrtc' ? 'A browser client such as JsSIP ends the call at once.' : 'Most phones end the call.'}`,
          related: relatedLine(offer.message, offer.sdp.media[0]?.line, 'the offer that waits for its answer'),
          leg,
          verdict: {
            weight: 82,
            text: 'The call is picked up without media: the called side made the offer (the INVITE had none), and the ACK brings no answer to it.',
          },
        });
      }
    }
  },
};

const isAnsweredInPrack = (leg: Leg): boolean =>
  leg.transactions.some((one: Transaction) => one.method === 'PRACK' && one.request?.sdp !== undefined);
