import type { Message, Transaction } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { header, headers } from '../../sip/message';
import type { Header } from '../../sip/types';
import { byteLength } from '../../trace/collect';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { type Finding, finding, type Fix, type Rule, type Severity } from '../types';
import { isWhole, replySays } from './support';

/** Bytes by which names and addresses that were exchanged before the trace was shared may have made a body longer. */
const MASKED = 48;
const LOOKS_MASKED = /x{3}|\*{2}|<[^>\n]{0,80}>|redacted|removed|masked|anonym|hidden/i;

export const contentLength: Rule = {
  id: 'sip/content-length',
  title: 'Content-Length does not fit the body',
  severity: 'error',
  references: [
    { rfc: 3261, section: '20.14' },
    { rfc: 3261, section: '18.3' },
  ],
  explanation:
    'Content-Length says how many bytes the body has, each line end being two. Over UDP a receiver throws away what is beyond it, so the end of the description is lost; where it announces more than there is, the request is refused with 400. Over TCP and TLS the rest is taken for the next message, and everything behind it is garbage; there the header must not be missing. A program, or a router with a "SIP ALG", that changes the body and not the number is the usual reason.',
  quiet:
    'A text trace cannot prove the number: editors change line ends, and masked names and addresses change lengths. So only a number that is too small for line ends of one byte as well is reported, by 48 bytes or more (by any, where a 400 follows), and not where the body looks masked; in a capture the bytes on the wire decide. Too large a number in a text is `capture/body-cut`. WebSocket messages need no Content-Length. It is information in a text and where the request was accepted, else a warning, and an error where the request was refused with 400.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', 'a=sendrecv', 'a=ptime:20'),
    status: 486,
  }).replace(/Content-Length: 1\d\d/, 'Content-Length: 70'),
  good: PHONE_CALL,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        for (const message of messagesOf(transaction)) {
          const found = check(transaction, message);
          if (found) yield { ...found, leg };
        }
      }
    }
  },
};

const messagesOf = ({ request, responses, ack }: Transaction): Message[] =>
  [request, ...responses, ack].filter((one): one is Message => one?.sip !== undefined && !one.edited);

function check(transaction: Transaction, message: Message): Finding | undefined {
  const lengths = headers(message.sip!, 'content-length');
  const [first] = lengths;
  if (!first) return missing(transaction, message);
  const odd = lengths.find(one => !/^\d+$/.test(one.value) && one.value !== '') ?? lengths.find(one => one.value !== first.value);
  const problem =
    odd === undefined ? wrongNumber(message, first, transaction.final?.status === 400 && message === transaction.request) : undefined;
  if (!odd && !problem) return undefined;
  const severity = severityOf(transaction, message, odd !== undefined || message.envelope.wire !== undefined);
  const fixes = lengths.length === 1 && bodyText(message) !== '' ? [correct(message, first)] : [];
  return finding(contentLength, {
    severity,
    message,
    span: (odd ?? first).valueSpan,
    text: odd
      ? lengths.length > 1
        ? 'This message has two Content-Lengths that differ. Receivers take either, or refuse the message with 400.'
        : `Content-Length is a number of bytes, and "${odd.value.slice(0, 40)}" is none. Receivers refuse such a message with 400 or drop it.`
      : `${problem!}${outcome(transaction, message)}`,
    fixes,
    verdict:
      severity === 'error'
        ? {
            weight: 76,
            text: 'The call was refused: the Content-Length of its INVITE is wrong, so the other side could not read the offer.',
          }
        : undefined,
  });
}

/**
 * What is wrong with the number, where line ends do not explain it.
 * @param refused with 400: then a few bytes count in a text as well
 */
function wrongNumber(message: Message, length: Header, refused: boolean): string | undefined {
  const body = bodyText(message);
  const claimed = Number(length.value);
  if (body === '' || length.value === '' || !Number.isSafeInteger(claimed)) return undefined;
  const { wire } = message.envelope;
  const lf = byteLength(body);
  if (!wire) {
    if (claimed >= lf - (refused ? 2 : MASKED) || LOOKS_MASKED.test(body)) return undefined;
    return `Content-Length announces ${claimed} bytes, but the body has ${lf + lineEnds(body)}. If it was sent like this, the receiver takes what is behind byte ${claimed} for no part of it, and loses the end of the description. (The number may also be wrong because the trace was changed before it was shared.)`;
  }
  if (wire.cut || wire.hep || (wire.lineEnds !== undefined && wire.lineEnds !== 'lf')) return undefined;
  const real = wire.lineEnds === 'lf' ? lf : lf + lineEnds(body);
  if (claimed < real - 2)
    return `Content-Length announces ${claimed} bytes, but the body has ${real}: the receiver loses the last ${real - claimed}.`;
  const head = message.text.slice(0, message.sip!.bodySpan.start);
  const sent = wire.bytes - byteLength(head) - (wire.lineEnds === 'lf' ? 0 : lineEnds(head));
  if (wire.transport !== 'UDP' || claimed <= Math.max(real, sent) + 2) return undefined;
  return `Content-Length announces ${claimed} bytes, but the packet has only ${Math.max(real, sent)} behind the headers. Receivers refuse that with 400.`;
}

/** On a stream nothing else tells where the body ends. */
function missing(transaction: Transaction, message: Message): Finding | undefined {
  const { via } = message;
  if (!isWhole(message) || bodyText(message).trim() === '' || !via || !/^(TCP|TLS)$/.test(via.transport)) return undefined;
  const type = header(message.sip!, 'content-type');
  return finding(contentLength, {
    severity: severityOf(transaction, message, true),
    message,
    span: (type ?? header(message.sip!, 'via')!).valueSpan,
    text: `This message has a body, goes over ${via.transport}, and has no Content-Length: on a stream the receiver cannot tell where the body ends, and takes it for empty or for the next message.${outcome(transaction, message)}`,
  });
}

/** @param certain nothing that happens to a trace explains it */
function severityOf(transaction: Transaction, message: Message, certain: boolean): Severity {
  const status = message === transaction.request ? (transaction.final?.status ?? 0) : 0;
  if (status === 400) return 'error';
  return certain && (status < 200 || status >= 300) ? 'warning' : 'info';
}

const outcome = (transaction: Transaction, message: Message): string =>
  message === transaction.request ? replySays(transaction.final) : '';

const bodyText = (message: Message): string => message.text.slice(message.sip!.bodySpan.start);

const lineEnds = (text: string): number => text.split('\n').length - 1;

function correct(message: Message, length: Header): Fix {
  const body = bodyText(message);
  const bytes = byteLength(body) + (message.envelope.wire?.lineEnds === 'lf' ? 0 : lineEnds(body));
  return {
    title: `Correct Content-Length to ${bytes}`,
    safety: 'safe',
    message,
    edits: () => [replace(length.valueSpan, String(bytes))],
  };
}
