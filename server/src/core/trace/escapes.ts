import { type Line, sliceLine, splitEscaped } from '../text/lines';

/** How logs write line ends when they put a message on one line; the CR may be missing. */
const FAMILIES: readonly string[] = [
  // rsyslog
  '(?:#015)?#012',
  // JSON, Python and Go, and such a string within another
  String.raw`(?:\\{1,4}r)?\\{1,4}n`,
  String.raw`(?:\\015)?\\012`,
  String.raw`(?:\\x0[dD])?\\x0[aA]`,
  // syslog servers on Windows
  '(?:<0?13>)?<0?10>',
  // A CR as terminals and editors show it
  String.raw`\^M ?`,
];

/** Source of a pattern for a line end as logs write it. */
export const ESCAPED_END = `(?:${FAMILIES.join('|')})`;

/** Source of a pattern for a start line of SIP that stands anywhere in a line of a log, up to what ends it there; web pages mask addresses. */
export const START_IN_LOG = String.raw`(?:(?<![A-Z])[A-Z]{3,12} (?:\[email[ \u00a0]protected\]|\S){1,1000} SIP\/2\.0|(?<![A-Z])SIP\/2\.0 \d{3}(?: [^\r\n]{0,100}?)?)`;

const START = new RegExp(String.raw`${START_IN_LOG}[ \t]?(?=${ESCAPED_END}[A-Za-z-]{1,40}[ \t]?:)`);
const CARET = /\^M[ \t]{0,8}$/;
const families = FAMILIES.map(pattern => ({ all: new RegExp(pattern, 'g'), first: new RegExp(`^${pattern}`) }));
const LONGEST_END = 16;
const JSON_BEGINS = /[{,[][ \t]{0,40}"[^"\\]{1,100}"[ \t]{0,8}:/;

/**
 * The lines of a record in which a message is written with escaped line ends, cut at these; other lines as they are. A string in quotes
 * ends at its closing quote, and loses the backslashes before the quotes in it.
 */
export function unescapeLines(lines: readonly Line[]): readonly Line[] {
  for (let index = 0; index < lines.length; index++) {
    const { text } = lines[index]!;
    if (!text.includes('SIP/2.0')) continue;
    if (CARET.test(text.slice(-LONGEST_END))) return lines.flatMap(line => splitEscaped(withoutCaret(line), /\^M ?/g));
    const start = START.exec(text);
    const lineEnd = start && text.slice(start.index + start[0].length, start.index + start[0].length + LONGEST_END);
    const family = lineEnd && families.find(({ first }) => first.test(lineEnd));
    if (!start || !family) continue;
    const quote = openingQuote(text, start.index);
    const message = sliceLine(lines[index]!, start.index, quote === '' ? undefined : closing(text, start.index, quote));
    const unescaped = splitEscaped(message, family.all);
    if (quote !== '') return [...lines.slice(0, index), ...unescaped.map(withoutBackslashes)];
    return [...lines.slice(0, index), ...unescaped, ...lines.slice(index + 1).flatMap(line => splitEscaped(line, family.all))];
  }
  return lines;
}

const withoutCaret = (line: Line): Line => {
  const match = CARET.exec(line.text.slice(-LONGEST_END));
  return match ? sliceLine(line, 0, line.text.length - match[0].length) : line;
};

function openingQuote(text: string, at: number): string {
  if (/["'`]/.test(text[at - 1] ?? '') && text[at - 2] !== '\\') return text[at - 1]!;
  // Words of the log may stand between: in JSON, then, an odd number of quotes without a backslash is before them.
  let quotes = 0;
  for (let next = text.indexOf('"'); next >= 0 && next < at; next = text.indexOf('"', next + 1)) if (text[next - 1] !== '\\') quotes++;
  return quotes % 2 === 1 && JSON_BEGINS.test(text.slice(0, at)) ? '"' : '';
}

/** Where a string ends: at its quote, unless a backslash stands before it. */
function closing(text: string, from: number, quote: string): number {
  for (let end = text.indexOf(quote, from); end >= 0; end = text.indexOf(quote, end + 1)) if (text[end - 1] !== '\\') return end;
  return text.length;
}

/** A line of a string without the backslashes before quotes and slashes. */
export function withoutBackslashes(line: Line): Line {
  if (!line.text.includes('\\')) return line;
  const parts = splitEscaped(line, /\\(?=["'/])/g);
  const pieces = parts.flatMap(part => part.pieces).filter((piece, index) => piece.text !== '' || index === 0);
  return { ...line, text: parts.map(part => part.text).join(''), pieces };
}
