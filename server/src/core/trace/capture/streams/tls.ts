const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
/** A record may hold 2^14 bytes and what encryption adds (RFC 5246 §6.2.3). */
const MAX_RECORD = 0x4000 + 2048;

/** Where the random of a ClientHello stands behind the beginning of its record: behind both headers and the version. */
const RANDOM = 11;
const RANDOM_LENGTH = 32;

/** The random of a ClientHello whose record begins here, in hexadecimal, by which key logs name a session; undefined where there is none. */
export function clientRandom(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (bytes[start] !== HANDSHAKE || bytes[start + 5] !== CLIENT_HELLO || end - start < RANDOM + RANDOM_LENGTH) return undefined;
  return Array.from(bytes.subarray(start + RANDOM, start + RANDOM + RANDOM_LENGTH), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a TLS record begins here (RFC 5246 §6.2.1, RFC 8446 §5.1); at the beginning of a stream it must be a hello. */
export function looksLikeTls(bytes: Uint8Array, start: number, end: number, beginning: boolean): boolean {
  if (end - start < 6) return false;
  const type = bytes[start]!;
  const length = bytes[start + 3]! * 256 + bytes[start + 4]!;
  if (bytes[start + 1] !== 3 || bytes[start + 2]! > 4 || length === 0 || length > MAX_RECORD) return false;
  if (type === HANDSHAKE && (bytes[start + 5] === CLIENT_HELLO || bytes[start + 5] === SERVER_HELLO)) return true;
  return !beginning && type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
}
