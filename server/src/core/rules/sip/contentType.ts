import type { Message, Transaction } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { header } from '../../sip/message';
import type { Header } from '../../sip/types';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { relatedReply } from '../support';
import { type Finding, finding, type Fix, type Rule, type Severity } from '../types';
import { isWhole, replySays } from './support';

export const contentType: Rule = {
  id: 'sip/content-type',
  title: 'The description is not announced as SDP',
  severity: 'error',
  references: [
    { rfc: 3261, section: '20.15' },
    { rfc: 3261, section: '7.4.1' },
    { rfc: 5621, section: '3.1' },
  ],
  explanation:
    'Only `Content-Type: application/sdp` makes a body an offer or an answer. Without it, or with another type, receivers answer 415 or 400, or act as if there were no SDP at all. A multipart body needs the `boundary` that parts its pieces.',
  quiet:
    'Small and capital letters and parameters do not matter. Multipart bodies with a boundary, SDP fragments and other types of bodies are left alone, and so are messages of which the trace shows only a few headers. It is information where the request was accepted all the same, an error where it was refused with 400, 415 or 488.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 488 })
    .replace('Content-Type: application/sdp', 'Content-Type: text/plain')
    .replace('488 Not Acceptable Here', '415 Unsupported Media Type'),
  good: PHONE_CALL,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        for (const message of [transaction.request, ...transaction.responses, transaction.ack]) {
          const found = message?.sip && !message.edited && isWhole(message) && check(transaction, message);
          if (found) yield { ...found, leg };
        }
      }
    }
  },
};

function check(transaction: Transaction, message: Message): Finding | undefined {
  const type = header(message.sip!, 'content-type');
  const value = type?.value.toLowerCase() ?? '';
  const body = message.text.slice(message.sip!.bodySpan.start, message.sip!.bodySpan.start + 200);
  const problem = value.startsWith('multipart/') ? multipartProblem(value, body) : sdpProblem(type, value, body);
  if (!problem) return undefined;
  const severity = severityOf(transaction, message);
  const start = message.sip!.startLine;
  if (!type && !start) return undefined;
  return finding(contentType, {
    severity,
    message,
    span: type?.valueSpan ?? start!.span,
    text: `${problem}${message === transaction.request ? replySays(transaction.final) : ''}`,
    related: severity === 'error' ? relatedReply(transaction.final) : [],
    fixes: value.startsWith('multipart/') ? [] : [announce(message, type)],
    verdict:
      severity === 'error' && message.method === 'INVITE'
        ? {
            weight: 89,
            text: `The call was refused with ${transaction.final!.status}: its offer is not announced as SDP (Content-Type: application/sdp).`,
          }
        : undefined,
  });
}

function sdpProblem(type: Header | undefined, value: string, body: string): string | undefined {
  if (!/^v=0\s/.test(body) || /^application\/sdp\s*(;|$)/.test(value)) return undefined;
  return type
    ? `The body is SDP, but Content-Type says ${type.value.slice(0, 60)}: the receiver does not read it as a description. It has to be application/sdp.`
    : 'The body is SDP, but there is no Content-Type: the receiver does not know what it is. It has to be application/sdp.';
}

const multipartProblem = (value: string, body: string): string | undefined =>
  /;\s*boundary\s*=/.test(value) || body.trim() === ''
    ? undefined
    : 'A multipart body needs a boundary in its Content-Type: without it the receiver cannot tell the parts from each other, and finds no SDP.';

function severityOf(transaction: Transaction, message: Message): Severity {
  const status = message === transaction.request ? (transaction.final?.status ?? 0) : 0;
  if (status === 400 || status === 415 || status === 488) return 'error';
  return status >= 200 && status < 300 ? 'info' : 'warning';
}

function announce(message: Message, type: Header | undefined): Fix {
  const last = message.sip!.headers.at(-1)!.valueSpan.end;
  return {
    title: 'Set Content-Type to application/sdp',
    safety: 'safe',
    message,
    edits: () =>
      type ? [replace(type.valueSpan, 'application/sdp')] : [{ span: { start: last, end: last }, text: '\nContent-Type: application/sdp' }],
  };
}
