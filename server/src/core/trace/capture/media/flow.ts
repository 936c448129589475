import type { FlowEvidence } from '../../evidence/types';
import type { Endpoint } from '../../types';
import { addressOf } from '../network/address';
import type { CaptureNotes, Packet } from '../types';
import { Binding } from './binding';
import { Dtls, isDtls } from './dtls';
import { ends, type IcmpError, IcmpReports } from './icmp';
import { isRtcp, RtcpTypes } from './rtcp';
import { type RtpStream, RtpStreams } from './rtp';
import { BINDING, readStun, TURN_METHODS } from './stun';
import type { StreamRows } from './streamRows';
import { type Counted, Tally } from './tally';
import { isChannelData, Turn } from './turn';
import { addProblem } from '../notes';

/** Different ICMP errors about one flow that are told apart. */
const REPORTS = 8;
const ZRTP_COOKIE = 'ZRTP';

/** What the evidence of a flow is asked for with. */
export interface EvidenceOptions {
  /** The ice-pwd that an SDP gives with this ice-ufrag; undefined where none does. */
  passwordOf(ufrag: string): string | undefined;
  /** Hash functions of the fingerprints to compare with: `sha-256`. */
  readonly hashes: readonly string[];
}

/** Between which addresses a flow runs. */
export interface Ends {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** What a flow needs of the table it is in. */
export interface FlowTable {
  readonly notes: CaptureNotes;
  readonly rows: StreamRows;
  oppositeOf(flow: Flow): Flow | undefined;
  endpoint(flow: Flow, side: 'source' | 'destination'): Endpoint;
}

/** UDP packets whose kind is not known, with their bytes. */
class Others extends Tally {
  bytes = 0;

  add(packet: Packet): void {
    this.count(packet.frame);
    this.bytes += packet.end - packet.start + packet.missing;
  }

  take(tally: Counted, bytes: number): void {
    this.join(tally);
    this.bytes += bytes;
  }
}

/**
 * One direction of an UDP 5-tuple: all its packets, and what those that were added to it are. Times in microseconds since 1970. A flow
 * without packets, or of TCP, is there because an ICMP message quotes it; its times are those of the message.
 */
export class Flow extends Tally {
  private rtp?: RtpStreams;
  private binding?: Binding;
  private turn?: Turn;
  private dtls?: Dtls;
  private rtcp?: RtcpTypes;
  private zrtp?: Others;
  private others?: Others;
  private reports?: IcmpReports[];
  private knownEnds?: Ends;
  /** Set when the flow was set aside: the other direction at that time. */
  private partner?: Flow | 'none';

  /** `index` is the number of the 5-tuple in the table; flows set aside keep theirs. */
  constructor(
    private readonly table: FlowTable,
    readonly index: number,
    readonly transport: 'UDP' | 'TCP',
  ) {
    super();
  }

  get source(): Endpoint {
    return this.ends.source;
  }

  get destination(): Endpoint {
    return this.ends.destination;
  }

  get ends(): Ends {
    this.knownEnds ??= { source: this.table.endpoint(this, 'source'), destination: this.table.endpoint(this, 'destination') };
    return this.knownEnds;
  }

  /** The other direction, where a packet of it was seen. */
  opposite(): Flow | undefined {
    if (this.partner === 'none') return undefined;
    return this.partner ?? this.table.oppositeOf(this);
  }

  /** Whether anything but SIP was seen on it. */
  get hasEvidence(): boolean {
    const { binding, turn, dtls, rtp, rtcp, zrtp, others, reports } = this;
    return (rtp ?? binding ?? turn ?? dtls ?? rtcp ?? zrtp ?? others ?? reports) !== undefined;
  }

  /** STUN, DTLS, RTP and RTCP packets; of what only may be RTP, those that the evidence counts as such. */
  get mediaPackets(): number {
    let packets = 0;
    for (const stream of this.rtp?.streams ?? []) if (this.isRtp(stream)) packets += stream.packets;
    for (const part of [this.binding, this.turn, this.dtls, this.rtcp]) packets += part?.packets ?? 0;
    return packets;
  }

  /** Whether media of a kind was seen on it, as the evidence tells it. */
  carries(kind: 'stun' | 'dtls' | 'rtp'): boolean {
    if (kind === 'stun') return this.binding !== undefined;
    if (kind === 'dtls') return this.dtls !== undefined;
    return this.rtp?.streams.some(stream => this.isRtp(stream)) ?? false;
  }

  /** Adds a packet that is not SIP: its first byte tells the kinds apart (RFC 7983 section 7). */
  add(packet: Packet): void {
    const first = packet.bytes[packet.start];
    if (first === undefined || packet.start >= packet.end) this.addOther(packet);
    else if (first >= 128 && first < 192) this.addRtp(packet);
    else if (first < 4) this.addStun(packet);
    else if (first >= 20 && first < 64) this.addDtls(packet);
    else if (first >= 64 && first < 80 && isChannelData(packet)) this.turnOf().addChannelData(packet);
    else if (first >= 16 && first < 20 && isZrtp(packet)) {
      this.zrtp ??= new Others();
      this.zrtp.add(packet);
    } else this.addOther(packet);
  }

  /** Adds an ICMP error about a packet of this flow; false for the copy of one. */
  report(packet: Packet, { error }: IcmpError): boolean {
    const { reporter, told } = ends(packet);
    if (this.packets === 0 && !this.reports) {
      this.first = packet.frame.time;
      this.firstFrame = packet.frame.number;
    }
    this.reports ??= [];
    let known = this.reports.find(known => known.error === error && known.reporter.host === reporter.host);
    if (!known && this.reports.length >= REPORTS) {
      this.say(`is quoted by more than ${REPORTS} kinds of ICMP errors: the others are left out`);
      return true;
    }
    if (!known) {
      known = new IcmpReports(reporter, told, error);
      this.reports.push(known);
    }
    if (this.packets === 0) {
      this.last = packet.frame.time;
      this.lastFrame = packet.frame.number;
    }
    return known.add(packet);
  }

  /** Says what of this flow was too much to be told apart. */
  sayLimits(): void {
    if (!this.rtp) return;
    const { untold, streams } = this.rtp;
    if (untold > 0)
      this.say(`has more than ${streams.length} RTP sources: ${untold} packets of others are counted as UDP of no known kind`);
    for (const { events } of streams) if (events && events.dropped > 0) this.say(`has ${events.dropped} more DTMF digits than are kept`);
  }

  /** From now on the other direction is the one that is there now: later packets of this 5-tuple are another flow's. */
  setAside(): void {
    this.partner = this.opposite() ?? 'none';
  }

  /** What was seen, one evidence for each kind and each RTP stream; nothing for a flow of SIP alone. */
  evidence(options: EvidenceOptions): FlowEvidence[] {
    const { binding, turn, dtls, rtcp, zrtp, transport } = this;
    const all: FlowEvidence[] = [];
    if (binding) all.push({ ...this.oneWay(binding), ...binding.evidence(ufrag => options.passwordOf(ufrag)) });
    if (turn) {
      const relayed = turn.relayed && {
        host: addressOf(turn.relayed.bytes, 0, turn.relayed.family),
        port: turn.relayed.port,
      };
      all.push({ ...this.oneWay(turn), ...turn.evidence, relayed });
    }
    if (dtls) all.push({ ...this.oneWay(dtls), ...dtls.evidence(options.hashes) });
    const others = new Others();
    if (this.others) others.take(this.others, this.others.bytes);
    for (const stream of this.rtp?.streams ?? []) {
      if (this.isRtp(stream)) all.push({ ...this.oneWay(stream.tally), ...stream.evidence() });
      else others.take(stream.tally, stream.tally.bytes);
    }
    if (rtcp) all.push({ ...this.oneWay(rtcp), kind: 'rtcp', types: rtcp.types });
    if (zrtp) all.push({ ...this.oneWay(zrtp), kind: 'udp', bytes: zrtp.bytes, looks: 'zrtp' });
    if (this.rtp?.rest) others.take(this.rtp.rest, this.rtp.restBytes);
    if (others.packets > 0) all.push({ ...this.oneWay(others), kind: 'udp', bytes: others.bytes });
    for (const report of this.reports ?? []) {
      const quoted = { source: this.source, destination: this.destination, transport };
      all.push({ ...this.oneWay(report), source: report.reporter, destination: report.told, ...report.evidence(quoted) });
    }
    return all;
  }

  private say(what: string): void {
    const { source, destination } = this;
    addProblem(this.table.notes, `The flow ${source.host}:${source.port} > ${destination.host}:${destination.port} ${what}.`);
  }

  private addRtp(packet: Packet): void {
    if (isRtcp(packet)) {
      this.rtcp ??= new RtcpTypes();
      this.rtcp.add(packet);
      return;
    }
    this.rtp ??= new RtpStreams(this.table.rows);
    if (!this.rtp.add(packet)) this.addOther(packet);
  }

  private addStun(packet: Packet): void {
    const message = readStun(packet.bytes, packet.start, packet.end, packet.missing);
    if (!message) this.addOther(packet);
    else if (message.method !== BINDING && TURN_METHODS.has(message.method)) this.turnOf().add(message, packet, this.opposite()?.turn);
    else {
      this.binding ??= new Binding();
      this.binding.add(message, packet, this.opposite()?.binding);
    }
  }

  private addDtls(packet: Packet): void {
    if (!isDtls(packet, this.dtls !== undefined || this.opposite()?.dtls !== undefined)) {
      this.addOther(packet);
      return;
    }
    this.dtls ??= new Dtls(this.table.notes);
    this.dtls.add(packet);
  }

  private addOther(packet: Packet): void {
    this.others ??= new Others();
    this.others.add(packet);
  }

  private turnOf(): Turn {
    this.turn ??= new Turn();
    return this.turn;
  }

  /** Packets that follow each other are RTP; a single one is where other media is, or where it is all there is. */
  private isRtp(stream: RtpStream): boolean {
    if (stream.isConsistent || this.packets === 1) return true;
    const other = this.binding ?? this.dtls ?? this.rtcp;
    return other !== undefined || (this.rtp?.streams.some(known => known.isConsistent) ?? false);
  }

  private oneWay(tally: Counted): Omit<FlowEvidence, 'kind'> & { frames: readonly [number, number] } {
    const { source, destination } = this;
    const { packets, first, last, firstFrame, lastFrame } = tally;
    return { source, destination, packets, first, last, frames: [firstFrame, lastFrame] };
  }
}

/** RFC 6189 section 5: the cookie stands behind the sequence number. */
function isZrtp({ bytes, start, end }: Packet): boolean {
  return end - start >= 12 && [0, 1, 2, 3].every(i => bytes[start + 4 + i] === ZRTP_COOKIE.charCodeAt(i));
}
