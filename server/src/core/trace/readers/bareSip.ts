import { type Line, sliceLine } from '../../text/lines';
import { collectMessage, looksLikeHeader, looksLikeStartLine } from '../collect';
import { LINE_END } from '../logLines';
import { saidWords, TELLS_ADDRESS } from '../saidWords';
import type { Envelope, Reader } from '../types';

/** What may stand between a program's words and the message: an empty line, a rule, a mark in brackets, an attribute in XML. */
const BETWEEN = String.raw`(?:[ \t]{0,8}(?:(?:-{3,80}|={3,80}|\[[^\]\r\n]{1,40}\]|\w{1,20}="[^"\r\n]{0,300}"|>)[ \t]{0,8})?${LINE_END}){0,10}?`;
const WORDS = String.raw`[^\r\n]{0,300}?${TELLS_ADDRESS}[^\r\n]{0,200}${LINE_END}${BETWEEN}`;
/** JAIN SIP writes its messages into XML. */
const CDATA = '<![CDATA[';
const START = String.raw`(?:<!\[CDATA\[)?(?:[A-Z]{1,32} [^\r\n]{1,8000} SIP\/2\.0|SIP\/2\.0 \d{3})`;
const TELLS = new RegExp(`^[^\\r\\n]{0,300}?${TELLS_ADDRESS}`);
/** Lines that may stand before the start line. */
const MOST_LINES = 12;

/**
 * SIP messages one after the other, with nothing around them (RFC 3261 section 7) but for a line above each, in any program's words, that
 * tells an address.
 */
export const bareSip: Reader = {
  format: 'bare-sip',
  title: 'SIP messages',
  boundary: new RegExp(`^(?:${WORDS})?${START}`, 'gm'),
  // A status line alone is the body of a NOTIFY (message/sipfrag): a message goes on with a header.
  accepts: (text, offset) => {
    const lines = text.slice(offset, offset + 16384).split(/\r{0,3}\n|\r/, MOST_LINES + 4);
    const start = lines.findIndex(line => looksLikeStartLine(withoutCdata(line)));
    if (start < 0) return false;
    const [second, third = '', fourth = ''] = lines.slice(start + 1);
    if (second === undefined || isFirstText(text, offset)) return true;
    // An editor shows the CR CR LF of a terminal as an empty line behind each line.
    return isHeader(second) || (second === '' && isHeader(third) && fourth === '');
  },
  read: lines => {
    // Before the first boundary there may be a method in small letters, or text that only looks like a message somewhere.
    const first = lines.findIndex(line => line.text.trim() !== '');
    if (first < 0) return undefined;
    const head = lines.slice(first, first + MOST_LINES).findIndex(line => looksLikeStartLine(withoutCdata(line.text)));
    if (head < 0 || (head > 0 && !TELLS.test(lines[first]!.text))) return undefined;
    const start = first + head;
    const second = lines[start + 1]?.text ?? '';
    if (second.trim() !== '' && !isHeader(second)) return undefined;
    const line = lines[start]!;
    const message = [sliceLine(line, line.text.length - withoutCdata(line.text).length), ...lines.slice(start + 1)];
    return collectMessage(message, toldBy(lines.slice(first, start)));
  },
};

const withoutCdata = (text: string): string => (text.startsWith(CDATA) ? text.slice(CDATA.length) : text);

/** One address alone proves nothing where no word says which way the message went. */
function toldBy(words: readonly Line[]): Envelope {
  if (words.length === 0) return {};
  const said = saidWords(words.map(line => line.text).join('\n'));
  return said.direction || (said.source && said.destination) ? said : { time: said.time };
}

const isHeader = (text: string): boolean => looksLikeHeader(text) && !looksLikeStartLine(text);

const isFirstText = (text: string, offset: number): boolean => offset < 4096 && text.slice(0, offset).trim() === '';
