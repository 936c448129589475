import { splitLines } from '../text/lines';
import { MARKER } from './evidence/line';
import { bareReaders, readers } from './readers/index';
import type { Evidence } from './evidence/types';
import type { FormatId, Reader, Trace, TraceRecord } from './types';

/** A line between messages that the product itself writes. */
export const EDITED_MARKER = `${MARKER} edited`;
const MARKERS = /^(?:# sip-trace:[^\r\n]*(?:\r\n|\n|\r))+/;
const EDITED = /(?:^|[\r\n])# sip-trace: edited/;
const NO_EVIDENCE: readonly Evidence[] = [];

const SIP_HEADER = /^(?:Via|CSeq|Call-ID)[ \t]*:/im;

/** How much of a text is looked at to tell its form. */
const SAMPLE = 65536;
/** Below this a changed text is read anew, form and all: it takes no time, and a first paste settles nothing. */
const SMALL = 32768;

/** A change of the document: the units from `start` to `end` become `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Reads a text into records that tile it, in the form that it shows or the one that is given. Never throws, whatever the text. */
export function openTrace(text: string, format: FormatId = detect(text)): Trace {
  return build(format, text, undefined);
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
  if (trace.format !== 'unknown' && length >= SMALL && !whole) {
    const records = [...trace.records.slice(0, from), ...cut(readerOf(trace.format), text, region), ...trace.records.slice(to + 1)];
    if (records.some(record => record.message)) return assemble(trace.format, records);
  }
  // Nothing is settled in a small text, and what replaces a whole text may be of another form.
  const all = textOf(trace.records.slice(0, from)) + text + textOf(trace.records.slice(to + 1));
  return build(detect(all), all, trace);
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

export const readerOf = (format: FormatId): Reader | undefined => readers.find(reader => reader.format === format);

/**
 * The form whose reader finds most messages in the beginning of the text. Bare messages stand inside of framed ones too, and
 * a frame that is being typed must not change the form of all the others: so a bare form must find more than twice as many.
 */
function detect(text: string): FormatId {
  for (const sample of text.length > SAMPLE ? [text.slice(0, SAMPLE), text] : [text]) {
    let best: FormatId = 'unknown';
    let most = 0;
    for (const reader of readers) {
      if (reader.claims && !reader.claims(sample)) continue;
      if (sample.length > SAMPLE && !firstBoundary(reader, text)) continue;
      // A text that says at once what it is need not be tried out; nor do messages in the bodies of others change anything about it.
      if (reader.claims && sample.startsWith(MARKER) && firstBoundary(reader, sample)) return reader.format;
      const found = cut(reader, sample, []).filter(record => record.message).length;
      if (found > (bareReaders.includes(reader) ? most * 2 : most)) [best, most] = [reader.format, found];
    }
    // SDP between SIP headers that no reader frames may be cut anywhere: better said to be of no known form than half read.
    if (best === 'bare-sdp' && SIP_HEADER.test(text)) return 'unknown';
    if (most > 0) return best;
  }
  return 'unknown';
}

function firstBoundary(reader: Reader, text: string): boolean {
  reader.boundary.lastIndex = 0;
  return reader.boundary.test(text);
}

function build(format: FormatId, text: string, previous: Trace | undefined): Trace {
  return assemble(format, cut(readerOf(format), text, previous?.format === format ? previous.records : []));
}

function assemble(format: FormatId, records: readonly TraceRecord[]): Trace {
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
  return Object.freeze({ format, records, starts, lines, length: start });
}

/** Cuts a text at the boundaries of a form. Records whose text has not changed are taken over, each once. */
function cut(reader: Reader | undefined, text: string, known: readonly TraceRecord[]): TraceRecord[] {
  const pool = new Map<string, TraceRecord[]>();
  for (const record of known) {
    const same = pool.get(record.text);
    if (same) same.push(record);
    else pool.set(record.text, [record]);
  }
  const starts = reader ? boundaries(reader, text) : [];
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((start, index) => {
    const part = text.slice(start, starts[index + 1] ?? text.length);
    return pool.get(part)?.shift() ?? readRecord(reader, part);
  });
}

function boundaries(reader: Reader, text: string): number[] {
  const starts: number[] = [];
  reader.boundary.lastIndex = 0;
  for (let match = reader.boundary.exec(text); match; match = reader.boundary.exec(text)) {
    if (match[0].length === 0) reader.boundary.lastIndex++;
    // For `^` a line also begins behind the separators of Unicode; for an editor it does not.
    const begins = match.index === 0 || /[\r\n]/.test(text[match.index - 1]!);
    if (begins && (!reader.accepts || reader.accepts(text, match.index))) starts.push(beforeMarkers(text, match.index));
  }
  return starts;
}

/** A marker belongs to the message behind it. */
function beforeMarkers(text: string, offset: number): number {
  let start = offset;
  while (start > 0) {
    let line = text[start - 1] === '\n' && text[start - 2] === '\r' ? start - 2 : start - 1;
    // Not lastIndexOf: where only one kind of line end is in use, the search for the other one runs to the top each time.
    while (line > 0 && text[line - 1] !== '\n' && text[line - 1] !== '\r') line--;
    if (!text.startsWith(MARKER, line)) break;
    start = line;
  }
  return start;
}

/** How much of the empty lines behind the last word of a record may still be part of a body. */
const LONGEST_TAIL = 4096;

function readRecord(reader: Reader | undefined, text: string): TraceRecord {
  const markers = MARKERS.exec(text)?.[0] ?? '';
  const end = text.trimEnd().length;
  // What is empty is not cut into lines: there may be millions of them behind a message.
  const evidence = reader?.evidence?.(text);
  const found =
    end === 0 ? undefined : reader?.read(splitLines(text.slice(0, end + LONGEST_TAIL), markers.length), evidence ?? NO_EVIDENCE);
  const message = found && { kind: found.kind, envelope: found.envelope, clean: found.clean, edited: EDITED.test(markers) };
  const lineBreaks = countLineBreaks(text);
  return Object.freeze(evidence ? { text, lineBreaks, message, evidence } : { text, lineBreaks, message });
}

function countLineBreaks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
