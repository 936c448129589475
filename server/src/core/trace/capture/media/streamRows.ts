import type { Packet } from '../types';
import { int32, uint16 } from './bytes';
import type { Counted } from './tally';

/** What a row holds of its stream. First what every packet changes, so that it lies together. */
const SSRC = 0;
const PACKETS = 1;
const LAST = 2;
const LAST_FRAME = 3;
/** Bytes of the UDP payloads. */
const BYTES = 4;
/** Payload type and length of the packets that came last, and how many they were in a row: these are not in the stream's types yet. */
const KIND = 5;
const RUN = 6;
/** Sequence number, extended by the cycles (RFC 3550 appendix A.1); begins at one cycle, so that a late packet may lie before the first. */
const HIGHEST = 7;
/** Packets in sequence, counted once. */
const RECEIVED = 8;
/** Bit n: the packet n before the highest was received. */
const WINDOW = 9;
/** Of the last packet with a new timestamp. */
const TIMESTAMP = 10;
const ARRIVAL = 11;
/** Jitter in microseconds, were the clock 8000 Hz or 48000 Hz: only the end shows which one is right. */
const AT_8000 = 12;
const AT_48000 = 13;
/** Timestamp units and microseconds between packets in sequence, which give the clock. */
const STEPS = 14;
const ELAPSED = 15;
const FIRST = 16;
const FIRST_FRAME = 17;
const LOWEST = 18;
/** Packets that were missing before the sender began anew, and the number that would show that it does; -1 for none. */
const LOST_BEFORE = 19;
const EXPECTED_NEXT = 20;
const COLUMNS = 21;

/** Type and length in one number. */
const KINDS = 128;

const HEADER = 12;
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
const NUMBERS = 0x10000;
/** Microseconds of one timestamp unit. */
const OF_8000 = 125;
const OF_48000 = 1e6 / 48000;
/** A step this long, in timestamp units or microseconds, is a pause or a new source, not jitter. */
const LONGEST_STEP = 48_000;
const LONGEST_DELAY = 1e6;

/** Where the RTP payload of a packet begins (RFC 3550 section 5.1); -1 where the header does not fit into it. */
export function payloadOf({ bytes, start, end, missing }: Packet): number {
  if (end - start < HEADER) return -1;
  const first = bytes[start]!;
  let payload = start + HEADER + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) payload += 4 + (payload + 4 <= end ? 4 * uint16(bytes, payload + 2) : 0);
  return payload <= end + missing ? payload : -1;
}

/** Packets of one payload type and length that came in a row. */
export interface Run {
  readonly type: number;
  readonly length: number;
  readonly packets: number;
}

/**
 * The numbers of all RTP streams of a capture in one array, a row for each stream: a packet touches a few neighbouring places of memory
 * and allocates nothing, which is what makes a million packets of thousands of streams quick.
 */
export class StreamRows {
  private rows = new Float64Array(64 * COLUMNS);
  private size = 0;

  /** A new row for the stream that begins with this packet, or the row of a stream that is given up. `add` counts the packet itself. */
  begin({ bytes, start, frame }: Packet, length: number, reused?: number): number {
    const row = reused ?? this.size++;
    if (this.size * COLUMNS > this.rows.length) {
      const rows = new Float64Array(this.rows.length * 2);
      rows.set(this.rows);
      this.rows = rows;
    }
    const { rows } = this;
    const at = row * COLUMNS;
    rows.fill(0, at, at + COLUMNS);
    rows[at + SSRC] = int32(bytes, start + 8);
    rows[at + FIRST] = frame.time;
    rows[at + FIRST_FRAME] = frame.number;
    rows[at + KIND] = length * KINDS + (bytes[start + 1]! & 0x7f);
    rows[at + HIGHEST] = NUMBERS + uint16(bytes, start + 2);
    rows[at + LOWEST] = rows[at + HIGHEST]!;
    rows[at + RECEIVED] = 1;
    rows[at + WINDOW] = 1;
    rows[at + EXPECTED_NEXT] = -1;
    rows[at + TIMESTAMP] = int32(bytes, start + 4);
    rows[at + ARRIVAL] = frame.time;
    return row;
  }

  /** Whether the packet is one of the stream's: of the same SSRC. */
  has(row: number, { bytes, start }: Packet): boolean {
    return this.rows[row * COLUMNS] === int32(bytes, start + 8);
  }

  /** Counts a packet of the stream with a payload of so many bytes; undefined, or the run of other packets that it ends. */
  add(row: number, packet: Packet, length: number): Run | undefined {
    const { rows } = this;
    const { bytes, start, frame } = packet;
    const at = row * COLUMNS;
    rows[at + PACKETS]!++;
    if (frame.time > rows[at + LAST]!) rows[at + LAST] = frame.time;
    else if (frame.time < rows[at + FIRST]!) rows[at + FIRST] = frame.time;
    rows[at + LAST_FRAME] = frame.number;
    rows[at + BYTES]! += packet.end - start + packet.missing;
    const ahead = this.sequence(at, uint16(bytes, start + 2));
    if (ahead > 0) this.timing(at, int32(bytes, start + 4), frame.time, ahead);
    const kind = length * KINDS + (bytes[start + 1]! & 0x7f);
    if (rows[at + KIND] === kind) {
      rows[at + RUN]!++;
      return undefined;
    }
    const ended = this.endRun(row);
    rows[at + KIND] = kind;
    rows[at + RUN] = 1;
    return ended;
  }

  /** The packets of the last type and length, which are counted from 0 again. */
  endRun(row: number): Run {
    const at = row * COLUMNS;
    const kind = this.rows[at + KIND]!;
    const packets = this.rows[at + RUN]!;
    this.rows[at + RUN] = 0;
    return { type: kind % KINDS, length: Math.floor(kind / KINDS), packets };
  }

  /** Two packets followed each other as those of a stream do. */
  isConsistent(row: number): boolean {
    return this.rows[row * COLUMNS + RECEIVED]! > 1;
  }

  packets(row: number): number {
    return this.rows[row * COLUMNS + PACKETS]!;
  }

  ssrc(row: number): number {
    return this.rows[row * COLUMNS]! >>> 0;
  }

  bytes(row: number): number {
    return this.rows[row * COLUMNS + BYTES]!;
  }

  tally(row: number): Counted {
    const { rows } = this;
    const at = row * COLUMNS;
    const [first, last] = [rows[at + FIRST]!, rows[at + LAST]!];
    return { packets: rows[at + PACKETS]!, first, last, firstFrame: rows[at + FIRST_FRAME]!, lastFrame: rows[at + LAST_FRAME]! };
  }

  /** Packets that are missing by their numbers, without those that came late or twice (RFC 3550 appendix A.3). */
  lost(row: number): number {
    const { rows } = this;
    const at = row * COLUMNS;
    return rows[at + LOST_BEFORE]! + Math.max(0, rows[at + HIGHEST]! - rows[at + LOWEST]! + 1 - rows[at + RECEIVED]!);
  }

  /** Interarrival jitter in microseconds (RFC 3550 appendix A.8); undefined where the timestamps fit neither clock. */
  jitter(row: number): number | undefined {
    const { rows } = this;
    const at = row * COLUMNS;
    const rate = (rows[at + STEPS]! / rows[at + ELAPSED]!) * 1e6;
    if (rate > 6000 && rate < 10_000) return Math.round(rows[at + AT_8000]!);
    if (rate > 36_000 && rate < 60_000) return Math.round(rows[at + AT_48000]!);
    return undefined;
  }

  /** Takes the next sequence number; how far it is ahead of the highest so far: 0 where it came late, twice or after a jump. */
  private sequence(at: number, number: number): number {
    const { rows } = this;
    const ahead = (number - rows[at + HIGHEST]!) & 0xffff;
    if (ahead === 0) return 0;
    if (ahead >= MAX_DROPOUT) {
      if (ahead > NUMBERS - MAX_MISORDER) this.late(at, NUMBERS - ahead);
      else this.jump(at, number);
      return 0;
    }
    rows[at + HIGHEST]! += ahead;
    rows[at + WINDOW] = ahead < 32 ? (rows[at + WINDOW]! << ahead) | 1 : 1;
    rows[at + RECEIVED]!++;
    return ahead;
  }

  private late(at: number, behind: number): void {
    const { rows } = this;
    if (behind < 32) {
      const bit = 1 << behind;
      if ((rows[at + WINDOW]! & bit) !== 0) return;
      rows[at + WINDOW]! |= bit;
    }
    rows[at + RECEIVED]!++;
    rows[at + LOWEST] = Math.min(rows[at + LOWEST]!, rows[at + HIGHEST]! - behind);
  }

  /** Two in sequence after a jump: the sender began anew; what lies between was never sent. */
  private jump(at: number, number: number): void {
    const { rows } = this;
    if (number !== rows[at + EXPECTED_NEXT]) {
      rows[at + EXPECTED_NEXT] = (number + 1) & 0xffff;
      return;
    }
    rows[at + LOST_BEFORE] = this.lost(at / COLUMNS);
    rows[at + HIGHEST] = NUMBERS + number;
    rows[at + LOWEST] = NUMBERS + number - 1;
    rows[at + RECEIVED] = 2;
    rows[at + WINDOW] = 3;
    rows[at + EXPECTED_NEXT] = -1;
  }

  /** A packet with the timestamp of the one before (of a telephone-event, of a picture) says nothing of the jitter. */
  private timing(at: number, timestamp: number, arrival: number, ahead: number): void {
    const { rows } = this;
    const step = (timestamp - rows[at + TIMESTAMP]!) | 0;
    if (step === 0) return;
    const elapsed = arrival - rows[at + ARRIVAL]!;
    rows[at + TIMESTAMP] = timestamp;
    rows[at + ARRIVAL] = arrival;
    if (ahead === 1 && step > 0 && step < LONGEST_STEP) {
      rows[at + STEPS]! += step;
      rows[at + ELAPSED]! += elapsed;
    }
    const delay8000 = Math.abs(elapsed - step * OF_8000);
    if (delay8000 < LONGEST_DELAY) rows[at + AT_8000]! += (delay8000 - rows[at + AT_8000]!) / 16;
    const delay48000 = Math.abs(elapsed - step * OF_48000);
    if (delay48000 < LONGEST_DELAY) rows[at + AT_48000]! += (delay48000 - rows[at + AT_48000]!) / 16;
  }
}
