const CHUNK = 1 << 20;

/** Keeps copies of messages side by side: a buffer of its own for each would take more than most messages. */
export class Kept {
  private chunk = new Uint8Array(0);
  private used = 0;

  /** A copy of the bytes from `start` to `end`. */
  keep(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start;
    if (length > CHUNK / 4) return bytes.slice(start, end);
    if (this.used + length > this.chunk.length) {
      this.chunk = new Uint8Array(CHUNK);
      this.used = 0;
    }
    const kept = this.chunk.subarray(this.used, this.used + length);
    kept.set(bytes.subarray(start, end));
    this.used += length;
    return kept;
  }
}
