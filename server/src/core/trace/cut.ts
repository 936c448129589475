import { toSource } from '../text/cleanText';
import { splitLines } from '../text/lines';
import { MARKER } from './evidence/line';
import type { Evidence } from './evidence/types';
import { isBare } from './readers/index';
import type { Reader, TraceRecord } from './types';

/** A line between messages that the product itself writes. */
export const EDITED_MARKER = `${MARKER} edited`;
/** Before a message: which rules the user does not want to hear of there. Their ids follow, with spaces between them. */
export const IGNORE_MARKER = `${MARKER} ignore`;
const MARKERS = /^(?:# sip-trace:[^\r\n]*(?:\r\n|\n|\r))+/;
const EDITED = /(?:^|[\r\n])# sip-trace: edited/;
const IGNORED = /(?:^|[\r\n])# sip-trace: ignore[ \t]([^\r\n]*)/g;
const NO_EVIDENCE: readonly Evidence[] = [];
/** How much of the empty lines behind the last word of a record may still be part of a body. */
const LONGEST_TAIL = 4096;

/**
 * Cuts a text at the boundaries of its forms. Bare messages stand inside of framed ones too: they are looked for only in what the framed
 * forms leave unread. Records whose text has not changed are taken over, each once.
 */
export function cut(readers: readonly Reader[], text: string, known: readonly TraceRecord[]): TraceRecord[] {
  const pool = new Map<string, TraceRecord[]>();
  for (const record of known) {
    const same = pool.get(record.text);
    if (same) same.push(record);
    else pool.set(record.text, [record]);
  }
  const read = (reader: Reader | undefined, part: string): TraceRecord => taken(pool.get(part), reader) ?? readRecord(reader, part);
  const framed = readers.filter(reader => !isBare(reader));
  const levels = [...(framed.length > 0 ? [framed] : []), ...readers.filter(isBare).map(reader => [reader])];
  return cutLevel(levels, 0, text, read);
}

/** A record that the same reader has read before, once. */
function taken(same: TraceRecord[] | undefined, reader: Reader | undefined): TraceRecord | undefined {
  const index = same?.findIndex(record => record.reader === reader) ?? -1;
  return index < 0 ? undefined : same!.splice(index, 1)[0];
}

type Read = (reader: Reader | undefined, part: string) => TraceRecord;
type Levels = readonly (readonly Reader[])[];

function cutLevel(levels: Levels, level: number, text: string, read: Read): TraceRecord[] {
  const readers = levels[level] ?? [];
  const starts = boundaries(readers, text);
  // A form may find something before the first of its records as well.
  if (starts[0]?.start !== 0) starts.unshift({ start: 0, readers: readers.slice(0, 1) });
  const records: TraceRecord[] = [];
  starts.forEach(({ start, readers: claiming }, index) => {
    const part = text.slice(start, starts[index + 1]?.start ?? text.length);
    const record = readBest(claiming, part, read);
    const rest = restBehind(levels, level + 1, record);
    if (rest === undefined) records.push(record);
    else {
      if (rest > 0) records.push(read(record.reader, part.slice(0, rest)));
      addAll(records, cutLevel(levels, level + 1, part.slice(rest), read));
    }
  });
  return records;
}

/** Two programs may begin their records alike: the first that finds a message has it, else the first. */
function readBest(readers: readonly Reader[], part: string, read: Read): TraceRecord {
  for (const reader of readers.length > 1 ? readers : []) {
    const record = read(reader, part);
    if (record.message) return record;
  }
  return read(readers[0], part);
}

function addAll(records: TraceRecord[], more: readonly TraceRecord[]): void {
  for (const one of more) records.push(one);
}

/** Where in a record, behind its message, a record of another form begins. */
function restBehind(levels: Levels, level: number, { text, message }: TraceRecord): number | undefined {
  if (level >= levels.length) return undefined;
  const from = message ? toSource(message.clean, message.clean.text.length) : 0;
  const tail = text.slice(from);
  if (tail.trim() === '') return undefined;
  const found = levels
    .slice(level)
    .flatMap(readers => boundaries(readers, tail).slice(0, 1))
    .map(one => one.start + from);
  return found.length > 0 ? Math.min(...found) : undefined;
}

interface Boundary {
  readonly start: number;
  /** Those that claim the place, in their order. */
  readonly readers: readonly Reader[];
}

/** Where the records of these forms begin, ascending. */
function boundaries(readers: readonly Reader[], text: string): Boundary[] {
  if (readers.length === 1) return boundariesOf(readers[0]!, text);
  const all = new Map<number, Boundary>();
  for (const reader of readers) {
    for (const one of boundariesOf(reader, text)) {
      const same = all.get(one.start);
      all.set(one.start, same ? { start: one.start, readers: [...same.readers, reader] } : one);
    }
  }
  return [...all.values()].sort((a, b) => a.start - b.start);
}

function boundariesOf(reader: Reader, text: string): Boundary[] {
  const readers = [reader];
  const starts: Boundary[] = [];
  reader.boundary.lastIndex = 0;
  for (let match = reader.boundary.exec(text); match; match = reader.boundary.exec(text)) {
    if (match[0].length === 0) reader.boundary.lastIndex++;
    // For `^` a line also begins behind the separators of Unicode; for an editor it does not.
    const begins = match.index === 0 || /[\r\n]/.test(text[match.index - 1]!);
    if (begins && (!reader.accepts || reader.accepts(text, match.index))) starts.push({ start: beforeMarkers(text, match.index), readers });
  }
  return starts;
}

/** Whether a record of the form may begin anywhere in the text. */
export function hasBoundary(reader: Reader, text: string): boolean {
  reader.boundary.lastIndex = 0;
  return reader.boundary.test(text);
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

function readRecord(reader: Reader | undefined, text: string): TraceRecord {
  const markers = MARKERS.exec(text)?.[0] ?? '';
  const end = text.trimEnd().length;
  // What is empty is not cut into lines: there may be millions of them behind a message.
  const evidence = reader?.evidence?.(text);
  const found =
    end === 0 ? undefined : reader?.read(splitLines(text.slice(0, end + LONGEST_TAIL), markers.length), evidence ?? NO_EVIDENCE);
  const message = found && { kind: found.kind, envelope: found.envelope, clean: found.clean, edited: EDITED.test(markers) };
  const lineBreaks = countLineBreaks(text);
  return Object.freeze(evidence ? { text, lineBreaks, reader, message, evidence } : { text, lineBreaks, reader, message });
}

/** The rules that the lines before a message turn off for it. */
export function ignoredRules({ text }: TraceRecord): readonly string[] {
  if (!text.startsWith(MARKER)) return [];
  const markers = MARKERS.exec(text)?.[0] ?? '';
  return Array.from(markers.matchAll(IGNORED), match => match[1]!.split(/[ \t,]+/)).flat();
}

function countLineBreaks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
