import { type Frames, LONGEST_PACKET, read16, read32, SEARCHED } from './frames';
import { findOption, Interfaces, timeOf } from './pcapngInterfaces';
import type { Form } from './records';

/** Block types (draft-ietf-opsawg-pcapng, section 4). */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const NAMES = 4;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;
const JOURNAL = 9;
const SECRETS = 10;
const CUSTOM = 0xbad;
const CUSTOM_LOCAL = 0x40000bad;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Type and length, and the length again behind the body. */
const HEADER = 8;
const TRAILER = 4;
/** The longest packet with its header and options. */
const LONGEST_BLOCK = LONGEST_PACKET + 65536;
/** The smallest block of each kind that is read. */
const SMALLEST: Readonly<Record<number, number>> = {
  [SECTION]: 28,
  [INTERFACE]: 20,
  [OBSOLETE_PACKET]: 32,
  [SIMPLE_PACKET]: 16,
  [STATISTICS]: 24,
  [ENHANCED_PACKET]: 32,
  [SECRETS]: 20,
};
/** Blocks that may be long and are skipped. */
const SKIPPED: ReadonlySet<number> = new Set([NAMES, JOURNAL, CUSTOM, CUSTOM_LOCAL]);

/** epb_flags and pack_flags; the lowest two bits say the direction. */
const FLAGS = 2;
const INBOUND = 1;
const OUTBOUND = 2;

const TLS_KEY_LOG = 0x544c534b;
const LONGEST_KEY_LOG = 1024 * 1024;
const KEY_LOGS_IN_ALL = 4 * LONGEST_KEY_LOG;
/** `String.fromCharCode` takes its arguments from the stack. */
const LETTERS_AT_ONCE = 8192;

export const isPcapng = (bytes: Uint8Array): boolean => read32(bytes, 0, false) === SECTION;

/** Reads a pcapng file (draft-ietf-opsawg-pcapng) of one section or several. */
export class Pcapng implements Form {
  need = HEADER;
  /** Texts of the TLS key logs in the file. */
  readonly keyLogs: string[] = [];
  private keyLogBytes = 0;
  private bigEndian = false;
  private readonly interfaces: Interfaces;
  /** What a block that was skipped says is its length, until the same has been read behind it; else 0. */
  private trailer = 0;
  private inPacket = false;
  /** Where the broken block stands behind which a sound one is looked for. */
  private lostAt: number | undefined;
  /** That block is sound by itself, but the file ends inside it: it is broken only if there is a sound one behind it. */
  private cut = false;
  stopped = false;

  constructor(private readonly frames: Frames) {
    this.interfaces = new Interfaces(frames);
  }

  read(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    if (this.stopped) return end;
    this.frames.frame.bytes = bytes;
    let at = start;
    if (this.trailer > 0) {
      this.need = TRAILER;
      if (end - at < TRAILER) return at;
      this.compareTrailer(read32(bytes, at, this.bigEndian), this.trailer, origin + at);
      this.trailer = 0;
      at += TRAILER;
    }
    if (this.lostAt === undefined) at = this.blocks(bytes, at, end, origin, last);
    while (this.lostAt !== undefined && !this.stopped && at < end) {
      at = this.search(bytes, at, end, origin, last);
      if (this.lostAt === undefined) at = this.blocks(bytes, at, end, origin, last);
      else break;
    }
    return at;
  }

  end(place: number, inside: boolean): void {
    const { frames } = this;
    this.interfaces.end();
    if (this.cut || (!this.stopped && this.lostAt === undefined && (inside || this.trailer > 0))) {
      const where = this.inPacket ? `frame ${frames.next}` : 'a block that is no packet';
      frames.tell('ends', () => `The file ends inside ${where} (${frames.at(place)}).`);
    } else if (!this.stopped && this.lostAt !== undefined) this.giveUp();
  }

  /** Reads blocks until one is not whole, is to be skipped or is broken; the latter is noted in `lostAt`. */
  private blocks(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    let at = start;
    for (;;) {
      this.inPacket = false;
      this.need = HEADER;
      if (end - at < HEADER) return at;
      const type = read32(bytes, at, this.bigEndian);
      let sound = true;
      if (type === SECTION) {
        this.need = HEADER + 4;
        if (end - at < HEADER + 4) return at;
        sound = this.setByteOrder(bytes, at);
      }
      const length = read32(bytes, at + 4, this.bigEndian);
      if (!sound || !isSound(type, length)) {
        this.lostAt = origin + at;
        // Without a section header the byte order is not known.
        if (this.lostAt === 0 && !sound) this.giveUp();
        return at;
      }
      this.inPacket = type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET;
      if (type !== ENHANCED_PACKET && isSkipped(type, length)) {
        if (type === SECRETS) this.frames.tell('key logs that are not read', () => 'A key log of more than 1 MiB is not read.');
        this.trailer = length;
        const stop = at + aligned(length) - TRAILER;
        if (stop > end) return stop;
        this.need = TRAILER;
        if (end - stop < TRAILER) return stop;
        this.compareTrailer(read32(bytes, stop, this.bigEndian), length, origin + stop);
        this.trailer = 0;
        at = stop + TRAILER;
        continue;
      }
      this.need = aligned(length);
      if (end - at < this.need) {
        if (last) {
          this.lostAt = origin + at;
          this.cut = true;
        }
        return at;
      }
      let next = at + length;
      if (length % 4 !== 0 || read32(bytes, next - TRAILER, this.bigEndian) !== length) {
        next = this.endOfOdd(bytes, at, length);
        if (end - next < HEADER && !last) {
          this.need = next + HEADER - at;
          return at;
        }
        this.tellOdd(bytes, at, next, length, origin);
        if (end - next >= HEADER && !this.isKnown(bytes, next)) {
          this.lostAt = origin + at;
          return at;
        }
      }
      if (type === ENHANCED_PACKET) this.packet(read32(bytes, at + 8, this.bigEndian), bytes, at, next - TRAILER, origin);
      else this.block(type, bytes, at, next - TRAILER, origin);
      at = next;
    }
  }

  /** Where a block ends whose length is no multiple of 4 or is not the same at its end: some writers count the padding, some do not. */
  private endOfOdd(bytes: Uint8Array, at: number, length: number): number {
    const next = at + length;
    return read32(bytes, next - TRAILER, this.bigEndian) === length ? next : at + aligned(length);
  }

  private tellOdd(bytes: Uint8Array, at: number, next: number, length: number, origin: number): void {
    if (length % 4 !== 0) {
      const sentence = () => `The length of the block ${this.frames.at(origin + at)} is ${length}, which is no multiple of 4.`;
      this.frames.tell('blocks with such lengths', sentence);
    }
    this.compareTrailer(read32(bytes, next - TRAILER, this.bigEndian), length, origin + next - TRAILER);
  }

  /** Whether what begins here may be a block of a type that is known. */
  private isKnown(bytes: Uint8Array, at: number): boolean {
    const type = read32(bytes, at, this.bigEndian);
    // The length of a section header is in the byte order of that section.
    return (
      type === SECTION || ((SMALLEST[type] !== undefined || SKIPPED.has(type)) && isSound(type, read32(bytes, at + 4, this.bigEndian)))
    );
  }

  /** Reads one whole block; `bodyEnd` is where its length stands again. */
  private block(type: number, bytes: Uint8Array, at: number, bodyEnd: number, origin: number): void {
    const { bigEndian } = this;
    if (type === OBSOLETE_PACKET) this.packet(read16(bytes, at + 8, bigEndian), bytes, at, bodyEnd, origin);
    else if (type === SIMPLE_PACKET) this.simplePacket(bytes, at, bodyEnd, origin);
    else if (type === INTERFACE) this.interfaces.describe(bytes, at + HEADER, bodyEnd, bigEndian);
    else if (type === STATISTICS) this.interfaces.statistics(bytes, at + HEADER, bodyEnd, bigEndian);
    else if (type === SECRETS) this.secrets(bytes, at + HEADER, bodyEnd);
    else this.section(bytes, at, origin);
  }

  private section(bytes: Uint8Array, at: number, origin: number): void {
    this.interfaces.begin();
    const major = read16(bytes, at + 12, this.bigEndian);
    if (major === 1) return;
    const place = this.frames.at(origin + at);
    this.frames.tell('such sections', () => `The section ${place} is of pcapng version ${major}; it is read as version 1.`);
  }

  /** An Enhanced Packet Block or a Packet Block: they differ in how they name the interface. */
  private packet(index: number, bytes: Uint8Array, at: number, bodyEnd: number, origin: number): void {
    const { frames, bigEndian } = this;
    const { frame } = frames;
    const on = this.interfaces.at(index);
    if (!on) {
      this.leaveOut(index, origin + at);
      return;
    }
    const body = at + 28;
    let captured = read32(bytes, at + 20, bigEndian);
    let wire = read32(bytes, at + 24, bigEndian);
    if (captured > bodyEnd - body || captured > wire) {
      this.tellClaim(origin + at, captured, wire, bodyEnd - body);
      captured = Math.min(captured, bodyEnd - body);
      wire = Math.max(captured, wire);
    }
    const time = timeOf(on, read32(bytes, at + 12, bigEndian), read32(bytes, at + 16, bigEndian));
    frame.time = frames.timeOr(time, origin + at);
    frame.linkType = on.linkType;
    frame.interface = on.index;
    frame.start = body;
    frame.end = body + captured;
    frame.wireLength = wire;
    frame.fileOffset = origin + body;
    frame.inbound = undefined;
    const options = body + aligned(captured);
    if (options < bodyEnd) {
      const flags = findOption(bytes, options, bodyEnd, FLAGS, 4, bigEndian);
      const direction = flags < 0 ? 0 : read32(bytes, flags, bigEndian) & 3;
      if (direction === INBOUND) frame.inbound = true;
      else if (direction === OUTBOUND) frame.inbound = false;
    }
    frames.deliver();
  }

  private tellClaim(place: number, captured: number, wire: number, room: number): void {
    const { frames } = this;
    const frame = () => `Frame ${frames.next} (${frames.at(place)}) claims ${captured}`;
    if (captured > room) frames.tell('frames longer than their blocks', () => `${frame()} bytes in a block of ${room}.`);
    else frames.tell('frames with more bytes than they had', () => `${frame()} captured bytes of ${wire}; it is read as whole.`);
  }

  /** A Simple Packet Block: of the first interface, without a time, so that it gets that of the frame before. */
  private simplePacket(bytes: Uint8Array, at: number, bodyEnd: number, origin: number): void {
    const { frames } = this;
    const { frame } = frames;
    const on = this.interfaces.at(0);
    if (!on) {
      this.leaveOut(0, origin + at);
      return;
    }
    const body = at + 12;
    const wire = read32(bytes, at + 8, this.bigEndian);
    frame.time = frames.timeBefore;
    frames.tell(
      'frames without a time',
      () => `Frame ${frames.next} (${frames.at(origin + at)}) has no time; it is given that of the frame before.`,
    );
    frame.linkType = on.linkType;
    frame.interface = on.index;
    frame.start = body;
    frame.end = body + Math.min(wire, bodyEnd - body, on.snapLength || wire);
    frame.wireLength = wire;
    frame.fileOffset = origin + body;
    frame.inbound = undefined;
    frames.deliver();
  }

  private leaveOut(index: number, place: number): void {
    const { frames } = this;
    const sentence = () =>
      `Frame ${frames.next} (${frames.at(place)}) is of interface ${index}, which its section does not describe: it is not read.`;
    frames.tell('frames of unknown interfaces', sentence);
    frames.leaveOut();
  }

  private secrets(bytes: Uint8Array, start: number, bodyEnd: number): void {
    if (read32(bytes, start, this.bigEndian) !== TLS_KEY_LOG) return;
    const end = Math.min(bodyEnd, start + 8 + read32(bytes, start + 4, this.bigEndian));
    this.keyLogBytes += end - start;
    if (this.keyLogBytes > KEY_LOGS_IN_ALL) {
      this.frames.tell('key logs that are not read', () => 'The key logs have more than 4 MiB in all: a further one is not read.');
      return;
    }
    let text = '';
    for (let at = start + 8; at < end; at += LETTERS_AT_ONCE) {
      text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + LETTERS_AT_ONCE)));
    }
    this.keyLogs.push(text);
  }

  /** False if a section header has no byte order magic and thus is none. */
  private setByteOrder(bytes: Uint8Array, at: number): boolean {
    const bigEndian = read32(bytes, at + 8, true) === BYTE_ORDER_MAGIC;
    if (!bigEndian && read32(bytes, at + 8, false) !== BYTE_ORDER_MAGIC) return false;
    this.bigEndian = bigEndian;
    return true;
  }

  private compareTrailer(found: number, length: number, place: number): void {
    if (found === length) return;
    const sentence = () => `The block that ends ${this.frames.at(place)} says ${length} bytes at its beginning and ${found} at its end.`;
    this.frames.tell('blocks with two lengths', sentence);
  }

  /** Looks for a block that is known and has the same length at both ends; returns where it is, or where there is too little to tell. */
  private search(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    const { frames } = this;
    const lostAt = this.lostAt!;
    const before = this.bigEndian;
    for (let at = start; ; at++) {
      if (origin + at - lostAt > SEARCHED) {
        this.giveUp();
        return end;
      }
      this.need = HEADER + 4;
      if (end - at < this.need) return last ? end : at;
      this.bigEndian = before;
      const type = read32(bytes, at, before);
      if (SMALLEST[type] === undefined || (type === SECTION && !this.setByteOrder(bytes, at))) continue;
      const length = read32(bytes, at + 4, this.bigEndian);
      if (!isSound(type, length) || length > LONGEST_BLOCK || length % 4 !== 0) continue;
      this.need = length;
      if (end - at < length) {
        if (last) continue;
        this.bigEndian = before;
        return at;
      }
      if (read32(bytes, at + length - TRAILER, this.bigEndian) !== length) continue;
      const skipped = origin + at - lostAt;
      frames.tell('broken blocks', () => `The block ${frames.at(lostAt)} is broken: ${skipped} bytes are skipped.`);
      this.lostAt = undefined;
      this.cut = false;
      return at;
    }
  }

  private giveUp(): void {
    this.stopped = true;
    if (this.cut) return;
    const place = this.frames.at(this.lostAt!);
    this.frames.tell('broken blocks', () => `The block ${place} is broken and no sound one follows: the rest is not read.`);
  }
}

/** Whether a block is skipped without being kept in memory: one that nothing is read of, or of a length that is not read. */
function isSkipped(type: number, length: number): boolean {
  return SMALLEST[type] === undefined || (type === SECRETS && length > LONGEST_KEY_LOG);
}

/** Whether a block can have such a length; of what is not known, none that is too long to go on behind it on trust. */
function isSound(type: number, length: number): boolean {
  if (type === ENHANCED_PACKET) return length >= 32 && length <= LONGEST_BLOCK;
  if (length < (SMALLEST[type] ?? HEADER + TRAILER)) return false;
  return length <= LONGEST_BLOCK || SKIPPED.has(type) || type === SECRETS;
}

/** The next multiple of four; lengths here may have 32 bits. */
const aligned = (length: number): number => Math.ceil(length / 4) * 4;
