import type { Leg, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { type Finding, finding, type Rule } from '../types';
import { exampleLadder, HEALTHY_LADDER, invite, REPEATS, reply } from './example';
import { inVain, isAfter, relatedStart, sendings } from './support';

export const responseLost: Rule = {
  id: 'sip/response-lost',
  title: 'Responses do not reach the sender of the request',
  severity: 'error',
  references: [
    { rfc: 3261, section: '17.1.1.2' },
    { rfc: 3261, section: '18.2.2' },
    { rfc: 3581, section: '4' },
  ],
  explanation:
    'The trace shows responses, and yet the sender repeats its request as if none had come: for it, none has. Over UDP a response goes to the address in the topmost Via, and to the port named there. Behind a NAT both are wrong. With `rport` in the Via the response goes back to where the request came from; without it, or where the server pays no regard to it, the response is lost.',
  quiet:
    'The request must have been sent three times more after a response: one or two that cross with it are normal, and so are copies made by the capture.',
  bad: exampleLadder(REPEATS.flatMap(at => [invite(at), ...(at === 0 ? [reply(0.02, '100 Trying'), reply(0.1, '180 Ringing')] : [])])),
  good: HEALTHY_LADDER,
  cures: [
    { gateway: 'asterisk', setting: 'force_rport=yes' },
    { gateway: 'freeswitch', setting: 'NDLB-force-rport=true' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        const found = check(leg, transaction);
        if (!found) continue;
        yield found;
        break;
      }
    }
  },
};

function check(leg: Leg, transaction: Transaction): Finding | undefined {
  const { request, responses, final } = transaction;
  const [first] = responses;
  if (!request?.sip || !first?.sip?.startLine || request.edited || transaction.retransmissions.length < 3) return undefined;
  const again = sendings(request, transaction).filter(one => one !== request && isAfter(leg, first, one));
  if (again.length < 3 || !inVain([first, ...again])) return undefined;
  const failed = transaction.method === 'INVITE' && request.toTag === undefined && (final === undefined || final.status >= 300);
  const via = header(request.sip, 'via');
  const { source } = request.envelope;
  const named = request.via && `${request.via.host}${request.via.port === undefined ? '' : `:${request.via.port}`}`;
  const elsewhere =
    source && request.via && source.host !== request.via.host ? ` The request came from ${source.host}, but its Via names ${named}.` : '';
  const rport = via && /;\s*rport\b/i.test(via.value);
  return finding(responseLost, {
    severity: failed ? 'error' : 'warning',
    message: first,
    span: first.sip.startLine.span,
    text: `After this response the ${request.method} was still sent ${again.length} times more: the response does not reach its sender.${elsewhere}${rport === false && elsewhere ? ' Its Via has no rport, so the response goes to the address in the Via.' : ''} Make the server send responses back to where the request came from (rport), and look for a firewall in between.`,
    related: [
      ...(via ? [{ message: request, span: via.valueSpan, text: 'where the response is sent' }] : []),
      ...relatedStart(again[again.length - 1], 'the request, sent once more'),
    ],
    leg,
    verdict: failed
      ? { weight: 82, text: `The call fails because responses do not get back to the caller: it goes on repeating its INVITE.${elsewhere}` }
      : undefined,
  });
}
