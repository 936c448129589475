import { CaptureReader } from '../trace/capture/captureReader';
import type { CaptureEvidence } from '../trace/evidence/types';
import { captureEvidence } from './captureEvidence';
import { CallList, type ReadAgain, type TextPart } from './callList';

export { isGzip } from '../trace/capture/file/gzip';

/** A capture with the list of its calls and their texts: `push` its bytes, `end` it, then ask. */
export class ListedCapture {
  readonly list: CallList;
  private readonly reader: CaptureReader;

  /**
   * @param name of the file, without folders
   * @param read reads bytes of the file again; missing where that cannot be done: then the messages are kept in memory
   */
  constructor(
    private readonly name: string,
    private readonly read: ReadAgain | undefined,
  ) {
    this.list = new CallList(read === undefined);
    this.reader = new CaptureReader(this.list);
    this.list.follow(this.reader.flows);
  }

  /** The next bytes of the file, in pieces of any size; they may be reused afterwards. */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
  }

  /** The file has ended. */
  end(): void {
    this.reader.end();
    this.list.attach(this.reader.flows, this.reader.notes);
  }

  /** Undefined while it is not known, and where the file is no capture. */
  get form(): 'pcap' | 'pcapng' | undefined {
    return this.reader.form;
  }

  /** Why the file is no capture. */
  get failure(): string | undefined {
    return this.reader.failure;
  }

  /** The file need not be read on: nothing more of it can be read. */
  get isDone(): boolean {
    return this.reader.isDone;
  }

  /** What is to be known of the capture, as far as it was read. */
  get evidence(): CaptureEvidence {
    return captureEvidence(this.name, this.form ?? 'pcap', this.reader.notes);
  }

  /** The whole text in parts: first what belongs to no call, then each call in order of time. */
  texts(): Generator<TextPart> {
    return this.list.texts(this.evidence, this.again);
  }

  /** The text of calls, in order of time. */
  textOf(ids: readonly number[]): string {
    return this.list.textOf(ids, this.evidence, this.again);
  }

  /** A file that became shorter gives fewer bytes; that a message cannot be read again is no reason to fail. */
  private readonly again: ReadAgain = (offset, length) => this.read?.(offset, length) ?? new Uint8Array();
}
