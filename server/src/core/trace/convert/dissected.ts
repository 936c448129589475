import { messageEnd } from '../capture/streams/sipMessages';
import type { Endpoint, Transport } from '../types';
import { linkOf } from './linkType';
import { microseconds } from './treeLines';
import type { ConversionSink } from './types';
import { udpPacket } from './udpPacket';
import { bytesOf, bytesOfHex } from './utf8';

/** The lines of a description by the names that Wireshark gives them. */
const SDP_LINES: Readonly<Record<string, string>> = {
  sdp_version: 'v',
  sdp_owner: 'o',
  sdp_session_name: 's',
  sdp_session_info: 'i',
  sdp_uri: 'u',
  sdp_email: 'e',
  sdp_phone: 'p',
  sdp_connection_info: 'c',
  sdp_bandwidth: 'b',
  sdp_time: 't',
  sdp_repeat_time: 'r',
  sdp_encryption_key: 'k',
  sdp_timezone: 'z',
  sdp_session_attr: 'a',
  sdp_media: 'm',
  sdp_media_title: 'i',
  sdp_media_attr: 'a',
};

const NOWHERE: Endpoint = { host: '0.0.0.0', port: 0 };

interface DissectedMessage {
  readonly start: Uint8Array;
  headers: Uint8Array | undefined;
  readonly sdp: string[];
}

/**
 * One packet of which a tool tells the fields, in their order: those that are needed to rebuild its datagram or its messages are
 * picked out. Names are Wireshark's, with `_` for each dot, as `-T ek` has them.
 */
export class DissectedPacket {
  private number: number | undefined;
  private time: number | undefined;
  private source: string | undefined;
  private destination: string | undefined;
  private ports: [number | undefined, number | undefined] = [undefined, undefined];
  private carrier: 'UDP' | 'TCP' | 'SCTP' = 'UDP';
  private tls = false;
  private webSocket = false;
  private quoted = false;
  private datagram: Uint8Array | undefined;
  /** What tells a packet from the copy of another. */
  private identification = 0;
  private checksum = 0;
  private frame: Uint8Array | undefined;
  private readonly messages: DissectedMessage[] = [];

  /** As the tool counts it, once it has told. */
  get frameNumber(): number | undefined {
    return this.number;
  }

  /** A protocol of the packet, by its short name. */
  layer(name: string): void {
    if (name === 'tls' || name === 'ssl') this.tls = true;
    else if (name === 'websocket') this.webSocket = true;
    // What stands behind it is part of the packet that it is about.
    else if (name === 'icmp' || name === 'icmpv6') this.quoted = true;
  }

  /**
   * A field of a protocol.
   * @param layer the protocol, the outermost of those it stands in
   * @param isOwn it is the protocol's own, and not part of a protocol inside of it
   * @param hex its bytes, where the tool tells them
   */
  field(layer: string, isOwn: boolean, name: string, show: string, hex?: string): void {
    const letter = layer === 'sip' ? SDP_LINES[name] : undefined;
    if (letter !== undefined) this.messages.at(-1)?.sdp.push(`${letter}=${show}`);
    else if (isOwn && !this.quoted) this.ownField(name, show, hex);
  }

  private ownField(name: string, show: string, hex: string | undefined): void {
    switch (name) {
      case 'frame_number':
        this.number = numberOf(show);
        return;
      case 'frame_time_epoch':
        this.time = timeOf(show);
        return;
      case 'frame_raw':
        this.frame ??= bytesOfHex(show);
        return;
      case 'ip_src':
      case 'ipv6_src':
        this.source = show;
        return;
      case 'ip_dst':
      case 'ipv6_dst':
        this.destination = show;
        return;
      case 'udp_srcport':
      case 'tcp_srcport':
      case 'sctp_srcport':
        this.carrier = name.startsWith('udp') ? 'UDP' : name.startsWith('tcp') ? 'TCP' : 'SCTP';
        this.ports = [numberOf(show), undefined];
        return;
      case 'udp_dstport':
      case 'tcp_dstport':
      case 'sctp_dstport':
        this.ports = [this.ports[0], numberOf(show)];
        return;
      case 'ip_id':
        this.identification = wordOf(show);
        return;
      case 'udp_checksum':
        this.checksum = wordOf(show);
        return;
      case 'udp_payload':
        this.datagram = bytesOfHex(hex ?? show);
        return;
      case 'sip_Request-Line':
      case 'sip_Status-Line':
        this.messages.push({ start: hex === undefined ? bytesOf(show) : bytesOfHex(hex), headers: undefined, sdp: [] });
        return;
      case 'sip_msg_hdr': {
        const message = this.messages.at(-1);
        if (message) message.headers ??= hex === undefined ? bytesOf(show) : bytesOfHex(hex);
      }
    }
  }

  /** All fields are there: hands the packet on, as bytes where they are all there, else its messages. */
  end(sink: ConversionSink): PacketKind {
    const { number, time, frame, datagram } = this;
    // Datagrams and messages are taken as the tool put them together: parts of them may be in packets that were filtered out.
    const isNeeded = this.quoted || (this.carrier === 'UDP' && this.ports[1] !== undefined && !datagram);
    const link = frame && isNeeded ? linkOf(frame) : undefined;
    if (frame && link) {
      sink.packet({ number, time, linkType: link.type, bytes: frame, wireLength: link.wireLength, whole: true });
      return time === undefined ? 'untimed' : 'timed';
    }
    if (this.quoted) return 'nothing';
    const bytes = datagram && this.carrier === 'UDP' ? this.packetOf(datagram) : undefined;
    if (bytes) sink.packet({ number, time, linkType: 101, bytes, whole: false });
    else if (this.messages.length === 0) return 'nothing';
    else this.handMessages(sink);
    return time === undefined ? 'untimed' : 'timed';
  }

  private packetOf(payload: Uint8Array): Uint8Array | undefined {
    const { source = '', destination = '', ports, identification, checksum } = this;
    const [sourcePort, destinationPort] = ports;
    if (sourcePort === undefined || destinationPort === undefined) return undefined;
    return udpPacket({ source, destination, sourcePort, destinationPort, identification, checksum, payload });
  }

  private handMessages(sink: ConversionSink): void {
    const { number, time, ports } = this;
    const source = this.source === undefined ? NOWHERE : { host: this.source, port: ports[0] };
    const destination = this.destination === undefined ? NOWHERE : { host: this.destination, port: ports[1] };
    for (const message of this.messages) {
      sink.message({ number, time, source, destination, transport: this.transport, bytes: bytesOfMessage(message) });
    }
  }

  private get transport(): Transport {
    if (this.webSocket) return this.tls ? 'WSS' : 'WS';
    return this.tls && this.carrier === 'TCP' ? 'TLS' : this.carrier;
  }
}

/** What a packet gave: something with a time, something without, or nothing. */
type PacketKind = 'timed' | 'untimed' | 'nothing';

/** Takes packet after packet, and says what the text lacks. */
export class DissectedPackets {
  private last: number | undefined;
  private untimed = false;

  constructor(private readonly sink: ConversionSink) {}

  /** All fields of a packet are there. */
  add(packet: DissectedPacket): void {
    const number = packet.frameNumber;
    if (number !== undefined) {
      if (this.last !== undefined && number > this.last + 1) this.sink.filtered();
      this.last = number;
    }
    if (packet.end(this.sink) === 'untimed') this.untimed = true;
  }

  /** The text has ended. */
  end(): void {
    if (this.untimed) this.sink.problem('Some packets have no time: they stand in the order of the text.');
  }
}

/** What Wireshark gives as headers goes on to the end of what the message came in, with its body and perhaps with the next message. */
function bytesOfMessage({ start, headers, sdp }: DissectedMessage): Uint8Array {
  const section = headers ?? new Uint8Array();
  const bytes = new Uint8Array(start.length + 2 + section.length);
  bytes.set(start);
  bytes.set([13, 10], start.length);
  bytes.set(section, start.length + 2);
  const end = messageEnd(bytes, 0, bytes.length);
  const hasBody = sdp.length === 0 || indexOfBody(bytes, end) < end;
  return hasBody ? bytes.subarray(0, end) : joined(bytes.subarray(0, end), bytesOf(`${sdp.join('\r\n')}\r\n`));
}

/** Where behind the empty line the body begins; the end where there is none. */
function indexOfBody(bytes: Uint8Array, end: number): number {
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return end;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

const numberOf = (text: string): number | undefined => (/^\d{1,12}$/.test(text) ? Number(text) : undefined);

/** `0x0002`, or 2 as newer versions may print it. */
const wordOf = (text: string): number => (/^(?:0x[0-9a-f]{1,4}|\d{1,5})$/i.test(text) ? Number(text) & 0xffff : 0);

/** Microseconds of `1795340321.570911845`, or of `2026-11-22T09:38:41.570911845Z` as newer versions print it. */
function timeOf(text: string): number | undefined {
  const seconds = /^(\d{1,11})\.(\d{1,9})$/.exec(text);
  if (seconds) return microseconds(seconds[1]!, seconds[2]!);
  const date = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (!date) return undefined;
  const milliseconds = Date.parse(`${date[1]}Z`);
  return Number.isNaN(milliseconds) ? undefined : microseconds(String(milliseconds / 1000), date[2] ?? '');
}
