import type { Leg, Message, Transaction } from '../../call/types';
import { type Digest, digests } from '../../sip/values/digest';
import { list } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, exampleLadder, type ExampleStep, invite, refusalAck, reply } from './example';
import { isInvite, relatedStart } from './support';

const challenge = (nonce: string): string => `Proxy-Authenticate: Digest realm="example.com", nonce="${nonce}"`;
const credentials = (nonce: string): string =>
  `Proxy-Authorization: Digest username="alice", realm="example.com", nonce="${nonce}", uri="sip:bob@example.com", response="6629fae49393a05397450978507c4ef1"`;
const again = (at: number): ExampleStep => ({ ...invite(at, [credentials('b7c9')]), cseq: '2 INVITE' });

const FIRST: readonly ExampleStep[] = [
  invite(),
  reply(0.02, '407 Proxy Authentication Required', '1 INVITE', [challenge('b7c9')]),
  refusalAck(0.03),
  again(0.05),
];

export const credentialsRefused: Rule = {
  id: 'sip/credentials-refused',
  title: 'The password of the call is not accepted',
  severity: 'error',
  references: [
    { rfc: 3261, section: '22.2' },
    { rfc: 3261, section: '22.3' },
    { rfc: 8760, section: '2.4' },
  ],
  explanation:
    'A first 401 or 407 is normal: it asks for a password, and the same request comes again with credentials. A second one for the same realm says that these were not accepted. The user name or the password is wrong, the credentials are for another realm, they were computed with another nonce or algorithm than was asked for, or something on the way changed the request.',
  quiet:
    '`stale=true` only asks for the same with a fresh nonce. Challenges of different realms (two proxies, one after the other) are normal, and so is everything where a later INVITE got through. A challenge that nobody answered is a warning, since the trace may end there.',
  bad: exampleLadder([...FIRST, reply(0.08, '407 Proxy Authentication Required', '2 INVITE', [challenge('c8d0')]), refusalAck(0.09, 2)]),
  good: exampleLadder([...FIRST, { ...answer(3), cseq: '2 INVITE' }, { ...ack(3.05), cseq: '2 ACK' }, ...bye(60, 'caller', 3)]),
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    if (call.result !== null && call.result < 300) return;
    for (const leg of call.legs) {
      const invites = leg.transactions.filter(one => isInvite(one) && one.request!.toTag === undefined);
      const last = invites[invites.length - 1];
      if (!last || !isChallenge(last.final) || last.request!.edited) continue;
      const found = explain(leg, last, invites[invites.length - 2]?.final);
      if (!found) continue;
      yield found;
      // The legs before it only pass the challenge on.
      return;
    }
  },
};

const isChallenge = (message: Message | undefined): message is Message =>
  (message?.status === 401 || message?.status === 407) && message.sip?.startLine !== undefined;

function explain(leg: Leg, transaction: Transaction, before: Message | undefined): Finding | undefined {
  const final = transaction.final!;
  const asks = digests(final.sip!, final.status === 401 ? 'www-authenticate' : 'proxy-authenticate');
  const given = digests(transaction.request!.sip!, final.status === 401 ? 'authorization' : 'proxy-authorization');
  if (asks.length === 0 || asks.some(ask => ask.stale)) return undefined;
  const used = given.filter(one => asks.some(ask => ask.realm === one.realm));
  // Credentials that were sent without being asked for may be old: the first challenge is normal then, too.
  if (given.length > 0 && !isChallenge(before)) return undefined;
  const plainly =
    used.length > 0 ? 'the credentials of the caller are not accepted' : 'it asks for a password, and the caller does not give one for it';
  return finding(credentialsRefused, {
    severity: used.length > 0 ? 'error' : 'warning',
    message: final,
    span: final.sip!.startLine!.span,
    text:
      used.length > 0
        ? `The INVITE had credentials for ${realms(used)}, and is asked for them again: they are not accepted. ${why(used[0]!, asks, before)}`
        : noneGiven(asks, given),
    related: [
      ...used.map(one => ({ message: transaction.request!, span: one.span, text: 'the credentials' })),
      ...(isChallenge(before) ? relatedStart(before, 'the challenge before') : []),
    ],
    leg,
    verdict: { weight: used.length > 0 ? 80 : 40, text: `The call was refused with ${final.status}: ${plainly}.` },
  });
}

const realms = (all: readonly Digest[]): string => list([...new Set(all.map(one => `"${one.realm}"`))]);

const noneGiven = (asks: readonly Digest[], given: readonly Digest[]): string =>
  given.length > 0
    ? `This asks for a password for ${realms(asks)}, but the INVITE has credentials for ${realms(given)}: the caller is set up for another realm.`
    : `This asks for a password for ${realms(asks)}, and the call is not tried again with one, as far as the trace shows: the caller has none for this realm, or may not answer a ${asks.length > 1 ? 'challenge like these' : 'challenge like this'}.`;

/** The likeliest reason that the two messages show. */
function why(used: Digest, asks: readonly Digest[], before: Message | undefined): string {
  const earlier = before?.sip ? [...digests(before.sip, 'www-authenticate'), ...digests(before.sip, 'proxy-authenticate')] : [];
  const same = earlier.filter(one => one.realm === used.realm);
  if (same.length > 0 && !same.some(one => one.nonce === used.nonce))
    return 'They were computed with another nonce than that of the challenge before.';
  if (!asks.some(one => one.realm === used.realm && one.algorithm === used.algorithm)) {
    return `They were computed with ${used.algorithm}, but ${list([...new Set(asks.map(one => one.algorithm))], 'or')} is asked for.`;
  }
  return `Check the user name (here "${used.username.slice(0, 80)}") and the password, on both sides.`;
}
