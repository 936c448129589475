import { type Line, sliceLine } from '../../text/lines';
import { collectMessage, looksLikeStartLine } from '../collect';
import { parseEndpoint, parseTransport, timeOfDay } from '../envelope';
import type { Reader } from '../types';

const HEADER = /^(.{0,200}?)(recv|send) (\d{1,9}) bytes (?:from|to) ([a-z]{2,5})\/(\S{1,200}) at (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/;
const DASHES = /^-{70,74}[ \t]*$/;

/**
 * FreeSWITCH, `sofia global siptrace on`. The message is indented and stands between lines of dashes, which some versions
 * leave out; the second of them is the end of this record, so that a record begins with the words. No date is told.
 */
export const freeswitch: Reader = {
  format: 'freeswitch-siptrace',
  title: 'FreeSWITCH siptrace',
  boundary: /^[^\r\n]{0,200}?(?:recv|send) \d{1,9} bytes (?:from|to) [a-z]{2,5}\/\S{1,200} at \d\d:\d\d:\d\d/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const [, prefix, word, length, transport, address] = match;
    const peer = parseEndpoint(address!);
    return collectMessage(messageLines(lines.slice(1), prefix!), {
      time: timeOfDay(match[6]!, match[7]!, match[8]!, match[9]),
      transport: parseTransport(transport!),
      loggedLength: Number(length),
      observer: 'gateway',
      ...(word === 'recv' ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
    });
  },
};

/** The lines between the dashes, without the prefix that stood before the words and without their indentation. */
function messageLines(lines: readonly Line[], prefix: string): readonly Line[] {
  const bare = prefix.trim() === '' ? lines : lines.map(line => withoutPrefix(line, prefix));
  const start = bare.findIndex(line => looksLikeStartLine(line.text.trimStart()));
  if (start < 0) return [];
  const text = bare[start]!.text;
  const indent = text.slice(0, text.length - text.trimStart().length);
  const message: Line[] = [];
  for (const line of bare.slice(start)) {
    const plain = line.text.startsWith(indent) ? sliceLine(line, indent.length) : line;
    if (DASHES.test(plain.text)) break;
    message.push(plain);
  }
  return message;
}

/** A prefix such as the call's uuid stands before every line; an empty line may have lost the space behind it. */
function withoutPrefix(line: Line, prefix: string): Line {
  if (line.text.startsWith(prefix)) return sliceLine(line, prefix.length);
  return line.text === prefix.trimEnd() ? sliceLine(line, line.text.length) : line;
}
