import type { Outlet } from './outlet';
import { contentLength, headersEnd, headerValueAt } from './sipMessages';
import { looksLikeCutRequest, nextSipStart, NOT_SIP, sipStartAt, skipLineEnds, startLineAt, UNDECIDED } from './sipStart';
import type { StreamBuffer } from './streamBuffer';

/** Longest header section, and longest message, that is waited for. */
const MAX_HEADERS = 64 * 1024;
const MAX_MESSAGE = 1024 * 1024;

/** A message whose length is not known: it has a body and no Content-Length. */
const OPEN = -1;

/**
 * Cuts one direction of a TCP stream into SIP messages by Content-Length (RFC 3261 §18.3). A body without it ends at the next start line or
 * with the stream. Line ends between messages are keep-alives (RFC 5626 §4.4.1); after anything else it goes on at the next start line.
 */
export class SipFramer {
  /** Bytes at the front of the buffer: the header section, 0 until it is complete; the whole message, `OPEN`, or 0 until it is known. */
  private headers = 0;
  private whole = 0;
  /** Bytes at the front of the buffer in which the end that is looked for does not stand. */
  private searched = 0;
  private begun = false;

  /** `lost`: the stream was not seen from its beginning. */
  constructor(
    private readonly out: Outlet,
    private lost: boolean,
  ) {}

  /** Hands out what is complete. */
  read(buffer: StreamBuffer): void {
    while (this.step(buffer)) if (buffer.length === 0) return;
  }

  /** The stream ends here, or `hole` bytes of it are missing: what has come is handed out as it is. */
  stop(buffer: StreamBuffer, hole: number): void {
    this.read(buffer);
    while (buffer.length > 0 && this.giveUp(buffer, hole)) this.read(buffer);
    buffer.drop(buffer.end);
    this.forget();
    this.lost ||= hole > 0;
  }

  private forget(): void {
    this.headers = this.whole = this.searched = 0;
    this.begun = false;
  }

  /** True when it got on and should be asked again. */
  private step(buffer: StreamBuffer): boolean {
    if (!this.begun) return this.begin(buffer);
    if (this.headers === 0) return this.readHeaders(buffer);
    if (this.whole === OPEN) return this.readOpenBody(buffer);
    if (buffer.length >= this.whole) return this.hand(buffer, this.whole, 0);
    return buffer.length >= MAX_MESSAGE && this.tooLong(buffer, `a message of ${this.whole} bytes`);
  }

  private begin(buffer: StreamBuffer): boolean {
    const { bytes, end } = buffer;
    buffer.drop(this.lost ? nextSipStart(bytes, buffer.start, end) : skipLineEnds(bytes, buffer.start, end));
    if (buffer.length === 0) return false;
    const found = startLineAt(buffer.bytes, buffer.start, buffer.end);
    if (found === UNDECIDED) return false;
    this.lost = found === NOT_SIP;
    this.begun = !this.lost;
    return true;
  }

  private readHeaders(buffer: StreamBuffer): boolean {
    const { bytes, start, end } = buffer;
    const body = headersEnd(bytes, start + this.searched, end);
    if (body < 0) {
      this.searched = Math.max(0, end - start - 3);
      return end - start > MAX_HEADERS && this.tooLong(buffer, `a header section of more than ${MAX_HEADERS} bytes`);
    }
    this.headers = this.searched = body - start;
    const length = contentLength(bytes, start, body);
    const hasBody = length < 0 && headerValueAt(bytes, start, body, 'content-type', 'c') >= 0;
    this.whole = hasBody ? OPEN : this.headers + Math.max(0, length);
    return true;
  }

  private readOpenBody(buffer: StreamBuffer): boolean {
    const { bytes, start, end } = buffer;
    const next = nextSipStart(bytes, start + this.searched, end);
    if (next < end && startLineAt(bytes, next, end) !== UNDECIDED) return this.hand(buffer, next - start, 0);
    this.searched = next === end ? this.startOfLastLine(buffer) : next - start;
    return end - start >= MAX_MESSAGE && this.tooLong(buffer, 'a body without Content-Length');
  }

  /** A line that is not complete yet may still become a start line. */
  private startOfLastLine({ bytes, start, end }: StreamBuffer): number {
    return Math.max(this.searched, bytes.lastIndexOf(10, end - 1) + 1 - start);
  }

  private hand(buffer: StreamBuffer, size: number, cut: number): boolean {
    const { bytes, start } = buffer;
    this.out.message('TCP', bytes, start, start + size, buffer.place(start, start + size), cut);
    buffer.drop(start + size);
    this.forget();
    return true;
  }

  private tooLong(buffer: StreamBuffer, what: string): boolean {
    const { frames } = buffer.place(buffer.start, buffer.start + 1);
    this.out.remark(`Frame ${frames[0]}: ${what} in a TCP stream is not waited for; what had come is read, and the rest skipped.`);
    this.lost = true;
    return this.giveUp(buffer, 0);
  }

  /** Hands out what there is of a message that will not be completed. False when there is none. */
  private giveUp(buffer: StreamBuffer, hole: number): boolean {
    const { bytes, start, end } = buffer;
    if (!this.begun) return looksLikeCutRequest(bytes, start, end) && this.hand(buffer, end - start, Math.max(1, hole));
    if (this.headers === 0) return this.hand(buffer, end - start, Math.max(1, hole));
    if (this.whole === OPEN) return this.hand(buffer, end - start, hole);
    const next = hole > 0 ? end : nextSipStart(bytes, start + this.headers, end);
    // A start line inside of a body that never ends: it is the Content-Length that is wrong.
    if (next < end && sipStartAt(bytes, next, end) >= 0) return this.hand(buffer, next - start, 0);
    return this.hand(buffer, end - start, this.whole - (end - start));
  }
}
