import { type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime } from '../envelope';
import type { FormatId, Reader } from '../types';

/** The time since the last line, which the `debug` package writes behind a message; Firefox adds the place in the source. */
const ELAPSED = /^[ \t]*\+\d{1,9}(?:ms|s|m|h|d)(?:[ \t]+\S{1,300})?[ \t]*$/;
const ELAPSED_BEHIND = /[ \t]\+\d{1,9}(?:ms|s|m|h|d)(?:[ \t]+\S{1,300}:\d{1,9})?[ \t]*$/;
/** The place in the source alone, where no time is written: `sip.js:6732:12`, or `sip.js (line 6732)`, maybe behind a quote. */
const PLACE = String.raw`"?[ \t]{0,8}[^\s"']{0,300}(?:\.(?:[cm]?[jt]sx?|vue|html?)|\(index\))(?:\?[^\s:]{0,100})?(?::\d{1,9}:\d{1,9}|[ \t]\(line \d{1,9}\))[ \t]*$`;
const PLACE_ALONE = new RegExp(`^[ \\t]*${PLACE}`);
const PLACE_BEHIND = new RegExp(`(?:"|[ \\t])${PLACE}`);
const QUOTE_ALONE = /^[ \t]*"[ \t]*$/;
const CONSOLE_LINE = /^.{0,200}?(?:JsSIP[: ]| \| sip\.|\S:\d{1,9}(?::\d{1,9})? )/;

/**
 * A form in which a library writes messages to a browser's console, behind words that tell the direction.
 * Whether the socket was WS or WSS stands in the top Via only.
 * @param words source of a pattern for what the library says before `sending` or `received`
 */
export function browserConsole(format: FormatId, title: string, words: string): Reader {
  // A console of another kind shows the marks of styles.
  const said = `(?:${words}) {1,3}(?:%c)?`;
  const message = '(?:WebSocket )?(?:text |binary )?message:';
  const marker = new RegExp(`^(.{0,200}?)${said}([Ss]ending|[Rr]eceived) ${message}[ \\t]*`);
  return {
    format,
    title,
    boundary: new RegExp(String.raw`^[^\r\n]{0,200}?${said}(?:[Ss]ending|[Rr]eceived) ${message}`, 'gm'),
    read: lines => {
      const first = lines[0];
      const match = marker.exec(first?.text ?? '');
      if (!first || !match) return undefined;
      // Copied from some consoles, the start line stands right behind the colon.
      return collectMessage(messageLines([sliceLine(first, match[0].length), ...lines.slice(1)]), {
        time: findTime(match[1]!),
        direction: /^s/i.test(match[2]!) ? 'sent' : 'received',
        observer: 'endpoint',
      });
    },
  };
}

/** The lines before the elapsed time or the place in the source; behind a body without a last line end they stand on its last line. */
function messageLines(lines: readonly Line[]): readonly Line[] {
  for (let next = 1; next < lines.length; next++) {
    const { text } = lines[next]!;
    if (ELAPSED.test(text) || PLACE_ALONE.test(text) || QUOTE_ALONE.test(text)) return lines.slice(0, next);
    const behind = text.includes(' +') ? ELAPSED_BEHIND.exec(text) : text.length < 8192 ? PLACE_BEHIND.exec(text) : null;
    if (behind && isFollowedByConsole(lines, next)) return [...lines.slice(0, next), sliceLine(lines[next]!, 0, behind.index)];
  }
  return lines;
}

const isFollowedByConsole = (lines: readonly Line[], index: number): boolean => {
  const next = lines[index + 1];
  return next === undefined || CONSOLE_LINE.test(next.text);
};
