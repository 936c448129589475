import { type Origin, shifted } from './origin';

/** More than this behind a hole, and the hole is given up. */
const MAX_SEGMENTS = 64;
const MAX_BYTES = 256 * 1024;
/** A segment this far from the last one belongs to another stream, or a great part of this one was not captured. */
const FAR = 4 * 1024 * 1024;

/** Takes what comes out of the reassembly. */
export interface Ordered {
  add(bytes: Uint8Array, start: number, end: number, origin: Origin): void;
  /** The next `hole` bytes are missing. */
  stop(hole: number): void;
}

interface Segment {
  seq: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly origin: Origin;
  /** Bytes behind it that the snap length cut. */
  readonly missing: number;
}

/** From `a` to `b` in sequence space (RFC 9293 §3.4): negative when `b` comes before. */
const distance = (a: number, b: number): number => (b - a) | 0;

/**
 * Puts the segments of one direction of a TCP connection in order (RFC 9293). Of bytes that come twice the first ones win. What waits behind
 * a hole is bounded.
 */
export class Reassembly {
  /** Sequence number of the next byte; undefined before the first segment. */
  next: number | undefined;
  /** In order of sequence numbers, not overlapping. */
  private waiting: Segment[] = [];
  private waitingBytes = 0;

  constructor(private readonly out: Ordered) {}

  /** Bytes of memory held. */
  get held(): number {
    return this.waitingBytes;
  }

  /** A segment with data from `start` to `end`, and `missing` bytes more that were not captured. */
  segment(seq: number, bytes: Uint8Array, start: number, end: number, origin: Origin, missing: number): void {
    if (this.next === undefined) this.next = seq;
    if (Math.abs(distance(this.next, seq)) > FAR) this.jump(seq);
    const segment = { seq, bytes, start, end, origin, missing };
    if (this.waiting.length > 0 || distance(this.next, seq) > 0) this.keep(segment);
    else this.take(segment);
    this.drain();
    while (this.waiting.length > MAX_SEGMENTS || this.waitingBytes > MAX_BYTES) this.giveUpHole();
  }

  /** No more is to come that would fill the holes. */
  flush(): void {
    while (this.waiting.length > 0) this.giveUpHole();
  }

  private jump(seq: number): void {
    this.flush();
    this.out.stop(FAR);
    this.next = seq;
  }

  private giveUpHole(): void {
    const hole = distance(this.next!, this.waiting[0]!.seq);
    this.lose(hole);
    this.drain();
  }

  private lose(hole: number): void {
    this.out.stop(hole);
    this.next = (this.next! + hole) >>> 0;
  }

  private drain(): void {
    while (this.waiting.length > 0 && distance(this.next!, this.waiting[0]!.seq) <= 0) {
      const segment = this.waiting.shift()!;
      this.waitingBytes -= segment.bytes.length;
      this.take(segment);
    }
  }

  /** Hands on what of a segment is new; it begins at the next byte or before. */
  private take({ seq, bytes, start, end, origin, missing }: Segment): void {
    const read = distance(seq, this.next!);
    const size = end - start;
    if (read < size) {
      this.next = (this.next! + size - read) >>> 0;
      this.out.add(bytes, start + read, end, shifted(origin, read));
    }
    const lost = missing - Math.max(0, read - size);
    if (missing > 0 && lost > 0) this.loseUntil(lost);
  }

  /** `lost` bytes from here on were not captured in this segment; another one may have them. */
  private loseUntil(lost: number): void {
    const first = this.waiting[0];
    const hole = first ? Math.min(lost, Math.max(0, distance(this.next!, first.seq))) : lost;
    if (hole > 0) this.lose(hole);
  }

  /** Keeps a copy of those bytes that no other segment has brought. */
  private keep(segment: Segment): void {
    const { bytes, start, end, origin, missing } = segment;
    const size = end - start;
    const from = (offset: number): number => (segment.seq + offset) >>> 0;
    let done = 0;
    let index = 0;
    for (; index < this.waiting.length && done < size; index++) {
      const other = this.waiting[index]!;
      const before = distance(from(done), other.seq);
      const otherSize = other.end - other.start;
      if (before + otherSize <= 0) continue;
      if (before > 0) {
        const until = Math.min(size, done + before);
        this.insert(index++, from(done), bytes.slice(start + done, start + until), shifted(origin, done), until === size ? missing : 0);
        done = until;
      }
      done = Math.max(done, distance(segment.seq, other.seq) + otherSize);
    }
    if (done < size) this.insert(index, from(done), bytes.slice(start + done, end), shifted(origin, done), missing);
  }

  private insert(index: number, seq: number, bytes: Uint8Array, origin: Origin, missing: number): void {
    this.waiting.splice(index, 0, { seq, bytes, start: 0, end: bytes.length, origin, missing });
    this.waitingBytes += bytes.length;
  }
}
