import { type Span, span } from '../../../text/span';
import { hasLetters, looksLikeSip, sipStartAt } from './sipStart';

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const COLON = 0x3a;

/** More than this is no length but a lie; it keeps sums exact. */
const MAX_LENGTH = 0xffffffff;

/** The place behind the empty line that ends a header section, looked for from `from` on; -1 where it has not come yet. LF alone will do. */
export function headersEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) {
    if (at + 1 < end && bytes[at + 1] === LF) return at + 2;
    if (at + 2 < end && bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/** Where the value of the first header field of this name (or of its compact form) begins, white space and folds skipped; -1 without one. */
export function headerValueAt(bytes: Uint8Array, start: number, end: number, name: string, compact?: string): number {
  for (let line = bytes.indexOf(LF, start) + 1; line > 0 && line < end; line = bytes.indexOf(LF, line) + 1) {
    const first = bytes[line]! | 0x20;
    if (first !== name.charCodeAt(0) && first !== compact?.charCodeAt(0)) continue;
    const colon = hasLetters(bytes, line, end, name) ? skipSpace(bytes, line + name.length, end) : -1;
    if (colon >= 0 && bytes[colon] === COLON) return skipFolds(bytes, colon + 1, end);
    const short = compact !== undefined && hasLetters(bytes, line, end, compact) ? skipSpace(bytes, line + compact.length, end) : -1;
    if (short >= 0 && bytes[short] === COLON) return skipFolds(bytes, short + 1, end);
  }
  return -1;
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at;
}

/** White space, and line ends that a space or tab follows (RFC 3261 §7.3.1). */
function skipFolds(bytes: Uint8Array, from: number, end: number): number {
  let at = skipSpace(bytes, from, end);
  for (;;) {
    let next = at;
    if (bytes[next] === CR) next++;
    if (bytes[next] !== LF || (bytes[next + 1] !== SPACE && bytes[next + 1] !== TAB)) return at;
    at = skipSpace(bytes, next + 1, end);
  }
}

/** What Content-Length (RFC 3261 §20.14) says in a header section, in bytes; -1 where it is missing or no number. */
export function contentLength(bytes: Uint8Array, start: number, end: number): number {
  const at = headerValueAt(bytes, start, end, 'content-length', 'l');
  if (at < 0) return -1;
  let length = -1;
  for (let digit = at; digit < end && bytes[digit]! >= 0x30 && bytes[digit]! <= 0x39; digit++) {
    length = Math.min((length < 0 ? 0 : length) * 10 + bytes[digit]! - 0x30, MAX_LENGTH);
  }
  return length;
}

/**
 * Where the SIP message from `start` on ends in a datagram, in a WebSocket message (RFC 7118 §5) or in what HEP carries: where its container
 * does, whatever its Content-Length says (RFC 3261 §18.3), unless another start line stands where it should end.
 */
export function messageEnd(bytes: Uint8Array, start: number, end: number): number {
  const body = headersEnd(bytes, start, end);
  const length = body < 0 ? -1 : contentLength(bytes, start, body);
  const next = body + length;
  return length >= 0 && next < end && looksLikeSip(bytes, next, end) ? next : end;
}

/** The SIP messages from `start` to `end`, see `messageEnd`. */
export function messagesIn(bytes: Uint8Array, start: number, end: number): Span[] {
  const messages: Span[] = [];
  for (let at = sipStartAt(bytes, start, end); at >= 0; ) {
    const next = messageEnd(bytes, at, end);
    messages.push(span(at, next));
    at = next < end ? sipStartAt(bytes, next, end) : -1;
  }
  return messages;
}
