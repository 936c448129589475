/** Small questions to a stretch of bytes that is text in ASCII. */

export const LF = 10;
export const CR = 13;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

export const isBlank = (byte: number): boolean => byte === 0x20 || byte === 9;
export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Where the line that begins at `from` ends, without its line end. CRLF, LF and CR end a line. */
export function lineEndAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

/** Where the next line begins behind a line's end. */
export const nextLineAt = (bytes: Uint8Array, lineEnd: number, end: number): number =>
  bytes[lineEnd] === CR && lineEnd + 1 < end && bytes[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1;

export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at]!)) at++;
  return at;
}

/** Where a word ends: at white space or at the end. */
export function wordEndAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! > 0x20) at++;
  return at;
}

/** Index of a byte, or `end`. */
export function indexOfByte(bytes: Uint8Array, byte: number, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** Whether `word`, in small letters, stands at a place, in letters of any size. */
export function standsAt(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[at + i]!;
    const small = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (small !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** The number whose digits stand at a place, no more than ten of them; -1 where there is none. */
export function numberAt(bytes: Uint8Array, at: number, end: number): number {
  let value = -1;
  for (let i = at; i < end && i < at + 10 && isDigit(bytes[i]!); i++) value = (value < 0 ? 0 : value * 10) + bytes[i]! - 0x30;
  return value;
}

/** A number for a stretch of bytes by which it is told from others; never 0. */
export function hashOf(bytes: Uint8Array, start: number, end: number, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 1 || 1;
}
