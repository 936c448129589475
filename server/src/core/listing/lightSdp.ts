import { isPrimary, STATIC_PAYLOADS } from '../sdp/codecs';
import { CR, isDigit, LF, lineEndAt, nextLineAt, numberAt, skipBlanks, standsAt, wordEndAt } from './bytes';
import type { LightMessage } from './lightMessage';
import type { Words } from './words';

/** What one look over a session description tells of its media (RFC 8866). */
export interface LightSdp {
  readonly sections: readonly LightSection[];
  /** Addresses where its sender says that it receives: c= with m=, RTCP beside it, candidates; host as it is written, in small letters. */
  readonly addresses: readonly LightAddress[];
  /** a=ice-ufrag with its a=ice-pwd. */
  readonly credentials: readonly (readonly [ufrag: string, password: string])[];
  /** Hash functions of a=fingerprint, in small letters. */
  readonly hashes: readonly string[];
}

export interface LightSection {
  /** `audio`, `video`, `application`. */
  readonly media: string;
  /** 0 for a section that is not wanted. */
  readonly port: number;
  /** Its codecs that carry speech or pictures, in order, no more than MOST_CODECS. */
  readonly codecs: readonly string[];
}

export interface LightAddress {
  readonly host: string;
  readonly port: number;
}

/** More sections, candidates or codecs than these are no description that anybody works with. */
const MOST_SECTIONS = 64;
const MOST_ADDRESSES = 256;
const MOST_CODECS = 6;

/** A section while it is being read. */
interface Draft {
  media: string;
  port: number;
  formats: string[];
  /** By index of the format, its name by rtpmap. */
  names: string[];
  host: string;
  rtcp: number;
  rtcpHost: string;
  mux: boolean;
  ufrag: string;
  password: string;
}

const draft = (): Draft => ({
  media: '',
  port: 0,
  formats: [],
  names: [],
  host: '',
  rtcp: 0,
  rtcpHost: '',
  mux: false,
  ufrag: '',
  password: '',
});

/** The description in the body of a message: the body itself, or its part in a multipart body; undefined where there is none. */
export function readLightSdp(bytes: Uint8Array, { bodyStart, bodyEnd, contentType }: LightMessage, words: Words): LightSdp | undefined {
  if (bodyEnd - bodyStart < 8 || contentType.includes('sdpfrag')) return undefined;
  if (contentType === '' || contentType === 'application/sdp') return readDescription(bytes, bodyStart, bodyEnd, words);
  if (contentType.startsWith('multipart/')) {
    const part = lineThatBegins(bytes, bodyStart, bodyEnd, 'v=0');
    return part < 0 ? undefined : readDescription(bytes, part, bodyEnd, words);
  }
  return standsAt(bytes, bodyStart, bodyEnd, 'v=0') ? readDescription(bytes, bodyStart, bodyEnd, words) : undefined;
}

function lineThatBegins(bytes: Uint8Array, start: number, end: number, words: string): number {
  for (let at = start; at < end; at++) {
    if (at > start && bytes[at - 1] !== LF && bytes[at - 1] !== CR) continue;
    if (standsAt(bytes, at, end, words)) return at;
  }
  return -1;
}

function readDescription(bytes: Uint8Array, start: number, end: number, words: Words): LightSdp | undefined {
  const session = draft();
  const sections: LightSection[] = [];
  const addresses: LightAddress[] = [];
  const credentials: [string, string][] = [];
  const hashes: string[] = [];
  let current = session;
  const close = (): void => {
    if (current === session) return;
    const host = current.host || session.host;
    if (current.port > 0 && host !== '') {
      addresses.push({ host, port: current.port });
      if (current.rtcp > 0) addresses.push({ host: current.rtcpHost || host, port: current.rtcp });
      else if (!current.mux && current.port < 65535) addresses.push({ host, port: current.port + 1 });
    }
    const ufrag = current.ufrag || session.ufrag;
    if (ufrag !== '' && !credentials.some(known => known[0] === ufrag)) credentials.push([ufrag, current.password || session.password]);
    sections.push({ media: current.media, port: current.port, codecs: codecsOf(current) });
  };
  let lines = 0;
  for (let at = start; at < end; ) {
    const lineEnd = lineEndAt(bytes, at, end);
    const type = bytes[at + 1] === 0x3d ? bytes[at] : 0;
    // The delimiter of a multipart body ends the description.
    if (type === 0 && lines > 0 && bytes[at] === 0x2d && bytes[at + 1] === 0x2d) break;
    if (type !== 0) lines++;
    const value = at + 2;
    if (type === 0x6d) {
      close();
      if (sections.length >= MOST_SECTIONS) return { sections, addresses, credentials, hashes };
      current = draft();
      readMedia(current, bytes, value, lineEnd, words);
    } else if (type === 0x63) current.host = connectionHost(bytes, value, lineEnd, words);
    else if (type === 0x61) readAttribute(current, bytes, value, lineEnd, words, addresses, hashes);
    at = nextLineAt(bytes, lineEnd, end);
  }
  close();
  return lines > 0 ? { sections, addresses, credentials, hashes } : undefined;
}

/** `m=<media> <port>[/<number>] <proto> <fmt> …` */
function readMedia(section: Draft, bytes: Uint8Array, start: number, end: number, words: Words): void {
  let to = wordEndAt(bytes, start, end);
  section.media = words.of(bytes, start, to).toLowerCase();
  let at = skipBlanks(bytes, to, end);
  const port = numberAt(bytes, at, end);
  section.port = port > 0 && port < 65536 ? port : 0;
  at = skipBlanks(bytes, wordEndAt(bytes, at, end), end);
  at = skipBlanks(bytes, wordEndAt(bytes, at, end), end);
  for (; at < end && section.formats.length < 4 * MOST_CODECS; at = skipBlanks(bytes, to, end)) {
    to = wordEndAt(bytes, at, end);
    // White space that is no blank would not be passed.
    if (to === at) break;
    section.formats.push(words.of(bytes, at, to));
    section.names.push('');
  }
}

/** `c=IN IP4 <host>[/<ttl>]` */
function connectionHost(bytes: Uint8Array, start: number, end: number, words: Words): string {
  let at = skipBlanks(bytes, wordEndAt(bytes, start, end), end);
  at = skipBlanks(bytes, wordEndAt(bytes, at, end), end);
  let to = at;
  while (to < end && bytes[to]! > 0x20 && bytes[to] !== 0x2f) to++;
  return words.of(bytes, at, to).toLowerCase();
}

function readAttribute(
  section: Draft,
  bytes: Uint8Array,
  at: number,
  end: number,
  words: Words,
  addresses: LightAddress[],
  hashes: string[],
): void {
  const first = bytes[at]! | 0x20;
  if (first === 0x72) {
    if (standsAt(bytes, at, end, 'rtpmap:')) readRtpmap(section, bytes, at + 7, end, words);
    else if (standsAt(bytes, at, end, 'rtcp:')) readRtcp(section, bytes, skipBlanks(bytes, at + 5, end), end, words);
    else if (standsAt(bytes, at, end, 'rtcp-mux') && wordEndAt(bytes, at, end) === at + 8) section.mux = true;
  } else if (first === 0x63) {
    if (standsAt(bytes, at, end, 'candidate:') && addresses.length < MOST_ADDRESSES) readCandidate(addresses, bytes, at + 10, end, words);
  } else if (first === 0x69) {
    if (standsAt(bytes, at, end, 'ice-ufrag:')) section.ufrag = words.of(bytes, at + 10, wordEndAt(bytes, at + 10, end));
    else if (standsAt(bytes, at, end, 'ice-pwd:')) section.password = words.of(bytes, at + 8, wordEndAt(bytes, at + 8, end));
  } else if (first === 0x66 && standsAt(bytes, at, end, 'fingerprint:')) {
    const name = words.of(bytes, at + 12, wordEndAt(bytes, at + 12, end)).toLowerCase();
    if (name !== '' && hashes.length < 8 && !hashes.includes(name)) hashes.push(name);
  }
}

/** `a=rtcp:<port> [IN IP4 <host>]` (RFC 3605 section 2.1). */
function readRtcp(section: Draft, bytes: Uint8Array, start: number, end: number, words: Words): void {
  const port = numberAt(bytes, start, end);
  section.rtcp = port > 0 && port < 65536 ? port : 0;
  section.rtcpHost = connectionHost(bytes, skipBlanks(bytes, wordEndAt(bytes, start, end), end), end, words);
}

/** `a=rtpmap:<payload type> <name>/<clock rate>` */
function readRtpmap(section: Draft, bytes: Uint8Array, start: number, end: number, words: Words): void {
  let to = start;
  while (to < end && isDigit(bytes[to]!)) to++;
  const at = skipBlanks(bytes, to, end);
  let nameEnd = at;
  while (nameEnd < end && bytes[nameEnd]! > 0x20 && bytes[nameEnd] !== 0x2f) nameEnd++;
  const index = section.formats.indexOf(words.of(bytes, start, to));
  if (index >= 0 && nameEnd > at) section.names[index] ||= words.of(bytes, at, nameEnd);
}

/** `a=candidate:<foundation> <component> <transport> <priority> <address> <port> typ …` (RFC 8839 section 5.1). */
function readCandidate(addresses: LightAddress[], bytes: Uint8Array, start: number, end: number, words: Words): void {
  let at = skipBlanks(bytes, start, end);
  for (let field = 0; field < 4; field++) {
    if (field === 2 && !standsAt(bytes, at, end, 'udp')) return;
    at = skipBlanks(bytes, wordEndAt(bytes, at, end), end);
  }
  const to = wordEndAt(bytes, at, end);
  const port = numberAt(bytes, skipBlanks(bytes, to, end), end);
  if (to > at && port > 0 && port < 65536) addresses.push({ host: words.of(bytes, at, to).toLowerCase(), port });
}

/** Names of a section's codecs, those of static payload types from RFC 3551 section 6. */
function codecsOf({ port, formats, names }: Draft): string[] {
  if (port === 0) return [];
  const found: string[] = [];
  formats.forEach((format, index) => {
    // The text is hostile: `constructor` is no payload type.
    const name = names[index] || (Object.hasOwn(STATIC_PAYLOADS, format) ? STATIC_PAYLOADS[format]!.name : '');
    if (isPrimary({ lower: name.toLowerCase() }) && !found.includes(name) && found.length < MOST_CODECS) found.push(name);
  });
  // A copy takes no more room than it needs.
  return found.slice();
}
