declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => {
  decode(bytes: Uint8Array): string;
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are no UTF-8 become halves of characters from here on, which no valid text has (as in PEP 383). */
const ESCAPED = 0xdc00;

/**
 * The text of a SIP message, `start` to `end` of `bytes`: UTF-8 (RFC 3261 section 7). A byte that is none, as in the binary
 * part of a SIP-I body (RFC 3204), becomes one of U+DC80 to U+DCFF: nothing is lost, and it counts as one byte.
 */
export function messageText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const message = bytes.subarray(start, end);
  try {
    return utf8.decode(message);
  } catch {
    return escapeInvalid(message);
  }
}

function escapeInvalid(bytes: Uint8Array): string {
  const parts: string[] = [];
  let valid = 0;
  let next = 0;
  while (next < bytes.length) {
    const length = sequenceLength(bytes, next);
    if (length > 0) {
      next += length;
      continue;
    }
    if (next > valid) parts.push(utf8.decode(bytes.subarray(valid, next)));
    parts.push(String.fromCharCode(ESCAPED + bytes[next]!));
    valid = ++next;
  }
  if (next > valid) parts.push(utf8.decode(bytes.subarray(valid, next)));
  return parts.join('');
}

/** Bytes of the character at a position (RFC 3629 section 4); 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  // No longer form than is needed, no surrogates, nothing above U+10FFFF.
  const second = bytes[at + 1]!;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  return length;
}
