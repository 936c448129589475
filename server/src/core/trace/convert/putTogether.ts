import type { Span } from '../../text/span';
import { addressOf } from '../capture/network/address';
import { messagesIn } from '../capture/streams/sipMessages';
import type { Endpoint, Transport } from '../types';
import type { Link } from './linkType';

const TCP = 6;
const UDP_HEADER = 8;
const SYN_OR_FIN = 3;

/** Bytes that a tool prints beside those of a frame: what it put together, unmasked or decrypted of it and of frames before. */
export interface Block {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A frame of a hex dump. */
export interface PrintedFrame {
  readonly bytes: Uint8Array;
  /** Undefined where no IP packet stands in it. */
  readonly link: Link | undefined;
  readonly number: number | undefined;
  readonly time: number | undefined;
  /** Rows are missing. */
  readonly isBroken: boolean;
  readonly blocks: Block[];
}

interface Ends {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** Messages that are told with a frame. */
export interface PutTogether {
  readonly messages: readonly Uint8Array[];
  readonly ends: Ends;
  readonly transport: Transport;
}

/** What of a frame belongs to a stream of TCP (RFC 9293 section 3.1). */
interface Segment {
  readonly sequence: number;
  /** Of the sequence numbers that it takes. */
  readonly length: number;
  readonly portsAt: number;
  readonly payload: Uint8Array;
}

/** The segment behind an IP header; undefined where there is none. */
export function tcpOf(bytes: Uint8Array, ipAt: number): Segment | undefined {
  const isIpv4 = bytes[ipAt]! >> 4 === 4;
  const at = ipAt + (isIpv4 ? (bytes[ipAt]! & 15) << 2 : 40);
  if (bytes[ipAt + (isIpv4 ? 9 : 6)] !== TCP || at + 20 > bytes.length) return undefined;
  const total = isIpv4 ? (bytes[ipAt + 2]! << 8) | bytes[ipAt + 3]! : 40 + ((bytes[ipAt + 4]! << 8) | bytes[ipAt + 5]!);
  const start = at + ((bytes[at + 12]! >> 4) << 2);
  const end = total === 0 ? bytes.length : Math.max(start, ipAt + total);
  const sequence = ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0;
  const marks = bytes[at + 13]! & SYN_OR_FIN;
  return { sequence, length: end - start + (marks > 0 ? 1 : 0), portsAt: at, payload: bytes.subarray(start, end) };
}

/** Whether the dump lacks segments of a stream, as one does that was printed through a filter: then streams cannot be put together from it. */
export function isFiltered(frames: readonly PrintedFrame[]): boolean {
  const streams = new Map<string, { next: number; seen: number }>();
  for (const { bytes, link, blocks } of frames) {
    const segment = link && tcpOf(bytes, link.ipAt);
    if (!segment || segment.length === 0) continue;
    const { source, destination } = endsOf(bytes, link.ipAt, bytes, segment.portsAt);
    const key = `${source.host} ${source.port} ${destination.host} ${destination.port}`;
    const stream = streams.get(key) ?? { next: segment.sequence, seen: 0 };
    streams.set(key, stream);
    const ahead = (segment.sequence - stream.next) | 0;
    if (ahead > 0) return true;
    stream.seen += segment.payload.length;
    if (blocks.some(block => block.name.startsWith('Reassembled TCP') && block.bytes.length > stream.seen)) return true;
    const next = (segment.sequence + segment.length) >>> 0;
    if (((next - stream.next) | 0) > 0) stream.next = next;
  }
  return false;
}

/** Messages of a datagram whose fragments the tool put together. */
export function datagramMessages({ bytes, blocks }: PrintedFrame, { ipAt }: Link): PutTogether | undefined {
  const datagram = blocks.find(({ name }) => name.startsWith('Reassembled IP'))?.bytes;
  const found = datagram ? messagesIn(datagram, UDP_HEADER, datagram.length) : [];
  return datagram && found.length > 0
    ? { messages: parts(datagram, found), ends: endsOf(bytes, ipAt, datagram, 0), transport: 'UDP' }
    : undefined;
}

/** Messages of a stream that the tool put together with this frame, or that stand in it whole. */
export function segmentMessages({ bytes, blocks }: PrintedFrame, { ipAt }: Link): PutTogether | undefined {
  const segment = tcpOf(bytes, ipAt);
  if (!segment) return undefined;
  const tls = blocks.some(({ name }) => name.startsWith('Decrypted'));
  const unmasked = blocks.some(({ name }) => name.startsWith('Unmasked'));
  for (const data of [...blocks.map(block => block.bytes).reverse(), segment.payload]) {
    for (const start of new Set([0, frameHeader(data)])) {
      const found = messagesIn(data, start, data.length);
      if (found.length === 0) continue;
      const webSocket = unmasked || start > 0;
      const transport = webSocket ? (tls ? 'WSS' : 'WS') : tls ? 'TLS' : 'TCP';
      return { messages: parts(data, found), ends: endsOf(bytes, ipAt, bytes, segment.portsAt), transport };
    }
  }
  return undefined;
}

const parts = (bytes: Uint8Array, spans: readonly Span[]): Uint8Array[] => spans.map(({ start, end }) => bytes.subarray(start, end));

/** Bytes of the header of an unmasked WebSocket frame of text or bytes (RFC 6455 section 5.2); 0 where there is none. */
function frameHeader(bytes: Uint8Array): number {
  if (bytes[0] !== 0x81 && bytes[0] !== 0x82) return 0;
  const length = bytes[1]!;
  return length < 126 ? 2 : length === 126 ? 4 : length === 127 ? 10 : 0;
}

/** Addresses of a frame, and the ports that stand at a place. */
function endsOf(bytes: Uint8Array, ipAt: number, ports: Uint8Array, portsAt: number): Ends {
  const family = bytes[ipAt]! >> 4 === 4 ? 4 : 6;
  const at = ipAt + (family === 4 ? 12 : 8);
  const size = family === 4 ? 4 : 16;
  const port = (from: number): number => ((ports[from] ?? 0) << 8) | (ports[from + 1] ?? 0);
  return {
    source: { host: addressOf(bytes, at, family), port: port(portsAt) },
    destination: { host: addressOf(bytes, at + size, family), port: port(portsAt + 2) },
  };
}
