import { messageText } from '../trace/capture/messageText';
import { hasBoundary } from '../trace/cut';
import { openTrace } from '../trace/openTrace';
import type { FormatId, Reader, TraceRecord } from '../trace/types';
import { callFlows } from './callFlows';
import { CallIndex } from './callIndex';
import type { LightHop } from './hop';
import { CallRows, type ChangedRows, inTime } from './callRows';
import type { ReadAgain, TextPart } from './callList';
import { type CallRow, type HopMedia, mediaText } from './row';
import { ToldFlows } from './toldFlows';

/** Where a record stands in the file, in bytes. */
export interface TextEntry {
  readonly offset: number;
  length: number;
}

/** Bytes after which it is tried to tell the form of the text, and after the last of which it is given up. */
const TRIES = [1 << 16, 1 << 20, 1 << 22, 1 << 24];
/** Text that is read together; a record that goes on behind that has its message in its beginning. */
const WINDOW = 1 << 20;

/**
 * The calls of a text that is too large to be held, collected while it is read. Its bytes are taken as they are, one unit for each: what
 * makes up a form is ASCII, and so a place in the text is a place in the file. UTF-8 with or without its mark; UTF-16 is not read.
 */
export class TextList {
  private readonly index = new CallIndex<TextEntry>();
  private readonly rowsOfCalls = new CallRows<TextEntry>(
    this.index,
    () => this.timed,
    call => (this.flows.captured ? mediaText(call, hop => this.media.get(hop), this.flows.mediaSeen) : ''),
  );
  private readonly flows = new ToldFlows();
  /** What the text tells of the media, if it is that of a capture. */
  private media: ReadonlyMap<LightHop, HopMedia> = new Map();
  private text = '';
  /** Where `text` begins in the file. */
  private offset = 0;
  private readers: readonly Reader[] = [];
  private tries = 0;
  /** The record at the end, which text without a boundary goes on with. */
  private open: TextEntry | undefined;
  private scratch = new Uint8Array(1 << 16);
  private count = 0;
  private time = 0;
  private timed = false;

  /** The next bytes of the file, in pieces of any size; they may be reused afterwards. */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.offset === 0 && this.text === '' && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
      from = 3;
      this.offset = 3;
    }
    this.text += oneUnitEach(chunk, from);
    if (this.readers.length === 0 && !this.tellForm(false)) return;
    if (this.text.length >= WINDOW) this.take(false);
  }

  /** The file has ended. */
  end(): void {
    if (this.readers.length === 0 && !this.tellForm(true)) return;
    this.take(true);
  }

  /** The form of the text; `unknown` while it cannot be told. */
  get format(): FormatId {
    return this.readers[0]?.format ?? 'unknown';
  }

  /** SIP messages so far. */
  get messages(): number {
    return this.count;
  }

  /** Calls so far. */
  get calls(): number {
    return this.index.calls().length;
  }

  /** All calls in order of time. */
  rows(): CallRow[] {
    this.tellFlows();
    return this.rowsOfCalls.all();
  }

  /** Calls that are new or have changed since a revision; 0 for all. */
  changedSince(revision: number): ChangedRows {
    this.tellFlows();
    return this.rowsOfCalls.changedSince(revision);
  }

  /** The records of calls as they stand in the file, in its order. */
  textOf(ids: readonly number[], read: ReadAgain): string {
    const wanted = new Set(ids);
    const calls = this.index.calls().filter(call => wanted.has(call.id));
    const entries = calls.flatMap(call => call.groups.flatMap(group => group.entries));
    entries.sort((a, b) => a.offset - b.offset);
    return entries.map(entry => messageText(read(entry.offset, entry.length))).join('');
  }

  /** The text of each call in order of time. */
  *texts(read: ReadAgain): Generator<TextPart> {
    for (const { id } of inTime(this.index.calls())) yield { call: id, text: this.textOf([id], read) };
  }

  private tellFlows(): void {
    if (this.flows.captured) this.media = callFlows(this.index, this.flows.all()).media;
  }

  private tellForm(ended: boolean): boolean {
    const enough = TRIES[this.tries];
    if (!ended && (enough === undefined || this.text.length < enough)) {
      if (enough === undefined) this.pass(this.text.length);
      return false;
    }
    this.tries++;
    this.readers = openTrace(this.text).readers;
    return this.readers.length > 0;
  }

  /** Takes the records of the text but the last one, of which the end is not known; at the end that as well. */
  private take(ended: boolean): void {
    if (this.open && !this.hasBoundary()) {
      this.goOn(ended);
      return;
    }
    const { records, starts } = openTrace(this.text, this.readers);
    const last = records.length - 1;
    for (let i = 0; i < last; i++) this.record(records[i]!, this.offset + starts[i]!);
    this.pass(starts[last]!);
    if (!ended && this.text.length < WINDOW) return;
    this.record({ ...records[last]!, text: '' }, this.offset);
    this.goOn(ended);
  }

  /** Whether a record may begin in the text. */
  private hasBoundary(): boolean {
    return this.readers.some(reader => hasBoundary(reader, this.text));
  }

  /** Takes the text as part of the record before it; only up to a line's end, since the next line may begin a record. */
  private goOn(ended: boolean): void {
    const line = Math.max(this.text.lastIndexOf('\n'), this.text.lastIndexOf('\r')) + 1;
    const length = ended || line === 0 ? this.text.length : line;
    if (this.open) this.open.length += length;
    this.pass(length);
  }

  private pass(length: number): void {
    this.text = this.text.slice(length);
    this.offset += length;
  }

  private record({ text, message, evidence }: TraceRecord, offset: number): void {
    if (evidence) this.flows.add(evidence);
    if (!message) {
      if (this.open) this.open.length += text.length;
      return;
    }
    this.open = { offset, length: text.length };
    if (message.kind === 'sdp') return;
    this.count++;
    const { time, source, destination, transport, direction } = message.envelope;
    if (time !== undefined) this.timed = true;
    // Where a log has no times, a message's place tells what came first.
    this.time = time ?? (this.timed ? this.time : this.count);
    const { length } = message.clean.text;
    if (length > this.scratch.length) this.scratch = new Uint8Array(length * 2);
    for (let i = 0; i < length; i++) this.scratch[i] = message.clean.text.charCodeAt(i);
    this.index.add(this.scratch, 0, length, { time: this.time, source, destination, transport, direction }, this.open);
  }
}

/** A text of one unit for each byte. */
function oneUnitEach(bytes: Uint8Array, from: number): string {
  const parts: string[] = [];
  for (let at = from; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]));
  }
  return parts.join('');
}
