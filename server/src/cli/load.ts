import path from 'node:path';
import { type Analysis, analyse, type Settings } from '../core/analysis';
import type { TextPart } from '../core/listing/callList';
import { convertTrace, type ListOfCalls } from '../core/listing/convertedTrace';
import { ListedCapture } from '../core/listing/listedCapture';
import { HEAD, whatItIs } from '../core/trace/capture/file/detect';
import { isGzip } from '../core/trace/capture/file/gzip';
import { isPcap } from '../core/trace/capture/file/pcap';
import { isPcapng } from '../core/trace/capture/file/pcapng';
import { readers } from '../core/trace/readers/index';
import type { FormatId } from '../core/trace/types';
import { writerOf } from '../core/trace/unwrap/index';
import { decode } from './encoding';
import { reason, Refusal } from './host';
import type { Source } from './inputs';
import { headInside, inflated } from './packed';

/** Beyond this a text and what is known of it no longer fit into the memory that Node has by default. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** Readable, but nothing that is checked: passed over in a folder, an error where it was named. */
export interface Passed {
  readonly kind: 'silent capture' | 'other';
  readonly message: string;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly message: string;
}

/** What is shown as the text of its calls. */
export interface TextOfCalls {
  readonly list: ListOfCalls;
  /** The whole text in parts: first what belongs to no call, then each call in order of time. */
  texts(): Iterable<TextPart>;
  textOf(ids: readonly number[]): string;
}

/** A capture that holds SIP; it is read again through its source, which must stay open. */
export interface OpenCapture {
  readonly kind: 'capture';
  readonly form: 'pcap' | 'pcapng' | FormatId;
  /** What the form is called, of a text that a tool printed of packets or messages and that was converted. */
  readonly converted?: string;
  readonly capture: TextOfCalls;
}

/** What came of a file. */
export type Loaded = OpenCapture | LoadedText | Passed | Unreadable;

/** A text and what is found in it. */
export interface LoadedText {
  readonly kind: 'text';
  readonly bytes: Uint8Array;
  readonly analysis: Analysis;
  /** The file has it compressed. */
  readonly packed: boolean;
}

/** What a file is by its first bytes; a text is still to be read. */
export type Opened =
  | OpenCapture
  | { readonly kind: 'text'; readonly chunks: AsyncIterable<Uint8Array>; readonly packed: boolean }
  | Passed
  | Unreadable;

/**
 * Tells what a file is, and reads it if it is a capture.
 * @param name of the file, for what is said of the capture
 */
export async function open(source: Source, name: string): Promise<Opened> {
  try {
    const { head, chunks } = await withHead(source.chunks);
    const packed = isGzip(head);
    if (packed && isText(headInside(head))) return { kind: 'text', chunks: inflated(chunks), packed };
    if (packed || isPcap(head) || isPcapng(head)) return await readCapture(source, path.basename(name), chunks, packed);
    const other = otherForm(head);
    return other === undefined ? { kind: 'text', chunks, packed } : { kind: 'other', message: `not a trace: ${other}` };
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Refusal ? error.message : reason(error) };
  }
}

/** Reads a file, whatever it is. */
export async function load(source: Source, name: string, settings: Settings): Promise<Loaded> {
  const opened = await open(source, name);
  if (opened.kind !== 'text') return opened;
  let bytes: Uint8Array;
  try {
    bytes = await allOf(opened.chunks);
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Refusal ? error.message : reason(error) };
  }
  const binary = isBinary(bytes);
  if (binary && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('SIP/2.0'))
    return { kind: 'other', message: 'not a trace: binary data' };
  const text = decode(bytes);
  const converted = openConverted(text, name);
  if (converted) return converted;
  const analysis = analyse(text, settings);
  if (analysis.messages.length > 0) return { kind: 'text', bytes, analysis, packed: opened.packed };
  return { kind: 'other', message: `not a trace: ${binary ? 'binary data' : (writerOf(text)?.nothing ?? nothingIn(bytes))}` };
}

/** A text that is no trace by itself, but in which a tool has printed one; undefined for any other. */
export function openConverted(text: string, name: string): OpenCapture | undefined {
  const trace = convertTrace(text, path.basename(name));
  return trace && { kind: 'capture', form: trace.format, converted: trace.title, capture: trace };
}

/** How much of a text is enough to tell whether it is to be converted. */
const SAMPLE = 1 << 18;

/**
 * Reads a text whole if it is to be converted; else it is left to be read, with all of its bytes. What is converted must fit into memory,
 * a refusal says so.
 */
export async function converted(chunks: AsyncIterable<Uint8Array>, name: string): Promise<OpenCapture | AsyncIterable<Uint8Array>> {
  const rest = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  for (let size = 0; size < SAMPLE; ) {
    const next = await rest.next();
    if (next.done) break;
    // A piece is valid until the next one is asked for.
    head.push(next.value.slice());
    size += next.value.length;
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  };
  if (!writerOf(decode(Buffer.concat(head)))) return all();
  const bytes = await allOf(all());
  return openConverted(decode(bytes), name) ?? once(bytes);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** All bytes of a text, or a refusal where they are too many. */
export async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > MOST_BYTES)
      throw new Refusal(`larger than ${MOST_BYTES / 1024 / 1024} MB: sip-trace calls lists its calls; cut out those in question first`);
    parts.push(chunk.slice());
  }
  return Buffer.concat(parts);
}

/** The first bytes, enough to tell what a file is, and all of its bytes. */
async function withHead(source: Source['chunks']): Promise<{ head: Uint8Array; chunks: AsyncGenerator<Uint8Array> }> {
  const rest = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < HEAD) {
    const next = await rest.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  };
  return { head, chunks: all() };
}

async function readCapture(source: Source, name: string, chunks: AsyncIterable<Uint8Array>, packed: boolean): Promise<Opened> {
  const capture = new ListedCapture(name, packed ? undefined : source.readAt);
  for await (const chunk of chunks) {
    capture.push(chunk);
    if (capture.isDone) break;
  }
  capture.end();
  const { form, failure, list } = capture;
  if (!form)
    return { kind: 'other', message: packed ? 'not a trace: packed (gzip); unpack it first' : `not a trace: ${failure ?? 'it is empty'}` };
  return list.messages > 0 ? { kind: 'capture', form, capture } : { kind: 'silent capture', message: silence(capture) };
}

/** Why a capture may hold no SIP. */
function silence({ evidence }: ListedCapture): string {
  const { frames, encrypted, compressed, unread, problems } = evidence;
  const reasons = [
    encrypted > 0 ? `${encrypted} TCP stream${encrypted === 1 ? '' : 's'} of TLS, in which SIP cannot be seen` : '',
    compressed > 0 ? `${compressed} compressed by SigComp, which is not read` : '',
    unread > 0 ? `${unread} of links or protocols that are not read` : '',
    problems[0] ?? '',
  ].filter(one => one !== '');
  return [`no SIP message in its ${frames} packet${frames === 1 ? '' : 's'}`, ...reasons].join('; ');
}

const nothingIn = (bytes: Uint8Array): string =>
  bytes.every(byte => byte <= 0x20)
    ? 'it is empty'
    : `no SIP message and no SDP in it (known forms: ${readers.map(reader => reader.title).join(', ')})`;

/** What a file is that is packed, or a capture in another form; undefined for all that may be text. */
const otherForm = (head: Uint8Array): string | undefined =>
  /^The file is (?!text|empty|no )(.*)\.$/.exec(whatItIs(head.subarray(0, HEAD), false))?.[1];

/** Whether the beginning of a packed file is that of a text. */
const isText = (head: Uint8Array): boolean =>
  head.length > 0 && !isPcap(head) && !isPcapng(head) && otherForm(head) === undefined && !isBinary(head);

/** As git tells: a NUL near the beginning. UTF-16 with its mark is text, and so is a log that a rotation has padded. */
function isBinary(bytes: Uint8Array): boolean {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !marked && bytes.subarray(0, 8192).includes(0);
}
