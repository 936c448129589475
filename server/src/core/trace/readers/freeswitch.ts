import { collectMessage } from '../collect';
import { parseEndpoint, parseTransport, timeOfDay } from '../envelope';
import { linesBefore, withoutIndent, withoutPrefix } from '../logLines';
import type { Envelope, Reader } from '../types';

const SOFIA_WORDS = /(recv|send) (\d{1,9}) bytes (?:from|to) ([a-z]{2,5})\/(\S{1,200}) at (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/;
const HEADER = new RegExp(`^(.{0,200}?)(?:${SOFIA_WORDS.source})`);
/** The dashes behind a message, and the note that the log has no more of it. */
export const SOFIA_END = /^(?:-{70,74}|[ \t]*\*\*\* message truncated at \d{1,9} \*\*\*)[ \t]*$/;

/** What the Sofia library says before a message: what stood before its words, and what they tell of the message. */
export interface SofiaHeader {
  readonly prefix: string;
  readonly envelope: Envelope;
}

/** The words that Sofia prints before a message, in FreeSWITCH and in drachtio; undefined where a line has none. */
export function sofiaHeader(text: string): SofiaHeader | undefined {
  const match = HEADER.exec(text);
  if (!match) return undefined;
  const [, prefix, word, length, transport, address] = match;
  const peer = parseEndpoint(address!);
  return {
    prefix: prefix!,
    envelope: {
      time: timeOfDay(match[6]!, match[7]!, match[8]!, match[9]),
      transport: parseTransport(transport!),
      loggedLength: Number(length),
      observer: 'gateway',
      ...(word === 'recv' ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
    },
  };
}

/**
 * FreeSWITCH, `sofia global siptrace on`. The message is indented and stands between lines of dashes, which some versions
 * leave out; the second of them is the end of this record, so that a record begins with the words. No date is told.
 */
export const freeswitch: Reader = {
  format: 'freeswitch-siptrace',
  title: 'FreeSWITCH siptrace',
  boundary: /^[^\r\n]{0,200}?(?:recv|send) \d{1,9} bytes (?:from|to) [a-z]{2,5}\/\S{1,200} at \d\d:\d\d:\d\d/gm,
  read: lines => {
    const header = sofiaHeader(lines[0]?.text ?? '');
    if (!header) return undefined;
    const message = withoutIndent(withoutPrefix(lines.slice(1), header.prefix));
    return collectMessage(linesBefore(message, SOFIA_END), header.envelope);
  },
};
