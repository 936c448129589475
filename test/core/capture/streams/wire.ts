import { datagram } from '../../../../server/src/core/trace/capture/streams/datagram';
import { TcpStreams } from '../../../../server/src/core/trace/capture/streams/tcpStreams';
import type { CapturedMessage, Packet } from '../../../../server/src/core/trace/capture/types';
import { address, bytesOf, concat, endpoint, type Payload } from '../../../support/capture/packets';
import { emptyNotes } from '../../../../server/src/core/trace/capture/notes';

export const A = '192.0.2.1:5060';
export const B = '192.0.2.2:5080';

/** A message as it was handed out, copied. */
export interface Seen extends Omit<CapturedMessage, 'bytes' | 'start' | 'end'> {
  readonly text: string;
}

export interface Sent {
  from?: string;
  to?: string;
  /** Bytes at the end of the payload that the snap length cut. */
  missing?: number;
  flags?: string;
}

const hostPort = (one: { host: string; port?: number }): string => `${one.host}:${one.port}`;

/** A capture of one wire, fed packet by packet; frames are numbered from 1, and each is a second later and 10,000 bytes further on. */
export class Wire {
  readonly seen: Seen[] = [];
  readonly notes = emptyNotes();
  private readonly sink = {
    message: ({ bytes, start, end, ...rest }: CapturedMessage): void => {
      this.seen.push({ ...rest, text: Buffer.from(bytes.subarray(start, end)).toString('latin1') });
    },
  };
  readonly streams = new TcpStreams(this.sink, this.notes);
  private frames = 0;

  get texts(): string[] {
    return this.seen.map(message => message.text);
  }

  get routes(): string[] {
    return this.seen.map(message => `${message.transport} ${hostPort(message.source)} > ${hostPort(message.destination)}`);
  }

  /** An UDP datagram; true if it was taken. */
  udp(payload: Payload, { from = A, to = B, missing = 0 }: Sent = {}): boolean {
    return datagram(this.packet(from, to, 17, bytesOf(payload), missing), this.sink, this.notes);
  }

  /** A TCP segment whose payload begins at `seq`. */
  tcp(seq: number, payload: Payload, { from = A, to = B, missing = 0, flags = 'PA' }: Sent = {}): void {
    const header = new Uint8Array(20);
    const view = new DataView(header.buffer);
    view.setUint32(4, seq >>> 0);
    view.setUint8(12, 5 << 4);
    for (const flag of flags) header[13]! |= 1 << 'FSRPAU'.indexOf(flag);
    this.streams.segment(this.packet(from, to, 6, concat(header, payload), missing));
  }

  end(): this {
    this.streams.end();
    return this;
  }

  private packet(from: string, to: string, protocol: number, payload: Uint8Array, missing: number): Packet {
    const [source, destination] = [endpoint(from), endpoint(to)];
    const [first, second] = [address(source.address), address(destination.address)];
    const bytes = concat(first, second, payload);
    const start = 2 * first.length;
    const number = ++this.frames;
    return {
      frame: {
        number,
        time: number * 1e6,
        linkType: 101,
        interface: 0,
        bytes,
        start: 0,
        end: bytes.length,
        wireLength: bytes.length + missing,
        fileOffset: number * 10_000,
        inbound: undefined,
      },
      family: first.length === 4 ? 4 : 6,
      protocol,
      addressBytes: bytes,
      sourceAt: 0,
      destinationAt: first.length,
      sourcePort: source.port,
      destinationPort: destination.port,
      bytes,
      start,
      end: bytes.length,
      missing,
      fragments: undefined,
    };
  }
}

/** A request with its Content-Length, unless another one is given; null leaves it out. */
export function request(id: string, body = '', length: number | string | null = body.length): string {
  const lines = [`MESSAGE sip:bob@example.com SIP/2.0`, `Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK${id}`, `Call-ID: ${id}`];
  if (body !== '') lines.push('Content-Type: text/plain');
  if (length !== null) lines.push(`Content-Length: ${length}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

export const response = (id: string, status = '200 OK'): string => `SIP/2.0 ${status}\r\nCall-ID: ${id}\r\nContent-Length: 0\r\n\r\n`;
