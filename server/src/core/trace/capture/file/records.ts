/** What knows the records of one form of capture. */
export interface Form {
  /** As many bytes from where `read` stopped are needed to go on. */
  readonly need: number;
  /** Nothing that follows is looked at: it is broken, and nothing sound was found behind it. */
  readonly stopped: boolean;
  /**
   * Reads the records that lie whole between `start` and `end`; returns where it stopped, or a place behind `end` if all up to there is to
   * be skipped. `origin` is the place of `bytes[0]` in the file; `last` says that nothing follows.
   */
  read(bytes: Uint8Array, start: number, end: number, origin: number, last: boolean): number;
  /** The file ends at `place`; `inside`: in the middle of a record. */
  end(place: number, inside: boolean): void;
}

/**
 * Hands pieces of a file of any size to a form, which sees whole records only. Records are read where they lie; only one that spans two
 * pieces is copied.
 */
export class Records {
  private held = new Uint8Array(65536);
  private heldLength = 0;
  /** Where the held bytes begin in the file. */
  private heldAt = 0;
  /** Bytes that are still to be skipped. */
  private skip = 0;
  /** Where the next piece begins in the file. */
  private place = 0;

  constructor(private readonly form: Form) {}

  get stopped(): boolean {
    return this.form.stopped;
  }

  push(chunk: Uint8Array): void {
    const { form } = this;
    const end = chunk.length;
    let at = 0;
    while (at < end) {
      if (this.skip > 0) {
        const skipped = Math.min(this.skip, end - at);
        this.skip -= skipped;
        at += skipped;
      } else if (this.heldLength === 0) {
        const stop = form.read(chunk, at, end, this.place, false);
        this.skip = Math.max(0, stop - end);
        this.heldAt = this.place + stop;
        this.hold(chunk, stop, end);
        at = end;
      } else {
        // At least one more byte, so that there is progress whatever the form says.
        const taken = Math.min(Math.max(form.need - this.heldLength, 1), end - at);
        this.hold(chunk, at, at + taken);
        at += taken;
        if (this.heldLength < form.need) break;
        const stop = form.read(this.held, 0, this.heldLength, this.heldAt, false);
        const left = this.heldLength - stop;
        this.skip = Math.max(0, -left);
        if (left <= taken) {
          // What is left, if anything, lies in this piece, too, and is read there.
          at -= Math.max(0, left);
          this.heldLength = 0;
        } else {
          this.held.copyWithin(0, stop, this.heldLength);
          this.heldLength = left;
          this.heldAt += stop;
        }
      }
    }
    this.place += end;
  }

  end(): void {
    const stop = this.form.read(this.held, 0, this.heldLength, this.heldAt, true);
    this.form.end(this.place, this.skip > 0 || stop !== this.heldLength);
    this.held = new Uint8Array();
    this.heldLength = 0;
  }

  private hold(bytes: Uint8Array, start: number, end: number): void {
    if (start >= end) return;
    const length = this.heldLength + end - start;
    if (length > this.held.length) {
      const larger = new Uint8Array(Math.max(length, this.held.length * 2));
      larger.set(this.held.subarray(0, this.heldLength));
      this.held = larger;
    }
    this.held.set(bytes.subarray(start, end), this.heldLength);
    this.heldLength = length;
  }
}
