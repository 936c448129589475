import type { Run } from './streamRows';

/** Lengths that are told apart for one payload type; of codecs with variable bit rate the rarer ones give way. */
const LENGTHS = 6;

/** The packets of one payload type within a stream. */
export class PayloadType {
  packets = 0;
  /** Lengths of payloads and how often they came. */
  private lengths: number[] = [];
  private counts: number[] = [];

  constructor(readonly type: number) {}

  add({ length, packets }: Run): void {
    this.packets += packets;
    const entry = this.entryOf(length);
    this.counts[entry]! += packets;
  }

  /** The commonest length in bytes. */
  get bytes(): number {
    return this.lengths[this.counts.indexOf(Math.max(...this.counts))] ?? 0;
  }

  /** The Space-Saving way of counting the commonest: a new length takes over the entry and the count of the rarest. */
  private entryOf(length: number): number {
    const known = this.lengths.indexOf(length);
    if (known >= 0) return known;
    if (this.lengths.length < LENGTHS) {
      // Not pushed: then an array has room for 17.
      this.counts = this.counts.concat(0);
      this.lengths = this.lengths.concat(length);
      return this.lengths.length - 1;
    }
    const rarest = this.counts.indexOf(Math.min(...this.counts));
    this.lengths[rarest] = length;
    return rarest;
  }
}
