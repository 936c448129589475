import { cut } from './cut';
import { mainForm, otherForm } from './detect';
import { readers as allReaders } from './readers/index';
import type { FormatId, Reader, Trace, TraceRecord } from './types';
import { isHalfReadable } from './unwrap/index';

/** Below this a changed text is read anew, form and all: it takes no time, and a first paste settles nothing. */
const SMALL = 32768;

/** A change of the document: the units from `start` to `end` become `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Reads a text into records that tile it, in the forms that it shows or those that are given. Never throws, whatever the text. */
export function openTrace(text: string, as?: FormatId | readonly Reader[]): Trace {
  if (as === undefined) return settle(text, []);
  const readers = typeof as === 'string' ? allReaders.filter(reader => reader.format === as) : as;
  return assemble(readers, cut(readers, text, []));
}

/**
 * Reads a text in its main form, and what that leaves unread in others: people paste several logs into one text.
 * @param known records to take over where they are the same
 */
function settle(text: string, known: readonly TraceRecord[]): Trace {
  if (isHalfReadable(text)) return assemble([], cut([], text, known));
  const main = mainForm(text);
  let readers = main ? [main] : [];
  let records = cut(readers, text, known);
  for (let other = otherForm(records, readers); other; other = otherForm(records, readers)) {
    readers = [...readers, other];
    records = cut(readers, text, records);
  }
  return assemble(readers, records);
}

/**
 * The trace after a change. Only the records around the change are read again; all others are the same objects as before.
 */
export function changeTrace(trace: Trace, change: TextChange): Trace {
  const last = trace.records.length - 1;
  const from = Math.max(0, recordAt(trace, change.start) - 1);
  const to = Math.min(last, recordAt(trace, change.end) + 1);
  const region = trace.records.slice(from, to + 1);
  const offset = trace.starts[from] ?? 0;
  const before = textOf(region);
  const text = before.slice(0, change.start - offset) + change.text + before.slice(change.end - offset);
  const length = trace.length + change.text.length - (change.end - change.start);
  const whole = from === 0 && to >= last;
  if (trace.readers.length > 0 && length >= SMALL && !whole) {
    const between = cut(trace.readers, text, region);
    const records = [...trace.records.slice(0, from), ...between, ...trace.records.slice(to + 1)];
    const other = otherForm(between, trace.readers);
    if (other) {
      const readers = [...trace.readers, other];
      return assemble(readers, cut(readers, textOf(records), records));
    }
    if (records.some(record => record.message)) return assemble(trace.readers, records);
  }
  // Nothing is settled in a small text, and what replaces a whole text may be of another form.
  const all = textOf(trace.records.slice(0, from)) + text + textOf(trace.records.slice(to + 1));
  return settle(all, trace.records);
}

const textOf = (records: readonly TraceRecord[]): string => records.map(record => record.text).join('');

/** Index of the record in which an offset of the document lies. */
export function recordAt(trace: Trace, offset: number): number {
  let low = 0;
  let high = trace.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (trace.starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function assemble(readers: readonly Reader[], records: readonly TraceRecord[]): Trace {
  const starts = new Array<number>(records.length);
  const lines = new Array<number>(records.length);
  let start = 0;
  let line = 0;
  for (let i = 0; i < records.length; i++) {
    starts[i] = start;
    lines[i] = line;
    start += records[i]!.text.length;
    line += records[i]!.lineBreaks;
  }
  return Object.freeze({ format: readers[0]?.format ?? 'unknown', readers, records, starts, lines, length: start });
}
