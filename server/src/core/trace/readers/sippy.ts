import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { linesBefore } from '../logLines';
import type { Reader } from '../types';

const HEADER = /^(.{0,400}?: )(RECEIVED message from|SENDING message to) (?:([a-z]{2,4}):)?(\S{1,200}:\d{1,5}):[ \t]*$/;
const LOG_LINE = /^(?:\d\d [A-Z][a-z]{2} )?\d\d:\d\d:\d\d\.\d{3}\/[^\s/]{1,300}/;

/** Sippy B2BUA: time, Call-ID or `GLOBAL` and the program before the words; a day of the month, but no year. */
export const sippy: Reader = {
  format: 'sippy-b2bua',
  title: 'Sippy B2BUA',
  boundary: /^[^\r\n]{0,400}?: (?:RECEIVED message from|SENDING message to) (?:[a-z]{2,4}:)?\S{1,200}:\d{1,5}:[ \t]{0,8}$/gm,
  read: lines => {
    const match = HEADER.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const [, before, words, transport, address] = match;
    const peer = parseEndpoint(address!);
    return collectMessage(linesBefore(lines.slice(1), LOG_LINE), {
      time: findTime(before!),
      transport: parseTransport(transport ?? ''),
      observer: 'gateway',
      ...(words!.startsWith('R') ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
    });
  },
};
