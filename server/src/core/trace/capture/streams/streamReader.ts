import { looksLikeHep3 } from './hep';
import { HepReader } from './hepReader';
import type { Origin } from './origin';
import type { Outlet } from './outlet';
import { SipFramer } from './sipFramer';
import { looksLikeCutRequest, looksLikeSigComp, nextSipStart, NOT_SIP, sipStartAt, startLineAt, UNDECIDED } from './sipStart';
import { StreamBuffer } from './streamBuffer';
import { clientRandom, looksLikeTls } from './tls';
import { type Http, httpAt } from './upgrade';
import { sipFrameAt, WebSocketReader } from './webSocket';

/** How much of a stream is looked at before it is left alone; one whose beginning was not seen may begin inside of a long message. */
const MAX_UNKNOWN = 4 * 1024;
const MAX_UNKNOWN_MIDDLE = 16 * 1024;

/** What the reader of one direction tells the connection. */
export interface Connection {
  /** The port that SIP uses is at one of its ends. */
  readonly onSipPort: boolean;
  /** It is TLS, SigComp, or an HTTP connection that stays one: nothing more will be read from it. */
  closed(reason: 'tls' | 'sigComp' | 'other'): void;
  /** A TLS session with this random begins on it. */
  session(random: string): void;
}

interface Reader {
  read(buffer: StreamBuffer): void;
  stop(buffer: StreamBuffer, hole: number): void;
  readonly held?: number;
}

/** Finds out what one direction of a TCP stream carries and reads it. */
export class StreamReader {
  private readonly buffer = new StreamBuffer();
  private reader: Reader | undefined;
  /** Bytes that came while it was not known what they are. */
  private seen = 0;
  private gapped = false;
  private gapCounted = false;

  /** `fromStart`: the stream is seen from its first byte on. */
  constructor(
    private readonly connection: Connection,
    private readonly out: Outlet,
    private fromStart: boolean,
  ) {}

  get isRecognised(): boolean {
    return this.reader !== undefined;
  }

  /** Whether enough was seen to leave this direction alone, unless the other one tells better. */
  get isDull(): boolean {
    return !this.reader && this.buffer.length === 0 && this.seen > (this.fromStart ? MAX_UNKNOWN : MAX_UNKNOWN_MIDDLE);
  }

  /** Bytes of memory held. */
  get held(): number {
    return this.buffer.held + (this.reader?.held ?? 0);
  }

  /** The next bytes, in order. */
  add(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    this.buffer.append(bytes, start, end, origin);
    if (!this.reader) this.recognise(end - start);
    this.reader?.read(this.buffer);
  }

  /** The stream ends (`hole` 0), or the next `hole` bytes are missing. */
  stop(hole: number): void {
    const { buffer } = this;
    if (!this.reader && looksLikeCutRequest(buffer.bytes, buffer.start, buffer.end)) this.isRead(new SipFramer(this.out, false));
    if (this.reader) this.reader.stop(buffer, hole);
    else buffer.drop(buffer.end);
    if (hole === 0) return;
    this.fromStart = false;
    this.gapped = true;
    this.countGap();
  }

  /** A hole counts when it is known that there is something to miss. */
  private countGap(): void {
    if (!this.gapped || !this.reader || this.gapCounted) return;
    this.gapCounted = true;
    this.out.notes.gaps++;
  }

  private isRead(reader: Reader): true {
    this.reader = reader;
    this.countGap();
    return true;
  }

  private recognise(added: number): void {
    const { buffer } = this;
    const beginning = this.fromStart && this.seen === buffer.length - added;
    this.seen += added;
    const places = buffer.newest > buffer.start ? [buffer.start, buffer.newest] : [buffer.start];
    for (const at of places) {
      const found = this.recogniseAt(at, beginning && at === buffer.start);
      if (found === UNDECIDED) buffer.drop(at);
      if (found !== NOT_SIP) return;
    }
    this.search();
  }

  /** True when it is known what begins at `at`, UNDECIDED while more bytes must come, else NOT_SIP. */
  private recogniseAt(at: number, beginning: boolean): true | typeof UNDECIDED | typeof NOT_SIP {
    const { bytes, end } = this.buffer;
    const first = bytes[at]!;
    if (looksLikeTls(bytes, at, end, beginning)) return this.isTls(at);
    if (beginning && this.connection.onSipPort && looksLikeSigComp(bytes, at, end)) return this.isClosed('sigComp');
    if (looksLikeHep3(bytes, at, end)) return end - at < 4 ? UNDECIDED : this.isRead(new HepReader(this.out));
    const http = httpAt(bytes, at, end);
    if (http) return this.isHttp(http);
    const sip = sipStartAt(bytes, at, end);
    if (sip === UNDECIDED) return UNDECIDED;
    if (sip >= 0) return this.isSip(at, !beginning);
    if (!this.fromStart) {
      const frame = sipFrameAt(bytes, at, end);
      if (frame === UNDECIDED) return UNDECIDED;
      if (frame >= 0) return this.isWebSocket(at, true);
    }
    return first >= 20 && first <= 23 && end - at < 6 ? UNDECIDED : NOT_SIP;
  }

  private isHttp(http: Http): true | typeof UNDECIDED {
    if (http.kind === 'incomplete') return UNDECIDED;
    return http.kind === 'other' ? this.isClosed('other') : this.isWebSocket(http.end, http.sip);
  }

  private isWebSocket(frames: number, sip: boolean): true {
    this.buffer.drop(frames);
    return this.isRead(new WebSocketReader(this.out, false, sip));
  }

  private isSip(at: number, lost: boolean): true {
    this.buffer.drop(at);
    return this.isRead(new SipFramer(this.out, lost));
  }

  private isTls(at: number): true {
    const random = clientRandom(this.buffer.bytes, at, this.buffer.end);
    if (random) this.connection.session(random);
    return this.isClosed('tls');
  }

  private isClosed(reason: 'tls' | 'sigComp' | 'other'): true {
    this.buffer.drop(this.buffer.end);
    this.connection.closed(reason);
    return true;
  }

  /** Nothing known begins here; a message may begin further on, where the stream was seen from its middle. */
  private search(): void {
    const { buffer } = this;
    const { bytes, start, end } = buffer;
    const at = nextSipStart(bytes, start, end);
    buffer.drop(at);
    if (at < end && startLineAt(bytes, at, end) !== UNDECIDED) this.isSip(at, true);
  }
}
