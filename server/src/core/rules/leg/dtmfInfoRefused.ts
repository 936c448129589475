import type { Call, Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { isDigits } from './digits';
import { CONVERTED_CALL } from './example';

const info = (reply: string): string =>
  [
    ...exampleHeaders('INFO sip:bob@192.0.2.30 SIP/2.0'),
    'Content-Type: application/dtmf-relay',
    'Content-Length: 24',
    '',
    'Signal=1',
    'Duration=160',
    '',
    ...exampleHeaders(`SIP/2.0 ${reply}`),
    'Content-Length: 0',
    '',
    '',
  ].join('\n');

function exampleHeaders(startLine: string): string[] {
  return [
    startLine,
    'Via: SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bKinfo',
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:bob@example.com>;tag=b',
    'Call-ID: example',
    'CSeq: 2 INFO',
  ];
}

export const dtmfInfoRefused: Rule = {
  id: 'leg/dtmf-info-refused',
  title: 'Digits in SIP INFO were refused',
  severity: 'warning',
  references: [
    { rfc: 3261, section: '21.4.13' },
    { rfc: 3261, section: '21.4.6' },
    { rfc: 6086, section: '2' },
  ],
  explanation:
    'Digits pressed during a call can travel in the media (`telephone-event`) or as SIP INFO requests. JsSIP and other browser libraries send INFO unless told otherwise, many phones and trunks take only `telephone-event`. Here the INFO got a reply that says that the other side does not read it: the digit is lost, and menus ("press 1 for …") do not react.',
  quiet:
    'Only replies that speak of the INFO or its body count (405, 415, 469, 488, 501, 606), not those of a call that is over. One finding for the call, where the refusal began and not where it is passed back.',
  bad: CONVERTED_CALL + info('415 Unsupported Media Type'),
  good: CONVERTED_CALL + info('200 OK'),
  cures: [
    { gateway: 'asterisk', setting: 'dtmf_mode=auto_info' },
    { gateway: 'freeswitch', setting: 'dtmf-type=info' },
  ],
  checkCall: function* (call): Generator<Finding> {
    const refused = farthest(call);
    if (!refused) return;
    const { leg, request, final } = refused;
    const type = header(request.sip!, 'content-type');
    const others = leg.transactions.filter(one => isRefused(one) && one.request !== request).length;
    yield finding(dtmfInfoRefused, {
      message: request,
      span: type!.valueSpan,
      text: `This digit was not taken: the INFO was answered with ${final.status}.${others > 0 ? ' It is not the only one.' : ''} Have the client send telephone-event instead (in JsSIP and SIP.js an option of the call that sends digits), or have the gateway translate.`,
      related: relatedReply(final, `refused with ${final.status}`),
      leg,
      verdict: {
        weight: 30,
        text: `Digits pressed during the call do not get through: they are sent as SIP INFO, which was refused with ${final.status}.`,
      },
    });
  },
};

const REFUSALS = new Set([405, 415, 469, 488, 501, 606]);

type Refused = Transaction & { readonly request: Message; readonly final: Message };

const isRefused = (one: Transaction): one is Refused =>
  one.request !== undefined && one.final !== undefined && REFUSALS.has(one.final.status) && isDigits(one.request);

/** The first refused digit, on the leg where the reply came from: behind a proxy the request has the most Vias there. */
function farthest(call: Call): { leg: Leg; request: Message; final: Message } | undefined {
  let found: { leg: Leg; request: Message; final: Message } | undefined;
  for (const leg of call.legs) {
    const first = leg.transactions.find(isRefused);
    if (first && (!found || first.request.viaCount > found.request.viaCount)) found = { leg, request: first.request, final: first.final };
  }
  return found;
}
