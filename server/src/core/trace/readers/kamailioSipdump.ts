import { type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { parseTransport } from '../envelope';
import type { Endpoint, Reader } from '../types';

const FIELD = /^([a-z]{2,10}): (.*)$/;
const END_OF_FIELDS = '~'.repeat(20);
const END_OF_MESSAGE = '|'.repeat(20);

/**
 * Files of Kamailio's sipdump module: fields between lines of `=` and `~`, then what was on the wire, to a line of `|`.
 * The module dumps whatever the TCP socket reads, so a WebSocket's HTTP upgrade is a record without a message.
 * On messages sent over a WebSocket it prints a port that is not the browser's; the envelope keeps what the log says.
 */
export const kamailioSipdump: Reader = {
  format: 'kamailio-sipdump',
  title: 'Kamailio sipdump',
  boundary: /^={20}[ \t]{0,8}(?:\r{0,3}\n|\r){1,2}(?=tag: )/gm,
  read: lines => {
    if (!lines[0]?.text.startsWith('====')) return undefined;
    const fields = new Map<string, string>();
    let next = 1;
    for (; next < lines.length && lines[next]!.text.trimEnd() !== END_OF_FIELDS; next++) {
      const match = FIELD.exec(lines[next]!.text);
      if (match) fields.set(match[1]!, match[2]!.trim());
      else if (lines[next]!.text !== '') return undefined;
    }
    const tag = fields.get('tag');
    return collectMessage(messageLines(lines.slice(next + 1)), {
      time: microseconds(fields.get('time') ?? ''),
      source: endpoint(fields.get('srcip'), fields.get('srcport')),
      destination: endpoint(fields.get('dstip'), fields.get('dstport')),
      transport: parseTransport(fields.get('proto')?.split(' ')[0] ?? ''),
      direction: tag === 'snd' ? 'sent' : tag === 'rcv' ? 'received' : undefined,
      observer: 'gateway',
    });
  },
};

/** The lines before the bars; a body that does not end with a line end has them on its last line. */
function messageLines(lines: readonly Line[]): readonly Line[] {
  const last = lines.findIndex(line => line.text.trimEnd().endsWith(END_OF_MESSAGE));
  if (last < 0) return lines;
  const rest = lines[last]!.text.trimEnd().length - END_OF_MESSAGE.length;
  return rest === 0 ? lines.slice(0, last) : [...lines.slice(0, last), sliceLine(lines[last]!, 0, rest)];
}

function microseconds(epoch: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(epoch);
  return match ? Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0')) : undefined;
}

function endpoint(host: string | undefined, port: string | undefined): Endpoint | undefined {
  if (!host) return undefined;
  return { host: host.toLowerCase(), port: port && /^\d{1,5}$/.test(port) ? Number(port) : undefined };
}
