import { inflateRaw, joined, windowAfter } from './inflate';
import type { Place } from './origin';
import type { Outlet } from './outlet';
import { messagesIn } from './sipMessages';
import { MAX_START_LINE, NOT_SIP, sipStartAt, UNDECIDED } from './sipStart';
import type { StreamBuffer } from './streamBuffer';

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PONG = 10;
/** Longest message, as sent and as inflated. */
const MAX_MESSAGE = 1024 * 1024;
/** Longest compressed message that is waited for to see whether it is SIP at all. */
const MAX_GUESSED = 64 * 1024;
const EMPTY = new Uint8Array(0);

/** RFC 6455 §5.2. */
interface FrameHeader {
  readonly opcode: number;
  readonly final: boolean;
  /** RSV1: the message that begins here is compressed (RFC 7692 §6). */
  readonly compressed: boolean;
  readonly valid: boolean;
  /** Where the masking key stands; -1 in frames of a server. */
  readonly mask: number;
  readonly payload: number;
  readonly length: number;
}

/** The header of the frame that begins at `at`; undefined while it is not complete. */
function frameHeader(bytes: Uint8Array, at: number, end: number): FrameHeader | undefined {
  if (at + 2 > end) return undefined;
  const [first, second] = [bytes[at]!, bytes[at + 1]!];
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = second & 0x80 ? at + 2 + lengthBytes : -1;
  const payload = at + 2 + lengthBytes + (mask < 0 ? 0 : 4);
  if (payload > end) return undefined;
  let length = lengthBytes === 0 ? short : 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + bytes[at + 2 + i]!;
  const opcode = first & 0x0f;
  const final = (first & 0x80) !== 0;
  const compressed = (first & 0x40) !== 0;
  const control = opcode >= CLOSE && opcode <= PONG && final && length <= 125 && !compressed;
  const valid = (first & 0x30) === 0 && (opcode <= BINARY || control);
  return { opcode, final, compressed, valid, mask, payload, length };
}

/** A copy of the payload's first bytes up to `end`, without its mask (RFC 6455 §5.3). */
function unmasked(bytes: Uint8Array, header: FrameHeader, end: number): Uint8Array {
  const payload = bytes.slice(header.payload, end);
  if (header.mask >= 0) for (let i = 0; i < payload.length; i++) payload[i]! ^= bytes[header.mask + (i & 3)]!;
  return payload;
}

/**
 * Whether a frame begins at `at` that carries the beginning of a SIP message: how a stream whose beginning was not seen is recognised.
 * Gives `at`, `NOT_SIP` or `UNDECIDED`.
 */
export function sipFrameAt(bytes: Uint8Array, at: number, end: number): number {
  const header = frameHeader(bytes, at, end);
  if (!header) return UNDECIDED;
  const { opcode, valid, payload, length, compressed } = header;
  if (!valid || (opcode !== TEXT && opcode !== BINARY) || length === 0 || length > MAX_MESSAGE) return NOT_SIP;
  const whole = payload + length <= end;
  if (compressed && !whole) return length > MAX_GUESSED ? NOT_SIP : UNDECIDED;
  const content = unmasked(bytes, header, Math.min(end, payload + (compressed ? length : Math.min(length, MAX_START_LINE))));
  const plain = compressed ? inflateRaw(content, MAX_MESSAGE) : content;
  const found = plain ? sipStartAt(plain, 0, plain.length) : NOT_SIP;
  if (found >= 0) return at;
  return found === UNDECIDED && !whole ? UNDECIDED : NOT_SIP;
}

/**
 * Reads one direction of a WebSocket connection (RFC 6455) behind the upgrade and hands out its SIP messages (RFC 7118). What was negotiated
 * for permessage-deflate (RFC 7692) need not be known: RSV1 tells which messages are compressed, and a sender that starts over with every
 * message simply never refers back to the window that is kept here.
 */
export class WebSocketReader {
  /** Bytes of a frame that are passed over. */
  private skip = 0;
  /** The message that is being put together from frames; undefined between messages. */
  private message: { parts: Uint8Array[]; size: number; compressed: boolean; frames: number[]; time: number } | undefined;
  private window: Uint8Array = EMPTY;

  /** `lost`: it is not known where a frame begins. `sip`: that the connection carries SIP is known. */
  constructor(
    private readonly out: Outlet,
    private lost: boolean,
    private sip: boolean,
  ) {}

  /** Bytes of memory held. */
  get held(): number {
    return this.window.length + (this.message?.size ?? 0);
  }

  read(buffer: StreamBuffer): void {
    while (buffer.length > 0 && this.step(buffer));
  }

  /** The stream ends here, or `hole` bytes of it are missing: a message that has begun is handed out as it is. */
  stop(buffer: StreamBuffer, hole: number): void {
    this.read(buffer);
    const header = this.lost || this.skip > 0 ? undefined : frameHeader(buffer.bytes, buffer.start, buffer.end);
    const missing = header ? header.payload + header.length - buffer.end : this.skip;
    if (header) this.cutFrame(buffer, header, missing);
    else if (this.message) this.complete(1);
    const known = hole <= missing;
    this.skip = known && hole > 0 ? missing - hole : 0;
    this.lost ||= !known;
    if (!known || header?.compressed) this.window = EMPTY;
    this.message = undefined;
    buffer.drop(buffer.end);
  }

  private step(buffer: StreamBuffer): boolean {
    if (this.skip > 0) {
      const skipped = Math.min(this.skip, buffer.length);
      this.skip -= skipped;
      buffer.drop(buffer.start + skipped);
      return true;
    }
    if (this.lost && !this.find(buffer)) return false;
    const { start, end } = buffer;
    const header = frameHeader(buffer.bytes, start, end);
    if (!header) return false;
    if (!header.valid) {
      this.lost = true;
      this.message = undefined;
      this.window = EMPTY;
      return true;
    }
    if ((this.message?.size ?? 0) + header.length > MAX_MESSAGE) return this.pass(buffer, header);
    if (header.payload + header.length > end) return false;
    this.frame(buffer, header);
    buffer.drop(header.payload + header.length);
    return true;
  }

  /** After a hole frames are looked for where packets begin, and only such that carry SIP are believed. */
  private find(buffer: StreamBuffer): boolean {
    for (const at of [buffer.start, buffer.newest]) {
      const found = at < buffer.start ? NOT_SIP : sipFrameAt(buffer.bytes, at, buffer.end);
      if (found === NOT_SIP) continue;
      buffer.drop(at);
      this.lost = found === UNDECIDED;
      return !this.lost;
    }
    buffer.drop(buffer.end);
    return false;
  }

  private pass(buffer: StreamBuffer, header: FrameHeader): boolean {
    const { frames } = buffer.place(buffer.start, buffer.start + 1);
    if (this.sip) this.out.remark(`Frame ${frames[0]}: a WebSocket message of more than ${MAX_MESSAGE} bytes is skipped.`);
    this.skip = header.payload - buffer.start + header.length;
    if (this.message?.compressed || header.compressed) this.window = EMPTY;
    this.message = undefined;
    return true;
  }

  private frame(buffer: StreamBuffer, header: FrameHeader): void {
    const { opcode, final, compressed, mask, payload, length } = header;
    if (opcode > BINARY) return;
    if (opcode !== CONTINUATION && final && !compressed && mask < 0) {
      this.message = undefined;
      this.hand(buffer.bytes, payload, payload + length, (start, end) => buffer.place(start, end), 0);
      return;
    }
    this.collect(buffer, header, payload + length);
    if (final) this.complete(0);
  }

  private collect(buffer: StreamBuffer, header: FrameHeader, end: number): void {
    if (header.opcode !== CONTINUATION) this.message = { parts: [], size: 0, compressed: header.compressed, frames: [], time: 0 };
    const { message } = this;
    if (!message) return;
    const place = buffer.place(buffer.start, end);
    message.parts.push(unmasked(buffer.bytes, header, end));
    message.size += end - header.payload;
    message.frames.push(...place.frames);
    message.time = Math.max(message.time, place.time);
  }

  /** The message is complete but for `cut` bytes. */
  private complete(cut: number): void {
    const { message } = this;
    this.message = undefined;
    if (!message || (message.compressed && cut > 0)) return;
    const bytes = message.compressed ? this.inflate(message) : joined(message.parts, message.size);
    if (!bytes) return;
    const frames = [...new Set(message.frames)].sort((a, b) => a - b);
    this.hand(bytes, 0, bytes.length, () => ({ time: message.time, frames, fileOffset: -1 }), cut);
  }

  private inflate(message: { parts: Uint8Array[]; size: number; frames: number[] }): Uint8Array | undefined {
    const bytes = inflateRaw(joined(message.parts, message.size), MAX_MESSAGE, this.window);
    if (!bytes && this.sip) {
      this.out.remark(
        `Frame ${message.frames[0]}: a compressed WebSocket message cannot be inflated, since it or one before it is not whole.`,
      );
    }
    this.window = bytes ? windowAfter(this.window, bytes) : EMPTY;
    return bytes;
  }

  private hand(bytes: Uint8Array, start: number, end: number, place: (start: number, end: number) => Place, cut: number): void {
    const messages = messagesIn(bytes, start, end);
    messages.forEach((message, index) => {
      const isLast = index === messages.length - 1;
      this.out.message('WS', bytes, message.start, message.end, place(message.start, message.end), isLast ? cut : 0);
    });
    this.sip ||= messages.length > 0;
  }

  /** The frame at the front of the buffer will not be completed: `missing` bytes are not there. */
  private cutFrame(buffer: StreamBuffer, header: FrameHeader, missing: number): void {
    if (!header.valid || header.opcode > BINARY) return;
    this.collect(buffer, header, buffer.end);
    this.complete(Math.max(1, missing));
  }
}
