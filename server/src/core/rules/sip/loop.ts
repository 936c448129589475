import type { Leg, Message } from '../../call/types';
import { header, headers } from '../../sip/message';
import { vias } from '../../sip/values/via';
import type { Span } from '../../text/span';
import { type Finding, finding, type Rule } from '../types';
import { exampleLadder, HEALTHY_LADDER, invite, refusalAck, reply } from './example';
import { relatedHeader } from './support';

export const loop: Rule = {
  id: 'sip/loop',
  title: 'The request went round in a circle',
  severity: 'error',
  references: [
    { rfc: 3261, section: '16.3' },
    { rfc: 3261, section: '8.2.2.2' },
    { rfc: 5393, section: '4' },
  ],
  explanation:
    '483 says that Max-Forwards has come down to zero: each proxy takes one off, so after 70 proxies the request is thrown away. 482 says that the same request has come to the same place before: in a circle, or twice over two ways. Two proxies that route a number, a domain or an own address to each other are the usual reason; the Via lines show who passed the request on.',
  quiet:
    'Where the call was answered all the same, as when one of several branches went in a circle, it is information. The reply is told once, on the leg where it began.',
  bad: exampleLadder([invite(), reply(0.3, '483 Too Many Hops'), refusalAck(0.31)]),
  good: HEALTHY_LADDER,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const answered = call.result !== null && call.result < 300;
    const told = new Set<string>();
    for (const leg of [...call.legs].reverse()) {
      for (const { request, final } of leg.transactions) {
        if (!final?.sip?.startLine || request?.edited || (final.status !== 482 && final.status !== 483)) continue;
        const key = `${final.method} ${final.cseq?.number} ${final.status}`;
        if (told.has(key)) continue;
        told.add(key);
        yield explain(leg, request, final, answered);
      }
    }
  },
};

function explain(leg: Leg, request: Message | undefined, final: Message, answered: boolean): Finding {
  const circle = request && repeatedHop(request);
  const left = request?.sip && Number(header(request.sip, 'max-forwards')?.value);
  const low = left !== undefined && left < 10;
  const failed = final.method === 'INVITE' && !answered;
  const what = final.status === 483 ? 'has used up its Max-Forwards' : 'has come to the same place before';
  const where = circle ? ` ${circle.host} has passed it on more than once: look at its routing.` : low ? ` Here it has ${left} left.` : '';
  return finding(loop, {
    severity: failed ? 'error' : 'info',
    message: final,
    span: final.sip!.startLine!.span,
    text: `The ${final.method} ${what}.${where} ${final.status === 483 ? 'Two proxies or gateways send it to each other, or it was sent with too small a number.' : 'It goes in a circle, or came here over two ways at once: look at the routing of the number or domain.'}`,
    related: [
      ...(circle ? [{ message: request, span: circle.span, text: 'passed on before' }] : []),
      ...relatedHeader(request, 'max-forwards', 'how many hops are left'),
    ],
    leg,
    verdict: failed
      ? { weight: 81, text: `The call was refused with ${final.status}: its INVITE went round in a circle between proxies.${where}` }
      : undefined,
  });
}

/** A host that stands in the Vias more than once, with a branch of its own each time. */
function repeatedHop(request: Message): { host: string; span: Span } | undefined {
  const seen = new Set<string>();
  for (const via of vias(request.sip!)) {
    const host = `${via.host}:${via.port ?? ''}`;
    if (seen.has(host)) return { host: via.host, span: headers(request.sip!, 'via').at(-1)!.valueSpan };
    seen.add(host);
  }
  return undefined;
}
