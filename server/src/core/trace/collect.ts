import { CleanTextBuilder } from '../text/cleanText';
import type { Line } from '../text/lines';
import type { Envelope, FoundMessage } from './types';

const START_LINE = /^(?:[A-Za-z0-9\-.!%*_+`'~]+[ \t]+[^\s][^\r\n]*[ \t]SIP\/2\.0|SIP\/2\.0[ \t]+\d{3}(?:[ \t][^\r\n]*)?)[ \t]*$/i;
const HEADER = /^[A-Za-z0-9\-.!%*_+`'~]+[ \t]*:/;
const SDP_LINE = /^[a-zA-Z]=/;
const SDP_START = /^v=0[ \t]*$/;
const LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)/i;
const TYPE = /^(?:content-type|c)[ \t]*:/i;
const SDP_TYPE = /^(?:content-type|c)[ \t]*:[ \t]*application\/sdp\b/i;
/** Logs are pasted into web pages between such lines; and what the product itself writes is no part of a message. */
const FENCE = /^(?:```|# sip-trace:)/;

/** Whether a line, as the log has it, is the start line of a SIP message. */
export const looksLikeStartLine = (text: string): boolean => text.length < 8192 && START_LINE.test(text);

/** Whether a line, as the log has it, begins a header field. */
export const looksLikeHeader = (text: string): boolean => HEADER.test(text);

/**
 * Takes the message that begins with the first start line at or behind `from`, to the end of its body.
 * Where the body ends is told by the body itself; Content-Length only decides where lines are odd, since redaction makes it wrong.
 */
export function collectMessage(lines: readonly Line[], envelope: Envelope, from = 0): FoundMessage | undefined {
  let start = from;
  while (start < lines.length && !looksLikeStartLine(lines[start]!.text)) start++;
  if (start === lines.length) return undefined;
  const message = withoutDoubledEnds(lines, start, HEADER);
  return toMessage(message.slice(0, messageEnd(message)), envelope, 'sip');
}

/** Takes the description that begins with the first `v=0` at or behind `from`; a log without SIP around its SDP. */
export function collectSdp(lines: readonly Line[], envelope: Envelope, from = 0): FoundMessage | undefined {
  let start = from;
  while (start < lines.length && !SDP_LINE.test(lines[start]!.text)) start++;
  if (start === lines.length) return undefined;
  const description = withoutDoubledEnds(lines, start, SDP_LINE);
  return toMessage(description.slice(0, bodyEnd(description, 0, 0, true)), envelope, 'sdp');
}

function toMessage(lines: readonly Line[], envelope: Envelope, kind: 'sip' | 'sdp'): FoundMessage {
  const builder = new CleanTextBuilder();
  for (const line of lines) {
    for (const piece of line.pieces) builder.add(piece.text, piece.start);
    const last = line.pieces[line.pieces.length - 1]!;
    // Behind a dot that stands for a CR, or behind a colour code, the line end is no part of the message's text.
    builder.endLine(line.end === '\n' && last.start + last.text.length === line.endsAt ? line.endsAt : undefined);
  }
  const lineEnd = lines.find(line => line.end !== '')?.end ?? '\n';
  return { kind, envelope, clean: builder.build(lineEnd === '' ? '\n' : lineEnd) };
}

/**
 * The lines from `start` on. An editor shows the CR CR LF of a terminal as two line ends: where an empty line stands
 * behind each line of the message, the empty ones are no lines of the log.
 */
function withoutDoubledEnds(lines: readonly Line[], start: number, second: RegExp): readonly Line[] {
  const doubled = lines[start + 1]?.text === '' && second.test(lines[start + 2]?.text ?? '') && (lines[start + 3]?.text ?? '') === '';
  if (!doubled) return lines.slice(start);
  const kept: Line[] = [];
  let next = start;
  for (; lines[next + 1]?.text === ''; next += 2) kept.push(lines[next]!);
  for (; next < lines.length; next++) kept.push(lines[next]!);
  return kept;
}

/** Index behind the last line of the message that begins with the first line. */
function messageEnd(lines: readonly Line[]): number {
  let length: number | undefined;
  let typed = false;
  let sdpTyped = false;
  let next = 1;
  for (; next < lines.length; next++) {
    const text = lines[next]!.text;
    if (text.trim() === '') break;
    if (FENCE.test(text)) return next;
    // Web pages and some logs lose the empty line before the body.
    if (SDP_START.test(text)) return bodyEnd(lines, next, length ?? 0);
    const match = LENGTH.exec(text);
    if (match) length = Number(match[1]);
    typed ||= TYPE.test(text);
    sdpTyped ||= SDP_TYPE.test(text);
  }
  // A description that is announced and stands there was sent, and cut off by a receiver (RFC 3261 section 18.3).
  const described = sdpTyped && SDP_START.test(lines[next + 1]?.text ?? '');
  if ((length === 0 && !described) || next >= lines.length) return Math.min(next + 1, lines.length);
  // A datagram may leave its length out: then a body that is announced goes on to the next empty line.
  return bodyEnd(lines, next + 1, length ?? (typed ? Number.POSITIVE_INFINITY : 0));
}

const DOTS = /^[^\w=]{0,4}(?:\.{3,9}|…)[^\w=]{0,4}$/;

/** Index behind the last line of a body that begins at `start`. */
function bodyEnd(lines: readonly Line[], start: number, contentLength: number, bare = false): number {
  const sdp = SDP_LINE.test(lines[start]?.text ?? '');
  const claimed = Number.isFinite(contentLength);
  let bytes = 0;
  let end = start;
  for (let next = start; next < lines.length; next++) {
    const text = lines[next]!.text;
    const missing = bytes < contentLength;
    if (FENCE.test(text)) break;
    if (text.trim() === '' && !(missing && claimed && goesOn(lines, next + 1, sdp))) break;
    // Without a length to go by, one odd line between lines of a description is a broken line of it, and dots stand for more of it.
    const odd = (bare || !claimed) && (SDP_LINE.test(lines[next + 1]?.text ?? '') || DOTS.test(text));
    if (sdp && text.trim() !== '' && !SDP_LINE.test(text) && !(missing && claimed) && !odd) break;
    if (!sdp && !missing) break;
    bytes += byteLength(text) + 2;
    end = next + 1;
  }
  return end;
}

/** Whether behind an empty line inside a body there is more of it: any line for a multipart body, an SDP line for SDP. */
const goesOn = (lines: readonly Line[], from: number, sdp: boolean): boolean => {
  const next = lines[from]?.text;
  return next !== undefined && (sdp ? SDP_LINE.test(next) : true);
};

const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Bytes of a text in UTF-8; an unpaired surrogate counts as the replacement character, but U+DC80 to U+DCFF as one byte:
 * so a program can carry bytes that are no UTF-8 through unharmed.
 */
export function byteLength(text: string): number {
  // Nearly every text is ASCII, and to find that out takes a fraction of counting.
  if (!BEYOND_ASCII.test(text)) return text.length;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      i++;
    } else if (code < 0xdc80 || code > 0xdcff) bytes += 2;
  }
  return bytes;
}
