import { addressOf } from '../network/address';
import type { CaptureNotes, MessageSink, Packet } from '../types';
import { originOf } from './origin';
import { Outlet } from './outlet';
import { Reassembly } from './reassembly';
import { type Connection, StreamReader } from './streamReader';

const SIP_PORT = 5060;
/** TLS sessions of one capture that are remembered. */
const MAX_SESSIONS = 65_535;
/** Data that may have come before the SYN of its stream. */
const MAX_LATE = 64 * 1024;

/** One direction that data came in. */
class Direction {
  readonly order: Reassembly;

  constructor(readonly reader: StreamReader) {
    this.order = new Reassembly(reader);
  }

  get held(): number {
    return this.order.held + this.reader.held;
  }

  end(): void {
    this.order.flush();
    this.reader.stop(0);
  }
}

/** A TCP connection: both directions between two addresses and ports. `0` is the direction of the packet that was seen first. */
export class TcpConnection implements Connection {
  /** The next connection with the same hash. */
  sibling: TcpConnection | undefined;
  /** Number of the frame that was last seen of it. */
  lastUsed = 0;
  readonly onSipPort: boolean;
  private readonly addresses: Uint8Array;
  private readonly ports: readonly [number, number];
  private readonly family: 4 | 6;
  private directions: [Direction | undefined, Direction | undefined] = [undefined, undefined];
  /** First sequence numbers, -1 where no SYN was seen. */
  private initial: [number, number] = [-1, -1];
  /** Directions in which nothing was recognised; they are looked at again when the other one tells that it is worth it. */
  private isDull: [boolean, boolean] = [false, false];
  private isClosed = false;

  constructor(
    packet: Packet,
    readonly hash: number,
    private readonly sink: MessageSink,
    private readonly notes: CaptureNotes,
    private readonly sessions: Set<string>,
  ) {
    const size = packet.family === 4 ? 4 : 16;
    const { addressBytes, sourceAt, destinationAt } = packet;
    this.family = packet.family;
    this.addresses = new Uint8Array(2 * size);
    this.addresses.set(addressBytes.subarray(sourceAt, sourceAt + size));
    this.addresses.set(addressBytes.subarray(destinationAt, destinationAt + size), size);
    this.ports = [packet.sourcePort, packet.destinationPort];
    this.onSipPort = this.ports.includes(SIP_PORT);
  }

  /** Bytes of memory held. */
  get held(): number {
    return (this.directions[0]?.held ?? 0) + (this.directions[1]?.held ?? 0);
  }

  /** In which direction of this connection the packet goes; -1 if it is of another one. */
  directionOf(packet: Packet): 0 | 1 | -1 {
    if (packet.family !== this.family) return -1;
    const { addressBytes, sourceAt, destinationAt, sourcePort, destinationPort } = packet;
    const [a, b] = this.ports;
    if (sourcePort === a && destinationPort === b && this.hasAddresses(addressBytes, sourceAt, destinationAt)) return 0;
    return sourcePort === b && destinationPort === a && this.hasAddresses(addressBytes, destinationAt, sourceAt) ? 1 : -1;
  }

  private hasAddresses(bytes: Uint8Array, first: number, second: number): boolean {
    const size = this.addresses.length / 2;
    for (let i = 0; i < size; i++) {
      if (bytes[first + i] !== this.addresses[i] || bytes[second + i] !== this.addresses[size + i]) return false;
    }
    return true;
  }

  /** A SYN with another sequence number than before begins a new stream: the ports are used again. One without ACK is a new connection. */
  syn(direction: 0 | 1, seq: number, isAnswer: boolean): void {
    if (this.initial[direction] === seq || this.isLate(direction, seq)) return;
    if (isAnswer) {
      this.endDirection(direction);
    } else {
      this.end();
      this.initial = [-1, -1];
      this.isClosed = false;
      this.directions = [undefined, undefined];
      this.isDull = [false, false];
    }
    this.directions[direction] = undefined;
    this.isDull[direction] = false;
    this.initial[direction] = seq;
  }

  /** The SYN of a stream that is being read comes after its first data: the capture is not in order. */
  private isLate(direction: 0 | 1, seq: number): boolean {
    const next = this.directions[direction]?.order.next;
    if (this.initial[direction] >= 0 || next === undefined) return false;
    const read = (next - seq - 1) | 0;
    return read >= 0 && read <= MAX_LATE;
  }

  data(packet: Packet, direction: 0 | 1, seq: number, start: number, end: number, missing: number): void {
    const other = this.directions[1 - direction]?.reader;
    if (this.isClosed || (this.isDull[direction] && !other?.isRecognised)) return;
    this.directions[direction] ??= this.begin(direction);
    const { order, reader } = this.directions[direction];
    order.segment(seq, packet.bytes, start, end, originOf(packet, start), missing);
    if (this.isClosed) this.directions = [undefined, undefined];
    else if (reader.isDull && !other?.isRecognised) {
      this.isDull[direction] = true;
      this.directions[direction] = undefined;
    }
  }

  private begin(direction: 0 | 1): Direction {
    const size = this.addresses.length / 2;
    const ends = [0, 1].map(side => ({ host: addressOf(this.addresses, side * size, this.family), port: this.ports[side]! }));
    const out = new Outlet(this.sink, this.notes, ends[direction]!, ends[1 - direction]!);
    const fromStart = this.initial[direction] >= 0 && !this.isDull[direction];
    const begun = new Direction(new StreamReader(this, out, fromStart));
    if (fromStart) begun.order.next = (this.initial[direction] + 1) >>> 0;
    return begun;
  }

  /** FIN: what has come in this direction is all, unless something is missing before it that may still come. */
  fin(direction: 0 | 1, seq: number): void {
    const order = this.directions[direction]?.order;
    if (order && order.next === seq) this.endDirection(direction);
  }

  /** RST, or the capture ends. */
  end(): void {
    this.endDirection(0);
    this.endDirection(1);
  }

  private endDirection(direction: 0 | 1): void {
    this.directions[direction]?.end();
  }

  session(random: string): void {
    if (this.sessions.size < MAX_SESSIONS) this.sessions.add(random);
  }

  closed(reason: 'tls' | 'sigComp' | 'other'): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (reason === 'tls') this.notes.encrypted++;
    if (reason === 'sigComp') this.notes.compressed++;
  }
}
