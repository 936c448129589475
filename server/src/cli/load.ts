import { type Analysis, analyse, type Settings } from '../core/analysis';
import { readers } from '../core/trace/readers/index';
import { decode } from './encoding';
import { reason, Refusal } from './host';
import type { Input } from './inputs';

/** What came of a file. */
export type Loaded =
  | { readonly kind: 'trace'; readonly analysis: Analysis }
  /** Readable, but nothing that is checked: passed over in a folder, an error where it was named. */
  | { readonly kind: 'capture' | 'other'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string };

export function load(input: Input, settings: Settings): Loaded {
  let bytes: Uint8Array;
  try {
    bytes = input.read();
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Refusal ? error.message : reason(error) };
  }
  const capture = captureForm(bytes);
  if (capture)
    return {
      kind: 'capture',
      message: `is a capture (${capture}); this version reads text: save its calls as text first, with sngrep for example`,
    };
  const packed = packedForm(bytes);
  if (packed) return { kind: 'other', message: `not a trace: packed (${packed}); unpack it first` };
  const binary = isBinary(bytes);
  if (binary && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('SIP/2.0'))
    return { kind: 'other', message: 'not a trace: binary data' };
  const analysis = analyse(decode(bytes), settings);
  if (analysis.messages.length > 0) return { kind: 'trace', analysis };
  return { kind: 'other', message: `not a trace: ${binary ? 'binary data' : nothingIn(bytes)}` };
}

const nothingIn = (bytes: Uint8Array): string =>
  bytes.every(byte => byte <= 0x20)
    ? 'it is empty'
    : `no SIP message and no SDP in it (known forms: ${readers.map(reader => reader.title).join(', ')})`;

/** A capture by its first bytes (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng). */
export function captureForm(bytes: Uint8Array): string | undefined {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '34cdb2a1', 'a1b2cd34'].includes(magic)) return 'pcap';
  return magic === '0a0d0d0a' ? 'pcapng' : undefined;
}

function packedForm(bytes: Uint8Array): string | undefined {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (magic.startsWith('1f8b')) return 'gzip';
  return { '504b0304': 'zip', '28b52ffd': 'zstd', fd377a58: 'xz', '425a6839': 'bzip2' }[magic];
}

/** As git tells: a NUL near the beginning. UTF-16 with its mark is text, and so is a log that a rotation has padded. */
function isBinary(bytes: Uint8Array): boolean {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !marked && bytes.subarray(0, 8192).includes(0);
}
