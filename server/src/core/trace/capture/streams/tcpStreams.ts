import type { CaptureNotes, MessageSink, Packet } from '../types';
import { addProblem } from '../notes';
import { TcpConnection } from './tcpConnection';

const HEADER = 20;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Bounds of what is followed at a time; the connections that were idle longest make room. */
const MAX_CONNECTIONS = 65_535;
const MAX_HELD = 32 * 1024 * 1024;

/** Follows the TCP connections of a capture and hands out the SIP messages in them, plain, in WebSocket or in HEP. */
export class TcpStreams {
  /** By hash of addresses and ports; connections with the same one are linked. */
  private readonly connections = new Map<number, TcpConnection>();
  private count = 0;
  /** Bytes of memory that wait to be read. */
  held = 0;
  private evicted = false;
  /** Randoms of the TLS sessions that were seen to begin. */
  private readonly sessions = new Set<string>();

  constructor(
    private readonly sink: MessageSink,
    private readonly notes: CaptureNotes,
  ) {}

  /** A TCP segment: `start` of the packet is the beginning of its header (RFC 9293 §3.1). */
  segment(packet: Packet): void {
    const { bytes, start, end } = packet;
    if (end - start < HEADER) return;
    const headerEnd = start + (bytes[start + 12]! >> 4) * 4;
    const flags = bytes[start + 13]!;
    const size = end - headerEnd + packet.missing;
    if (size <= 0 && (flags & (FIN | SYN | RST)) === 0) return;
    const connection = this.connectionOf(packet);
    const direction = connection.directionOf(packet) === 1 ? 1 : 0;
    const before = connection.held;
    connection.lastUsed = packet.frame.number;
    let seq = ((bytes[start + 4]! << 24) | (bytes[start + 5]! << 16) | (bytes[start + 6]! << 8) | bytes[start + 7]!) >>> 0;
    if (flags & SYN) {
      connection.syn(direction, seq, (flags & ACK) !== 0);
      seq = (seq + 1) >>> 0;
    }
    if (size > 0 && headerEnd >= start + HEADER) {
      const data = Math.min(headerEnd, end);
      connection.data(packet, direction, seq, data, end, size - (end - data));
    }
    if (flags & RST) connection.end();
    else if (flags & FIN) connection.fin(direction, (seq + Math.max(0, size)) >>> 0);
    this.held += connection.held - before;
    if (this.held > MAX_HELD) this.makeRoom(packet, 'more than 32 MB of TCP data wait to be read at once');
  }

  /** The capture has ended. */
  end(): void {
    for (const first of this.connections.values()) {
      for (let one: TcpConnection | undefined = first; one; one = one.sibling) one.end();
    }
    this.connections.clear();
    this.count = this.held = 0;
  }

  /**
   * How many of the TLS sessions a key log has keys for: each of its lines begins with a label and the random of the session
   * (draft-ietf-tls-keylogfile section 2).
   */
  knownIn(keyLogs: readonly string[]): number {
    const known = new Set<string>();
    for (const log of keyLogs) for (const [, random] of log.matchAll(/^[A-Z0-9_]+ ([0-9a-f]{64}) /gim)) known.add(random!.toLowerCase());
    return [...this.sessions].filter(random => known.has(random)).length;
  }

  private connectionOf(packet: Packet): TcpConnection {
    const hash = hashOf(packet);
    const first = this.connections.get(hash);
    for (let one = first; one; one = one.sibling) if (one.directionOf(packet) >= 0) return one;
    if (this.count >= MAX_CONNECTIONS) this.makeRoom(packet, `more than ${MAX_CONNECTIONS} TCP connections at once`);
    const added = new TcpConnection(packet, hash, this.sink, this.notes, this.sessions);
    this.add(added);
    return added;
  }

  private add(connection: TcpConnection): void {
    connection.sibling = this.connections.get(connection.hash);
    this.connections.set(connection.hash, connection);
    this.count++;
    this.held += connection.held;
  }

  /** Ends the eighth of the connections that were idle longest, and more until what is held is small enough. */
  private makeRoom(packet: Packet, reason: string): void {
    const all: TcpConnection[] = [];
    for (const first of this.connections.values()) for (let one: TcpConnection | undefined = first; one; one = one.sibling) all.push(one);
    all.sort((a, b) => a.lastUsed - b.lastUsed);
    this.connections.clear();
    this.count = this.held = 0;
    let held = all.reduce((sum, one) => sum + one.held, 0);
    for (const [index, one] of all.entries()) {
      if (index >= all.length / 8 && held <= MAX_HELD) {
        this.add(one);
      } else {
        held -= one.held;
        one.end();
      }
    }
    if (!this.evicted)
      addProblem(this.notes, `Frame ${packet.frame.number}: ${reason}; those that were idle longest are not followed further.`);
    this.evicted = true;
  }
}

/** The same for both directions of a connection. */
function hashOf(packet: Packet): number {
  const size = packet.family === 4 ? 4 : 16;
  const { addressBytes, sourceAt, destinationAt } = packet;
  let source = packet.sourcePort;
  let destination = packet.destinationPort;
  for (let i = 0; i < size; i++) {
    source = (Math.imul(source, 31) + addressBytes[sourceAt + i]!) | 0;
    destination = (Math.imul(destination, 31) + addressBytes[destinationAt + i]!) | 0;
  }
  return (Math.imul(source, 0x9e3779b1) + Math.imul(destination, 0x9e3779b1)) | 0;
}
