import { collectMessage, looksLikeHeader, looksLikeStartLine } from '../collect';
import type { Reader } from '../types';

/** SIP messages one after the other, with nothing around them (RFC 3261 section 7). */
export const bareSip: Reader = {
  format: 'bare-sip',
  title: 'SIP messages',
  boundary: /^(?:[A-Z]{1,32} [^\r\n]{1,8000} SIP\/2\.0|SIP\/2\.0 \d{3})/gm,
  // A status line alone is the body of a NOTIFY (message/sipfrag): a message goes on with a header.
  accepts: (text, offset) => {
    const [first = '', second, third = '', fourth = ''] = text.slice(offset, offset + 16384).split(/\r{0,3}\n|\r/, 4);
    if (!looksLikeStartLine(first)) return false;
    if (second === undefined || isFirstText(text, offset)) return true;
    // An editor shows the CR CR LF of a terminal as an empty line behind each line.
    return isHeader(second) || (second === '' && isHeader(third) && fourth === '');
  },
  read: lines => {
    // Before the first boundary there may be a method in small letters, or text that only looks like a message somewhere.
    const first = lines.findIndex(line => line.text.trim() !== '');
    const second = lines[first + 1]?.text ?? '';
    if (first < 0 || !looksLikeStartLine(lines[first]!.text)) return undefined;
    return second.trim() === '' || isHeader(second) ? collectMessage(lines, {}, first) : undefined;
  },
};

const isHeader = (text: string): boolean => looksLikeHeader(text) && !looksLikeStartLine(text);

const isFirstText = (text: string, offset: number): boolean => offset < 4096 && text.slice(0, offset).trim() === '';
