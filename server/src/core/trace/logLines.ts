import { type Line, sliceLine } from '../text/lines';
import { looksLikeStartLine } from './collect';

/** Source of a pattern for a line end, as boundaries that go over several lines have it: a prefix on every line is put behind it. */
export const LINE_END = String.raw`(?:\r{0,3}\n|\r)`;
/** Longer than this nothing is taken for a prefix. */
const LONGEST_PREFIX = 240;

/**
 * The lines without what a log puts before each of them. Numbers in it may differ from line to line: a time, a process id.
 * @param prefix what stands before a log's own words on the first line of the record
 */
export function withoutPrefix(lines: readonly Line[], prefix: string): readonly Line[] {
  const words = prefix.trimEnd();
  if (words === '' || prefix.length > LONGEST_PREFIX) return lines;
  const blanks = prefix.length - words.length;
  // An empty line has often lost the blanks behind its prefix.
  const shape = new RegExp(`^${shapeOf(words)}(?:[ \\t]{${blanks}}|[ \\t]{0,${blanks}}$)`);
  return lines.map(line => {
    const found = shape.exec(line.text)?.[0];
    return found === undefined ? line : sliceLine(line, found.length);
  });
}

/** Source of a pattern for words in which numbers, and the blanks between words, may be others. */
export const shapeOf = (words: string): string =>
  words
    .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/\d+/g, String.raw`\d{1,20}`)
    .replace(/[ \t]+/g, String.raw`[ \t]{1,40}`);

/** The lines from the first start line of SIP on, without the indentation that it has; empty where there is none. */
export function withoutIndent(lines: readonly Line[]): readonly Line[] {
  const start = lines.findIndex(line => looksLikeStartLine(line.text.trimStart()));
  if (start < 0) return [];
  const { text } = lines[start]!;
  const indent = text.slice(0, text.length - text.trimStart().length);
  if (indent === '') return lines.slice(start);
  return lines.slice(start).map(line => (line.text.startsWith(indent) ? sliceLine(line, indent.length) : line));
}

/** The lines before the first that a pattern finds something in. */
export function linesBefore(lines: readonly Line[], pattern: RegExp): readonly Line[] {
  const end = lines.findIndex(line => pattern.test(line.text));
  return end < 0 ? lines : lines.slice(0, end);
}
