import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import type { Reader } from '../types';

const ADDRESSES = /^(UDP|TCP|TLS|WSS?) (\S{1,200}) -> (\S{1,200})[ \t]*$/;

/**
 * baresip -s: a line with `#`, then transport and addresses, then the message, in colour on a terminal.
 * Newer versions put the time before the `#`, or `|TX` and `|RX` behind it. The program's own words follow a message.
 */
export const baresip: Reader = {
  format: 'baresip-siptrace',
  title: 'baresip -s',
  boundary:
    /^(?:\u001b\[[0-9;]{0,12}m){0,4}(?:\d\d:\d\d:\d\d\.\d{3}(?:#|\|[TR]X)|#)[ \t]{0,8}(?:\r{0,3}\n|\r){1,2}(?=(?:UDP|TCP|TLS|WSS?) \S{1,200} -> \S{1,200}[ \t]{0,8}$)/gm,
  read: lines => {
    const first = lines[0]?.text ?? '';
    const match = ADDRESSES.exec(lines[1]?.text || lines[2]?.text || '');
    if (!match || !/#|\|[TR]X/.test(first)) return undefined;
    return collectMessage(
      lines,
      {
        time: findTime(first),
        transport: parseTransport(match[1]!),
        source: parseEndpoint(match[2]!),
        destination: parseEndpoint(match[3]!),
        direction: first.includes('|TX') ? 'sent' : first.includes('|RX') ? 'received' : undefined,
      },
      2,
    );
  },
};
