import { CaptureFile } from './file/captureFile';
import { Frames } from './file/frames';
import { Flows } from './media/flows';
import { Network } from './network/network';
import { emptyNotes } from './notes';
import { datagram } from './streams/datagram';
import { TcpStreams } from './streams/tcpStreams';
import type { MessageSink, Packet, PacketSink } from './types';

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
/** Port of HEP collectors: there a datagram of version 1 or 2 begins with its version. */
const HEP_PORT = 9060;

/**
 * Reads a capture from its bytes as they come: hands out its SIP messages, and keeps what the media did in `flows`. Memory grows with the
 * number of flows, not with the file.
 */
export class CaptureReader implements PacketSink {
  readonly notes = emptyNotes();
  readonly flows = new Flows(this.notes);
  /** Takes packets that do not come out of a file: set its frame and deliver it. */
  readonly packets: Frames;
  private readonly streams: TcpStreams;
  private readonly network: Network;
  private readonly file: CaptureFile;

  constructor(private readonly sink: MessageSink) {
    this.streams = new TcpStreams(sink, this.notes);
    this.network = new Network(this, this.notes);
    this.file = new CaptureFile(this.network, this.notes);
    this.packets = new Frames(this.network, this.notes, false);
  }

  /** The next bytes of the file, in pieces of any size; they may be reused afterwards. */
  push(chunk: Uint8Array): void {
    this.file.push(chunk);
  }

  /** The file has ended: what waits for more is handed out or given up. */
  end(): void {
    this.file.end();
    this.network.end();
    this.streams.end();
    this.flows.end();
    this.notes.decryptable = this.streams.knownIn(this.file.keyLogs);
  }

  /** Undefined while it is not known, and where the file is no capture. */
  get form(): 'pcap' | 'pcapng' | undefined {
    return this.file.form;
  }

  /** Why the file is no capture. */
  get failure(): string | undefined {
    return this.file.failure;
  }

  /** The file need not be read on: nothing more of it can be read. */
  get isDone(): boolean {
    return this.file.isDone;
  }

  get compressed(): boolean {
    return this.file.compressed;
  }

  packet(packet: Packet): void {
    const { protocol } = packet;
    if (protocol === UDP) this.udp(packet);
    else if (protocol === TCP) this.streams.segment(packet);
    else if (protocol === ICMP || protocol === ICMPV6) this.flows.icmp(packet);
  }

  private udp(packet: Packet): void {
    const flow = this.flows.of(packet);
    if (!flow || packet.start >= packet.end) return;
    if (!mayBeSip(packet) || !datagram(packet, this.sink, this.notes, this.flows.endsOf(flow))) this.flows.add(flow, packet);
  }
}

/** A method begins with any printable character (RFC 3261 section 25.1); what begins with a small number is HEP only where a collector listens. */
function mayBeSip(packet: Packet): boolean {
  const first = packet.bytes[packet.start]!;
  if (first >= 0x80) return first >= 0xf8;
  return first > 0x20 || first === 10 || first === 13 || (first < 3 && packet.destinationPort === HEP_PORT);
}
