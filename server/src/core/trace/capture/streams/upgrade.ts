import { headersEnd, headerValueAt } from './sipMessages';
import { hasLetters } from './sipStart';

/** Longest header section of an upgrade that is waited for: cookies may be long. */
const MAX_HEADERS = 64 * 1024;

/** What HTTP at the beginning of a stream turned out to be. */
export type Http =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'other' }
  /** `end`: where frames begin. `sip`: the subprotocol is that of RFC 7118 §4. */
  | { readonly kind: 'webSocket'; readonly end: number; readonly sip: boolean };

const INCOMPLETE: Http = { kind: 'incomplete' };
const OTHER: Http = { kind: 'other' };

/** Reads an HTTP GET or response at `start` as one side of the upgrade to WebSocket (RFC 6455 §4); undefined if it is neither. */
export function httpAt(bytes: Uint8Array, start: number, end: number): Http | undefined {
  const isGet = beginsWith(bytes, start, end, 'get ');
  if (!isGet && !beginsWith(bytes, start, end, 'http/1.')) return undefined;
  const body = headersEnd(bytes, start, end);
  if (body < 0) return end - start > MAX_HEADERS ? OTHER : INCOMPLETE;
  if (isGet ? !isHttpRequest(bytes, start, body) : !hasLetters(bytes, start + 8, body, ' 101')) return OTHER;
  const upgrade = headerValueAt(bytes, start, body, 'upgrade');
  if (upgrade < 0 || !hasLetters(bytes, upgrade, body, 'websocket')) return OTHER;
  return { kind: 'webSocket', end: body, sip: namesSip(bytes, headerValueAt(bytes, start, body, 'sec-websocket-protocol'), body) };
}

/** The letters stand there, or as many of them as there are bytes. */
const beginsWith = (bytes: Uint8Array, start: number, end: number, letters: string): boolean =>
  end > start && hasLetters(bytes, start, end, letters.slice(0, end - start));

function isHttpRequest(bytes: Uint8Array, start: number, end: number): boolean {
  let lineEnd = bytes.indexOf(10, start);
  if (bytes[lineEnd - 1] === 13) lineEnd--;
  return hasLetters(bytes, lineEnd - 8, end, 'http/1.1');
}

/** Whether the list of subprotocols in this header line has "sip" in it. */
function namesSip(bytes: Uint8Array, start: number, end: number): boolean {
  if (start < 0) return false;
  const lineEnd = bytes.indexOf(10, start);
  const letters = bytes.subarray(start, Math.min(lineEnd < 0 ? end : lineEnd, start + 256));
  return String.fromCharCode(...letters)
    .split(',')
    .some(name => name.trim().toLowerCase() === 'sip');
}
