import type { Line } from '../../text/lines';
import { findTime } from '../envelope';
import type { Endpoint, Envelope, Transport } from '../types';

const STAMP = String.raw`(?: ?(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9} | ?\d{1,10}\.\d{6,9} )`;
const ADDRESSES = String.raw`\S{1,255} > \S{1,255}: `;
/** With -i any the interface and `In` or `Out` stand before `IP`; with -e two hardware addresses and a length. */
const IP = String.raw`(?:[^\s:]{1,32} {1,4}(?:In|Out|M|B|P) {1,4})?(?:IP6? |[^\r\n]{0,120}ethertype IPv[46] [^\r\n:]{0,60}: )`;
const PACKET = String.raw`^(?:${STAMP}${IP}(?:\(|${ADDRESSES})|IP6? ${ADDRESSES})`;

/** The first line of a packet, with or without a time. */
export const TCPDUMP_PACKET = new RegExp(PACKET, 'gm');
const PACKET_LINE = new RegExp(PACKET);
const ROUTE = /(\S{1,255}) > (\S{1,255}): (.{0,300})/;
/** Names that tcpdump has for ports where -n is not given (IANA). */
const SERVICES: Readonly<Record<string, number>> = { sip: 5060, sips: 5061, 'sip-tls': 5061, http: 80, https: 443, 'http-alt': 8080 };

/** What tcpdump says of a packet. */
export interface Packet {
  readonly time?: number;
  readonly source: string;
  readonly destination: string;
  /** What stands behind the addresses. */
  readonly words: string;
  readonly transport?: Transport;
  /** The lines behind these words. */
  readonly lines: readonly Line[];
}

export const isPacketLine = (text: string): boolean => PACKET_LINE.test(text);

/** The packet that begins with the first line. With -v the addresses of IPv4 stand on a second line. */
export function packetOf(lines: readonly Line[]): Packet | undefined {
  const first = lines[0]?.text ?? '';
  if (!isPacketLine(first)) return undefined;
  for (let next = 0; next < Math.min(3, lines.length); next++) {
    const text = next === 0 ? first : lines[next]!.text;
    const route = ROUTE.exec(text);
    if (!route || (next > 0 && !text.startsWith(' '))) continue;
    const [, source, destination, words] = route;
    const said = `${first} ${words}`;
    const transport = words!.startsWith('Flags [') ? 'TCP' : /\bUDP\b|\bSIP\b|\[.{0,20}udp /.test(said) ? 'UDP' : undefined;
    return { time: timeOf(first), source: source!, destination: destination!, words: words!, transport, lines: lines.slice(next + 1) };
  }
  return undefined;
}

/** What a packet tells of the message in it. */
export const envelopeOf = ({ time, source, destination, transport }: Packet): Envelope => ({
  time,
  source: endpointOf(source),
  destination: endpointOf(destination),
  transport,
});

function timeOf(line: string): number | undefined {
  const epoch = /^ ?(\d{9,10})\.(\d{6})/.exec(line);
  return epoch ? Number(epoch[1]) * 1_000_000 + Number(epoch[2]) : findTime(line.slice(0, 32));
}

/** `192.0.2.1.5060`, `2001:db8::1.5060`, `pbx.example.com.sip`. */
function endpointOf(text: string): Endpoint {
  const dot = text.lastIndexOf('.');
  const name = text.slice(dot + 1);
  if (dot < 0 || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return { host: text.toLowerCase() };
  return { host: text.slice(0, dot).toLowerCase(), port: /^\d{1,5}$/.test(name) ? Number(name) : SERVICES[name] };
}
