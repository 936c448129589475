import type { Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import type { Span } from '../../text/span';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, exampleLadder, HEALTHY_LADDER, invite, REPEATS } from './example';
import { acksOf, answerOf, dialogKey, droppedBy, howOften, inVain, inWords, isAfter, relatedStart, sendings } from './support';

export const ackNotHeard: Rule = {
  id: 'sip/ack-not-heard',
  title: 'The ACK does not count for the side that answered',
  severity: 'error',
  references: [
    { rfc: 3261, section: '13.2.2.4' },
    { rfc: 3261, section: '12.2.1.1' },
    { rfc: 3261, section: '17.1.1.3' },
  ],
  explanation:
    'The ACK is in the trace, and yet the 200 is sent again and again, until the side that answered hangs up after 32 seconds. Either the ACK is lost behind the point where the trace was taken, or the receiver cannot tell what it belongs to. The ACK of a 2xx is a request of its own: it has a branch of its own in its Via, the Contact of the 200 as its Request-URI, and the Record-Route of the 200, in reverse order, as its Route. The ACK of a refusal is the other way round: same branch and same Request-URI as the INVITE.',
  quiet:
    'The 200 must have been sent at least three times more after the ACK: a few that cross with it are normal. A changed Request-URI is only named where it cannot be the work of a proxy.',
  bad: exampleLadder([
    invite(),
    answer(2),
    ...REPEATS.slice(1).flatMap(at => [ack(2 + at - 0.45, 'z9hG4bK1INVITE'), answer(2 + at)]),
    ...bye(34, 'callee'),
  ]),
  good: HEALTHY_LADDER,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const lost = new Set<string>();
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        const answered = answerOf(transaction);
        if (answered && acksOf(transaction, answered).length === 0) lost.add(dialogKey(leg, answered));
      }
    }
    const told = new Set<string>();
    // The last hop first: there the ACK gets lost, and the others only see the 200 again.
    for (const leg of [...call.legs].reverse()) {
      for (const transaction of leg.transactions) {
        const answered = answerOf(transaction);
        const key = answered && dialogKey(leg, answered);
        if (!answered || answered.edited || key === undefined || lost.has(key) || told.has(key)) continue;
        const found = checkAck(leg, transaction, answered);
        if (!found) continue;
        told.add(key);
        yield found;
      }
    }
  },
};

function checkAck(leg: Leg, transaction: Transaction, answered: Message): Finding | undefined {
  const [first] = acksOf(transaction, answered);
  if (!first?.sip?.startLine) return undefined;
  const sent = sendings(answered, transaction);
  const again = sent.filter(one => isAfter(leg, first, one));
  if (again.length < 3 || !inVain([first, ...again])) return undefined;
  const dropped = droppedBy(leg, answered);
  const fault = faultOf(transaction, answered, first);
  return finding(ackNotHeard, {
    severity: dropped || fault ? 'error' : 'warning',
    message: first,
    span: fault?.span ?? first.sip.startLine.span,
    text: `After this ACK the ${answered.status} was sent ${again.length} times more${dropped ? `, and the side that answered hung up ${inWords(dropped.seconds)} after its answer` : ''}: for that side the ACK has not come. ${fault?.text ?? 'It shows no fault here: it is lost behind this point, or is sent to an address where that side does not listen. Compare its Request-URI and Route with the Contact and Record-Route of the answer.'}`,
    related: [...relatedStart(answered, `the answer, sent ${howOften(sent)}`), ...relatedStart(dropped?.bye, 'the call is dropped')],
    leg,
    verdict: {
      weight: 86,
      text: `The call ${dropped ? `drops ${inWords(dropped.seconds)} after it was answered` : 'is answered, but will drop after 32 seconds'}: the side that answered does not get its ACK${fault ? `, because ${fault.plainly}` : ''}.`,
    },
  });
}

/** What is wrong with the ACK itself. */
function faultOf({ request }: Transaction, answered: Message, sent: Message): { span: Span; text: string; plainly: string } | undefined {
  const via = header(sent.sip!, 'via');
  const start = sent.sip!.startLine!;
  if (via && sent.via?.branch !== undefined && sent.via.branch === request?.via?.branch) {
    return {
      span: via.valueSpan,
      text: 'It has the branch of the INVITE, so proxies and some phones take it for the ACK of a refusal and drop it: the ACK of a 2xx needs a branch of its own.',
      plainly: 'it has the branch of the INVITE',
    };
  }
  // Further on, proxies have taken their own entries out.
  if (sent.viaCount !== 1 || request?.viaCount !== 1 || start.kind !== 'request') return undefined;
  const recorded = header(answered.sip!, 'record-route') !== undefined;
  if (recorded && !header(sent.sip!, 'route')) {
    return {
      span: start.span,
      text: 'It has no Route, although the answer has Record-Route: it misses the proxies that have to pass it on.',
      plainly: 'it goes around the proxies (it has no Route)',
    };
  }
  const contact = /<([^>]*)>/.exec(header(answered.sip!, 'contact')?.value ?? '')?.[1];
  if (contact === undefined || hostOf(contact) === hostOf(start.uri)) return undefined;
  // Behind a NAT, gateways rightly send to where the answer came from.
  if (answered.envelope.source === undefined || answered.envelope.source.host === hostOf(start.uri)) return undefined;
  return {
    span: start.uriSpan,
    text: `Its Request-URI is not the Contact of the answer (${contact}), so it is sent to somebody else.`,
    plainly: 'it is not sent to the Contact of the answer',
  };
}

const hostOf = (uri: string): string => /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^;:?>\s]+)/i.exec(uri)?.[1]?.toLowerCase() ?? uri;
