import { findTime, parseEndpoint, parseTransport } from './envelope';
import type { Endpoint, Envelope } from './types';

const IPV4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const IPV6 = '[0-9a-fA-F:.]{3,45}';
const TRANSPORT = String.raw`(?:[a-z]{2,4}|[A-Z]{2,4})(?::\/\/|[:/])`;
/** `udp:192.0.2.1:5060`, `[UDP://192.0.2.1:5060]`, `192.0.2.1:[5060]`, `192.0.2.1 on port 5060`. */
const ADDRESS = String.raw`"?\[?(?:${TRANSPORT})?(?:(?:::ffff:)?${IPV4}(?::\[?| on port )\d{1,5}|\[${IPV6}\]:\d{1,5})`;
const PARTS = new RegExp(String.raw`^"?\[?(?:([A-Za-z]{2,4})(?::\/\/|[:/]))?(?:::ffff:)?(${IPV4}|\[${IPV6}\])\D{1,9}(\d{1,5})$`);
const FROM = String.raw`\b[Ff]rom[ =]`;
const TO = String.raw`\b[Tt]o[ =]`;
const ARROW = '(?:-{1,3}>|<-{1,3})';
const SOURCE = new RegExp(`${FROM}(${ADDRESS})`);
const DESTINATION = new RegExp(`${TO}(${ADDRESS})`);
const BOTH = new RegExp(`(${ADDRESS}) {0,3}(${ARROW}) {0,3}(${ADDRESS})`);
const RECEIVED = /\b(?:received|receiving|recv|rcv|incoming|inbound)\b/i;
const SENT = /\b(?:sent|sending|send to|outgoing|outbound|transmitting)\b/i;

/** Source of a pattern for words of a log that tell an address; without groups that capture. */
export const TELLS_ADDRESS = `(?:(?:${FROM}|${TO})${ADDRESS}|${ADDRESS} {0,3}${ARROW} {0,3}${ADDRESS})`;

/** What a program's own words before a message tell: plain words for the direction, and addresses behind `from` and `to` or beside an arrow. */
export function saidWords(words: string): Envelope {
  const short = words.slice(-1500);
  const arrow = BOTH.exec(short);
  const [left, right] = [addressOf(arrow?.[1]), addressOf(arrow?.[3])];
  const [from, to] = arrow ? (arrow[2]!.startsWith('<') ? [right, left] : [left, right]) : [told(SOURCE, short), told(DESTINATION, short)];
  const [received, sent] = [RECEIVED.test(short), SENT.test(short)];
  return {
    time: findTime(words.slice(0, 400)),
    source: from?.endpoint,
    destination: to?.endpoint,
    transport: parseTransport(from?.transport ?? to?.transport ?? ''),
    direction: received === sent ? undefined : received ? 'received' : 'sent',
  };
}

const told = (pattern: RegExp, words: string): ReturnType<typeof addressOf> => addressOf(pattern.exec(words)?.[1]);

function addressOf(text: string | undefined): { readonly endpoint: Endpoint; readonly transport: string | undefined } | undefined {
  const match = PARTS.exec(text ?? '');
  return match ? { transport: match[1], endpoint: parseEndpoint(`${match[2]}:${match[3]}`) } : undefined;
}
