import { type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime } from '../envelope';
import type { Reader } from '../types';

const MARKER =
  /^(.{0,200}?)(?:JsSIP:Transport|JsSIP \| TRANSPORT \||\| sip\.[Tt]ransport \|) {1,3}([Ss]ending|[Rr]eceived) (?:WebSocket )?(?:text |binary )?message:[ \t]*/;
/** The time since the last line, which the `debug` package writes behind a message; Firefox adds the place in the source. */
const ELAPSED = /^[ \t]*\+\d{1,9}(?:ms|s|m|h|d)(?:[ \t]+\S{1,300})?[ \t]*$/;
const ELAPSED_BEHIND = /[ \t]\+\d{1,9}(?:ms|s|m|h|d)(?:[ \t]+\S{1,300}:\d{1,9})?[ \t]*$/;
const CONSOLE_LINE = /^.{0,200}?(?:JsSIP[: ]|\S:\d{1,9}(?::\d{1,9})? )/;

/**
 * A browser's console with JsSIP's debug on, and with SIP.js, whose lines are those of the old JsSIP.
 * The words tell the direction. Whether the socket was WS or WSS stands in the top Via only.
 */
export const jssipConsole: Reader = {
  format: 'jssip-console',
  title: 'browser console (JsSIP, SIP.js)',
  boundary:
    /^[^\r\n]{0,200}?(?:JsSIP:Transport|JsSIP \| TRANSPORT \||\| sip\.[Tt]ransport \|) {1,3}(?:[Ss]ending|[Rr]eceived) (?:WebSocket )?(?:text |binary )?message:/gm,
  read: lines => {
    const first = lines[0];
    const match = MARKER.exec(first?.text ?? '');
    if (!first || !match) return undefined;
    // Copied from some consoles, the start line stands right behind the colon.
    const message = [sliceLine(first, match[0].length), ...lines.slice(1)];
    return collectMessage(upToElapsed(message), {
      time: findTime(match[1]!),
      direction: /^s/i.test(match[2]!) ? 'sent' : 'received',
      observer: 'endpoint',
    });
  },
};

/** The lines before the elapsed time; a body without a last line end has it on its last line. */
function upToElapsed(lines: readonly Line[]): readonly Line[] {
  for (let next = 0; next < lines.length; next++) {
    const { text } = lines[next]!;
    if (ELAPSED.test(text)) return lines.slice(0, next);
    const behind = text.includes(' +') && isFollowedByConsole(lines, next) ? ELAPSED_BEHIND.exec(text) : null;
    if (behind) return [...lines.slice(0, next), sliceLine(lines[next]!, 0, behind.index)];
  }
  return lines;
}

const isFollowedByConsole = (lines: readonly Line[], index: number): boolean => {
  const next = lines[index + 1];
  return next === undefined || CONSOLE_LINE.test(next.text);
};
