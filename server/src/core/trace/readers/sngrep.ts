import { collectMessage } from '../collect';
import { epochMicroseconds, parseEndpoint } from '../envelope';
import type { Reader } from '../types';

const HEADER = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) (\S+) -> (\S+)\s*$/;

/** Text saved by sngrep: a time, two addresses and an arrow on a line, then the message. */
export const sngrep: Reader = {
  format: 'sngrep-txt',
  title: 'sngrep',
  boundary: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} \S+ -> \S+[ \t]*$/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    return collectMessage(
      lines,
      { time: epochMicroseconds(match), source: parseEndpoint(match[8]!), destination: parseEndpoint(match[9]!) },
      1,
    );
  },
};
