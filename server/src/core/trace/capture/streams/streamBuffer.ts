import { type Origin, type Place, placeIn } from './origin';

const EMPTY = new Uint8Array(0);

interface Stretch {
  start: number;
  end: number;
  readonly origin: Origin;
}

/**
 * Bytes of a stream, in order and without holes, that are waiting to be read: from `start` to `end` of `bytes`, with the packets they came
 * in. It holds no memory while it is empty. Any `append` may move the bytes, so places in them are good only until then.
 */
export class StreamBuffer {
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Where the bytes of the newest packet begin. */
  newest = 0;
  private stretches: Stretch[] = [];

  get length(): number {
    return this.end - this.start;
  }

  /** Bytes of memory held. */
  get held(): number {
    return this.bytes.length;
  }

  append(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    const size = end - start;
    if (this.end + size > this.bytes.length) this.makeRoom(size);
    if (size < 64) for (let i = 0; i < size; i++) this.bytes[this.end + i] = bytes[start + i]!;
    else this.bytes.set(bytes.subarray(start, end), this.end);
    this.newest = this.end;
    this.end += size;
    this.stretches.push({ start: this.newest, end: this.end, origin });
  }

  private makeRoom(size: number): void {
    const needed = this.length + size;
    const room = needed <= this.bytes.length / 2 ? this.bytes : new Uint8Array(this.length === 0 ? size : needed * 2);
    room.set(this.bytes.subarray(this.start, this.end));
    for (const stretch of this.stretches) {
      stretch.start -= this.start;
      stretch.end -= this.start;
    }
    this.bytes = room;
    this.end -= this.start;
    this.start = 0;
  }

  /** Forgets what stands before `to`. */
  drop(to: number): void {
    this.start = Math.min(to, this.end);
    if (this.start === this.end) {
      this.bytes = EMPTY;
      this.start = this.end = this.newest = 0;
      this.stretches = [];
      return;
    }
    let gone = 0;
    while (this.stretches[gone]!.end <= this.start) gone++;
    if (gone > 0) this.stretches.splice(0, gone);
  }

  /** Where the bytes from `start` to `end` came from. */
  place(start: number, end: number): Place {
    const from = this.stretches.filter(stretch => stretch.start < end && stretch.end > start);
    const [first] = from;
    const frames = [...new Set(from.flatMap(stretch => stretch.origin.frames))].sort((a, b) => a - b);
    const time = from.reduce((latest, stretch) => Math.max(latest, stretch.origin.time), 0);
    if (!first || from.length > 1) return { time, frames, fileOffset: -1 };
    return placeIn(first.origin, start - first.start, end - first.start);
  }
}
