import { int32, uint16 } from './bytes';

const HEADER = 20;
const MAGIC_COOKIE = 0x2112a442;
/** Types of RFC 3489, whose messages have no magic cookie: Binding request, response, error response. */
const CLASSIC = [0x0001, 0x0101, 0x0111];

/** Attributes (RFC 8489 section 18.3, RFC 8445 section 16.1, RFC 8656 section 18). */
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const XOR_RELAYED_ADDRESS = 0x0016;
const MESSAGE_INTEGRITY_SHA256 = 0x001c;
const USE_CANDIDATE = 0x0025;
const ICE_CONTROLLED = 0x8029;
const ICE_CONTROLLING = 0x802a;

/** RFC 8489 section 14.3: less than 509 bytes. */
const LONGEST_USERNAME = 509;

export type StunClass = 'request' | 'indication' | 'success' | 'error';
const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

/** RFC 8489 section 18.2. */
export const BINDING = 1;
/** RFC 8656 section 17. */
export const TURN_METHODS: ReadonlyMap<number, string> = new Map([
  [3, 'allocate'],
  [4, 'refresh'],
  [6, 'send'],
  [7, 'data'],
  [8, 'createpermission'],
  [9, 'channelbind'],
]);

/** What is read of a STUN message (RFC 8489 section 5). Offsets count in the bytes that it was read from. */
export interface StunMessage {
  readonly class: StunClass;
  readonly method: number;
  /** Transaction ID, with the four bytes of the cookie before it. */
  readonly id: string;
  username?: string;
  errorCode?: number;
  useCandidate: boolean;
  controlling: boolean;
  controlled: boolean;
  /** Where the attribute stands. */
  integrityAt?: number;
  integrity256At?: number;
  relayed?: StunAddress;
}

/** A transport address without the XOR; the bytes of IPv4 are the first four. */
export interface StunAddress {
  readonly family: 4 | 6;
  readonly bytes: Uint8Array;
  readonly port: number;
}

/**
 * Reads the STUN message from `start` to `end`, of which `missing` bytes were not captured; undefined where it is none. Without the magic
 * cookie only what RFC 3489 knows is one, and only when its length is right.
 */
export function readStun(bytes: Uint8Array, start: number, end: number, missing: number): StunMessage | undefined {
  if (end - start < HEADER) return undefined;
  const type = uint16(bytes, start);
  const length = uint16(bytes, start + 2);
  const whole = end - start + missing;
  const classic = int32(bytes, start + 4) !== MAGIC_COOKIE;
  if (classic ? !CLASSIC.includes(type) || HEADER + length !== whole : type >= 0x4000 || (length & 3) !== 0 || HEADER + length > whole)
    return undefined;
  const message: StunMessage = {
    class: CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)]!,
    method: (type & 0x0f) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2),
    id: String.fromCharCode(...bytes.subarray(start + 4, start + HEADER)),
    useCandidate: false,
    controlling: false,
    controlled: false,
  };
  readAttributes(message, bytes, start, Math.min(end, start + HEADER + length));
  // RFC 3489 section 11.2.8 pads the signed message, which nothing with ICE does.
  if (classic) message.integrityAt = undefined;
  return message;
}

function readAttributes(message: StunMessage, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start + HEADER; at + 4 <= end; ) {
    const length = uint16(bytes, at + 2);
    const value = at + 4;
    if (value + length > end) return;
    readAttribute(message, bytes, start, at, length);
    at = value + ((length + 3) & ~3);
  }
}

/** The first of its kind counts (RFC 8489 section 14), and behind MESSAGE-INTEGRITY none but its SHA-256 form (section 14.5). */
function readAttribute(message: StunMessage, bytes: Uint8Array, start: number, at: number, length: number): void {
  const type = uint16(bytes, at);
  const value = at + 4;
  if (type === MESSAGE_INTEGRITY_SHA256) message.integrity256At ??= at;
  else if (message.integrityAt !== undefined || message.integrity256At !== undefined) return;
  else if (type === MESSAGE_INTEGRITY) message.integrityAt = at;
  else if (type === USERNAME) message.username ??= visible(bytes, value, Math.min(length, LONGEST_USERNAME));
  else if (type === USE_CANDIDATE) message.useCandidate = true;
  else if (type === ICE_CONTROLLING) message.controlling = true;
  else if (type === ICE_CONTROLLED) message.controlled = true;
  else if (type === ERROR_CODE && length >= 4) message.errorCode ??= (bytes[value + 2]! & 7) * 100 + bytes[value + 3]!;
  else if (type === XOR_RELAYED_ADDRESS) message.relayed ??= readXorAddress(bytes, start, value, length);
}

/** RFC 8489 section 14.2: the port is XORed with the cookie's first half, the address with cookie and transaction ID. */
function readXorAddress(bytes: Uint8Array, start: number, value: number, length: number): StunAddress | undefined {
  const family = bytes[value + 1] === 1 ? 4 : 6;
  if (length < (family === 4 ? 8 : 20) || bytes[value + 1]! > 2) return undefined;
  const address = new Uint8Array(16);
  for (let i = 0; i < (family === 4 ? 4 : 16); i++) address[i] = bytes[value + 4 + i]! ^ bytes[start + 4 + i]!;
  return { family, bytes: address, port: uint16(bytes, value + 2) ^ (MAGIC_COOKIE >>> 16) };
}

/** What ICE writes is visible ASCII; any other byte is shown as a question mark. */
function visible(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length; i++) text += bytes[i]! > 0x20 && bytes[i]! < 0x7f ? String.fromCharCode(bytes[i]!) : '?';
  return text;
}
