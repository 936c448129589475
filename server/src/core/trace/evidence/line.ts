import type { Span } from '../../text/span';
import { stringEnd } from './values';

/** What every line begins with that the product itself writes into a trace. */
export const MARKER = '# sip-trace:';
/** What every evidence line begins with. */
export const EVIDENCE = `${MARKER} `;
/** The version of the grammar that is written and read. */
export const VERSION = 1;

/** A line taken apart; what a value means is not looked at yet. Spans count in the line. */
export interface EvidenceLine {
  readonly word: string;
  readonly wordSpan: Span;
  /** The two addresses around the arrow. */
  readonly source?: string;
  readonly destination?: string;
  readonly flowSpan?: Span;
  readonly values: readonly EvidenceValue[];
}

export interface EvidenceValue {
  readonly key: string;
  readonly text: string;
  /** From the key to the end of the value. */
  readonly span: Span;
}

/** Takes a line that begins with `# sip-trace:` apart; undefined for any other line. What is no `key=value` is passed over. */
export function readLine(line: string): EvidenceLine | undefined {
  if (!line.startsWith(EVIDENCE)) return undefined;
  const parts = partsOf(line, EVIDENCE.length);
  const word = parts[0];
  if (!word) return undefined;
  const textOf = (part: Span | undefined): string => (part ? line.slice(part.start, part.end) : '');
  const flow = textOf(parts[2]) === '->' && [parts[1], parts[3]].every(part => part && !textOf(part).includes('='));
  const values: EvidenceValue[] = [];
  for (const span of parts.slice(flow ? 4 : 1)) {
    const part = textOf(span);
    const equals = part.indexOf('=');
    if (equals > 0) values.push({ key: part.slice(0, equals), text: part.slice(equals + 1), span });
  }
  return {
    word: textOf(word),
    wordSpan: word,
    ...(flow ? { source: textOf(parts[1]), destination: textOf(parts[3]), flowSpan: { start: parts[1]!.start, end: parts[3]!.end } } : {}),
    values,
  };
}

/** Parts between spaces that do not stand in a JSON string. */
function partsOf(line: string, from: number): Span[] {
  const parts: Span[] = [];
  let next = from;
  while (next < line.length) {
    if (isSpace(line[next]!)) {
      next++;
      continue;
    }
    const start = next;
    while (next < line.length && !isSpace(line[next]!)) next = line[next] === '"' ? stringEnd(line, next) : next + 1;
    parts.push({ start, end: next });
  }
  return parts;
}

const isSpace = (character: string): boolean => character === ' ' || character === '\t';

/** The version that an `evidence` line says its text has; undefined for any other line. */
export function versionOf(line: string): number | undefined {
  const match = /^# sip-trace: evidence (\d{1,9})(?![^ \t])/.exec(line);
  return match ? Number(match[1]) : undefined;
}

const LINES = /(?:^|[\r\n])(# sip-trace:[^\r\n]*)/g;

/** The lines of a text that the product has written, and where each begins. In a message such a line has a backslash in it. */
export function* evidenceLines(text: string): Generator<{ readonly line: string; readonly start: number }> {
  for (const match of text.matchAll(LINES)) yield { line: match[1]!, start: match.index + match[0].length - match[1]!.length };
}
