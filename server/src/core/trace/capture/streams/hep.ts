import type { Endpoint, Transport } from '../../types';
import { addressOf } from '../network/address';
import { inflateZlib } from './inflate';

/** A message as HEP carries it: `start` to `end` of `bytes`, which are those of the packet unless they came compressed. */
export interface HepMessage {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly transport: Transport;
  /** Microseconds since 1970, when the agent captured it; undefined in version 1. */
  readonly time: number | undefined;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const SIP = 1;
const HEADER = 6;
const CHUNK_HEADER = 6;
/** Inflated payloads over this are not believed: HEP copies messages that went over the network. */
const MAX_INFLATED = 1024 * 1024;

const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! * 256 + bytes[at + 1]!;
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65536 + u16(bytes, at + 2);
const u32LittleEndian = (bytes: Uint8Array, at: number): number =>
  bytes[at]! + bytes[at + 1]! * 256 + bytes[at + 2]! * 65536 + bytes[at + 3]! * 16777216;

/** IP protocol numbers, as agents write them: TLS has none, Kamailio writes that of IDP instead. */
function transportOf(protocol: number): Transport {
  if (protocol === 6) return 'TCP';
  if (protocol === 132) return 'SCTP';
  return protocol === 22 ? 'TLS' : 'UDP';
}

/** Whether "HEP3" stands here, or as much of it as there is. */
export function looksLikeHep3(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = 0; i < 4 && start + i < end; i++) if (bytes[start + i] !== 'HEP3'.charCodeAt(i)) return false;
  return start < end;
}

/** What the HEP packet (Homer encapsulation, versions 1 to 3) from `start` to `end` carries, if it carries SIP. */
export function hepMessage(bytes: Uint8Array, start: number, end: number): HepMessage | undefined {
  if (end - start < HEADER) return undefined;
  if (bytes[start] === 1 || bytes[start] === 2) return version1(bytes, start, end);
  return looksLikeHep3(bytes, start, end) ? version3(bytes, start, Math.min(end, start + u16(bytes, start + 4))) : undefined;
}

/** Families as the system of the agent numbers them: 2 is IPv4 everywhere, IPv6 is 10 (Linux), 28 (FreeBSD), 30 (macOS) or 23 (Windows). */
function familyOf(number: number): 4 | 6 | undefined {
  if (number === 2) return 4;
  return number === 10 || number === 23 || number === 28 || number === 30 ? 6 : undefined;
}

/**
 * Versions 1 and 2: version, header length, family, protocol, ports, addresses; version 2 adds seconds, microseconds and an agent's number
 * in the byte order of the agent, which is taken to be little-endian, 12 bytes in all.
 */
function version1(bytes: Uint8Array, start: number, end: number): HepMessage | undefined {
  const family = familyOf(bytes[start + 2]!);
  if (!family) return undefined;
  const size = family === 4 ? 4 : 16;
  const behind = start + 8 + 2 * size;
  const timed = bytes[start] === 2;
  const payload = timed ? behind + 12 : behind;
  if (payload >= end) return undefined;
  return {
    source: { host: addressOf(bytes, start + 8, family), port: u16(bytes, start + 4) },
    destination: { host: addressOf(bytes, start + 8 + size, family), port: u16(bytes, start + 6) },
    transport: transportOf(bytes[start + 3]!),
    time: timed ? u32LittleEndian(bytes, behind) * 1e6 + u32LittleEndian(bytes, behind + 4) : undefined,
    bytes,
    start: payload,
    end,
  };
}

/** Chunks of version 3 that are read, by type, with their places; 0 where a chunk is missing. Only those of vendor 0 are generic. */
interface Chunks {
  readonly at: Map<number, number>;
  readonly size: Map<number, number>;
}

function chunksOf(bytes: Uint8Array, start: number, end: number): Chunks {
  const chunks: Chunks = { at: new Map(), size: new Map() };
  for (let chunk = start + HEADER; chunk + CHUNK_HEADER <= end; ) {
    const length = u16(bytes, chunk + 4);
    if (length < CHUNK_HEADER || chunk + length > end) break;
    if (u16(bytes, chunk) === 0) {
      chunks.at.set(u16(bytes, chunk + 2), chunk + CHUNK_HEADER);
      chunks.size.set(u16(bytes, chunk + 2), length - CHUNK_HEADER);
    }
    chunk += length;
  }
  return chunks;
}

function version3(bytes: Uint8Array, start: number, end: number): HepMessage | undefined {
  const chunks = chunksOf(bytes, start, end);
  const number = (type: number, size: number): number | undefined => {
    const at = chunks.size.get(type) === size ? chunks.at.get(type)! : undefined;
    if (at === undefined) return undefined;
    if (size === 1) return bytes[at]!;
    return size === 2 ? u16(bytes, at) : u32(bytes, at);
  };
  const host = (types: readonly [number, number]): string | undefined => {
    if (chunks.size.get(types[0]) === 4) return addressOf(bytes, chunks.at.get(types[0])!, 4);
    return chunks.size.get(types[1]) === 16 ? addressOf(bytes, chunks.at.get(types[1])!, 6) : undefined;
  };
  const [source, destination] = [host([3, 5]), host([4, 6])];
  const payload = payloadOf(bytes, chunks);
  if (source === undefined || destination === undefined || !payload || number(0x0b, 1) !== SIP) return undefined;
  const seconds = number(9, 4);
  return {
    source: { host: source, port: number(7, 2) },
    destination: { host: destination, port: number(8, 2) },
    transport: transportOf(number(2, 1) ?? 17),
    time: seconds === undefined ? undefined : seconds * 1e6 + (number(0x0a, 4) ?? 0),
    ...payload,
  };
}

function payloadOf(bytes: Uint8Array, chunks: Chunks): { bytes: Uint8Array; start: number; end: number } | undefined {
  const plain = chunks.at.get(0x0f);
  if (plain !== undefined) return { bytes, start: plain, end: plain + chunks.size.get(0x0f)! };
  const packed = chunks.at.get(0x10);
  if (packed === undefined) return undefined;
  const inflated = inflateZlib(bytes.subarray(packed, packed + chunks.size.get(0x10)!), MAX_INFLATED);
  return inflated && { bytes: inflated, start: 0, end: inflated.length };
}
