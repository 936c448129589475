import { type Line, sliceLine } from '../text/lines';
import { looksLikeHeader, looksLikeStartLine } from './collect';
import { START_IN_LOG } from './escapes';
import { LINE_END, shapeOf } from './logLines';
import type { Reader } from './types';

/** What other programs put before every line of a log: mail programs, syslog, containers, terminals. */
export interface Prefix {
  /** For people. */
  readonly title: string;
  /** Source of a pattern that matches it at the beginning of a line; without groups that capture. */
  readonly pattern: string;
}

const TIME = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const DATE = String.raw`\d{4}[-/]\d\d[-/]\d\d`;
const ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)?`;
const MONTH_DAY = String.raw`[A-Z][a-z]{2} [ \d]\d`;
const PROGRAM = String.raw`[^\s:\[\]]{1,64}(?:\[\d{1,10}\])?:`;

/** The common ones, the longer before what they begin with. */
export const PREFIXES: readonly Prefix[] = [
  { title: 'quoted', pattern: String.raw`[ \t]{0,8}(?:>[ \t]?){1,8}` },
  { title: 'syslog', pattern: String.raw`(?:<\d{1,3}>)?${MONTH_DAY} ${TIME} \S{1,255} ${PROGRAM}[ \t]` },
  { title: 'syslog with ISO time', pattern: String.raw`(?:<\d{1,3}>1? ?)?${DATE}T${TIME}${ZONE} \S{1,255} ${PROGRAM}[ \t]` },
  {
    title: 'Android log',
    pattern: String.raw`(?:\d\d-\d\d ${TIME} {1,4}\d{1,7} {1,4}\d{1,7} [VDIWEF] [^\s:]{1,64} {0,4}:|[VDIWEF]/[^\s(]{1,64} {0,4}\( {0,6}\d{1,7}\):) `,
  },
  { title: 'containers', pattern: String.raw`(?:[\w.-]{1,64}[ \t]{1,32}\||\[pod/[^\]\s]{1,255}\])[ \t]` },
  { title: 'time in brackets', pattern: String.raw`\[(?:${DATE}[T ]|${MONTH_DAY} )?${TIME}${ZONE}\][ \t]` },
  { title: 'date and time', pattern: String.raw`${DATE}[T ]${TIME}${ZONE}[ \t]` },
  { title: 'time', pattern: String.raw`${TIME}[ \t]` },
  { title: 'numbered lines', pattern: String.raw`[ \t]{0,8}\d{1,9}(?:[:|]|\t)[ \t]?` },
  { title: 'indented', pattern: String.raw`[ \t]{1,32}` },
];

const BEHIND_PREFIX = new RegExp(String.raw`^([^\r\n]{4,200}?)${START_IN_LOG}[ \t]*${LINE_END}([^\r\n]{1,400})`, 'gm');
/** Start lines that are tried. */
const MOST_TRIED = 20;

/** What a program of which nothing is known puts before every line: what stands before a start line and, but for numbers, before the header behind it. */
export function learnedPrefix(text: string): Prefix | undefined {
  BEHIND_PREFIX.lastIndex = 0;
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const match = BEHIND_PREFIX.exec(text);
    if (!match) return undefined;
    const pattern = shapeOf(match[1]!);
    const found = match[1]!.trim() === '' ? null : new RegExp(`^${pattern}`).exec(match[2]!);
    if (found && looksLikeHeader(match[2]!.slice(found[0].length))) return { title: 'with a prefix on every line', pattern };
  }
  return undefined;
}

/**
 * The line of a record that shows how long a prefix of white space is, which a folded header begins with too: the first one; a program may have
 * its words further left than the message below them.
 */
function showing({ format }: Reader, texts: readonly string[]): string | undefined {
  const start = format === 'bare-sip' ? texts.find(text => looksLikeStartLine(text.trimStart())) : undefined;
  return start ?? texts.find(text => text.trim() !== '');
}

/** What of a line is prefix: as much as on `first` where it is white space. */
function stripperOf({ pattern }: Prefix, first: string): (line: Line) => Line {
  const beginning = new RegExp(`^${pattern}`);
  const shown = beginning.exec(first)?.[0] ?? '';
  if (shown.trim() === '') return line => sliceLine(line, Math.min(/^[ \t]*/.exec(line.text)![0].length, shown.length));
  return line => {
    const found = beginning.exec(line.text)?.[0];
    if (found !== undefined) return sliceLine(line, found.length);
    // An empty line has often lost the space behind its prefix.
    const bare = beginning.exec(`${line.text} `)?.[0];
    return bare !== undefined && bare.length > line.text.length ? sliceLine(line, line.text.length) : line;
  };
}

/** How much of a text is looked at to tell whether a record begins. */
const LOOKED_AT = 16384;

const onEveryLine = (boundary: string, prefix: string): string =>
  `^(?:${prefix})${boundary.replace(/^\^/, '').replaceAll(LINE_END, `(?:${LINE_END}(?:${prefix})?)`)}`;

/** The same form with a prefix before every line. */
export function withPrefix(reader: Reader, prefix: Prefix): Reader {
  const { accepts, boundary } = reader;
  return {
    format: reader.format,
    title: `${reader.title}, ${prefix.title}`,
    boundary: new RegExp(onEveryLine(boundary.source, prefix.pattern), boundary.flags),
    accepts:
      accepts &&
      ((text, offset) => {
        const lines = text.slice(offset, offset + LOOKED_AT).split(/\r\n|\n|\r/);
        const strip = stripperOf(prefix, showing(reader, lines) ?? '');
        // Something before it: at the very beginning of a text less is asked of a message.
        return accepts(`-\n${lines.map(line => strip(lineOf(line)).text).join('\n')}`, 2);
      }),
    read: (lines, evidence) => {
      const first = showing(
        reader,
        lines.map(line => line.text),
      );
      return first === undefined ? undefined : reader.read(lines.map(stripperOf(prefix, first)), evidence);
    },
  };
}

const lineOf = (text: string): Line => ({ text, pieces: [{ text, start: 0 }], end: '\n', endsAt: text.length });
