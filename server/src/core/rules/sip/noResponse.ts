import type { Call, Leg, Message, Transaction } from '../../call/types';
import { addressText } from '../../call/hops';
import { addressKind } from '../../sdp/addressKind';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { exampleLadder, HEALTHY_LADDER, invite, REPEATS } from './example';
import { howOften, inVain, inWords, isInvite, secondsBetween, sendings } from './support';

/** Longer than a request waits for its response (64 * T1, RFC 3261 sections 17.1.1.2 and 17.1.2.2). */
const TIMEOUT = 31;

export const noResponse: Rule = {
  id: 'sip/no-response',
  title: 'Nobody answers this request',
  severity: 'error',
  references: [
    { rfc: 3261, section: '17.1.1.2' },
    { rfc: 3261, section: '17.1.2.2' },
    { rfc: 3261, section: '8.1.3.1' },
  ],
  explanation:
    'A request is sent again after 0.5, 1, 2 and 4 seconds while no response comes, and given up after 32 seconds; the caller is then told 408. Nobody listens at that address and port, a firewall drops the packets, or the request is too long for one packet and a fragment of it is lost. An INVITE that nobody answers is a call that never begins; a BYE that nobody answers leaves the other side in the call.',
  quiet:
    'Only a request that was sent four times or more over three seconds (six in a log without times), without any response in the trace, is reported: nobody repeats a request that was answered. Where the call was answered on another leg, as after a failover, it is information.',
  bad: exampleLadder(REPEATS.map(at => invite(at))),
  good: HEALTHY_LADDER,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        const { request, responses } = transaction;
        if (!request?.sip?.startLine || responses.length > 0 || request.edited) continue;
        const sent = sendings(request, transaction);
        if (inVain(sent)) yield unanswered(call, leg, transaction, request, sent);
      }
    }
  },
};

function unanswered(call: Call, leg: Leg, transaction: Transaction, request: Message, sent: readonly Message[]): Finding {
  const begins = isInvite(transaction) && request.toTag === undefined;
  const start = request.sip!.startLine!;
  const target = request.envelope.destination;
  const uri = start.kind === 'request' ? start.uri : '';
  const host = /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^;:?>\s]+)/i.exec(uri)?.[1]?.toLowerCase() ?? '';
  const answered = call.result !== null && call.result < 300;
  return finding(noResponse, {
    severity: severityOf(call, begins),
    message: request,
    span: start.span,
    text: `This ${request.method} was sent ${howOften(sent)}, and no response came${target ? ` from ${addressText(target)}` : ''}. ${addressWords(host)}${meaning(request.method, begins, answered)}`,
    leg,
    verdict: verdict(call, leg, request, sent, begins),
  });
}

const severityOf = (call: Call, begins: boolean): Severity =>
  begins ? (call.result !== null && call.result < 300 ? 'info' : 'error') : 'warning';

function addressWords(host: string): string {
  if (host.endsWith('.invalid'))
    return `It is meant for ${host}, a name that nobody can resolve: a browser’s Contact, which only its own connection leads to. `;
  if (/^(private|loopback|carrier-grade NAT|link-local)$/.test(addressKind(host)))
    return `It is meant for ${host}, an address of a private network. `;
  return '';
}

function meaning(method: string, begins: boolean, answered: boolean): string {
  if (begins) {
    return answered
      ? 'The call was answered elsewhere all the same.'
      : 'Look whether the other side listens on this address, port and transport, whether a firewall drops the packets, and whether the request is too long for one UDP packet.';
  }
  if (method === 'BYE') return 'The other side does not learn that the call is over, and stays in it until a timer of its own ends it.';
  return 'The other side is gone, or what is sent inside the call does not reach it: look at the Contact and Record-Route of the messages that set it up.';
}

function verdict(call: Call, leg: Leg, request: Message, sent: readonly Message[], begins: boolean): Finding['verdict'] {
  if (begins && (call.result === null || call.result >= 300)) {
    const given = secondsBetween(request, sent[sent.length - 1]!);
    const target = request.envelope.destination;
    const whom = target ? `${addressText(target)}` : leg.kind === 'webrtc' ? 'the browser’s side' : 'the other side';
    return {
      weight: 84,
      text: `The call never reached ${whom}: its INVITE got no response${given !== undefined && given > TIMEOUT ? `, for ${inWords(given)}` : ''}.`,
    };
  }
  if (request.method !== 'BYE') return undefined;
  return { weight: 30, text: 'The end of the call does not arrive: its BYE gets no response, so the other side stays in the call.' };
}
