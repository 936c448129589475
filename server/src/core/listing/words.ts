import { messageText } from '../trace/capture/messageText';

/** Beyond this a word is no name that repeats: it is made anew each time. */
const LONGEST = 256;

/**
 * Gives the same string for the same bytes: users, hosts and Call-IDs come again in each message of a call, and to compare bytes
 * is quicker and smaller than to make a string of them each time.
 */
export class Words {
  private readonly byHash = new Map<number, string | string[]>();

  /** The text of the bytes from `start` to `end`, read as UTF-8. */
  of(bytes: Uint8Array, start: number, end: number): string {
    if (end <= start) return '';
    let hash = end - start;
    let high = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      high |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (high >= 0x80 || end - start > LONGEST) return messageText(bytes, start, end);
    hash >>>= 2;
    const known = this.byHash.get(hash);
    if (known === undefined) {
      const word = ascii(bytes, start, end);
      this.byHash.set(hash, word);
      return word;
    }
    if (typeof known === 'string') {
      if (isSame(known, bytes, start, end)) return known;
      const word = ascii(bytes, start, end);
      this.byHash.set(hash, [known, word]);
      return word;
    }
    for (const word of known) if (isSame(word, bytes, start, end)) return word;
    const word = ascii(bytes, start, end);
    // Words that were made to collide are not kept.
    if (known.length < 8) known.push(word);
    return word;
  }
}

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);

function isSame(word: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
