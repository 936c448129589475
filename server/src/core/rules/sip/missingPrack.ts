import type { Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, exampleLadder, invite, REPEATS, reply } from './example';
import { howOften, inVain, inWords, isInvite, relatedHeader, relatedStart, secondsBetween, sendings } from './support';

const RELIABLE = ['Require: 100rel', 'RSeq: 1', 'Contact: <sip:callee@192.0.2.2:5060>'];

export const missingPrack: Rule = {
  id: 'sip/missing-prack',
  title: 'A provisional response that needs a PRACK gets none',
  severity: 'error',
  references: [
    { rfc: 3262, section: '3' },
    { rfc: 3262, section: '4' },
  ],
  explanation:
    'A 18x with `Require: 100rel` and an RSeq is sent again and again, like a 200, until a PRACK confirms it. After 32 seconds without one the callee refuses the call with a 5xx. The caller said that it knows PRACK (`100rel` in Supported or Require), or the callee should not have asked for it; or the PRACK is lost on its way to the Contact of the 18x.',
  quiet:
    'The 18x must have been sent four times or more over three seconds, or the call must have failed with a 5xx half a minute later. Where the call was answered all the same it is a warning.',
  bad: exampleLadder([
    invite(0, ['Supported: 100rel']),
    ...REPEATS.map(at => reply(0.5 + at, '180 Ringing', '1 INVITE', RELIABLE)),
    reply(32.6, '500 Server Internal Error'),
  ]),
  good: exampleLadder([
    invite(0, ['Supported: 100rel']),
    reply(0.5, '180 Ringing', '1 INVITE', RELIABLE),
    { at: 0.52, from: 'caller', what: 'PRACK', cseq: '2 PRACK', headers: ['RAck: 1 1 INVITE'] },
    reply(0.54, '200 OK', '2 PRACK'),
    answer(3),
    ack(3.05),
    ...bye(60, 'caller', 3),
  ]),
  cures: [
    { gateway: 'asterisk', setting: '100rel=no' },
    { gateway: 'freeswitch', setting: 'enable-100rel=false' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        const found = isInvite(transaction) && check(leg, transaction);
        if (!found) continue;
        yield found;
        // On the next hop the same is missing.
        return;
      }
    }
  },
};

function check(leg: Leg, transaction: Transaction): Finding | undefined {
  const { request, responses, final } = transaction;
  if (request!.edited) return undefined;
  for (const response of responses) {
    if (response.status >= 200 || !isReliable(response) || isConfirmed(leg, response)) continue;
    const sent = sendings(response, transaction);
    const refused = final && final.status >= 500 && final.status < 600 ? secondsBetween(response, final) : undefined;
    const givenUp = refused !== undefined && refused >= 31 && refused <= 36;
    if (!inVain(sent) && !givenUp) continue;
    return explain(leg, transaction, response, sent, givenUp ? refused : undefined);
  }
  return undefined;
}

function explain(
  leg: Leg,
  { request, final }: Transaction,
  response: Message,
  sent: readonly Message[],
  refused: number | undefined,
): Finding {
  const answered = final !== undefined && final.status < 300;
  const known = /\b100rel\b/i.test(`${header(request!.sip!, 'supported')?.value ?? ''} ${header(request!.sip!, 'require')?.value ?? ''}`);
  return finding(missingPrack, {
    severity: answered ? 'warning' : 'error',
    message: response,
    span: response.sip!.startLine!.span,
    text: `This ${response.status} has to be confirmed with a PRACK (Require: 100rel), and none comes${sent.length > 1 ? `: it was sent ${howOften(sent)}` : ''}${refused === undefined ? '' : `, and after ${inWords(refused)} the call was refused with ${final!.status}`}. ${known ? 'The caller says that it knows 100rel: look whether its PRACK goes to the Contact of this response.' : 'The caller does not list 100rel in Supported, so the callee must not ask for it.'}`,
    related: [
      ...relatedHeader(response, 'require', 'asks for the PRACK'),
      ...(known ? [] : relatedStart(request, 'lists no 100rel')),
      ...(refused === undefined ? [] : relatedStart(final, 'the call is given up')),
    ],
    leg,
    verdict: answered
      ? undefined
      : { weight: 79, text: `The call fails while it rings: its ${response.status} has to be confirmed with a PRACK, which never comes.` },
  });
}

const isReliable = (response: Message): boolean =>
  response.sip?.startLine !== undefined &&
  header(response.sip, 'rseq') !== undefined &&
  /\b100rel\b/i.test(header(response.sip, 'require')?.value ?? '');

const isConfirmed = (leg: Leg, response: Message): boolean => {
  const number = header(response.sip!, 'rseq')!.value.trim();
  return leg.transactions.some(
    ({ method, request }) =>
      method === 'PRACK' && request?.sip !== undefined && (header(request.sip, 'rack')?.value ?? number).trim().split(/\s+/)[0] === number,
  );
};
