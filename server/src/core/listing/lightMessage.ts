import {
  COLON,
  hashOf,
  indexOfByte,
  isBlank,
  isDigit,
  lineEndAt,
  nextLineAt,
  numberAt,
  SEMICOLON,
  skipBlanks,
  standsAt,
  wordEndAt,
} from './bytes';
import type { Words } from './words';

/** What one look over a SIP message tells (RFC 3261 section 7): enough to list calls, without a full reading. */
export interface LightMessage {
  /** Method of a request, that of the CSeq for a response, in capitals; empty where it cannot be told. */
  method: string;
  /** 0 for a request. */
  status: number;
  callId: string;
  /** Number of the CSeq; -1 where there is none. */
  cseq: number;
  /** User of the SIP URI in From; empty for one without a user, and for a telephone number as such. */
  fromUser: string;
  /** Users of From, To and the request URI, or the hosts of those without a user. */
  from: string;
  to: string;
  uri: string;
  /** Stands for the tag of From; 0 without one. */
  fromTag: number;
  hasToTag: boolean;
  /** Of the topmost Via: transport in capitals, sent-by as it is written. */
  viaTransport: string;
  viaHost: string;
  viaPort: number;
  /** Stands for the branch and the sent-by of the topmost Via; 0 without a branch. */
  branch: number;
  viaCount: number;
  /** The body from `bodyStart` to `bodyEnd`; both the same where there is none. */
  bodyStart: number;
  bodyEnd: number;
  /** Media type of the body in small letters, without parameters; empty where none is given. */
  contentType: string;
}

/** Reads the message from `start` to `end`. Never throws, whatever the bytes. */
export function readLight(bytes: Uint8Array, start: number, end: number, words: Words): LightMessage {
  const message: LightMessage = {
    method: '',
    status: 0,
    callId: '',
    cseq: -1,
    fromUser: '',
    from: '',
    to: '',
    uri: '',
    fromTag: 0,
    hasToTag: false,
    viaTransport: '',
    viaHost: '',
    viaPort: 0,
    branch: 0,
    viaCount: 0,
    bodyStart: end,
    bodyEnd: end,
    contentType: '',
  };
  let lineEnd = lineEndAt(bytes, start, end);
  readStartLine(message, bytes, start, lineEnd, words);
  for (let at = nextLineAt(bytes, lineEnd, end); at < end; at = nextLineAt(bytes, lineEnd, end)) {
    lineEnd = lineEndAt(bytes, at, end);
    if (skipBlanks(bytes, at, lineEnd) === lineEnd) {
      message.bodyStart = Math.min(nextLineAt(bytes, lineEnd, end), end);
      break;
    }
    // Copies from web pages lose the empty line before the body.
    if (standsAt(bytes, at, lineEnd, 'v=0')) {
      message.bodyStart = at;
      break;
    }
    lineEnd = foldedEnd(bytes, lineEnd, end);
    readHeader(message, bytes, at, lineEnd, words);
  }
  return message;
}

/** End of the last line that continues a header: folds begin with white space (RFC 3261 section 7.3.1). */
function foldedEnd(bytes: Uint8Array, lineEnd: number, end: number): number {
  for (let last = lineEnd; ; ) {
    const next = nextLineAt(bytes, last, end);
    if (next >= end || !isBlank(bytes[next]!)) return last;
    const nextEnd = lineEndAt(bytes, next, end);
    if (skipBlanks(bytes, next, nextEnd) === nextEnd) return last;
    last = nextEnd;
  }
}

function readStartLine(message: LightMessage, bytes: Uint8Array, start: number, end: number, words: Words): void {
  const first = wordEndAt(bytes, start, end);
  const second = skipBlanks(bytes, first, end);
  if (standsAt(bytes, start, first, 'sip/2.0')) {
    message.status = Math.max(0, numberAt(bytes, second, end));
    return;
  }
  message.method = words.of(bytes, start, first).toUpperCase();
  const colon = indexOfByte(bytes, COLON, second, end);
  message.uri = partyIn(bytes, colon + 1, wordEndAt(bytes, second, end), words);
}

/** The headers that are looked at, by their names in small letters; compact forms by RFC 3261 section 7.3.3. */
const HEADERS = [
  { name: 'via', compact: 'v' },
  { name: 'call-id', compact: 'i' },
  { name: 'cseq', compact: '' },
  { name: 'from', compact: 'f' },
  { name: 'to', compact: 't' },
  { name: 'content-type', compact: 'c' },
] as const;

type HeaderName = (typeof HEADERS)[number]['name'];

/** The header whose name stands from `start` to `end`. */
function headerAt(bytes: Uint8Array, start: number, end: number): HeaderName | undefined {
  for (const { name, compact } of HEADERS) {
    if (end - start === name.length && standsAt(bytes, start, end, name)) return name;
    if (end - start === 1 && standsAt(bytes, start, end, compact || name)) return name;
  }
  return undefined;
}

/** Letters that the names of these headers begin with, as bytes. */
const INITIALS = new Set(HEADERS.flatMap(({ name, compact }) => [name.charCodeAt(0), (compact || name).charCodeAt(0)]));

function readHeader(message: LightMessage, bytes: Uint8Array, start: number, end: number, words: Words): void {
  if (!INITIALS.has(bytes[start]! | 0x20)) return;
  const colon = indexOfByte(bytes, COLON, start, Math.min(end, start + LONGEST_NAME));
  let nameEnd = colon;
  while (nameEnd > start && isBlank(bytes[nameEnd - 1]!)) nameEnd--;
  const name = headerAt(bytes, start, nameEnd);
  if (name === undefined) return;
  let from = colon + 1;
  let to = end;
  while (from < to && bytes[from]! <= 0x20) from++;
  while (to > from && bytes[to - 1]! <= 0x20) to--;
  if (name === 'via') readVia(message, bytes, from, to, words);
  else if (name === 'call-id') message.callId ||= words.of(bytes, from, to);
  else if (name === 'cseq') readCSeq(message, bytes, from, to, words);
  else if (name === 'from') {
    const uri = uriAt(bytes, from, to);
    message.from ||= partyIn(bytes, uri, to, words);
    message.fromUser ||= userIn(bytes, uri, to, words);
    const tag = tagAt(bytes, from, to);
    if (tag > 0) message.fromTag ||= hashOf(bytes, tag, tokenEndAt(bytes, tag, to));
  } else if (name === 'to') {
    message.to ||= partyIn(bytes, uriAt(bytes, from, to), to, words);
    message.hasToTag ||= tagAt(bytes, from, to) > 0;
  } else message.contentType = words.of(bytes, from, tokenEndAt(bytes, from, to)).toLowerCase();
}

/** A name, the white space behind it, and the colon. */
const LONGEST_NAME = 32;

function readCSeq(message: LightMessage, bytes: Uint8Array, start: number, end: number, words: Words): void {
  if (message.cseq >= 0 || !isDigit(bytes[start]!)) return;
  message.cseq = numberAt(bytes, start, end);
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (message.status === 0) return;
  const method = skipBlanks(bytes, at, end);
  message.method = words.of(bytes, method, wordEndAt(bytes, method, end)).toUpperCase();
}

/** Via: the topmost one is read, the others are counted; several may share a line (RFC 3261 sections 7.3.1 and 20.42). */
function readVia(message: LightMessage, bytes: Uint8Array, start: number, end: number, words: Words): void {
  const topmost = message.viaCount === 0;
  let first = end;
  let quoted = false;
  message.viaCount++;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x22) quoted = !quoted;
    else if (byte === 0x2c && !quoted) {
      message.viaCount++;
      first = Math.min(first, at);
    }
  }
  if (!topmost) return;
  // SIP/2.0/UDP host:port;branch=…
  let at = indexOfByte(bytes, 0x2f, start, first) + 1;
  at = skipBlanks(bytes, indexOfByte(bytes, 0x2f, at, first) + 1, first);
  let to = at;
  while (to < first && bytes[to]! > 0x20) to++;
  if (to >= first) return;
  message.viaTransport = words.of(bytes, at, to).toUpperCase();
  at = to;
  while (at < first && bytes[at]! <= 0x20) at++;
  const parameters = indexOfByte(bytes, SEMICOLON, at, first);
  to = bytes[at] === 0x5b ? indexOfByte(bytes, 0x5d, at, parameters) + 1 : indexOfByte(bytes, COLON, at, parameters);
  to = Math.min(to, parameters);
  const host = wordEndAt(bytes, at, to);
  message.viaHost = words.of(bytes, at, host).toLowerCase();
  const colon = indexOfByte(bytes, COLON, to, parameters);
  message.viaPort = Math.max(0, numberAt(bytes, skipBlanks(bytes, colon + 1, parameters), parameters));
  const branch = parameterAt(bytes, parameters, first, 'branch');
  if (branch > 0) message.branch = hashOf(bytes, branch, tokenEndAt(bytes, branch, first), hashOf(bytes, at, host) ^ message.viaPort);
}

/** Where a URI begins in From or To, behind its scheme. */
function uriAt(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 3; at < end; at++) {
    if (bytes[at] !== COLON) continue;
    if (standsAt(bytes, at - 3, end, 'sip') || standsAt(bytes, at - 3, end, 'tel') || standsAt(bytes, at - 4, end, 'sips')) return at + 1;
  }
  return end;
}

const isUriEnd = (byte: number): boolean => byte <= 0x20 || byte === 0x3e || byte === SEMICOLON;

/** The user of a SIP URI that begins behind its scheme; empty where it has none. */
function userIn(bytes: Uint8Array, start: number, end: number, words: Words): string {
  let at = start;
  while (at < end && bytes[at] !== 0x40 && !isUriEnd(bytes[at]!)) at++;
  return at < end && bytes[at] === 0x40 ? words.of(bytes, start, at) : '';
}

/** The user of a URI, or what stands in its place where it has none: the host, or the number. */
function partyIn(bytes: Uint8Array, start: number, end: number, words: Words): string {
  let at = start;
  while (at < end && bytes[at] !== 0x40 && !isUriEnd(bytes[at]!)) at++;
  return words.of(bytes, start, at);
}

/** Where the value of the tag begins; 0 where there is none. Parameters of the URI stand inside the angle brackets, the tag behind them. */
function tagAt(bytes: Uint8Array, start: number, end: number): number {
  let behind = end;
  while (behind > start && bytes[behind - 1] !== 0x3e) behind--;
  return parameterAt(bytes, behind, end, 'tag');
}

/** Where the value of a parameter begins: behind `;name=`; 0 where there is none. */
function parameterAt(bytes: Uint8Array, start: number, end: number, name: string): number {
  for (let at = indexOfByte(bytes, SEMICOLON, start, end); at < end; at = indexOfByte(bytes, SEMICOLON, at + 1, end)) {
    let from = at + 1;
    while (from < end && bytes[from]! <= 0x20) from++;
    if (!standsAt(bytes, from, end, name)) continue;
    from = skipBlanks(bytes, from + name.length, end);
    if (bytes[from] === 0x3d && from < end) return skipBlanks(bytes, from + 1, end);
  }
  return 0;
}

/** Where a parameter's value ends. */
function tokenEndAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! > 0x20 && bytes[at] !== SEMICOLON && bytes[at] !== 0x2c) at++;
  return at;
}
