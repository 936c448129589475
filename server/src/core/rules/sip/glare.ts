import type { Leg, Transaction } from '../../call/types';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, EXAMPLE_OFFER, exampleLadder, HEALTHY_LADDER, invite, refusalAck, reply } from './example';
import { relatedStart } from './support';

export const glare: Rule = {
  id: 'sip/glare',
  title: 'Both sides wanted to change the call at once, and one never tried again',
  severity: 'info',
  references: [
    { rfc: 3261, section: '14.1' },
    { rfc: 3311, section: '5.2' },
  ],
  explanation:
    '491 refuses a re-INVITE or UPDATE because another one is under way. That is normal: the side that was refused waits (the one that made the Call-ID 2.1 to 4 seconds, the other up to 2 seconds) and tries again. If it never does, its change is lost: a hold, a new address, a switch to video.',
  quiet: 'It is quiet where the same side changed the call later on, and where the call ended within five seconds.',
  bad: exampleLadder([
    invite(),
    answer(2),
    ack(2.05),
    { ...invite(10), cseq: '2 INVITE', toTag: true, body: EXAMPLE_OFFER.map(line => line.replace('o=- 1 1 ', 'o=- 1 2 ')) },
    reply(10.05, '491 Request Pending', '2 INVITE'),
    refusalAck(10.06, 2),
    ...bye(60, 'caller', 3),
  ]),
  good: HEALTHY_LADDER,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    for (const leg of [...call.legs].reverse()) {
      for (const transaction of leg.transactions) {
        const { request, final } = transaction;
        if (final?.status !== 491 || !final.sip?.startLine || !request || request.edited || isTriedAgain(leg, transaction)) continue;
        const key = `${request.fromTag} ${request.cseq?.number}`;
        if (told.has(key)) continue;
        told.add(key);
        yield finding(glare, {
          message: final,
          span: final.sip.startLine.span,
          text: `This ${request.method} was refused because another change of the call was under way. That is normal, but it is not tried again here: what it was to change stays as it was.`,
          related: relatedStart(request, 'the change that was refused'),
          leg,
        });
      }
    }
  },
};

/** Five seconds: the longest wait is four (RFC 3261 section 14.1). */
const PATIENCE = 5_000_000;

function isTriedAgain(leg: Leg, { request, final }: Transaction): boolean {
  const number = request!.cseq?.number ?? 0;
  const last = leg.messages[leg.messages.length - 1]?.envelope.time;
  const refused = final!.envelope.time;
  if (last === undefined || refused === undefined || last - refused < PATIENCE) return true;
  return leg.transactions.some(
    one =>
      (one.method === 'INVITE' || one.method === 'UPDATE') &&
      one.request?.fromTag === request!.fromTag &&
      (one.request?.cseq?.number ?? 0) > number,
  );
}
