import { joinLines, type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import type { Reader } from '../types';
import { envelopeOf, isPacketLine, type Packet, packetOf, TCPDUMP_PACKET } from './tcpdump';

/** Bytes of IP, TCP and WebSocket headers that may stand before a message, each printed as one character. */
const LONGEST_HEADERS = 160;
/** A packet's own line, the bytes of its headers and a start line. */
const LONGEST_BEGINNING = 4096;
/** The methods whose names may be looked for where no CSeq tells; the longer before what they end with. */
const METHODS = /(?:INVITE|REGISTER|OPTIONS|CANCEL|SUBSCRIBE|NOTIFY|PUBLISH|MESSAGE|UPDATE|REFER|INFO|PRACK|ACK|BYE)$/;
/** What tcpdump says of a fragment that is not the first. */
const FRAGMENT = /^(?:ip-proto-17|udp|frag )/;
/** Bytes of the options of TCP, as tcpdump names them. */
const OPTIONS: Readonly<Record<string, number>> = { nop: 1, eol: 1, mss: 4, wscale: 3, sackOK: 2, TS: 10 };

/**
 * tcpdump -A: the bytes of a packet as text, so those of its headers stand right before the start line. A message in several
 * packets (fragments of a datagram, segments of TCP) is put together: a record begins only with a packet in which one begins.
 */
export const tcpdumpAscii: Reader = {
  format: 'tcpdump-A',
  title: 'tcpdump -A',
  boundary: TCPDUMP_PACKET,
  accepts: (text, offset) => {
    const beginning = text.slice(offset, offset + LONGEST_BEGINNING);
    if (!beginning.includes('SIP/2.0')) return false;
    const lines = beginning.split(/\r{0,3}\n|\r/).map(toLine);
    const next = lines.findIndex((line, index) => index > 0 && isPacketLine(line.text));
    const packet = packetOf(next < 0 ? lines : lines.slice(0, next));
    return packet !== undefined && startOf(packet) !== undefined;
  },
  read: lines => {
    const packets = packetsOf(lines);
    const first = packets[0];
    const start = first && startOf(first);
    if (!first || !start) return undefined;
    const message = [sliceLine(first.lines[start.line]!, start.column), ...first.lines.slice(start.line + 1)];
    let last = first;
    for (const packet of packets.slice(1)) {
      if (!continues(last, packet)) continue;
      const [rest, ...more] = payloadOf(packet);
      const end = message.pop();
      if (end && rest) message.push(end.text === '' ? rest : joinLines(end, rest), ...more);
      else if (end) message.push(end);
      last = packet;
    }
    const envelope = envelopeOf(first);
    // On the wire a WebSocket is TCP; which it is, ws or wss, only the Via tells.
    const overWebSocket = message.some(line => /^(?:Via|v)[ \t]*:[ \t]*SIP\/2\.0\/WSS?\b/i.test(line.text));
    return collectMessage(message, overWebSocket ? { ...envelope, transport: undefined } : envelope);
  },
};

const toLine = (text: string): Line => ({ text, pieces: [{ text, start: 0 }], end: '\n', endsAt: text.length });

function packetsOf(lines: readonly Line[]): Packet[] {
  const starts = lines.flatMap((line, index) => (isPacketLine(line.text) ? [index] : []));
  return starts.flatMap((start, index) => packetOf(lines.slice(start, starts[index + 1])) ?? []);
}

/** Where in a packet a message begins: within its first bytes, at the end of a line. */
function startOf({ lines }: Packet): { line: number; column: number } | undefined {
  let before = 0;
  for (let line = 0; line < lines.length && before < LONGEST_HEADERS; line++) {
    const { text } = lines[line]!;
    const column = text.startsWith('\t') ? undefined : columnOf(text.slice(0, 4096), lines, line + 1);
    if (column !== undefined && before + column < LONGEST_HEADERS) return { line, column };
    before += text.length + 1;
  }
  return undefined;
}

function columnOf(text: string, lines: readonly Line[], next: number): number | undefined {
  if (!text.includes('SIP/2.0')) return undefined;
  const status = /SIP\/2\.0 \d{3}(?: [^\r\n]*)?$/.exec(text);
  if (status) return status.index;
  const request = /([A-Za-z]{2,64}) \S{1,2000} SIP\/2\.0[ \t]*$/.exec(text);
  if (!request) return undefined;
  const letters = request[1]!;
  const method = methodOf(lines, next) ?? METHODS.exec(letters)?.[0] ?? letters;
  return request.index + letters.length - (letters.endsWith(method) ? method.length : letters.length);
}

/** The method that CSeq names: letters of the packet's headers may stand right before that of the start line. */
function methodOf(lines: readonly Line[], from: number): string | undefined {
  for (const { text } of lines.slice(from, from + 64)) {
    const found = /^CSeq[ \t]*:[ \t]*\d{1,10}[ \t]+([A-Za-z]{2,32})[ \t]*$/i.exec(text);
    if (found) return found[1];
    if (text === '') return undefined;
  }
  return undefined;
}

/** Whether a packet goes on where another ended: the next segment of TCP, or a fragment of the datagram, which names no ports. */
function continues(last: Packet, packet: Packet): boolean {
  if (last.transport === 'TCP') {
    const end = /seq \d{1,10}:(\d{1,10})/.exec(last.words)?.[1];
    const start = /seq (\d{1,10}):\d{1,10}/.exec(packet.words)?.[1];
    return packet.source === last.source && packet.destination === last.destination && end !== undefined && start === end;
  }
  return FRAGMENT.test(packet.words) && isHostOf(packet.source, last.source) && isHostOf(packet.destination, last.destination);
}

const isHostOf = (host: string, address: string): boolean =>
  address === host || (address.startsWith(`${host}.`) && !address.slice(host.length + 1).includes('.'));

/** The lines of a packet that goes on, without the bytes of its headers. */
function payloadOf({ lines, words, transport }: Packet): readonly Line[] {
  const [kind = ''] = lines[0]?.text ?? '';
  const ip = kind === '`' ? 40 : (kind.charCodeAt(0) & 15) * 4;
  let left = ip + (transport === 'TCP' ? 20 + optionsLength(words) : kind === '`' ? 8 : 0);
  for (let line = 0; line < lines.length; line++) {
    const { length } = lines[line]!.text;
    if (left <= length) return [sliceLine(lines[line]!, left), ...lines.slice(line + 1)];
    left -= length + 1;
  }
  return [];
}

function optionsLength(words: string): number {
  const options = /options \[([^\]]{1,200})\]/.exec(words)?.[1] ?? '';
  const length = options.split(',').reduce((sum, option) => sum + (OPTIONS[option.split(' ')[0]!] ?? 0), 0);
  return Math.ceil(length / 4) * 4;
}
