import { collectMessage } from '../collect';
import { findTime } from '../envelope';
import { linesBefore, withoutIndent } from '../logLines';
import type { Reader } from '../types';
import { SOFIA_END, sofiaHeader } from './freeswitch';

/** What drachtio says between messages: its own lines begin with a date. */
const LOG_LINE = /^(?:[0-9a-f]{8}\|)?\d{4}-(?:\d\d|[A-Z][a-z]{2})-\d\d[ T]\d\d:\d\d:\d\d\./;

/** drachtio with a `sofia-loglevel` of 5 and more: the line of FreeSWITCH behind a date, and no lines of dashes around the message. */
export const drachtio: Reader = {
  format: 'drachtio-sofia',
  title: 'drachtio',
  boundary:
    /^[^\r\n]{0,120}?\d{4}-(?:\d\d|[A-Z][a-z]{2})-\d\d[ T]\d\d:\d\d:\d\d\.\d{3,9}\|? (?:recv|send) \d{1,9} bytes (?:from|to) [a-z]{2,5}\/\S{1,200} at \d\d:\d\d:\d\d/gm,
  read: lines => {
    const header = sofiaHeader(lines[0]?.text ?? '');
    const first = lines.slice(1).find(line => line.text.trim() !== '');
    if (!header || !first || SOFIA_END.test(first.text.trimStart())) return undefined;
    const message = linesBefore(withoutIndent(linesBefore(lines.slice(1), LOG_LINE)), SOFIA_END);
    const time = findTime(header.prefix) ?? header.envelope.time;
    return collectMessage(message, { ...header.envelope, time });
  },
};
