import { CaptureFile } from '../../server/src/core/trace/capture/file/captureFile';
import { emptyNotes } from '../../server/src/core/trace/capture/notes';
import { ListedCapture } from '../../server/src/core/listing/listedCapture';
import { openTrace } from '../../server/src/core/trace/openTrace';
import type { MessageRecord } from '../../server/src/core/trace/types';

// What tools print of packets and messages, printed by hand from our own captures, so that reading it must give the same again.

/** A packet of a capture. */
export interface PrintedPacket {
  readonly number: number;
  /** Whole microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
}

export function packetsOf(file: Uint8Array): PrintedPacket[] {
  const packets: PrintedPacket[] = [];
  const reader = new CaptureFile(
    {
      frame: ({ number, time, bytes, start, end }) => packets.push({ number, time: Math.floor(time), bytes: bytes.slice(start, end) }),
    },
    emptyNotes(),
  );
  reader.push(file);
  reader.end();
  return packets;
}

/** The text of a capture, as `sip-trace show` prints it. */
export function captureText(file: Uint8Array): string {
  const capture = new ListedCapture('call.pcapng', (offset, length) => file.subarray(offset, offset + length));
  capture.push(file);
  capture.end();
  return Array.from(capture.texts(), part => part.text).join('');
}

/** The messages of a text, in its order. */
export const messagesOf = (text: string): MessageRecord[] => openTrace(text).records.flatMap(({ message }) => (message ? [message] : []));

/** `2026-11-22 09:38:41.570911`. */
export const dateOf = (time: number): string =>
  `${new Date(Math.floor(time / 1000)).toISOString().slice(0, 23).replace('T', ' ')}${String(time % 1000).padStart(3, '0')}`;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const ascii = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^!-~]/g, '.');

function* rowsOf(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  for (let at = 0; at < bytes.length; at += 16) yield [at, bytes.subarray(at, at + 16)];
}

/** As tcpdump -XX does; from `from` on as -X does. */
export const tcpdumpRows = (bytes: Uint8Array, from = 0): string =>
  Array.from(rowsOf(bytes.subarray(from)), ([at, row]) => {
    const groups = hex(row).match(/.{1,4}/g) ?? [];
    return `\t0x${at.toString(16).padStart(4, '0')}:  ${groups.join(' ').padEnd(39)}  ${ascii(row)}\n`;
  }).join('');

/** As tshark -x does. */
export const tsharkRows = (bytes: Uint8Array): string =>
  Array.from(rowsOf(bytes), ([at, row]) => {
    const pairs = hex(row).match(/../g) ?? [];
    return `${at.toString(16).padStart(4, '0')}  ${pairs.join(' ').padEnd(47)}   ${ascii(row)}\n`;
  }).join('');

/** What the tools call each line of a description. */
const SDP_NAMES: Readonly<Record<string, readonly [session: string, media: string]>> = {
  v: ['Session Description Protocol Version', ''],
  o: ['Owner/Creator, Session Id', ''],
  s: ['Session Name', ''],
  i: ['Session Information', 'Media Title'],
  c: ['Connection Information', 'Connection Information'],
  b: ['Bandwidth Information', 'Bandwidth Information'],
  t: ['Time Description, active time', ''],
  m: ['', 'Media Description, name and address'],
  a: ['Session Attribute', 'Media Attribute'],
};

/** A message as tshark -O sip,sdp prints it, with what it adds to each line. */
export function treeOf({ envelope, clean }: MessageRecord, number: number): string {
  const [head = '', body = ''] = clean.text.split('\n\n');
  const [start = '', ...headers] = head.split('\n');
  const isResponse = start.startsWith('SIP/');
  const word = isResponse ? start.split(' ')[1] : start.split(' ')[0];
  const lines = [
    `Frame ${number}: 500 bytes on wire (4000 bits), 500 bytes captured (4000 bits) on interface any, id 0`,
    'Ethernet II, Src: 02:00:00:00:00:01 (02:00:00:00:00:01), Dst: 02:00:00:00:00:02 (02:00:00:00:00:02)',
    `Internet Protocol Version 4, Src: ${envelope.source?.host}, Dst: ${envelope.destination?.host}`,
    envelope.transport === 'UDP'
      ? `User Datagram Protocol, Src Port: ${envelope.source?.port}, Dst Port: ${envelope.destination?.port}`
      : `Transmission Control Protocol, Src Port: ${envelope.source?.port}, Dst Port: ${envelope.destination?.port}, Seq: 1, Ack: 1, Len: 500`,
    ...(envelope.transport === 'WS' ? ['WebSocket'] : []),
    `Session Initiation Protocol (${word})`,
    `    ${isResponse ? 'Status' : 'Request'}-Line: ${start}`,
    isResponse ? `        Status-Code: ${word}` : `        Method: ${word}`,
    '        [Resent Packet: False]',
    '    Message Header',
    ...headers.flatMap(header => [`        ${header}`, `            Value: ${header.slice(0, 20)}`]),
    '        [Generated Call-ID: 1@example.com]',
  ];
  if (body !== '') {
    lines.push('    Message Body', '        Session Description Protocol');
    let media = 0;
    for (const line of body.trimEnd().split('\n')) {
      if (line.startsWith('m=')) media = 1;
      lines.push(
        `            ${SDP_NAMES[line[0]!]?.[media]} (${line[0]}): ${line.slice(2)}`,
        `                Field: ${line.slice(2, 12)}`,
      );
    }
    lines.push('            [Generated Call-ID: 1@example.com]');
  }
  return `${lines.join('\n')}\n\n`;
}

/** A message as ngrep prints it in lines of this width, or on one line. */
export function ngrepOf({ envelope, clean }: MessageRecord, width?: number): string {
  const { time = 0, source, destination, transport } = envelope;
  const header = `${transport === 'UDP' ? 'U' : 'T'} ${dateOf(time).replaceAll('-', '/')} ${source?.host}:${source?.port} -> ${destination?.host}:${destination?.port}${transport === 'UDP' ? '' : ' [AP]'} #1`;
  const dots = clean.text.replaceAll('\n', '..').replace(/[^ -~]/g, '.');
  if (width === undefined) return `${header} ${dots}\n\n`;
  const lines = dots.match(new RegExp(`.{1,${width - 2}}`, 'g')) ?? [];
  return `${header}\n${lines.map(line => `  ${line.padEnd(width - 2)}`).join('\n')}\n\n`;
}
