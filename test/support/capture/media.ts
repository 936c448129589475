// Payloads of media packets, written field by field as the RFCs draw them, and a wire to send them over. They share nothing with the code
// that is tested: the HMAC is Node's.
import { createHmac } from 'node:crypto';
import { Flows } from '../../../server/src/core/trace/capture/media/flows';
import { Network } from '../../../server/src/core/trace/capture/network/network';
import type { Packet } from '../../../server/src/core/trace/capture/types';
import type { FlowEvidence } from '../../../server/src/core/trace/evidence/types';
import { address, concat, endpoint, ethernet, ip, ipv4, type Payload, u8, u16, u32, udp } from './packets';
import { emptyNotes } from '../../../server/src/core/trace/capture/notes';

export interface RtpParts {
  sequence: number;
  timestamp: number;
  ssrc?: number;
  type?: number;
  marker?: boolean;
  payload?: Uint8Array;
  /** Contributing sources, and words of a header extension. */
  sources?: readonly number[];
  extension?: readonly number[];
}

/** RFC 3550 section 5.1. */
export function rtp(parts: RtpParts): Uint8Array {
  const { sources = [], extension, payload = new Uint8Array(160) } = parts;
  const flags = u8(0x80 | (extension ? 0x10 : 0) | sources.length, (parts.marker ? 0x80 : 0) | (parts.type ?? 0));
  const header = concat(flags, u16(parts.sequence & 0xffff), u32(parts.timestamp >>> 0, (parts.ssrc ?? 0x1234) >>> 0, ...sources));
  return concat(header, extension ? concat(u16(0xbede, extension.length), u32(...extension)) : '', payload);
}

/** One RTCP packet: type, and its words behind the header, the first of which is the sender's SSRC. */
export const rtcp = (type: number, ...words: readonly number[]): Uint8Array => concat(u8(0x80, type), u16(words.length), u32(...words));

export interface StunParts {
  method?: number;
  class?: 'request' | 'indication' | 'success' | 'error';
  /** Transaction ID: any number. */
  id: number;
  attributes?: readonly (readonly [type: number, value: Payload])[];
  /** Signs it with MESSAGE-INTEGRITY, or with its SHA-256 form. */
  password?: string;
  sha256?: boolean;
}

export const USERNAME = 0x0006;
export const ERROR_CODE = 0x0009;
export const XOR_RELAYED_ADDRESS = 0x0016;
export const USE_CANDIDATE = 0x0025;
export const ICE_CONTROLLED = 0x8029;
export const ICE_CONTROLLING = 0x802a;

const COOKIE = 0x2112a442;
const CLASSES = { request: 0, indication: 0x10, success: 0x100, error: 0x110 };

/** RFC 8489 section 5, for methods below 16. */
export function stun({ method = 1, class: kind = 'request', id, attributes = [], password, sha256 = false }: StunParts): Uint8Array {
  const transaction = u32(COOKIE, 0, 0, id);
  const body = concat(...attributes.map(([type, value]) => attribute(type, value)));
  const header = (length: number): Uint8Array => concat(u16(CLASSES[kind] | method, length), transaction);
  if (password === undefined) return concat(header(body.length), body);
  const size = sha256 ? 32 : 20;
  const signed = concat(header(body.length + 4 + size), body);
  const mac = createHmac(sha256 ? 'sha256' : 'sha1', password)
    .update(signed)
    .digest();
  return concat(signed, attribute(sha256 ? 0x001c : 0x0008, mac));
}

function attribute(type: number, value: Payload): Uint8Array {
  const bytes = concat(value);
  return concat(u16(type, bytes.length), bytes, new Uint8Array(-bytes.length & 3));
}

export const errorCode = (code: number): Uint8Array => u8(0, 0, Math.floor(code / 100), code % 100);

/** The value of an XOR address attribute for IPv4. */
export function xorAddress(text: string): Uint8Array {
  const { address: host, port } = endpoint(text);
  const cookie = u32(COOKIE);
  return concat(
    u8(0, 1),
    u16(port ^ (COOKIE >>> 16)),
    address(host).map((byte, i) => byte ^ cookie[i]!),
  );
}

/** A DTLS record (RFC 6347 section 4.1). */
export const record = (type: number, body: Payload, epoch = 0, version = 0xfefd): Uint8Array =>
  concat(u8(type), u16(version, epoch, 0), u32(1), u16(concat(body).length), body);

const uint24 = (value: number): Uint8Array => u8(value >> 16, (value >> 8) & 0xff, value & 0xff);

/** A handshake message (RFC 6347 section 4.2.2), or of it the fragment from `from` to `to`. */
export function handshake(type: number, sequence: number, body: Uint8Array, from = 0, to = body.length): Uint8Array {
  return concat(u8(type), uint24(body.length), u16(sequence), uint24(from), uint24(to - from), body.subarray(from, to));
}

export interface HelloParts {
  /** Fills the random. */
  random: number;
  version?: number;
  cookie?: string;
  srtp?: readonly number[];
  supportedVersions?: readonly number[];
}

export function clientHello({ random, version = 0xfefd, cookie = '', srtp = [], supportedVersions }: HelloParts): Uint8Array {
  const versions = supportedVersions && concat(u8(supportedVersions.length * 2), u16(...supportedVersions));
  const extensions = concat(versions ? attributeLike(43, versions) : '', srtp.length > 0 ? attributeLike(14, useSrtp(srtp)) : '');
  const suites = u16(4, 0xc02b, 0xc02f);
  const session = u8(0, cookie.length);
  return concat(u16(version), new Uint8Array(32).fill(random), session, cookie, suites, u8(1, 0), u16(extensions.length), extensions);
}

export function serverHello({ random, version = 0xfefd, srtp = [], supportedVersions }: HelloParts): Uint8Array {
  const versions = supportedVersions ? attributeLike(43, u16(...supportedVersions)) : '';
  const extensions = concat(versions, srtp.length > 0 ? attributeLike(14, useSrtp(srtp)) : '');
  return concat(u16(version), new Uint8Array(32).fill(random), u8(0), u16(0xc02b), u8(0), u16(extensions.length), extensions);
}

const useSrtp = (profiles: readonly number[]): Uint8Array => concat(u16(profiles.length * 2, ...profiles), u8(0));
const attributeLike = (type: number, value: Uint8Array): Uint8Array => concat(u16(type, value.length), value);

/** The body of a Certificate message (RFC 5246 section 7.4.2). */
export function certificates(...der: readonly Uint8Array[]): Uint8Array {
  const list = concat(...der.map(one => concat(uint24(one.length), one)));
  return concat(uint24(list.length), list);
}

/** Sends packets through the reader of IP into flows. Times are in milliseconds; a packet comes a millisecond after the last one. */
export class Wire {
  readonly notes = emptyNotes();
  readonly flows: Flows;
  private readonly network: Network;
  private frame = 0;
  private now = 0;

  constructor(
    limit?: number,
    private readonly isSip = (_packet: Packet) => false,
  ) {
    this.flows = new Flows(this.notes, limit);
    this.network = new Network({ packet: packet => this.packet(packet) }, this.notes);
  }

  /** A datagram from and to `host:port`. The identification of IPv4 counts up, as that of a sender does. */
  send(source: string, destination: string, payload: Payload, time = this.now + 1, cut = 0): void {
    this.sendIp(this.datagram(source, destination, payload), time, cut);
  }

  datagram(source: string, destination: string, payload: Payload): Uint8Array {
    const [from, to] = [endpoint(source).address, endpoint(destination).address];
    const body = udp({ source, destination, payload });
    if (from.includes(':')) return ip(from, to, 17, body);
    return ipv4({ source: from, destination: to, protocol: 17, payload: body, id: this.frame + 1 });
  }

  /** A whole IP packet, of which `cut` bytes at the end were not captured. */
  sendIp(bytes: Uint8Array, time = this.now + 1, cut = 0): void {
    const frame = ethernet(bytes);
    this.now = time;
    this.network.frame({
      number: ++this.frame,
      time: 1_700_000_000_000_000 + time * 1000,
      linkType: 1,
      interface: 0,
      bytes: frame,
      start: 0,
      end: frame.length - cut,
      wireLength: frame.length,
      fileOffset: 0,
      inbound: undefined,
    });
  }

  /** The evidence of all flows, by kind. */
  evidence<K extends FlowEvidence['kind']>(kind: K, passwords: Record<string, string> = {}, hashes: readonly string[] = ['sha-256']) {
    const all = [...this.flows.all()].flatMap(flow => flow.evidence({ passwordOf: ufrag => passwords[ufrag], hashes }));
    return all.filter(one => one.kind === kind) as Extract<FlowEvidence, { kind: K }>[];
  }

  private packet(packet: Packet): void {
    if (packet.protocol !== 17) {
      this.flows.icmp(packet);
      return;
    }
    const flow = this.flows.of(packet);
    if (flow && !this.isSip(packet)) this.flows.add(flow, packet);
  }
}
