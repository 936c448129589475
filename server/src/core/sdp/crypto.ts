import { attributesIn } from './description';
import { looksRedacted } from './redacted';
import type { MediaSection, SdpLine, Token } from './types';

/** A suite of SRTP as a=crypto names it. */
export interface Suite {
  /** As it is registered. */
  readonly name: string;
  /** Key and salt together. */
  readonly octets: number;
  readonly title: string;
  /** Whether the media are not encrypted with it. */
  readonly plain?: true;
}

/** RFC 4568 section 6.2, RFC 6188 section 4, RFC 7714 sections 12 and 14.1; the last three are RTPEngine's own. */
const SUITES: readonly Suite[] = [
  { name: 'AES_CM_128_HMAC_SHA1_80', octets: 30, title: 'AES-128 counter mode, tag of 80 bits: the usual one' },
  { name: 'AES_CM_128_HMAC_SHA1_32', octets: 30, title: 'AES-128 counter mode, tag of 32 bits on RTP' },
  { name: 'F8_128_HMAC_SHA1_80', octets: 30, title: 'AES-128 f8 mode, tag of 80 bits' },
  { name: 'AES_192_CM_HMAC_SHA1_80', octets: 38, title: 'AES-192 counter mode, tag of 80 bits' },
  { name: 'AES_192_CM_HMAC_SHA1_32', octets: 38, title: 'AES-192 counter mode, tag of 32 bits on RTP' },
  { name: 'AES_256_CM_HMAC_SHA1_80', octets: 46, title: 'AES-256 counter mode, tag of 80 bits' },
  { name: 'AES_256_CM_HMAC_SHA1_32', octets: 46, title: 'AES-256 counter mode, tag of 32 bits on RTP' },
  { name: 'AEAD_AES_128_GCM', octets: 28, title: 'AES-128 GCM' },
  { name: 'AEAD_AES_256_GCM', octets: 44, title: 'AES-256 GCM' },
  { name: 'F8_128_HMAC_SHA1_32', octets: 30, title: 'AES-128 f8 mode, tag of 32 bits on RTP' },
  { name: 'NULL_HMAC_SHA1_80', octets: 30, title: 'no encryption, tag of 80 bits', plain: true },
  { name: 'NULL_HMAC_SHA1_32', octets: 30, title: 'no encryption, tag of 32 bits on RTP', plain: true },
];

const BY_NAME: ReadonlyMap<string, Suite> = new Map(SUITES.map(suite => [suite.name, suite]));

/** Drafts of RFC 6188 put the size behind CM, and some stacks still do. */
const OLD_NAME = /^AES_CM_(192|256)_(HMAC_SHA1_(?:80|32))$/;

/** The suite of a name, an old name included; undefined when it is not one that we know. */
export function suiteOf(name: string): Suite | undefined {
  const upper = name.toUpperCase();
  return BY_NAME.get(upper.replace(OLD_NAME, 'AES_$1_CM_$2'));
}

/** Whether two names mean the same suite. */
export const sameSuite = (a: string, b: string): boolean => {
  const [one, other] = [suiteOf(a), suiteOf(b)];
  return one && other ? one === other : a.toUpperCase() === b.toUpperCase();
};

/** An a=crypto line (RFC 4568 section 9.1): `1 SUITE inline:KEY|LIFETIME|MKI:LENGTH;inline:… PARAMETER …`. */
export interface Crypto {
  readonly line: SdpLine;
  readonly tag?: Token;
  readonly suite?: Token;
  /** Each with its method: `inline:KEY`. */
  readonly keys: readonly Token[];
  readonly parameters: readonly Token[];
}

/** Longer values are not taken apart: no key that we know comes near. */
const LONGEST = 4096;

/** The parts of an a=crypto line by name: tag, suite, key, lifetime, mki, parameter. Ascending, never overlapping. */
export function cryptoTokens(line: SdpLine): Token[] {
  const names = ['tag', 'suite', 'key'];
  return [...(line.attributeValue ?? '').slice(0, LONGEST).matchAll(/\S+/g)].flatMap((word, index) => {
    const name = names[index] ?? 'parameter';
    const start = line.attributeValueStart! + word.index;
    if (name !== 'key') return [tokenAt(name, start, word[0])];
    // Several keys are separated by semicolons; any piece that is no lifetime and no MKI counts as key, so that none is ever shown.
    return [...word[0].matchAll(/[^|;]+/g)].map(piece => {
      const part = /^(2\^\d{1,2}|\d{1,15})$/.test(piece[0]) ? 'lifetime' : /^\d{1,10}:\d{1,3}$/.test(piece[0]) ? 'mki' : 'key';
      return tokenAt(part, start + piece.index, piece[0]);
    });
  });
}

const tokenAt = (name: string, start: number, text: string): Token => ({ name, text, span: { start, end: start + text.length } });

/** Reads an a=crypto line; what is missing in it is missing in the result. */
export function readCrypto(line: SdpLine): Crypto {
  const tokens = cryptoTokens(line);
  const named = (name: string): Token[] => tokens.filter(token => token.name === name);
  return { line, tag: named('tag')[0], suite: named('suite')[0], keys: named('key'), parameters: named('parameter') };
}

/** The a=crypto lines of a section; on the session level they mean nothing (RFC 4568 section 4). */
export const cryptosIn = (section: MediaSection): Crypto[] => attributesIn(section.lines, 'crypto').map(readCrypto);

/** Octets that a Base64 text stands for, with or without its padding; undefined when it is none. */
export function base64Octets(text: string): number | undefined {
  const digits = text.replace(/={1,2}$/, '');
  return /^[A-Za-z0-9+/]+$/.test(digits) && digits.length % 4 !== 1 ? Math.floor((digits.length * 3) / 4) : undefined;
}

/** The Base64 of an `inline:` key; undefined for another method. */
export const inlineKey = (key: string): string | undefined => /^inline:(.*)$/i.exec(key)?.[1];

/** Whether the line shows a key that somebody could decrypt with, and not the place where one was. */
export const showsKey = (crypto: Crypto): boolean =>
  crypto.keys.some(({ text }) => !looksRedacted(inlineKey(text) ?? '') && base64Octets(inlineKey(text) ?? '') !== undefined);
