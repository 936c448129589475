import type { Packet } from '../types';
import { int32, uint16 } from './bytes';

/** What is kept of a packet: IP identification and UDP checksum, length, the payload's first 16 bytes, its last 4 or what all of it adds up to, milliseconds. */
const WORDS = 8;
/** Milliseconds: copies in a capture of several interfaces or of a mirror port lie closer together than any retransmission. */
const WINDOW = 100;
/** From the source address back to the identification field (RFC 791 section 3.1), and from the payload to the checksum (RFC 768). */
const IDENTIFICATION = 8;
const CHECKSUM = 2;

/** Remembers the last two packets of every flow, to know the copy of a packet when it comes. */
export class RecentPackets {
  private words = new Int32Array(1024 * WORDS).fill(-1);

  /** Whether this packet of the flow is the same as one of the two before it; if not, it is remembered. `turn` alternates 0 and 1. */
  isCopy(flow: number, packet: Packet, turn: number): boolean {
    const { bytes, start, end, sourceAt, frame } = packet;
    while ((flow * 2 + 2) * WORDS > this.words.length) this.grow();
    const identification = packet.family === 4 && sourceAt >= IDENTIFICATION ? uint16(packet.addressBytes, sourceAt - IDENTIFICATION) : 0;
    const checksum = packet.fragments === undefined && start >= CHECKSUM ? uint16(bytes, start - CHECKSUM) : 0;
    const identity = (identification << 16) | checksum;
    const length = end - start + packet.missing;
    const word0 = wordAt(bytes, start, end);
    const word1 = wordAt(bytes, start + 4, end);
    const word2 = wordAt(bytes, start + 8, end);
    const word3 = wordAt(bytes, start + 12, end);
    const tail = isText(bytes, start) ? sumOf(bytes, start, end) : end - start >= 4 ? int32(bytes, end - 4) : 0;
    const milliseconds = Math.floor(frame.time / 1000) | 0;
    const { words } = this;
    const first = flow * 2;
    for (let entry = first; entry < first + 2; entry++) {
      const at = entry * WORDS;
      if (words[at] !== identity || words[at + 1] !== length || words[at + 2] !== word0 || words[at + 3] !== word1) continue;
      if (words[at + 4] !== word2 || words[at + 5] !== word3 || words[at + 6] !== tail) continue;
      if (Math.abs((milliseconds - words[at + 7]!) | 0) < WINDOW) return true;
    }
    const at = (first + turn) * WORDS;
    words[at] = identity;
    words[at + 1] = length;
    words[at + 2] = word0;
    words[at + 3] = word1;
    words[at + 4] = word2;
    words[at + 5] = word3;
    words[at + 6] = tail;
    words[at + 7] = milliseconds;
    return false;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2).fill(-1, this.words.length);
    words.set(this.words);
    this.words = words;
  }
}

/** Messages of SIP begin alike and may end alike, and a sender that leaves the checksum to its network card gives no other sign. */
const isText = (bytes: Uint8Array, start: number): boolean => bytes[start]! > 0x20 && bytes[start]! < 0x80;

/** FNV-1a over the bytes, four at a time. */
function sumOf(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0x811c9dc5;
  let at = start;
  for (; at + 4 <= end; at += 4) sum = Math.imul(sum ^ int32(bytes, at), 0x01000193);
  return at < end ? Math.imul(sum ^ wordAt(bytes, at, end), 0x01000193) : sum;
}

/** Four bytes as a word; bytes behind `end` count as 0. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return int32(bytes, at);
  let word = 0;
  for (let i = at; i < end; i++) word |= bytes[i]! << (24 - 8 * (i - at));
  return word;
}
