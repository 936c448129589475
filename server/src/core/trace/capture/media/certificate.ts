import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { uint24 } from './bytes';

/** Hash functions of a=fingerprint (RFC 8122 section 5); MD5 and MD2 must not be used. */
const HASHES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'sha-1': sha1,
  'sha-224': sha224,
  'sha-256': sha256,
  'sha-384': sha384,
  'sha-512': sha512,
};

/** Longest certificate that is kept, in bytes. */
const LONGEST = 16_384;

/** The first certificate of a Certificate message (RFC 5246 section 7.4.2) as a copy; 'long' where it is too long to be kept. */
export function firstCertificate(bytes: Uint8Array, at: number, end: number): Uint8Array | 'long' | undefined {
  if (at + 6 > end) return undefined;
  const length = uint24(bytes, at + 3);
  if (length === 0 || at + 6 + length > end) return undefined;
  return length > LONGEST ? 'long' : bytes.slice(at + 6, at + 6 + length);
}

/** `sha-256 AB:CD:…` for each of the hash functions that is known, as a=fingerprint writes it. */
export function fingerprints(certificate: Uint8Array, hashes: readonly string[]): string[] {
  const names = [...new Set(hashes.map(name => name.toLowerCase()))].filter(name => Object.hasOwn(HASHES, name));
  return names.map(
    name =>
      `${name} ${bytesToHex(HASHES[name]!(certificate))
        .toUpperCase()
        .replace(/..(?!$)/g, '$&:')}`,
  );
}
