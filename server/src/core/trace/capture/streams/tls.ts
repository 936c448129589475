const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
/** A record may hold 2^14 bytes and what encryption adds (RFC 5246 §6.2.3). */
const MAX_RECORD = 0x4000 + 2048;

/** Whether a TLS record begins here (RFC 5246 §6.2.1, RFC 8446 §5.1); at the beginning of a stream it must be a hello. */
export function looksLikeTls(bytes: Uint8Array, start: number, end: number, beginning: boolean): boolean {
  if (end - start < 6) return false;
  const type = bytes[start]!;
  const length = bytes[start + 3]! * 256 + bytes[start + 4]!;
  if (bytes[start + 1] !== 3 || bytes[start + 2]! > 4 || length === 0 || length > MAX_RECORD) return false;
  if (type === HANDSHAKE && (bytes[start + 5] === CLIENT_HELLO || bytes[start + 5] === SERVER_HELLO)) return true;
  return !beginning && type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
}
