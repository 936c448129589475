import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { uint16 } from './bytes';
import type { StunMessage } from './stun';

const HEADER = 20;

/** A request that is kept until the SDP with its password is known. */
export interface SignedRequest {
  readonly username: string;
  /** The message up to its MESSAGE-INTEGRITY, with the length field that this was made with. */
  readonly signed: Uint8Array;
  readonly integrity: Uint8Array;
  readonly hash: 'sha1' | 'sha256';
}

/** Copies what the check of a request needs; undefined where it has no USERNAME or no MESSAGE-INTEGRITY. The message begins at `start`. */
export function signedRequest(message: StunMessage, bytes: Uint8Array, start: number): SignedRequest | undefined {
  const { username } = message;
  const at = message.integrityAt ?? message.integrity256At;
  if (username === undefined || at === undefined) return undefined;
  const length = uint16(bytes, at + 2);
  const signed = bytes.slice(start, at);
  // RFC 8489 section 14.5: the length is that of a message that ends with this attribute.
  const claimed = at + 4 + length - start - HEADER;
  signed[2] = claimed >> 8;
  signed[3] = claimed & 0xff;
  const hash = message.integrityAt === undefined ? 'sha256' : 'sha1';
  return { username, signed, integrity: bytes.slice(at + 4, at + 4 + length), hash };
}

/** Whether a request was signed with this password (RFC 8489 sections 9.1.1, 14.5 and 14.6, where the hash may be cut to 16 bytes). */
export function isSignedWith(request: SignedRequest, password: string): boolean {
  const { signed, integrity, hash } = request;
  const mac = hmac(hash === 'sha1' ? sha1 : sha256, utf8ToBytes(password), signed);
  if (hash === 'sha1' ? integrity.length !== mac.length : integrity.length < 16 || integrity.length > mac.length) return false;
  return integrity.every((byte, i) => byte === mac[i]);
}
