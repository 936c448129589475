import { messageText } from '../capture/messageText';
import { readJson } from '../convert/json';
import { hasVerbatimMessage } from '../convert/lines';
import { ESCAPED_END, START_IN_LOG } from '../escapes';
import type { Wrapping } from './types';

const BEGINS = /^\ufeff?\s{0,64}[[{"]/;
/** Under which keys programs write a line of a log: Docker, the journal, loggers of scripts, clouds. */
const KEYS = new Set(['log', 'MESSAGE', 'message', '@message', 'msg', 'line', 'text', 'textPayload']);
/** The journal writes text with a CR or a colour code in it as a list of bytes. */
const JOURNAL = 'MESSAGE';
/** A start line, a description, or what may hold them. */
const OF_A_CALL = /SIP\/2\.0|v=0|"MESSAGE"[ ]{0,8}:[ ]{0,8}\[/;
const BYTE = /^\d{1,3}$/;
/** A whole log may be one string. */
const LONGEST = 1 << 28;

/** A log of which each line is a string in an object of JSON, or the whole of it one string. */
export const jsonLog: Wrapping = {
  title: 'JSON logging',
  claims: sample =>
    BEGINS.test(sample) &&
    OF_A_CALL.test(sample) &&
    !hasVerbatimMessage(sample) &&
    !isReadAsItIs(sample) &&
    OF_A_CALL.test(linesOf(sample)),
  unwrap: linesOf,
};

const MESSAGE = new RegExp(`${START_IN_LOG}[ \\t]?${ESCAPED_END}(?=[A-Za-z-]{1,40}[ \\t]?:)`, 'g');
const LINE = /[^\r\n]+/g;

/** A message that stands whole on a line of its own is read there, and fixed there too. */
function isReadAsItIs(sample: string): boolean {
  let lines = 0;
  let messages = 0;
  for (const [line] of sample.matchAll(LINE)) {
    if (!line.includes('SIP/2.0')) continue;
    const found = line.match(MESSAGE)?.length ?? 0;
    messages += found;
    if (found > 0) lines++;
  }
  return messages > 0 && messages < 2 * lines;
}

function linesOf(text: string): string {
  const parts: string[] = [];
  let bytes: number[] = [];
  readJson(
    text,
    {
      value: (path, value) => {
        const key = path.at(-1);
        if (key === JOURNAL && BYTE.test(value)) bytes.push(Number(value) & 0xff);
        else if (KEYS.has(key ?? '') || (value.includes('SIP/2.0') && value.includes('\n'))) parts.push(value);
      },
      close: () => {
        if (bytes.length > 0) parts.push(messageText(Uint8Array.from(bytes)));
        bytes = [];
      },
    },
    LONGEST,
  );
  // Docker keeps the line ends, and cuts lines of more than 16 KB: what has none goes on with the next one.
  return parts.some(part => part.endsWith('\n')) && parts.every(part => !part.slice(0, -1).includes('\n'))
    ? parts.join('')
    : parts.map(part => (part.endsWith('\n') ? part : `${part}\n`)).join('');
}
