import type { Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { relatedReply } from '../support';
import { type Finding, type FindingDraft, finding, type Rule } from '../types';

const MANDATORY: readonly (readonly [name: string, written: string])[] = [
  ['via', 'Via'],
  ['from', 'From'],
  ['to', 'To'],
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
];

export const missingHeader: Rule = {
  id: 'sip/missing-header',
  title: 'A header that every message needs is missing or wrong',
  severity: 'error',
  references: [
    { rfc: 3261, section: '8.1.1' },
    { rfc: 3261, section: '8.2.6.2' },
    { rfc: 3261, section: '12.1.1' },
  ],
  explanation:
    'Via, From, To, Call-ID and CSeq tell a receiver what a message belongs to and where the response goes; a request also carries Max-Forwards. The method in CSeq is that of the request, and whoever answers a call adds a tag of its own to To. A message without one of them is refused with 400 or dropped, and a 200 without a To tag begins no dialog: the ACK and the BYE cannot be built.',
  quiet:
    'Short header names count. A missing header is an error only where the request was refused with 400; else it is information, as the trace may have lost it, and it is told once for each leg. Nothing is said of messages of which the trace shows no more than a few headers. A missing Max-Forwards counts only with a 400.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 488 })
    .replace('Max-Forwards: 70\n', '')
    .replace('488 Not Acceptable Here', '400 Max-Forwards missing'),
  good: PHONE_CALL,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      const told = new Set<string>();
      for (const transaction of leg.transactions) {
        for (const message of [transaction.request, ...transaction.responses]) {
          if (!message?.sip?.startLine || message.edited) continue;
          for (const { what, ...draft } of problems(transaction, message, leg)) {
            if (told.has(what)) continue;
            told.add(what);
            yield finding(missingHeader, draft);
          }
        }
      }
    }
  },
};

type Problem = FindingDraft & { readonly what: string };

function* problems(transaction: Transaction, message: Message, leg: Leg): Generator<Problem> {
  const sip = message.sip!;
  const start = sip.startLine!;
  const refused = message === transaction.request && transaction.final?.status === 400 ? transaction.final : undefined;
  const common = {
    message,
    span: start.span,
    severity: refused ? ('error' as const) : ('info' as const),
    related: relatedReply(refused),
    leg,
    verdict: undefined,
  };
  const absent = MANDATORY.filter(([name]) => !header(sip, name)).map(([, written]) => written);
  if (start.kind === 'request' && refused && !header(sip, 'max-forwards')) absent.push('Max-Forwards');
  if (absent.length > 0 && absent.length < 3) {
    yield {
      ...common,
      what: absent.join(),
      text: `This message has no ${absent.join(' and no ')}, which every ${start.kind} needs.${refused ? ' It was refused with 400.' : ' If the log did not lose it, the receiver refuses the message or drops it.'}`,
      verdict: refused && {
        weight: 70,
        text: `The call was refused with 400: its ${message.method} has no ${absent.join(' and no ')}.`,
      },
    };
  }
  const sequence = header(sip, 'cseq');
  if (sequence && start.kind === 'request' && message.cseq && message.cseq.method !== start.method.toUpperCase()) {
    yield {
      ...common,
      what: 'method',
      severity: refused ? 'error' : 'warning',
      span: sequence.valueSpan,
      text: `CSeq names ${message.cseq.method}, but this is ${start.method}: the receiver refuses it with 400, and no response fits it.`,
    };
  }
  const to = header(sip, 'to');
  if (to && message.method === 'INVITE' && message.status >= 200 && message.status < 300 && message.toTag === undefined) {
    yield {
      ...common,
      what: 'tag',
      severity: 'warning',
      span: to.valueSpan,
      text: 'This answer has no tag in To, so it begins no dialog: the caller cannot build an ACK and a BYE that the other side would know again.',
    };
  }
}
