import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at once: with more a file is not read faster, and the reader's work falls out of the processor's cache. */
const CHUNK = 1 << 20;

/** A file that is read in pieces, and at places where it has been read before. Throws what the system says when a read fails. */
export class LocalFile {
  /** Bytes of the file when it was opened; 0 for a pipe. */
  readonly size: number;
  /** Whether `readAt` can be used: a pipe has no places. */
  readonly isSeekable: boolean;
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    const status = fstatSync(this.descriptor);
    this.size = status.size;
    this.isSeekable = status.isFile();
  }

  /** The file from its beginning to its end. Each piece is valid until the next one is asked for. */
  *chunks(): Generator<Uint8Array> {
    const buffer = new Uint8Array(CHUNK);
    for (let at = 0; ; ) {
      const count = readSync(this.descriptor, buffer, 0, CHUNK, this.isSeekable ? at : null);
      if (count === 0) return;
      at += count;
      yield buffer.subarray(0, count);
    }
  }

  /** The bytes at a place: fewer than asked for where the file ends before. */
  readonly readAt = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.descriptor, bytes, done, length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  };

  close(): void {
    closeSync(this.descriptor);
  }
}
