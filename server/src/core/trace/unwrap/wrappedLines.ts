import { looksLikeHeader, looksLikeStartLine } from '../collect';
import type { Wrapping } from './types';

/** How wide the lines of a mail are. */
const NARROWEST = 60;
const WIDEST = 80;
/** Lines that go on with the one before, before it is believed. */
const FEWEST = 2;
/** The same, where lines are cut at a column and not between words. */
const FEWEST_CUT = 3;
/** No line of a message is longer: what is, is some other text. */
const LONGEST = 8192;

const LINE_END = /\r\n|\n|\r/;
const QUOTE = /^(?:>[ \t]?){1,8}/;
const SDP_LINE = /^[a-z]=/;
/** `sip:` at the beginning of a line is no header, but an address that did not fit. */
const ADDRESS = /^(?:sips?|tel|urn|https?):/i;
/** What stands between messages. */
const RULE = /^[^A-Za-z0-9]{0,8}(?:([-=~#*_|<>.])\1{2,}|$)/;

/**
 * A log whose lines a mail program or a terminal has cut. What goes on with the line before is known by the grammar: in a message no line is
 * without a name and a colon (RFC 3261 section 7.3.1), in a description none without a letter and `=` (RFC 8866 section 5). It counts only
 * where it would not have fitted behind that line.
 */
export const wrappedLines: Wrapping = {
  title: 'a program that wraps lines',
  claims: sample => sample.includes('SIP/2.0') && howWrapped(withoutQuotes(sample)) !== undefined,
  unwrap: text => {
    const lines = withoutQuotes(text);
    const how = howWrapped(lines);
    if (!how) return text;
    const joined: string[] = [];
    const odd = new Map(placesOf(lines).map(({ at, isInside }) => [at, isInside]));
    /** Whether the line before is one by the grammar, or has been put behind one. */
    let isWhole = false;
    lines.forEach((line, at) => {
      const isInside = odd.get(at);
      isWhole = isInside === undefined || isInside || (isWhole && how.fits(lines, at));
      if (isInside === undefined || !isWhole) joined.push(line);
      else joined[joined.length - 1] += (how.betweenWords && !joined.at(-1)!.endsWith(' ') ? ' ' : '') + line;
    });
    return joined.join('\n');
  },
};

interface How {
  /** Whether the space that stood there is lost. */
  readonly betweenWords: boolean;
  /** Whether a line may be the rest of the one before. */
  readonly fits: (lines: readonly string[], at: number) => boolean;
}

/** How the lines are wrapped; undefined where they are not, or where it cannot be told. */
function howWrapped(lines: readonly string[]): How | undefined {
  const places = placesOf(lines);
  const inside = places.filter(place => place.isInside);
  if (inside.length < FEWEST) return undefined;
  const width = widthOf(lines);
  const words: How = { betweenWords: true, fits: (all, at) => startsWithWord(all[at]!) && wordsDoNotFit(all, at, width) };
  const column = lines[inside[0]!.at - 1]!.length;
  const cut: How = { betweenWords: false, fits: (all, at) => startsWithWord(all[at]!) && all[at - 1]!.length === column };
  const isCut = inside.every(({ at }) => lines[at - 1]!.length === column);
  // With all of one length it may be either: then few are not enough.
  if (isCut) return inside.length >= FEWEST_CUT && column >= NARROWEST && lengthOf(lines) === column ? cut : undefined;
  return width >= NARROWEST && width <= WIDEST && inside.every(({ at }) => words.fits(lines, at)) ? words : undefined;
}

const startsWithWord = (line: string): boolean => /^[ \t]?[^\s]{0,40}[A-Za-z0-9]/.test(line);

const wordsDoNotFit = (lines: readonly string[], at: number, width: number): boolean =>
  lines[at - 1]!.trimEnd().length + 1 + /^\S*/.exec(lines[at]!)![0].length > width;

interface Place {
  /** Index of a line that is none by the grammar. */
  readonly at: number;
  /** Whether the message goes on behind it. */
  readonly isInside: boolean;
}

/** Lines in messages that are no lines of a message. */
function placesOf(lines: readonly string[]): Place[] {
  const places: Place[] = [];
  walk(lines, (at, isOdd, isInside) => isOdd && places.push({ at, isInside }));
  return places;
}

/** The longest line of a message in which there is more than one word. */
function widthOf(lines: readonly string[]): number {
  let width = 0;
  walk(lines, at => {
    const line = lines[at]!.trimEnd();
    if (line.includes(' ') && line.length > width) width = line.length;
  });
  return width;
}

/** The longest line of a message. */
function lengthOf(lines: readonly string[]): number {
  let length = 0;
  walk(lines, at => {
    if (lines[at]!.length > length) length = lines[at]!.length;
  });
  return length;
}

/** Goes through the lines of all messages. Behind the last line that is one by the grammar only the first run of others may belong to it. */
function walk(lines: readonly string[], line: (at: number, isOdd: boolean, isInside: boolean) => void): void {
  let isLine: ((text: string) => boolean) | undefined;
  let odd: number[] = [];
  const end = (isInside: boolean): void => {
    for (const at of odd) line(at, true, isInside);
    odd = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at]!;
    const begins = text.length < LONGEST && looksLikeStartLine(text);
    if (begins || text.trimEnd() === 'v=0') {
      end(false);
      isLine = begins ? isHeader : isSdpLine;
      line(at, false, true);
    } else if (isLine && (text.length > LONGEST || RULE.test(text))) {
      end(false);
      isLine = undefined;
    } else if (isLine?.(text)) {
      end(true);
      line(at, false, true);
    } else if (isLine) odd.push(at);
  }
  end(false);
}

/** A header, or the rest of one that is folded (RFC 3261 section 7.3.1). */
const isHeader = (text: string): boolean => /^[ \t]\S/.test(text) || (looksLikeHeader(text) && !ADDRESS.test(text));
const isSdpLine = (text: string): boolean => SDP_LINE.test(text);

/** The lines without the marks of a mail that is quoted. */
function withoutQuotes(text: string): string[] {
  const lines = text.split(LINE_END);
  const filled = lines.filter(line => line.trim() !== '');
  const quoted = filled.filter(line => line.startsWith('>'));
  return quoted.length * 10 > filled.length * 9 ? lines.map(line => line.replace(QUOTE, '')) : lines;
}
