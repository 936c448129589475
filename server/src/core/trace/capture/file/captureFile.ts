import type { CaptureNotes, FrameSink } from '../types';
import { HEAD, whatItIs } from './detect';
import { addProblem } from '../notes';
import { Frames } from './frames';
import { GzipFile, isGzip } from './gzip';
import { isPcap, Pcap } from './pcap';
import { isPcapng, Pcapng } from './pcapng';
import { Records } from './records';

/** All forms are told by so many bytes. */
const MAGIC = 4;
/** A compressed file is not inflated to more bytes. */
const LONGEST_INFLATED = 4 * 1024 ** 3;

/**
 * Reads a capture file as its bytes come: hands each packet to the sink, and fills those notes that are about the file. A pcap or pcapng
 * file, plain or compressed with gzip; places are those of the inflated file. Nothing of the file is kept but what spans two pieces.
 */
export class CaptureFile {
  /** Undefined while it is not known, and where the file is no capture. */
  form: 'pcap' | 'pcapng' | undefined;
  compressed = false;
  /** A sentence that says what the file is where it is no capture. */
  failure: string | undefined;
  private readonly head = new Uint8Array(HEAD);
  private headLength = 0;
  private gzip: GzipFile | undefined;
  private pcapng: Pcapng | undefined;
  private records: Records | undefined;
  private frames: Frames | undefined;

  /** `inflatedLimit`: bytes that a compressed file may become. */
  constructor(
    private readonly sink: FrameSink,
    private readonly notes: CaptureNotes,
    private readonly inflatedLimit = LONGEST_INFLATED,
  ) {}

  /** Texts of the TLS key logs in the Decryption Secrets Blocks of a pcapng file. */
  get keyLogs(): readonly string[] {
    return this.pcapng?.keyLogs ?? [];
  }

  /** What is pushed from now on is not looked at: no capture, broken, or more than is inflated. The file need not be read on; `end` says why. */
  get isDone(): boolean {
    return this.failure !== undefined || this.gzip?.stopped === true || this.records?.stopped === true;
  }

  /** The next bytes of the file, in pieces of any size; they may be reused afterwards. */
  push(chunk: Uint8Array): void {
    if (this.gzip) this.gzip.push(chunk);
    else this.plain(chunk);
  }

  /** The file has ended: says what is missing at its end. */
  end(): void {
    const { gzip, notes } = this;
    gzip?.end();
    if (gzip?.problem) addProblem(notes, gzip.problem);
    if (this.records) this.records.end();
    else if (this.failure === undefined) this.fail(true);
    this.frames?.end();
  }

  /** Bytes of the file itself or of what was compressed in it. */
  private plain(bytes: Uint8Array): void {
    if (this.failure !== undefined) return;
    if (this.records) {
      this.read(this.records, bytes);
      return;
    }
    let at = this.fillHead(bytes, 0, MAGIC);
    if (this.headLength < MAGIC) return;
    const magic = this.head.slice(0, MAGIC);
    if (isGzip(magic) && !this.gzip) {
      this.compressed = true;
      this.headLength = 0;
      this.gzip = new GzipFile(inflated => this.plain(inflated), this.inflatedLimit);
      this.gzip.push(magic);
      this.gzip.push(bytes.subarray(at));
      return;
    }
    if (!this.begin(magic)) {
      at = this.fillHead(bytes, at, HEAD);
      if (this.headLength === HEAD) this.fail(false);
      return;
    }
    this.records!.push(magic);
    this.read(this.records!, bytes.subarray(at));
  }

  private read(records: Records, bytes: Uint8Array): void {
    records.push(bytes);
    // A few megabytes may inflate to gigabytes that nobody looks at.
    if (this.gzip && records.stopped) this.gzip.stopped = true;
  }

  /** Fills the head up to a length from bytes that begin at `at`; returns up to where they were taken. */
  private fillHead(bytes: Uint8Array, at: number, length: number): number {
    const end = Math.min(bytes.length, at + Math.max(0, length - this.headLength));
    this.head.set(bytes.subarray(at, end), this.headLength);
    this.headLength += end - at;
    return end;
  }

  private begin(magic: Uint8Array): boolean {
    const pcapng = isPcapng(magic);
    if (!pcapng && !isPcap(magic)) return false;
    this.form = pcapng ? 'pcapng' : 'pcap';
    this.frames = new Frames(this.sink, this.notes, this.compressed);
    if (pcapng) this.pcapng = new Pcapng(this.frames);
    this.records = new Records(this.pcapng ?? new Pcap(this.frames));
    return true;
  }

  private fail(whole: boolean): void {
    const sentence = whatItIs(this.head.subarray(0, this.headLength), whole);
    this.failure = this.compressed ? sentence.replace('The file', 'The file is compressed with gzip; what is in it') : sentence;
    if (this.gzip) this.gzip.stopped = true;
  }
}
