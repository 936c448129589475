import { PREFIXES } from '../prefixes';

/** Lines that are looked at. */
const LOOKED_AT = 60;
const LONGEST = 300;
/** One space may be a tool's own: tcpdump puts it before a time that counts from the last packet. */
const NARROWEST = 2;
/** Of ten lines, as many must have it: what somebody wrote above has not. */
const OF_TEN = 8;
/** What stands before every line of a tool's output where it is shown; times before it are the tool's own. */
const patterns = PREFIXES.filter(({ title }) => ['quoted', 'containers', 'numbered lines'].includes(title)).map(
  // An empty line has often lost the space behind its prefix.
  ({ pattern }) => new RegExp(`^(?:${pattern.replace(/\[ \\t\]$/, '(?:[ \\t]|$)')})`, 'gm'),
);

/**
 * What takes a prefix off the lines that have it, where nearly all lines at the beginning of a text do: marks of a quoting mail, an indentation;
 * undefined where they have none.
 */
export function withoutPrefix(sample: string): ((text: string) => string) | undefined {
  const lines = sample
    .slice(0, LOOKED_AT * LONGEST)
    .split(/\r\n|\n|\r/)
    .slice(0, LOOKED_AT);
  const filled = lines.filter(line => line.trim() !== '');
  const isPrefix = (pattern: RegExp): boolean =>
    filled.length > 1 && filled.filter(line => line.search(pattern) === 0).length * 10 >= filled.length * OF_TEN;
  const prefix = patterns.find(isPrefix) ?? indentOf(lines);
  return prefix && (text => text.replace(prefix, ''));
}

/** The indentation of a block, as Markdown has it: behind an empty line or nothing, and to the end. What begins further left is a tree of its own. */
function indentOf(lines: readonly string[]): RegExp | undefined {
  const first = lines.findIndex(line => /^[ \t]+\S/.test(line));
  if (first < 0 || (first > 0 && lines[first - 1]!.trim() !== '')) return undefined;
  const filled = lines.slice(first).filter(line => line.trim() !== '');
  const width = Math.min(...filled.map(line => line.length - line.trimStart().length));
  return width >= NARROWEST ? new RegExp(`^[ \\t]{${width}}`, 'gm') : undefined;
}
