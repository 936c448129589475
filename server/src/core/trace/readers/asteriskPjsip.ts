import { type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import type { Envelope, Reader } from '../types';

const HEADER =
  /^([^<]{0,160})<--- (Received|Transmitting|Transaction Packet)(?: SIP)?(?: request| response)? \((\d{1,9}) bytes\)(?: (?:from|to) (\w{2,5}):(\S{1,200}))?/;
/** What Asterisk says between messages: other log lines, and verbose lines of the dialplan. */
const CHATTER = /^\[[^\]]{8,40}\] [A-Z]{4,10}\[|^ {2,8}(?:--|==|>) /;
/** The time that a console with `asterisk -T` puts before every line. */
const CONSOLE_TIME = /^\[[^\]]{8,40}\] ?/;

/** Asterisk, `pjsip set logger on`: words, a length and the peer's address; the own address is not told. */
export const asteriskPjsip: Reader = {
  format: 'asterisk-pjsip-logger',
  title: 'Asterisk pjsip logger',
  boundary:
    /^[^\r\n<]{0,160}<--- (?:(?:Received|Transmitting) SIP (?:request|response)|Transaction Packet)[^\r\n(]{0,40}\(\d{1,9} bytes\)/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const message = withoutPrefix(lines.slice(1), match[1]!);
    const end = message.findIndex(line => CHATTER.test(line.text));
    return collectMessage(end < 0 ? message : message.slice(0, end), envelopeOf(match));
  },
};

function envelopeOf(match: RegExpExecArray): Envelope {
  const [, prefix, word, length, transport, address] = match;
  const peer = address ? parseEndpoint(address) : undefined;
  const common = {
    time: findTime(prefix!),
    transport: parseTransport(transport ?? ''),
    loggedLength: Number(length),
    observer: 'gateway' as const,
  };
  if (word === 'Received') return { ...common, direction: 'received', source: peer };
  if (word === 'Transmitting') return { ...common, direction: 'sent', destination: peer };
  return common;
}

/** The file has its prefix on the first line only; a console with times and a syslog have theirs on every line. */
function withoutPrefix(lines: readonly Line[], prefix: string): readonly Line[] {
  const first = lines[0]?.text ?? '';
  if (prefix !== '' && first.startsWith(prefix)) {
    // An empty line has often lost the space behind its prefix.
    const bare = prefix.trimEnd();
    return lines.map(line => sliceLine(line, line.text.startsWith(prefix) ? prefix.length : line.text === bare ? bare.length : 0));
  }
  if (!CONSOLE_TIME.test(first)) return lines;
  return lines.map(line => sliceLine(line, CONSOLE_TIME.exec(line.text)?.[0].length ?? 0));
}
