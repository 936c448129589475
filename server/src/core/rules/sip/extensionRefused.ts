import type { Leg, Message, Transaction } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { header, headers } from '../../sip/message';
import type { Header } from '../../sip/types';
import { list } from '../support';
import { type Finding, finding, type Fix, type Rule } from '../types';
import { exampleLadder, HEALTHY_LADDER, invite, refusalAck, reply } from './example';
import { relatedHeader } from './support';

export const extensionRefused: Rule = {
  id: 'sip/extension-refused',
  title: 'An extension that is demanded is not supported',
  severity: 'error',
  references: [
    { rfc: 3261, section: '8.2.2.3' },
    { rfc: 3261, section: '21.4.15' },
    { rfc: 3261, section: '21.4.16' },
  ],
  explanation:
    '`Require` in a request demands that the other side knows an extension, such as `100rel` (PRACK) or `timer`. Whoever does not know it answers 420 and lists it in `Unsupported`. The reverse is 421: the other side demands an extension that the caller does not list in `Supported`. What may be used but need not be belongs into `Supported`.',
  quiet:
    'Where a later request of the same kind got through, as after trying again without the extension, it is information. The reply is told once, on the leg where it began.',
  bad: exampleLadder([
    invite(0, ['Require: precondition']),
    reply(0.05, '420 Bad Extension', '1 INVITE', ['Unsupported: precondition']),
    refusalAck(0.06),
  ]),
  good: HEALTHY_LADDER,
  cures: [
    { gateway: 'asterisk', setting: '100rel=yes' },
    { gateway: 'freeswitch', setting: 'enable-100rel=false' },
  ],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    for (const leg of [...call.legs].reverse()) {
      for (const transaction of leg.transactions) {
        const { request, final } = transaction;
        if (!request?.sip || !final?.sip?.startLine || request.edited || (final.status !== 420 && final.status !== 421)) continue;
        const key = `${request.method} ${request.cseq?.number} ${final.status}`;
        if (told.has(key)) continue;
        told.add(key);
        yield explain(leg, transaction, request, final);
      }
    }
  },
};

function explain(leg: Leg, transaction: Transaction, request: Message, final: Message): Finding {
  const refused = final.status === 420;
  const named = tagsOf(final, refused ? 'unsupported' : 'require');
  const place = header(final.sip!, refused ? 'unsupported' : 'require');
  const later = leg.transactions.some(
    one =>
      one.method === transaction.method &&
      (one.request?.cseq?.number ?? 0) > (request.cseq?.number ?? 0) &&
      one.final &&
      one.final.status < 300,
  );
  const what = named.length > 0 ? list(named) : 'an extension that it does not name';
  const demands = refused
    ? `The ${request.method} demands ${what}, which the other side does not know.`
    : `The other side demands ${what}, which the ${request.method} does not offer.`;
  const cure = refused
    ? 'Take it out of Require: what may be used belongs into Supported.'
    : 'Turn it on at the caller, so that Supported lists it, or off at the other side.';
  const begins = request.method === 'INVITE' && request.toTag === undefined;
  return finding(extensionRefused, {
    severity: later ? 'info' : begins ? 'error' : 'warning',
    message: final,
    span: place?.valueSpan ?? final.sip!.startLine!.span,
    text: `${demands} ${later ? 'A later one got through.' : cure}`,
    related: relatedHeader(request, refused ? 'require' : 'supported', refused ? 'what is demanded' : 'what the request offers'),
    fixes: refused && !later ? requireFix(request, named) : [],
    cures: named.includes('100rel') ? extensionRefused.cures : [],
    leg,
    verdict:
      begins && !later
        ? { weight: 83, text: `The call was refused with ${final.status}: ${demands.charAt(0).toLowerCase()}${demands.slice(1)}` }
        : undefined,
  });
}

const wordsOf = (one: Header): string[] =>
  one.value
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');

const tagsOf = (message: Message, name: string): string[] =>
  headers(message.sip!, name)
    .flatMap(wordsOf)
    .map(word => word.toLowerCase());

/** The Require without what the other side does not know; nothing where it stands over several lines. */
function requireFix(request: Message, refused: readonly string[]): Fix[] {
  const demands = headers(request.sip!, 'require');
  const [only] = demands;
  if (!only || demands.length > 1 || refused.length === 0 || request.text.slice(only.valueSpan.start, only.valueSpan.end).includes('\n'))
    return [];
  const kept = wordsOf(only).filter(word => !refused.includes(word.toLowerCase()));
  const span = { start: only.nameSpan.start, end: only.valueSpan.end };
  return [
    {
      title: `No longer demand ${list(refused)}`,
      safety: 'unsafe',
      message: request,
      edits: () => [
        kept.length > 0 ? replace(only.valueSpan, kept.join(', ')) : { span: { start: span.start, end: span.end + 1 }, text: '' },
      ],
    },
  ];
}
