import { type Frames, LONGEST_PACKET, read16, read32, SEARCHED } from './frames';
import type { Form } from './records';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Kuznetzov's: interface index (4), protocol (2), packet type (1) and padding behind the common 16. */
const MODIFIED_RECORD_HEADER = 24;
const PACKET_TYPE = 22;
/** PACKET_HOST, PACKET_BROADCAST, PACKET_MULTICAST, PACKET_OTHERHOST, PACKET_OUTGOING of Linux. */
const OTHER_HOST = 3;
const OUTGOING = 4;

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const MODIFIED = 0xa1b2cd34;

/** Records may be this long even where the file says that they are shorter, as many tools do. */
const USUAL_SNAP_LENGTH = 262144;
/** In seconds: so far from the packet before may one be that is found behind a broken record. */
const NEAR = 86400;

export const isPcap = (bytes: Uint8Array): boolean => [false, true].some(bigEndian => isMagic(read32(bytes, 0, bigEndian)));

const isMagic = (value: number): boolean => value === MICROSECONDS || value === NANOSECONDS || value === MODIFIED;

/** Space that was set aside for packets which never came. */
const isEmpty = (bytes: Uint8Array, at: number): boolean => bytes.subarray(at, at + RECORD_HEADER).every(one => one === 0);

/** Reads a pcap file (draft-ietf-opsawg-pcap), of either byte order, in micro- or nanoseconds, plain or modified. */
export class Pcap implements Form {
  need = FILE_HEADER;
  private described = false;
  private bigEndian = false;
  private header = RECORD_HEADER;
  private perSecond = 1e6;
  private longest = USUAL_SNAP_LENGTH;
  /** What the file says is its longest record; a longer one is looked at twice. */
  private snapLength = USUAL_SNAP_LENGTH;
  /** Before version 2.4 some tools wrote the two lengths the other way round. */
  private old = false;
  /** Where the broken record stands behind which a sound one is looked for. */
  private lostAt: number | undefined;
  /** That record is sound by itself, but the file ends inside it: it is broken only if there is a sound one behind it. */
  private cut = false;
  stopped = false;

  constructor(private readonly frames: Frames) {}

  read(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    if (this.stopped) return end;
    let at = start;
    if (!this.described) {
      if (end - at < FILE_HEADER) return at;
      this.describe(bytes, at);
      at += FILE_HEADER;
    }
    if (this.lostAt === undefined) at = this.records(bytes, at, end, origin, last);
    while (this.lostAt !== undefined && !this.stopped) {
      at = this.search(bytes, at, end, origin, last);
      if (this.lostAt === undefined) at = this.records(bytes, at, end, origin, last);
      else break;
    }
    return at;
  }

  end(place: number, inside: boolean): void {
    const { frames } = this;
    if (!this.described) frames.tell('ends', () => `The file ends inside its header (${frames.at(place)}).`);
    else if (this.cut) frames.tell('ends', () => `The file ends inside frame ${frames.next} (${frames.at(place)}).`);
    else if (this.stopped) return;
    else if (this.lostAt !== undefined) this.giveUp();
    else if (inside) frames.tell('ends', () => `The file ends inside frame ${frames.next} (${frames.at(place)}).`);
  }

  private describe(bytes: Uint8Array, at: number): void {
    const { frames } = this;
    this.described = true;
    this.bigEndian = isMagic(read32(bytes, at, true));
    const magic = read32(bytes, at, this.bigEndian);
    if (magic === NANOSECONDS) this.perSecond = 1e9;
    if (magic === MODIFIED) this.header = MODIFIED_RECORD_HEADER;
    const major = read16(bytes, at + 4, this.bigEndian);
    const minor = read16(bytes, at + 6, this.bigEndian);
    this.old = major < 2 || (major === 2 && minor < 4);
    if (major !== 2) frames.tell('versions', () => `The file is of pcap version ${major}.${minor}; it is read as version 2.4.`);
    const snapLength = read32(bytes, at + 16, this.bigEndian);
    this.longest = Math.min(LONGEST_PACKET, Math.max(USUAL_SNAP_LENGTH, snapLength));
    this.snapLength = Math.min(LONGEST_PACKET, snapLength || this.longest);
    // The upper half holds the length of the frame check sequence.
    frames.frame.linkType = read32(bytes, at + 20, this.bigEndian) & 0xffff;
    frames.notes.interfaces = 1;
  }

  /** Reads records until one is not whole or not sound; the latter is noted in `lostAt`. */
  private records(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    const { frames, bigEndian, header, perSecond, longest, snapLength } = this;
    const { frame } = frames;
    const divisor = perSecond / 1e6;
    let at = start;
    frame.bytes = bytes;
    while (end - at >= header) {
      const fraction = read32(bytes, at + 4, bigEndian);
      let captured = read32(bytes, at + 8, bigEndian);
      let wire = read32(bytes, at + 12, bigEndian);
      if (captured > snapLength || captured > wire || fraction >= perSecond || wire === 0) {
        if (this.old && wire < captured && wire <= longest) [captured, wire] = [wire, captured];
        else if (this.isBroken(bytes, at, end, last)) {
          this.lostAt = origin + at;
          return at;
        } else if (this.need > end - at && !last) return at;
        else this.tellOdd(origin + at, captured, wire, fraction);
        if (captured > wire) wire = captured;
      }
      const body = at + header;
      if (end - body < captured) {
        this.need = header + captured;
        if (last) {
          this.lostAt = origin + at;
          this.cut = true;
        }
        return at;
      }
      frame.time = read32(bytes, at, bigEndian) * 1e6 + fraction / divisor;
      frame.start = body;
      frame.end = body + captured;
      frame.wireLength = wire;
      frame.fileOffset = origin + body;
      if (header === MODIFIED_RECORD_HEADER) {
        const type = bytes[at + PACKET_TYPE]!;
        frame.inbound = type === OUTGOING ? false : type < OTHER_HOST ? true : undefined;
      }
      frames.deliver();
      at = body + captured;
    }
    this.need = header;
    return at;
  }

  /**
   * Whether a record with an odd header cannot be what it says: too long, all zero, or not followed by a record. If this cannot be told yet, `need`
   * is more than there is.
   */
  private isBroken(bytes: Uint8Array, at: number, end: number, last: boolean): boolean {
    const { header, bigEndian } = this;
    this.need = 0;
    const captured = read32(bytes, at + 8, bigEndian);
    if (captured > this.longest || isEmpty(bytes, at)) return true;
    const next = at + header + captured;
    if (end - next < header) {
      if (!last) this.need = next + header - at;
      return false;
    }
    const length = read32(bytes, next + 8, bigEndian);
    return length > this.longest || (length > read32(bytes, next + 12, bigEndian) && read32(bytes, next + 4, bigEndian) >= this.perSecond);
  }

  private tellOdd(place: number, captured: number, wire: number, fraction: number): void {
    const { frames } = this;
    if (captured > wire) {
      const sentence = () =>
        `Frame ${frames.next} (${frames.at(place)}) claims ${captured} captured bytes of ${wire}; it is read as whole.`;
      frames.tell('frames with more bytes than they had', sentence);
    } else if (fraction >= this.perSecond) {
      frames.tell('frames with such times', () => `Frame ${frames.next} (${frames.at(place)}) has a fraction of more than a second.`);
    }
  }

  /** Looks for a sound record that is followed by another; returns where it is, or where there is too little to tell. */
  private search(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number {
    const { header, frames } = this;
    const lostAt = this.lostAt!;
    for (let at = start; ; at++) {
      if (origin + at - lostAt > SEARCHED) {
        this.giveUp();
        return end;
      }
      this.need = header;
      if (end - at < header) return last ? end : at;
      const length = this.lengthIfSound(bytes, at);
      if (length <= 0) continue;
      const next = at + header + length;
      if (end - next < header && !last) {
        this.need = next + header - at;
        return at;
      }
      if (next > end || (end - next >= header && this.lengthIfSound(bytes, next) < 0)) continue;
      // Of a file that was cut off the last bytes may look like anything: only a record that fills them up is one.
      if (this.cut && next < end && end - next < header) continue;
      const place = origin + at;
      const sentence = () => `The header of frame ${frames.next} (${frames.at(lostAt)}) is broken: ${place - lostAt} bytes are skipped.`;
      frames.tell('broken headers', sentence);
      this.lostAt = undefined;
      this.cut = false;
      return at;
    }
  }

  /** How many bytes a record holds that looks as if it belonged to this file, -1 if none does. */
  private lengthIfSound(bytes: Uint8Array, at: number): number {
    const { bigEndian, frames } = this;
    const seconds = read32(bytes, at, bigEndian);
    const near = frames.frame.number === 0 || Math.abs(seconds - frames.frame.time / 1e6) < NEAR;
    const captured = read32(bytes, at + 8, bigEndian);
    const wire = read32(bytes, at + 12, bigEndian);
    const sound = near && captured <= this.longest && captured <= wire && wire <= LONGEST_PACKET;
    return sound && read32(bytes, at + 4, bigEndian) < this.perSecond ? captured : -1;
  }

  private giveUp(): void {
    const { frames } = this;
    this.stopped = true;
    if (this.cut) return;
    const place = frames.at(this.lostAt!);
    frames.tell(
      'broken headers',
      () => `The header of frame ${frames.next} (${place}) is broken and no sound one follows: the rest is not read.`,
    );
  }
}
