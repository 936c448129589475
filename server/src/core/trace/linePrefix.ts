import { type Line, sliceLine } from '../text/lines';

/** What a log puts before its lines is at least this long. */
const SHORTEST = 4;

/**
 * Lines without what the log put before them: the part of `before`, the words before a message, that its lines begin with as well
 * (their times may be others), or the white space with which a journal indents what follows.
 */
export function withoutPrefixLike(before: string, lines: readonly Line[]): readonly Line[] {
  const first = lines.find(line => line.text.trim() !== '')?.text ?? '';
  const indent = /^[ \t]{2,512}(?=\S)/.exec(first)?.[0];
  const prefix = indent ?? sharedPrefix(before, first);
  return prefix === '' ? lines : lines.map(line => withoutPrefix(line, prefix));
}

function sharedPrefix(before: string, line: string): string {
  let length = 0;
  while (length < before.length && length < line.length && alike(before[length]!, line[length]!)) length++;
  const shared = line.slice(0, length);
  const end = shared.lastIndexOf(' ') + 1;
  return end >= SHORTEST ? shared.slice(0, end) : '';
}

/** Takes a prefix off one line; an empty line has often lost the space behind it. */
function withoutPrefix(line: Line, prefix: string): Line {
  const { text } = line;
  const trimmed = prefix.trimEnd();
  if (text.length < trimmed.length) return text.trim() === '' ? sliceLine(line, text.length) : line;
  for (let i = 0; i < trimmed.length; i++) if (!alike(text[i]!, prefix[i]!)) return line;
  let end = trimmed.length;
  while (end < prefix.length && text[end] === prefix[end]) end++;
  return end === prefix.length || text.slice(end).trim() === '' ? sliceLine(line, end) : line;
}

const isDigit = (unit: string): boolean => unit >= '0' && unit <= '9';
/** A day of the month below ten is written with a space before it. */
const alike = (a: string, b: string): boolean => a === b || ((isDigit(a) || a === ' ') && isDigit(b)) || (isDigit(a) && b === ' ');
