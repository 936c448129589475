const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const SLASH = 0x2f;

/** Longest method that is believed; RFC 4475 §3.1.1.2 has one of some 50 letters. */
const MAX_METHOD = 64;
/** Longest start line that is looked at. */
export const MAX_START_LINE = 4096;

/** What `sipStartAt` says where no SIP message begins, and where the bytes end too early to tell. */
export const NOT_SIP = -1;
export const UNDECIDED = -2;

/** 1 for each byte that a token may have (RFC 3261 §25.1). */
const TOKEN = new Uint8Array(256);
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9\-.!%*_+`'~]/.test(String.fromCharCode(code))) TOKEN[code] = 1;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Whether the letters `text` (lower case) stand at `at`, in either case. */
export function hasLetters(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
    if (lower !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether SIP/ and a version stand at `at`: seven bytes, in either case (RFC 3261 §7.1). */
const isVersion = (bytes: Uint8Array, at: number, end: number): boolean =>
  hasLetters(bytes, at, end, 'sip/') && at + 7 <= end && isDigit(bytes[at + 4]) && bytes[at + 5] === 0x2e && isDigit(bytes[at + 6]);

/** The first place from `start` that holds neither CR nor LF: such bytes before a start line are to be ignored (RFC 3261 §7.5). */
export function skipLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === LF || bytes[at] === CR)) at++;
  return at;
}

/** Whether a start line (RFC 3261 §7.1, §7.2) begins at `at`: `at` itself, `NOT_SIP` or `UNDECIDED`. */
export function startLineAt(bytes: Uint8Array, at: number, end: number): number {
  let space = at;
  const longest = Math.min(end, at + MAX_METHOD);
  while (space < longest && TOKEN[bytes[space]!] === 1) space++;
  if (space === end) return UNDECIDED;
  if (bytes[space] === SLASH) return statusLineAt(bytes, at, end);
  if (space === at || bytes[space] !== SPACE) return NOT_SIP;
  const limit = Math.min(end, at + MAX_START_LINE);
  let lineEnd = space;
  while (lineEnd < limit && bytes[lineEnd] !== LF) lineEnd++;
  if (lineEnd === limit) return limit === end ? UNDECIDED : NOT_SIP;
  while (bytes[lineEnd - 1] === CR || bytes[lineEnd - 1] === SPACE || bytes[lineEnd - 1] === TAB) lineEnd--;
  const version = lineEnd - 7;
  return version - 1 > space && bytes[version - 1] === SPACE && isVersion(bytes, version, lineEnd) ? at : NOT_SIP;
}

function statusLineAt(bytes: Uint8Array, at: number, end: number): number {
  const have = Math.min(end - at, 7);
  if (have < 7) return hasLetters(bytes, at, end, 'sip/2.0'.slice(0, have)) ? UNDECIDED : NOT_SIP;
  if (!isVersion(bytes, at, end)) return NOT_SIP;
  if (end - at < 11) return bytes[at + 7] === undefined || end === at + 7 || bytes[at + 7] === SPACE ? UNDECIDED : NOT_SIP;
  return bytes[at + 7] === SPACE && isDigit(bytes[at + 8]) && isDigit(bytes[at + 9]) && isDigit(bytes[at + 10]) ? at : NOT_SIP;
}

/** Where the SIP message of these bytes begins, behind line ends that may stand before it; else `NOT_SIP` or `UNDECIDED`. */
export function sipStartAt(bytes: Uint8Array, start: number, end: number): number {
  const at = skipLineEnds(bytes, start, end);
  return at === end ? UNDECIDED : startLineAt(bytes, at, end);
}

/** Whether these bytes begin with a SIP request or response of any method or status. HTTP, RTSP and MSRP name themselves in the first line. */
export function looksLikeSip(bytes: Uint8Array, start: number, end: number): boolean {
  return sipStartAt(bytes, start, end) >= 0;
}

/** Whether a request line begins here that ends before its version does, as in a packet that the snap length cut: "INVITE sip:bo". */
export function looksLikeCutRequest(bytes: Uint8Array, start: number, end: number): boolean {
  let at = skipLineEnds(bytes, start, end);
  const method = at;
  while (at < end && at - method < MAX_METHOD && TOKEN[bytes[at]!] === 1) at++;
  if (at === method || bytes[at] !== SPACE) return false;
  const uri = at + 1;
  return hasLetters(bytes, uri, end, 'sip:') || hasLetters(bytes, uri, end, 'sips:') || hasLetters(bytes, uri, end, 'tel:');
}

/** Whether "Name:" begins here, or might when more bytes come. */
function mayBeHeaderLine(bytes: Uint8Array, at: number, end: number): boolean {
  let colon = at;
  while (colon < end && TOKEN[bytes[colon]!] === 1) colon++;
  if (colon === at && colon < end) return false;
  while (colon < end && (bytes[colon] === SPACE || bytes[colon] === TAB)) colon++;
  return colon === end || bytes[colon] === 0x3a;
}

/**
 * Looks for the next message in a stream whose place was lost: the first line from `from` on that is a start line with a header line
 * behind it, or that may become one when more bytes come; `end` where there is none.
 */
export function nextSipStart(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at = lineAfter(bytes, at, end)) {
    const found = startLineAt(bytes, at, end);
    if (found === UNDECIDED) return at;
    if (found !== NOT_SIP && mayBeHeaderLine(bytes, lineAfter(bytes, at, end), end)) return at;
  }
  return end;
}

function lineAfter(bytes: Uint8Array, at: number, end: number): number {
  const lineEnd = bytes.indexOf(LF, at);
  return lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
}

/** Whether SigComp begins here (RFC 3320 §7: five ones); to be believed only where SIP is expected, and not of 0xFFFF, which delimits. */
export function looksLikeSigComp(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > 2 && bytes[start]! >= 0xf8 && !(bytes[start] === 0xff && bytes[start + 1] === 0xff);
}
