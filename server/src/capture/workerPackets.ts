import { CaptureFile } from '../core/trace/capture/file/captureFile';
import { type PacketToWrite, pcapngHeader, pcapngPacket } from '../core/trace/capture/file/writePcapng';
import { FiveTuples } from '../core/trace/capture/media/fiveTuples';
import type { Flow } from '../core/trace/capture/media/flow';
import { readIcmp } from '../core/trace/capture/media/icmp';
import { addressOf } from '../core/trace/capture/network/address';
import { Network } from '../core/trace/capture/network/network';
import type { Frame, LinkType, Packet, PacketSink } from '../core/trace/capture/types';
import type { Endpoint } from '../core/trace/types';
import type { CaptureBytes } from './workerHost';
import { emptyNotes } from '../core/trace/capture/notes';

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
/** As many as the reader of captures tells apart. */
const MOST_FLOWS = 200_000;

/** What belongs to some calls: the frames of their SIP messages, and the flows of their media. */
export interface Belongings {
  readonly frames: readonly number[];
  readonly flows: readonly Flow[];
}

/** First and last frame. */
type Range = readonly [number, number];

/**
 * Hands the packets of some calls out as a new pcapng file, piece by piece, and returns how many there were. The capture is read twice: the
 * first fragment of a datagram is known to belong to a call only when the last one has come.
 */
export async function writePackets(bytes: CaptureBytes, calls: Belongings, write: (part: Uint8Array) => Promise<void>): Promise<number> {
  const marked = new MarkedFrames(calls);
  await read(bytes, frame => marked.frame(frame));
  marked.addOpenings();
  const linkTypes = [...marked.linkTypes];
  await write(pcapngHeader(linkTypes));
  let count = 0;
  let waiting: Uint8Array[] = [];
  const file = readerOf(frame => {
    if (!marked.has(frame.number)) return;
    count++;
    waiting.push(pcapngPacket(toWrite(frame, linkTypes)));
  });
  for await (const piece of bytes.pieces()) {
    file.push(piece);
    for (const part of waiting) await write(part);
    waiting = [];
  }
  file.end();
  for (const part of waiting) await write(part);
  return count;
}

function toWrite(frame: Frame, linkTypes: readonly LinkType[]): PacketToWrite {
  const { time, wireLength, bytes, start, end, inbound } = frame;
  return { interface: linkTypes.indexOf(frame.linkType), time, wireLength, bytes, start, end, inbound };
}

async function read(bytes: CaptureBytes, take: (frame: Frame) => void): Promise<void> {
  const file = readerOf(take);
  for await (const piece of bytes.pieces()) file.push(piece);
  file.end();
}

/** Its notes are not read: all has been said when the capture was read first. */
const readerOf = (frame: (frame: Frame) => void): CaptureFile => new CaptureFile({ frame }, emptyNotes());

/** Finds the frames that belong to calls. */
class MarkedFrames implements PacketSink {
  readonly linkTypes = new Set<LinkType>();
  private readonly marked: Set<number>;
  private readonly ranges = new Map<string, Range[]>();
  private readonly tuples = new FiveTuples(MOST_FLOWS);
  /** By number of the 5-tuple. */
  private readonly rangesOf: (readonly Range[])[] = [];
  private readonly network = new Network(this, emptyNotes());
  /** Numbers of the 5-tuples of TCP that a message came in, and the frames that opened each. */
  private readonly streams = new Set<number>();
  private readonly openings = new Map<number, number[]>();

  constructor({ frames, flows }: Belongings) {
    this.marked = new Set(frames);
    for (const { source, destination, firstFrame, lastFrame } of flows) {
      const key = keyOf(source, destination);
      const range: Range = [firstFrame, lastFrame];
      const known = this.ranges.get(key);
      if (known) known.push(range);
      else this.ranges.set(key, [range]);
    }
  }

  has = (frame: number): boolean => this.marked.has(frame);

  frame(frame: Frame): void {
    this.linkTypes.add(frame.linkType);
    this.network.frame(frame);
  }

  packet(packet: Packet): void {
    const { protocol } = packet;
    if (protocol === UDP && !isSip(packet)) this.mark(packet, this.tuples.of(packet));
    if (protocol === TCP) this.segment(packet);
    if (protocol !== ICMP && protocol !== ICMPV6) return;
    const quoted = readIcmp(packet);
    if (!quoted) return;
    const { family, protocol: of, sourceAt, destinationAt, portsAt } = quoted;
    this.mark(packet, this.tuples.ofQuoted(family, of, packet.bytes, sourceAt, destinationAt, portsAt));
  }

  /** Without the beginning of its connection nobody could tell SIP over WebSocket from any other bytes. */
  addOpenings(): void {
    for (const stream of this.streams) {
      for (const index of [stream, this.tuples.oppositeOf(stream)])
        for (const frame of this.openings.get(index) ?? []) this.marked.add(frame);
    }
  }

  private segment(packet: Packet): void {
    const index = this.tuples.of(packet);
    if (index < 0) return;
    const { number } = packet.frame;
    if (this.marked.has(number)) this.streams.add(index);
    if (!isOpening(packet)) return;
    const known = this.openings.get(index);
    if (known) known.push(number);
    else this.openings.set(index, [number]);
  }

  private mark(packet: Packet, index: number): void {
    if (index < 0) return;
    this.rangesOf[index] ??= this.ranges.get(this.keyOf(index)) ?? NONE;
    const { number } = packet.frame;
    if (!this.rangesOf[index].some(([first, last]) => number >= first && number <= last)) return;
    this.marked.add(number);
    for (const fragment of packet.fragments ?? []) this.marked.add(fragment);
  }

  private keyOf(index: number): string {
    const { tuples } = this;
    const host = (side: 'source' | 'destination'): string => addressOf(tuples.address(index, side), 0, tuples.family(index));
    return keyOf(
      { host: host('source'), port: tuples.sourcePort(index) },
      { host: host('destination'), port: tuples.destinationPort(index) },
    );
  }
}

const NONE: readonly Range[] = [];

const keyOf = (source: Endpoint, destination: Endpoint): string =>
  `${source.host} ${source.port ?? 0} ${destination.host} ${destination.port ?? 0}`;

/** Three capitals begin a method and `SIP/2.0`: whose SIP it is has been told message by message, and a proxy's flow carries that of all calls. */
function isSip({ bytes, start, end }: Packet): boolean {
  if (end - start < 16) return false;
  for (let at = start; at < start + 3; at++) if (bytes[at]! < 0x41 || bytes[at]! > 0x5a) return false;
  return true;
}

const SYN = 2;

/** A segment with SYN (RFC 9293 section 3.1), and the handshake of WebSocket (RFC 6455 section 1.3). */
function isOpening({ bytes, start, end }: Packet): boolean {
  if (end - start < 20) return false;
  if ((bytes[start + 13]! & SYN) !== 0) return true;
  const data = start + (bytes[start + 12]! >> 4) * 4;
  return OPENINGS.some(word => data + word.length <= end && word.every((byte, at) => bytes[data + at] === byte));
}

const OPENINGS = ['GET ', 'HTTP/1.1 101'].map(word => [...word].map(letter => letter.charCodeAt(0)));
