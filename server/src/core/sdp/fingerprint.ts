import type { SdpLine, Token } from './types';

/** Octets of each hash function (RFC 8122 section 5). */
const HASHES: ReadonlyMap<string, number> = new Map([
  ['md2', 16],
  ['md5', 16],
  ['sha-1', 20],
  ['sha-224', 28],
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
]);

/** Octets of a hash function by its name in any case; undefined when RFC 8122 knows none of that name. */
export const hashOctets = (name: string): number | undefined => HASHES.get(name.toLowerCase());

/** An a=fingerprint line: `sha-256 4A:AD:…` */
export interface Fingerprint {
  readonly line: SdpLine;
  readonly hash?: Token;
  readonly value?: Token;
}

const WORDS = /^(\s*)(\S+)(\s*)(\S+)?/;

/** The longest hash has 191 signs. */
const LONGEST = 1024;

/** Reads an a=fingerprint line; what is missing in it is missing in the result. */
export function readFingerprint(line: SdpLine): Fingerprint {
  const words = WORDS.exec((line.attributeValue ?? '').slice(0, LONGEST));
  const [, before = '', hash, between = '', value] = words ?? [];
  const start = (line.attributeValueStart ?? line.valueStart) + before.length;
  const token = (name: string, text: string | undefined, at: number): Token | undefined =>
    text === undefined ? undefined : { name, text, span: { start: at, end: at + text.length } };
  return { line, hash: token('hash', hash, start), value: token('value', value, start + (hash ?? '').length + between.length) };
}

/** Octets of a hash written as pairs of hexadecimal digits with colons between them; undefined when it is not written so. */
export function hexOctets(value: string): number | undefined {
  const pairs = value.split(':');
  return pairs.every(pair => /^[0-9a-f]{2}$/i.test(pair)) ? pairs.length : undefined;
}

/** What a fingerprint says, for comparing: case does not matter. */
export const sameFingerprint = (a: SdpLine, b: SdpLine): boolean => normal(a) === normal(b);

const normal = (line: SdpLine): string => (line.attributeValue ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
