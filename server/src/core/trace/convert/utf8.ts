declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const utf8 = new TextEncoder();

/** The bytes of a text in UTF-8. */
export const bytesOf = (text: string): Uint8Array => utf8.encode(text);

/** The bytes of pairs of hexadecimal digits, with colons or spaces between them or nothing; up to what is none. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array((hex.length + 1) >> 1);
  let length = 0;
  for (let at = 0; at + 1 < hex.length; ) {
    const code = hex.charCodeAt(at);
    if (code === COLON || code === SPACE) {
      at++;
      continue;
    }
    const high = digitOf(code);
    const low = digitOf(hex.charCodeAt(at + 1));
    if (high < 0 || low < 0) break;
    bytes[length++] = (high << 4) | low;
    at += 2;
  }
  return bytes.subarray(0, length);
}

const COLON = 0x3a;
const SPACE = 0x20;

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
