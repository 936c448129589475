import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { linesBefore, withoutIndent, withoutPrefix } from '../logLines';
import type { Reader } from '../types';

const HEADER =
  /^(.{0,240}?)([TR]X) (\d{1,9}) bytes (?:Request|Response) msg [^\r\n]{1,200}? (?:to|from) (?:([A-Za-z]{2,4})6? )?(\S{1,200}:\d{1,5}):[ \t]*$/;
/** The program's own words that stand before TX and RX: a source file, and a dot for each nested call. */
const OWN_WORDS = /(?:\d\d:\d\d:\d\d\.\d{3}[ \t]{1,20})?[\w.]{1,40}\.c(?:pp)?[ \t]{1,20}!?\.{0,60}$/;
const END = /^[ \t]*--end msg--/;

/**
 * PJSIP's log, of the program pjsua and of many phones: words with a length and the peer's address, the message, and a line for
 * its end. A phone's system puts its own prefix before every line, or indents the message.
 */
export const pjsua: Reader = {
  format: 'pjsua',
  title: 'PJSIP log (pjsua)',
  boundary:
    /^[^\r\n]{0,240}?[TR]X \d{1,9} bytes (?:Request|Response) msg [^\r\n]{1,200}? (?:to|from) (?:[A-Za-z]{2,4}6? )?\S{1,200}:\d{1,5}:/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const [, before, word, length, transport, address] = match;
    const peer = parseEndpoint(address!);
    const message = withoutIndent(withoutPrefix(lines.slice(1), before!.replace(OWN_WORDS, '')));
    return collectMessage(linesBefore(message, END), {
      time: findTime(before!),
      transport: parseTransport(transport ?? ''),
      loggedLength: Number(length),
      observer: before!.includes('pjsua') ? 'endpoint' : undefined,
      ...(word === 'RX' ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
    });
  },
};
