import { collectMessage } from '../collect';
import { findTime, parseTransport } from '../envelope';
import type { Reader } from '../types';

/** `UDP message sent (752 bytes):`, `UDP message received [291] bytes :`; since 3.7 `[752] bytes:` for both. */
const WORDS = /^(\w{2,5}) message (sent|received)(?: [([](\d{1,9}))?/;

const HEADER = /^-{40,60} (\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*)$/;

/** SIPp -trace_msg: a line of dashes with the time, words without addresses, and the message behind an empty line. */
export const sippTraceMsg: Reader = {
  format: 'sipp-trace_msg',
  title: 'SIPp -trace_msg',
  boundary: /^-{40,60} \d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\r\n]{0,40}$/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const words = WORDS.exec(lines[1]?.text || lines[2]?.text || '');
    return collectMessage(
      lines,
      {
        time: findTime(match[1]!),
        transport: parseTransport(words?.[1] ?? ''),
        direction: words?.[2] as 'sent' | 'received' | undefined,
        observer: 'endpoint',
        loggedLength: words?.[3] === undefined ? undefined : Number(words[3]),
      },
      1,
    );
  },
};
