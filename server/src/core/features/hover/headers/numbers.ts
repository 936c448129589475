import { methodFact } from '../../../sip/methods';
import { byteLength } from '../../../trace/collect';
import { code } from '../../markdown';
import { lookUp } from '../decoder';
import { type HeaderContext, type HeaderDecoder, parameterOf, secondsTitle, wordsOf } from './decoder';

const firstWord = (context: HeaderContext): string => wordsOf(context)[0]?.value ?? '';

/** Headers whose value is a number of seconds. */
const seconds: HeaderDecoder = {
  line: context => {
    const title = secondsTitle(firstWord(context));
    return [title && `${title}.`];
  },
  part: (_, part) => (part.kind === 'word' ? secondsTitle(part.value) : undefined),
};

const sessionExpires: HeaderDecoder = {
  line: context => {
    const value = firstWord(context);
    const title = secondsTitle(value);
    const who = refresherTitle(parameterOf(context, 'refresher')?.value);
    return [
      title && `${title}; refreshed every ${Math.floor(Number(value) / 2)} seconds by ${who ?? 'whoever is chosen in the response'}.`,
    ];
  },
  part: (_, part) => {
    if (part.kind === 'word') return secondsTitle(part.value);
    return part.name === 'refresher' ? refresherTitle(part.value) : undefined;
  },
};

/** RFC 4028 section 3: the words count for the transaction that negotiates the timer. */
const refresherTitle = (value: string | undefined): string | undefined =>
  value === 'uac' ? 'the side that sent the request' : value === 'uas' ? 'the side that got the request' : undefined;

/** Requests start at 70 in most programs (RFC 3261 section 8.1.1.6). */
const maxForwards: HeaderDecoder = {
  line: context => {
    const value = firstWord(context);
    if (!/^\d{1,3}$/.test(value)) return [];
    const left = Number(value);
    if (left === 0) return ['No further hop: the next proxy answers 483.'];
    return [left < 69 && left > 40 ? `Most programs start at 70: then it has passed ${70 - left} hops.` : undefined];
  },
};

const expires: HeaderDecoder = {
  line: context => {
    const value = firstWord(context);
    if (value === '0' && context.message.method === 'REGISTER') return ['0: the registration is removed.'];
    if (value === '0' && context.message.method === 'SUBSCRIBE') return ['0: the subscription ends, or the state is asked for once.'];
    return seconds.line!(context);
  },
  part: seconds.part,
};

const cseq: HeaderDecoder = {
  part: (_, part) => {
    if (part.kind !== 'word') return undefined;
    return /^\d+$/.test(part.value) ? 'number of the request, counted by its sender' : methodFact(part.value.toUpperCase())?.title;
  },
};

const rack: HeaderDecoder = {
  part: (context, part) => {
    const index = wordsOf(context).indexOf(part);
    const names = ['RSeq of the response that is confirmed', 'CSeq number of the INVITE', 'method of the CSeq'];
    return index < 0 ? undefined : names[index];
  },
};

/** Bytes that the body has in this text, with the line ends that it has on the wire. */
const contentLength: HeaderDecoder = {
  line: ({ message, header }) => {
    const body = message.sip ? message.text.slice(message.sip.bodySpan.start, message.sip.bodySpan.end) : '';
    const lines = body.split('\n').length - 1;
    const real = body.trim() === '' ? 0 : byteLength(body) + (message.envelope.wire?.lineEnds === 'lf' ? 0 : lines);
    if (!/^\d{1,9}$/.test(header.value)) return ['Not a number.'];
    return [
      Number(header.value) === real
        ? `The body here has ${code(String(real))} bytes: right.`
        : `The body in this text has ${code(String(real))} bytes, with two for each line end.`,
    ];
  },
};

const STATS: Readonly<Record<string, string>> = {
  dur: 'seconds',
  pkt: 'packets',
  oct: 'bytes',
  latepkt: 'packets too late',
  lostpkt: 'packets lost',
  avgjit: 'jitter',
};

export const NUMBER_DECODERS: Readonly<Record<string, HeaderDecoder>> = {
  'session-expires': sessionExpires,
  'min-se': seconds,
  'min-expires': seconds,
  'retry-after': seconds,
  'flow-timer': seconds,
  expires,
  'max-forwards': maxForwards,
  cseq,
  rack,
  'content-length': contentLength,
  'rtp-rxstat': { part: (_, part) => lookUp(STATS, part.name) },
  'rtp-txstat': { part: (_, part) => lookUp(STATS, part.name) },
  'p-rtp-stat': {
    line: context => {
      const count = (name: string): number => Number(parameterOf(context, name)?.value ?? Number.NaN);
      const [sent, received] = [count('ps'), count('pr')];
      if (!(sent > 0) && !(received > 0)) return [];
      if (received === 0) return ['Sent, but received nothing: one-way audio toward the other side.'];
      return [sent === 0 ? 'Received, but sent nothing.' : `Sent ${sent} and received ${received} packets.`];
    },
  },
};
