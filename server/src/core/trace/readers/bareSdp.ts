import { type Line, sliceLine, splitEscaped } from '../../text/lines';
import { collectSdp } from '../collect';
import { withoutBackslashes } from '../escapes';
import type { FoundMessage, Reader } from '../types';

const LINE_END = String.raw`(?:\\{1,4}r)?\\{1,4}n`;
/** A description in an object of JavaScript, or in JSON; JSON may stand in a string itself. */
const KEY = String.raw`\bsdp\\{0,3}["']?[ \t]{0,8}:[ \t]{0,8}`;
const IN_STRING = String.raw`${KEY}\\{0,3}["'\u0060]v=0${LINE_END}`;
/** As the page chrome://webrtc-internals shows it: `type: offer, sdp: v=0`, and the rest on lines of its own. */
const BEHIND_WORDS = String.raw`type: [a-z]{1,10}, sdp: v=0[ \t]{0,8}$`;
const STRING = new RegExp(String.raw`${KEY}(\\{0,3}["'\u0060])(?=v=0${LINE_END})`);
const WORDS = new RegExp(`${BEHIND_WORDS}`);
/** A console leaves out the middle of what is long. */
const LEFT_OUT = '…';
/** Node.js prints a string of several lines as one a line, put together again. */
const CONCATENATED = /^[ \t]{0,40}(["'`])(.*)\1(?:[ \t]\+|[,}\])]{0,8})?[ \t]*$/;

/**
 * Session descriptions without any SIP (RFC 8866), one or several, each begun by its v= line; also as scripts log them: in JSON, in the
 * object that a browser's console shows, behind `setLocalDescription`.
 */
export const bareSdp: Reader = {
  format: 'bare-sdp',
  title: 'SDP',
  boundary: new RegExp(String.raw`^(?:v=0[ \t]*$|[^\r\n]{0,1000}?(?:${IN_STRING}|${BEHIND_WORDS}))`, 'gm'),
  read: lines => {
    for (const [index, line] of lines.entries()) {
      if (line.text.startsWith('v=0')) break;
      const string = line.text.includes('v=0') ? STRING.exec(line.text.slice(0, LOOKED_AT)) : null;
      if (string) return inString(lines.slice(index), string.index + string[0].length, string[1]!);
      const words = line.text.length < LOOKED_AT ? WORDS.exec(line.text) : null;
      if (words) return collectSdp([sliceLine(line, line.text.lastIndexOf('v=0')), ...lines.slice(index + 1)], {});
    }
    return collectSdp(lines, {});
  },
};

/** Where a boundary looks for a description ends far before this. */
const LOOKED_AT = 4096;

/**
 * The description in a string that is opened by `quote` before `from` on the first line. A string that does not end there was cut: what
 * its description lacks nobody could tell from what was never in it.
 */
function inString(lines: readonly Line[], from: number, quote: string): FoundMessage | undefined {
  const first = lines[0]!;
  const end = endOf(first.text, from, quote);
  if (end < 0) return undefined;
  const rest = /^[ \t]\+[ \t]*$/.test(first.text.slice(end + quote.length)) ? concatenated(lines.slice(1)) : [];
  const parts = [sliceLine(first, from, end), ...rest];
  if (parts.some(part => part.text.includes(LEFT_OUT))) return undefined;
  return collectSdp(parts.flatMap(part => withoutLast(splitEscaped(part, new RegExp(LINE_END, 'g')))).map(withoutBackslashes), {});
}

function endOf(text: string, from: number, quote: string): number {
  for (let end = text.indexOf(quote, from); end >= 0; end = text.indexOf(quote, end + 1))
    if (quote.length > 1 || text[end - 1] !== '\\') return end;
  return -1;
}

/** What stands in the quotes of the lines that belong to a string, to the line without a plus. */
function concatenated(lines: readonly Line[]): Line[] {
  const parts: Line[] = [];
  for (const line of lines) {
    const match = line.text.length < LOOKED_AT ? CONCATENATED.exec(line.text) : null;
    if (!match) break;
    const start = line.text.indexOf(match[1]!) + 1;
    parts.push(sliceLine(line, start, start + match[2]!.length));
    if (!/\+[ \t]*$/.test(line.text)) break;
  }
  return parts;
}

/** Behind the last line end nothing follows. */
const withoutLast = (lines: readonly Line[]): readonly Line[] =>
  lines.length > 1 && lines.at(-1)!.text === '' ? lines.slice(0, -1) : lines;
