import { isUtf8 } from 'node:buffer';

/** How a file's text is written in bytes. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** The byte order mark that the file begins with; empty for none. */
  readonly mark: Uint8Array;
  /** Half a UTF-16 unit at the end. */
  readonly tail: Uint8Array;
}

/** How a text is written that was no file before. */
export const UTF8: Encoding = { name: 'utf-8', mark: new Uint8Array(), tail: new Uint8Array() };

/** Tells the encoding of a file by its byte order mark; without one it is UTF-8. */
export function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second, third] = bytes;
  const name = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  if (name !== 'utf-8') return { name, mark: bytes.subarray(0, 2), tail: bytes.length % 2 === 1 ? bytes.subarray(-1) : new Uint8Array() };
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  return { name, mark: bytes.subarray(0, marked ? 3 : 0), tail: new Uint8Array() };
}

/** The text of a file as an editor shows it: what is no character is U+FFFD. */
export const decode = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes).name).decode(bytes);

/** Bytes that are no UTF-8 become halves of characters from here on, which no valid text has (as in PEP 383). */
const ESCAPED = 0xdc00;

/** The text of a file such that `encode` gives the same bytes again, even where they are no characters. */
export function decodeExactly(bytes: Uint8Array, encoding: Encoding): string {
  const content = Buffer.from(bytes.subarray(encoding.mark.length, bytes.length - encoding.tail.length));
  if (encoding.name === 'utf-16le') return content.toString('utf16le');
  if (encoding.name === 'utf-16be') return content.swap16().toString('utf16le');
  return isUtf8(content) ? content.toString('utf8') : escapeInvalid(content);
}

function escapeInvalid(content: Buffer): string {
  let text = '';
  let valid = 0;
  let position = 0;
  while (position < content.length) {
    const length = sequenceLength(content, position);
    if (length > 0) {
      position += length;
      continue;
    }
    text += content.toString('utf8', valid, position) + String.fromCharCode(ESCAPED + content[position]!);
    valid = ++position;
  }
  return text + content.toString('utf8', valid);
}

/** Bytes of the character at a position; 0 where there is none. */
function sequenceLength(content: Buffer, position: number): number {
  const first = content[position]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return isUtf8(content.subarray(position, position + length)) && position + length <= content.length ? length : 0;
}

/** The bytes of a text in the encoding that its file has. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding.name === 'utf-8') return Buffer.concat([encoding.mark, ...utf8(text)]);
  const content = Buffer.from(text, 'utf16le');
  return Buffer.concat([encoding.mark, encoding.name === 'utf-16be' ? content.swap16() : content, encoding.tail]);
}

function utf8(text: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (const match of text.matchAll(/[\udc80-\udcff]/gu)) {
    parts.push(Buffer.from(text.slice(start, match.index)), Buffer.from([match[0].charCodeAt(0) - ESCAPED]));
    start = match.index + 1;
  }
  parts.push(Buffer.from(text.slice(start)));
  return parts;
}
