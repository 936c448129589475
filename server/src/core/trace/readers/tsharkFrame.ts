import type { Line } from '../../text/lines';
import type { Endpoint, Envelope, Transport } from '../types';

/** The first line of a packet as tshark prints it, and Wireshark where packets are printed or exported as text. */
export const TSHARK_FRAME = /^Frame \d{1,9}(?::| \()[^\r\n]{0,400}/gm;

const ADDRESSES =
  /^[ \t]*Internet Protocol(?: Version [46])?, Src: ([^\s,]{1,255})(?: \(([^)\s]{1,64})\))?, Dst: ([^\s,]{1,255})(?: \(([^)\s]{1,64})\))?/;
const PORTS =
  /^[ \t]*(?:User Datagram|Transmission Control|Stream Control Transmission) Protocol, Src Port: (?:[\w-]{1,40} \()?(\d{1,5})\)?[^,]{0,12}, Dst Port: (?:[\w-]{1,40} \()?(\d{1,5})/;
const TIME = /^[ \t]*Epoch (?:Arrival )?Time: (\d{1,10})\.(\d{6})/;
const TLS = /^[ \t]*(?:Transport Layer Security|Secure Sockets Layer)\b/;

/** What the lines of a packet before its SIP tell of it: the last addresses, since those outside are of a tunnel. */
export function tsharkEnvelope(lines: readonly Line[]): Envelope {
  let addresses: RegExpExecArray | null = null;
  let ports: RegExpExecArray | null = null;
  let time: number | undefined;
  let transport: Transport | undefined;
  for (const { text } of lines) {
    const stamp = TIME.exec(text);
    if (stamp) time = Number(stamp[1]) * 1_000_000 + Number(stamp[2]);
    addresses = ADDRESSES.exec(text) ?? addresses;
    const found = PORTS.exec(text);
    if (found) [ports, transport] = [found, transportOf(text)];
    else if (TLS.test(text)) transport = 'TLS';
    else if (/^[ \t]*WebSocket/.test(text)) transport = transport === 'TLS' ? 'WSS' : 'WS';
  }
  return {
    time,
    transport,
    source: endpoint(addresses?.[2] ?? addresses?.[1], ports?.[1]),
    destination: endpoint(addresses?.[4] ?? addresses?.[3], ports?.[2]),
  };
}

const transportOf = (text: string): Transport => (text.includes('User') ? 'UDP' : text.includes('Stream') ? 'SCTP' : 'TCP');

const endpoint = (host: string | undefined, port: string | undefined): Endpoint | undefined =>
  host === undefined ? undefined : { host: host.toLowerCase(), port: port === undefined ? undefined : Number(port) };
