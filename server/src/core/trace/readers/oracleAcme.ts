import { collectMessage } from '../collect';
import { findTime, parseEndpoint } from '../envelope';
import { unescapeLines } from '../escapes';
import type { Reader } from '../types';

const WORDS = String.raw`(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?)?((?:\d\d:){1,2}\d\d\.\d{3,6}) On (?:\[\d{1,3}(?::\d{1,5}){1,2}\])?(\S{1,100}) (sent to|received from) (\S{1,100})`;
const HEADER = new RegExp(`^${WORDS}`);
const END_OF_MESSAGE = /^-{40}[ \t]*$/;

/**
 * Oracle (Acme Packet) SBC, sipmsg.log: a time without a year, both addresses, the message, and a line of 40 dashes. What `tail` shows has
 * minutes only, which order nothing. The file has other protocols too.
 */
export const oracleAcme: Reader = {
  format: 'oracle-acme-sipmsg',
  title: 'Oracle SBC sipmsg.log',
  boundary: new RegExp(`^${WORDS}`, 'gm'),
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const [, time, own, words, other] = match;
    const behind = unescapeLines(lines.slice(1));
    const end = behind.findIndex(line => END_OF_MESSAGE.test(line.text));
    const [local, peer] = [parseEndpoint(own!), parseEndpoint(other!)];
    return collectMessage(end < 0 ? behind : behind.slice(0, end), {
      time: findTime(time!),
      observer: 'gateway',
      ...(words === 'sent to'
        ? { direction: 'sent', source: local, destination: peer }
        : { direction: 'received', source: peer, destination: local }),
    });
  },
};
