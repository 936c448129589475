import { lastAtOrBelow, lineStarts } from '../core/text/lineIndex';
import type { Trace, TraceRecord } from '../core/trace/types';

/** Line and column from 0, in UTF-16 units; the shape of the protocol's Position. */
export interface LineCharacter {
  readonly line: number;
  readonly character: number;
}

type LineStarts = WeakMap<TraceRecord, readonly number[]>;

/**
 * Turns offsets of one version of a document into lines and columns and back. The text is never put together for it: only the record
 * in question is looked at, and what was learnt of a record is kept for the versions in which it is still the same.
 */
export class Positions {
  constructor(
    readonly trace: Trace,
    private readonly known: LineStarts = new WeakMap(),
  ) {}

  /** The positions of the next version of the document. */
  next(trace: Trace): Positions {
    return new Positions(trace, this.known);
  }

  positionAt(offset: number): LineCharacter {
    const { starts, lines, length } = this.trace;
    const within = Math.max(0, Math.min(offset, length));
    const index = lastAtOrBelow(starts, within);
    const local = within - (starts[index] ?? 0);
    const record = this.lineStartsOf(index);
    const line = lastAtOrBelow(record, local);
    const character = local - record[line]! + (line === 0 ? this.openLineBefore(index) : 0);
    return { line: (lines[index] ?? 0) + line, character };
  }

  /** A place behind the end of a line is the line's end, a line behind the last one the document's end. */
  offsetAt({ line, character }: LineCharacter): number {
    if (!(line >= 0)) return 0;
    if (line > this.lastLine()) return this.trace.length;
    return Math.min(this.lineStart(line) + Math.max(0, character || 0), this.lineEnd(line));
  }

  private lastLine(): number {
    const { lines, records } = this.trace;
    return (lines.at(-1) ?? 0) + (records.at(-1)?.lineBreaks ?? 0);
  }

  private lineStart(line: number): number {
    if (line === 0) return 0;
    // The record that holds the line break before the line; the line itself may begin the record behind.
    const index = lastAtOrBelow(this.trace.lines, line - 1);
    return this.trace.starts[index]! + (this.lineStartsOf(index)[line - this.trace.lines[index]!] ?? 0);
  }

  /** Where the line break of a line stands. */
  private lineEnd(line: number): number {
    if (line >= this.lastLine()) return this.trace.length;
    const next = this.lineStart(line + 1);
    return this.unitAt(next - 1) === '\n' && this.unitAt(next - 2) === '\r' ? next - 2 : next - 1;
  }

  private unitAt(offset: number): string {
    const index = lastAtOrBelow(this.trace.starts, offset);
    return this.trace.records[index]?.text[offset - this.trace.starts[index]!] ?? '';
  }

  /** Length of the line that the records before leave open; 0 as a rule, since a record begins a line. */
  private openLineBefore(index: number): number {
    let length = 0;
    for (let before = index - 1; before >= 0; before--) {
      const starts = this.lineStartsOf(before);
      length += this.trace.records[before]!.text.length - starts.at(-1)!;
      if (starts.length > 1) break;
    }
    return length;
  }

  private lineStartsOf(index: number): readonly number[] {
    const record = this.trace.records[index];
    if (!record) return [0];
    let starts = this.known.get(record);
    if (!starts) {
      starts = lineStarts(record.text);
      this.known.set(record, starts);
    }
    return starts;
  }
}
