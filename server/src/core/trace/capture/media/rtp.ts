import type { RtpEvidence } from '../../evidence/types';
import type { Packet } from '../types';
import { int32 } from './bytes';
import { PayloadType } from './payloadTypes';
import { payloadOf, type Run, type StreamRows } from './streamRows';
import { type Counted, Tally, type Told } from './tally';
import { TelephoneEvents } from './telephoneEvents';

/** Sources of one flow that are told apart. */
const STREAMS = 64;
/** Dynamic payload types begin here (RFC 3551 section 6). */
const DYNAMIC = 96;

/** One RTP stream: the packets of one SSRC (RFC 3550), encrypted or not. Its numbers stand in a row. */
export class RtpStream {
  events?: TelephoneEvents;
  // Grown by `concat`: most streams have one type and most flows one stream, and an array that was pushed to has room for 17.
  private types: readonly PayloadType[] = [];

  constructor(
    private readonly rows: StreamRows,
    readonly row: number,
  ) {}

  /** Takes the run of packets that the last one has ended. */
  take(run: Run): void {
    let found = this.types.find(known => known.type === run.type);
    if (!found) {
      found = new PayloadType(run.type);
      this.types = this.types.concat(found);
    }
    found.add(run);
  }

  get packets(): number {
    return this.rows.packets(this.row);
  }

  get isConsistent(): boolean {
    return this.rows.isConsistent(this.row);
  }

  /** When its packets came, and their bytes. */
  get tally(): Counted & { bytes: number } {
    return { ...this.rows.tally(this.row), bytes: this.rows.bytes(this.row) };
  }

  evidence(): Told<RtpEvidence> {
    const { rows, row } = this;
    this.take(rows.endRun(row));
    const types = this.types.filter(({ packets }) => packets > 0).sort((a, b) => b.packets - a.packets);
    return {
      kind: 'rtp',
      ssrc: rows.ssrc(row),
      payloadTypes: types.map(({ type, packets, bytes }) => ({ type, packets, bytes })),
      lost: rows.lost(row),
      jitter: rows.jitter(row),
      digits: this.events?.digits || undefined,
    };
  }
}

/** The RTP of one flow. Anything may look like RTP: a source counts when its packets follow each other. */
export class RtpStreams {
  streams: readonly RtpStream[] = [];
  /** Packets of sources that are not told apart, and their bytes; made for the first of them. */
  rest?: Tally;
  restBytes = 0;
  /** Of these, packets that came when there were too many streams. */
  untold = 0;
  private current?: RtpStream;

  constructor(private readonly rows: StreamRows) {}

  /** Takes a packet of version 2; false where its header does not fit into it. */
  add(packet: Packet): boolean {
    const payload = payloadOf(packet);
    if (payload < 0) return false;
    const length = packet.end + packet.missing - payload;
    let stream = this.current;
    if (stream === undefined || !this.rows.has(stream.row, packet)) {
      stream = this.streamOf(packet, length);
      this.current = stream;
      if (!stream) return true;
    }
    const run = this.rows.add(stream.row, packet, length);
    if (run) stream.take(run);
    if (length === 4) this.addEvent(stream, packet, payload);
    return true;
  }

  /** Four bytes of a dynamic payload type may be a telephone-event. */
  private addEvent(stream: RtpStream, { bytes, start, missing }: Packet, payload: number): void {
    if ((bytes[start + 1]! & 0x7f) < DYNAMIC || missing > 0) return;
    stream.events ??= new TelephoneEvents();
    stream.events.add(int32(bytes, start + 4), bytes[payload]!, bytes[payload + 1]!);
  }

  /** Sources that were seen once give way when there are too many. */
  private streamOf(packet: Packet, length: number): RtpStream | undefined {
    const known = this.streams.find(stream => this.rows.has(stream.row, packet));
    if (known) return known;
    let row: number | undefined;
    if (this.streams.length >= STREAMS) {
      const single = this.streams.findIndex(stream => stream.packets === 1);
      if (single < 0) {
        this.drop(packet);
        return undefined;
      }
      const dropped = this.streams[single]!;
      this.streams = this.streams.filter(known => known !== dropped);
      this.rest ??= new Tally();
      this.rest.join(dropped.tally);
      this.restBytes += dropped.tally.bytes;
      row = dropped.row;
    }
    const stream = new RtpStream(this.rows, this.rows.begin(packet, length, row));
    this.streams = this.streams.concat(stream);
    return stream;
  }

  private drop(packet: Packet): void {
    this.untold++;
    this.rest ??= new Tally();
    this.rest.count(packet.frame);
    this.restBytes += packet.end - packet.start + packet.missing;
  }
}
