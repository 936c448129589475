import { type FlateError, FlateErrorCode, Gunzip } from 'fflate';
import { read32 } from './frames';

/** Compressed bytes are inflated in pieces of this size: a bomb makes about a thousand times as much of one, and no more at once. */
const PIECE = 16 * 1024;
/** So many compressed bytes out of which nothing comes are no gzip: a header without end would be kept in memory. */
const LONGEST_WITHOUT_OUTPUT = 1024 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** Inflates a gzip file of one member or several (RFC 1952) as it comes. */
export class GzipFile {
  /** A sentence on why no more is inflated than was. */
  problem: string | undefined;
  /** More came than was allowed, or nothing more can come: what is pushed further is not looked at. */
  stopped = false;
  private readonly gunzip: Gunzip;
  private piece = new Uint8Array(PIECE);
  private filled = 0;
  /** Compressed bytes that were inflated, and those of them since something came out last. */
  private taken = 0;
  private silent = 0;
  private inflated = 0;
  /** Bytes that came out of the member that is inflated, and the last bytes of the file: a member ends with how many it holds. */
  private memberLength = 0;
  private readonly trailer = new Uint8Array(4);
  /** What came out of the piece that is inflated. */
  private readonly fresh: Uint8Array[] = [];

  /** `sink` gets the inflated bytes, up to `limit` in all. */
  constructor(
    private readonly sink: (bytes: Uint8Array) => void,
    private readonly limit: number,
  ) {
    this.gunzip = new Gunzip(bytes => {
      this.fresh.push(bytes);
      this.memberLength += bytes.length;
    });
    this.gunzip.onmember = () => {
      this.memberLength = 0;
    };
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.stopped) {
      const copied = Math.min(PIECE - this.filled, chunk.length - at);
      this.piece.set(chunk.subarray(at, at + copied), this.filled);
      this.filled += copied;
      at += copied;
      if (this.filled === PIECE) this.inflate(false);
    }
  }

  end(): void {
    if (!this.stopped) this.inflate(true);
    // ISIZE of RFC 1952, section 2.3.1. The library takes some files that are cut off for whole ones.
    if (!this.stopped && read32(this.trailer, 0, false) !== this.memberLength % 2 ** 32) this.stop(this.cutOff());
    this.stopped = true;
  }

  private inflate(last: boolean): void {
    // A copy, since the library may keep what it is given.
    const piece = this.piece.slice(0, this.filled);
    this.taken += this.filled;
    const tail = piece.subarray(-4);
    this.trailer.copyWithin(0, tail.length);
    this.trailer.set(tail, 4 - tail.length);
    this.silent += this.filled;
    this.filled = 0;
    let problem: string | undefined;
    try {
      this.gunzip.push(piece, last);
    } catch (error) {
      problem = this.reason(error as FlateError);
    }
    // Handed on out here, so that what the sink throws is not taken for broken data.
    for (const bytes of this.fresh) this.handOn(bytes);
    this.fresh.length = 0;
    if (problem) this.stop(problem);
    else if (this.silent > LONGEST_WITHOUT_OUTPUT) this.stop('1 MiB of the compressed file gives nothing: the rest is not read.');
  }

  private handOn(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.stopped) return;
    this.silent = 0;
    const room = this.limit - this.inflated;
    this.inflated += bytes.length;
    this.sink(bytes.length > room ? bytes.subarray(0, room) : bytes);
    // What the sink has no use for was not too much.
    if (bytes.length > room && !this.stopped) this.stop(`The file inflates to more than ${this.limit} bytes: the rest is not read.`);
  }

  private stop(problem: string): void {
    this.problem ??= problem;
    this.stopped = true;
  }

  private cutOff(): string {
    return `The compressed file is cut off (at byte ${this.taken}).`;
  }

  private reason(error: FlateError): string {
    if (error.code === FlateErrorCode.UnexpectedEOF) return this.cutOff();
    // Only what follows a member is asked for a header again.
    if (error.code === FlateErrorCode.InvalidHeader)
      return `What follows the compressed data (before byte ${this.taken}) is not gzip and is skipped.`;
    return `The compressed data is broken (before byte ${this.taken}): the rest is not read.`;
  }
}
