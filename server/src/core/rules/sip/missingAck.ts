import type { Call, Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { type Finding, finding, type Rule } from '../types';
import { answer, bye, contactOf, exampleLadder, HEALTHY_LADDER, invite, REPEATS } from './example';
import { acksOf, answerOf, dialogKey, droppedBy, howOften, inVain, inWords, relatedStart, sendings, unreachableContact } from './support';

export const missingAck: Rule = {
  id: 'sip/missing-ack',
  title: 'The answer is never acknowledged',
  severity: 'error',
  references: [
    { rfc: 3261, section: '13.3.1.4' },
    { rfc: 3261, section: '13.2.2.4' },
  ],
  explanation:
    'Who answers a call sends its 200 again and again until the ACK comes, and hangs up after 32 seconds without one (64 times T1). So the call is up, often with sound, and drops after half a minute. The ACK does not follow the INVITE by itself: it goes to the address in the Contact of the 200, through the proxies in its Record-Route. A private address or a `.invalid` name there, a proxy that does not stay in the path (no Record-Route), or a NAT that lets the 200 not through are the usual reasons.',
  quiet:
    'A trace that stops early, or shows one side only, accuses nobody: the INVITE must be there, and either the 200 was sent four times or more (six in a log without times), or the side that answered hung up 32 seconds later (a warning, if the 200 was not seen again). Where both hops of a proxied call lack the ACK, it is told on the first.',
  bad: exampleLadder([invite(), ...REPEATS.map(at => answer(2 + at, [contactOf('callee', '192.168.1.20')])), ...bye(34, 'callee')]),
  good: HEALTHY_LADDER,
  cures: [
    { gateway: 'asterisk', setting: 'external_signaling_address=' },
    { gateway: 'freeswitch', setting: 'ext-sip-ip=' },
  ],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        const answered = answerOf(transaction);
        if (!answered || answered.edited || acksOf(transaction, answered).length > 0) continue;
        const found = checkAnswer(call, leg, transaction, answered);
        const key = dialogKey(leg, answered);
        if (!found || told.has(key)) continue;
        told.add(key);
        yield found;
      }
    }
  },
};

function checkAnswer(call: Call, leg: Leg, transaction: Transaction, answered: Message): Finding | undefined {
  const sent = sendings(answered, transaction);
  const repeated = inVain(sent);
  const dropped = droppedBy(leg, answered);
  if (!repeated && !dropped) return undefined;
  const contact = unreachableContact(answered);
  const routed = header(answered.sip!, 'record-route') !== undefined;
  const where = contact
    ? `The ACK has to go to its Contact, ${contact.host}: ${contact.why}.`
    : `Look where the caller sends it: it has to go to the Contact of this 200${routed ? ', through the proxies in Record-Route' : ''}.`;
  const onTheWay = passedOn(call, leg, answered);
  return finding(missingAck, {
    severity: repeated ? 'error' : 'warning',
    message: answered,
    span: answered.sip!.startLine!.span,
    text: `No ACK comes for this ${answered.status}${repeated ? `, which was sent ${howOften(sent)}` : ''}${dropped ? `, and the side that answered hung up after ${inWords(dropped.seconds)}` : ''}. Whoever answers waits 32 seconds for the ACK and then ends the call. ${onTheWay ? 'On another hop of this call the ACK is there: the proxy in between does not pass it on. ' : ''}${where}`,
    related: [
      ...(contact ? [{ message: answered, span: contact.span, text: 'where the ACK has to go' }] : []),
      ...relatedStart(dropped?.bye, 'the call is dropped'),
      ...relatedStart(onTheWay, 'the ACK on another hop'),
    ],
    leg,
    verdict: {
      weight: 88,
      text: `The call ${dropped ? `drops ${inWords(dropped.seconds)} after it was answered` : 'is answered, but will drop after 32 seconds'}: the ACK for the answer never arrives.${contact ? ` It would have to go to ${contact.host}, ${contact.why}.` : ''}`,
    },
  });
}

/** The ACK of the same answer on another hop. */
function passedOn(call: Call, leg: Leg, answered: Message): Message | undefined {
  const key = dialogKey(leg, answered);
  for (const other of call.legs) {
    if (other === leg || other.callId !== leg.callId) continue;
    for (const transaction of other.transactions) {
      const final = answerOf(transaction);
      if (final && dialogKey(other, final) === key) return acksOf(transaction, final)[0];
    }
  }
  return undefined;
}
