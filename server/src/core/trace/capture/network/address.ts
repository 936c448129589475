/**
 * The text of an address whose 4 (`family` 4) or 16 bytes (6) stand at `at`; empty where the bytes end before. IPv6 as RFC 5952 writes it;
 * an IPv4-mapped address is shown as the IPv4 address it stands for.
 */
export function addressOf(bytes: Uint8Array, at: number, family: 4 | 6): string {
  if (at + (family === 4 ? 4 : 16) > bytes.length) return '';
  if (family === 4) return dotted(bytes, at);
  return isMapped(bytes, at) ? dotted(bytes, at + 12) : colons(bytes, at);
}

/** Gives the texts of addresses, each made once: thousands of flows run between the same few hosts. */
export class Hosts {
  /** By the four bytes of IPv4 as a number, and by the text of IPv6. */
  private readonly short = new Map<number, string>();
  private readonly long = new Map<string, string>();

  /** As `addressOf`. */
  of(bytes: Uint8Array, at: number, family: 4 | 6): string {
    if (family === 6) return onceIn(this.long, addressOf(bytes, at, 6));
    const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    let host = this.short.get(word);
    if (host === undefined) {
      host = addressOf(bytes, at, 4);
      this.short.set(word, host);
    }
    return host;
  }
}

function onceIn(texts: Map<string, string>, text: string): string {
  const known = texts.get(text);
  if (known === undefined) texts.set(text, text);
  return known ?? text;
}

function dotted(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let byte = 0; byte < 10; byte++) if (bytes[at + byte] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

/** RFC 5952 section 4: no leading zeros, small letters, and the first of the longest runs of two zero groups or more as `::`. */
function colons(bytes: Uint8Array, at: number): string {
  const groups: number[] = [];
  for (let byte = 0; byte < 16; byte += 2) groups.push((bytes[at + byte]! << 8) | bytes[at + byte + 1]!);
  let longest = 1;
  let from = -1;
  for (let index = 0; index < 8; index++) {
    let length = 0;
    while (groups[index + length] === 0) length++;
    if (length > longest) {
      longest = length;
      from = index;
    }
  }
  const text = (some: readonly number[]): string => some.map(group => group.toString(16)).join(':');
  return from < 0 ? text(groups) : `${text(groups.slice(0, from))}::${text(groups.slice(from + longest))}`;
}
