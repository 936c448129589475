import { type Line, sliceLine } from '../../text/lines';
import { collectMessage, looksLikeHeader, looksLikeStartLine } from '../collect';
import { ESCAPED_END, START_IN_LOG, unescapeLines } from '../escapes';
import { withoutPrefixLike } from '../linePrefix';
import { LINE_END } from '../logLines';
import { saidWords } from '../saidWords';
import type { Envelope, Reader } from '../types';

/** ` 1(14493) NOTICE: ` on a terminal, `kamailio[812]: ` in a syslog; OpenSIPS has only its process in brackets. */
const LOG_LINE = String.raw`(?:\u001b\[[0-9;]{0,12}m){0,4}(?: {0,4}\d{1,5}\(\d{1,10}\) [A-Z]{3,8}: |[^\r\n]{0,160}?\b(?:kamailio|opensips|openser|ser)(?:\[\d{1,10}\])?: |[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \[\d{1,10}\] )`;
const ON_ITS_LINE = String.raw`[ \t]{0,4}(?=[\r\n]|$)`;
const ESCAPED = String.raw`[ \t]?(?=${ESCAPED_END}[A-Za-z-]{1,40}[ \t]?:|\^M[ \t]{0,8}(?:[\r\n]|$))`;
const START = new RegExp(START_IN_LOG);
const BEGINS_RECORD = new RegExp(`^${LOG_LINE}|${START_IN_LOG}${ESCAPED}`);
const NEXT_LOG_LINE = new RegExp(`^${LOG_LINE}`);
/** Lines of the script's own words between the log's and the message. */
const MOST_WORDS = 3;

/**
 * Messages that a script of Kamailio or OpenSIPS logs with `xlog` behind words of its own, and any other log that writes line ends or CRs
 * of a message in its own way: a syslog, JSON, Python, a terminal.
 */
export const kamailioXlog: Reader = {
  format: 'kamailio-xlog',
  title: 'Kamailio or OpenSIPS xlog',
  boundary: new RegExp(
    `^(?:${LOG_LINE}[^\\r\\n]{0,1000}?(?:(?:${LINE_END}(?!${LOG_LINE})[^\\r\\n]{0,100}){0,${MOST_WORDS - 1}}${LINE_END})?${START_IN_LOG}${ON_ITS_LINE}|[^\\r\\n]{0,1000}?${START_IN_LOG}${ESCAPED})`,
    'gm',
  ),
  read: lines => {
    if (!BEGINS_RECORD.test(lines[0]?.text ?? '')) return undefined;
    const index = lines.findIndex((line, at) => at <= MOST_WORDS && START.test(line.text.slice(0, 8192)));
    if (index < 0) return undefined;
    const { text } = lines[index]!;
    const before = text.slice(0, text.search(START));
    const words = [...lines.slice(0, index).map(line => line.text), before].join('\n');
    const unescaped = unescapeLines(lines.slice(index));
    const start = unescaped.findIndex(line => looksLikeStartLine(fromStart(line).text));
    if (start < 0) return undefined;
    const message = [fromStart(unescaped[start]!), ...withoutPrefixLike(before, unescaped.slice(start + 1))];
    if (!message.slice(1, 3).some(line => looksLikeHeader(line.text))) return undefined;
    const end = message.findIndex((line, at) => at > 0 && NEXT_LOG_LINE.test(line.text));
    return collectMessage(end < 0 ? message : message.slice(0, end), envelopeOf(words));
  },
};

const fromStart = (line: Line): Line => sliceLine(line, Math.max(line.text.slice(0, 8192).search(START), 0));

/** What a script says is its own affair. */
function envelopeOf(words: string): Envelope {
  const observed = /\b(?:kamailio|opensips|openser)\b|<script>/.test(words.slice(-1500));
  return { ...saidWords(words), observer: observed ? 'gateway' : undefined };
}
