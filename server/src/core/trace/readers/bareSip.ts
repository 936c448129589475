import { collectMessage, looksLikeStartLine } from '../collect';
import type { Reader } from '../types';

const HEADER = /^[A-Za-z0-9\-.!%*_+`'~]+[ \t]*:/;

/** SIP messages one after the other, with nothing around them (RFC 3261 section 7). */
export const bareSip: Reader = {
  format: 'bare-sip',
  title: 'SIP messages',
  boundary: /^(?:[A-Z]{1,32} [^\r\n]{1,8000} SIP\/2\.0|SIP\/2\.0 \d{3})/gm,
  // A status line alone is the body of a NOTIFY (message/sipfrag): a message goes on with a header.
  accepts: (text, offset) => {
    const [first = '', second] = text.slice(offset, offset + 16384).split(/\r*\n|\r/, 2);
    return looksLikeStartLine(first) && (second === undefined || HEADER.test(second) || isFirstText(text, offset));
  },
  read: lines => collectMessage(lines, {}),
};

const isFirstText = (text: string, offset: number): boolean => offset < 4096 && text.slice(0, offset).trim() === '';
