import type { Packet } from '../types';
import { int32 } from './bytes';

/** Words of a key: source address (0-3), destination address (4-7), both ports (8), family and protocol (9). */
const WORDS = 10;
const PORTS = 8;
const KIND = 9;
/** A chain this long only comes from addresses that were chosen to collide. */
const LONGEST_CHAIN = 1000;

/**
 * Numbers the 5-tuples of packets: 0 for the first one that was asked for, then 1 and so on. A hash table with open addressing over the raw
 * words of addresses and ports, so that nothing is allocated for a packet of a known flow.
 */
export class FiveTuples {
  size = 0;
  /** Number of a tuple plus one; 0 is a free slot. Never more than half of them are taken. */
  private slots = new Int32Array(1024);
  private keys = new Int32Array(512 * WORDS);
  private readonly wanted = new Int32Array(WORDS);
  private readonly bytes = new Uint8Array(16);

  constructor(private readonly limit: number) {}

  /** Number of the packet's 5-tuple, which may be new; -1 where the limit is reached. */
  of(packet: Packet): number {
    const ports = (packet.sourcePort << 16) | packet.destinationPort;
    if (packet.family === 4) {
      const known = this.findShort(packet, ports);
      if (known >= 0) return known;
    }
    this.want(packet.family, packet.protocol, packet.addressBytes, packet.sourceAt, packet.destinationAt);
    this.wanted[PORTS] = ports;
    return this.find(true);
  }

  /** The same for a packet that another one quotes: ports stand at `portsAt`. */
  ofQuoted(family: 4 | 6, protocol: number, bytes: Uint8Array, sourceAt: number, destinationAt: number, portsAt: number): number {
    this.want(family, protocol, bytes, sourceAt, destinationAt);
    this.wanted[PORTS] = int32(bytes, portsAt);
    return this.find(true);
  }

  /** Number of the 5-tuple with source and destination swapped, -1 where no packet had it. */
  oppositeOf(index: number): number {
    const { keys, wanted } = this;
    const at = index * WORDS;
    for (let i = 0; i < 4; i++) {
      wanted[i] = keys[at + 4 + i]!;
      wanted[4 + i] = keys[at + i]!;
    }
    wanted[PORTS] = (keys[at + PORTS]! << 16) | (keys[at + PORTS]! >>> 16);
    wanted[KIND] = keys[at + KIND]!;
    return this.find(false);
  }

  family(index: number): 4 | 6 {
    return this.keys[index * WORDS + KIND]! >> 8 === 4 ? 4 : 6;
  }

  protocol(index: number): number {
    return this.keys[index * WORDS + KIND]! & 0xff;
  }

  sourcePort(index: number): number {
    return this.keys[index * WORDS + PORTS]! >>> 16;
  }

  destinationPort(index: number): number {
    return this.keys[index * WORDS + PORTS]! & 0xffff;
  }

  /** The bytes of the source's or the destination's address: 16 of them, of which IPv4 has the first four. Good until the next call. */
  address(index: number, side: 'source' | 'destination'): Uint8Array {
    const { bytes } = this;
    const from = index * WORDS + (side === 'source' ? 0 : 4);
    for (let i = 0; i < 16; i++) bytes[i] = this.keys[from + (i >> 2)]! >>> (24 - 8 * (i & 3));
    return bytes;
  }

  /** The known 5-tuple of an IPv4 packet without the detour over `wanted`: what most packets are. */
  private findShort(packet: Packet, ports: number): number {
    const { keys, slots } = this;
    const source = int32(packet.addressBytes, packet.sourceAt);
    const destination = int32(packet.addressBytes, packet.destinationAt);
    const kind = (4 << 8) | packet.protocol;
    const mask = slots.length - 1;
    let slot = mix(mix(mix(kind ^ source) ^ destination) ^ ports) & mask;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const index = slots[slot]! - 1;
      if (index < 0) return -1;
      const at = index * WORDS;
      if (keys[at + PORTS] === ports && keys[at] === source && keys[at + 4] === destination && keys[at + KIND] === kind) return index;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private want(family: 4 | 6, protocol: number, bytes: Uint8Array, sourceAt: number, destinationAt: number): void {
    const { wanted } = this;
    wanted[0] = int32(bytes, sourceAt);
    wanted[4] = int32(bytes, destinationAt);
    const long = family === 6;
    for (let i = 1; i < 4; i++) {
      wanted[i] = long ? int32(bytes, sourceAt + 4 * i) : 0;
      wanted[4 + i] = long ? int32(bytes, destinationAt + 4 * i) : 0;
    }
    wanted[KIND] = (family << 8) | protocol;
  }

  private isWanted(at: number): boolean {
    const { keys, wanted } = this;
    if (keys[at + PORTS] !== wanted[PORTS] || keys[at] !== wanted[0] || keys[at + 4] !== wanted[4] || keys[at + KIND] !== wanted[KIND])
      return false;
    for (let i = 1; i < 4; i++) if (keys[at + i] !== wanted[i] || keys[at + 4 + i] !== wanted[4 + i]) return false;
    return true;
  }

  private find(add: boolean): number {
    const mask = this.slots.length - 1;
    let slot = hash(this.wanted, 0) & mask;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const index = this.slots[slot]! - 1;
      if (index < 0) return add && this.size < this.limit ? this.add(slot) : -1;
      if (this.isWanted(index * WORDS)) return index;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private add(slot: number): number {
    const index = this.size++;
    this.keys.set(this.wanted, index * WORDS);
    this.slots[slot] = index + 1;
    if (this.size * 2 === this.slots.length) this.grow();
    return index;
  }

  private grow(): void {
    const keys = new Int32Array(this.keys.length * 2);
    keys.set(this.keys);
    this.keys = keys;
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = hash(keys, index * WORDS) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

/** Mixes the words of a key; each round is a step of MurmurHash's finalizer. */
function hash(words: Int32Array, at: number): number {
  let hash = words[at + KIND]!;
  hash = mix(hash ^ words[at]!);
  hash = mix(hash ^ words[at + 4]!);
  hash = mix(hash ^ words[at + PORTS]!);
  if (words[at + KIND]! >> 8 === 4) return hash;
  for (let i = 1; i < 4; i++) hash = mix(mix(hash ^ words[at + i]!) ^ words[at + 4 + i]!);
  return hash;
}

function mix(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
