import { isShort } from '../call/descriptions';
import type { Message } from '../call/types';
import type { SdpLine } from '../sdp/types';
import { header } from '../sip/message';
import { toSource } from '../text/cleanText';
import { lastAtOrBelow } from '../text/lineIndex';
import type { Span } from '../text/span';
import { byteLength } from '../trace/collect';
import { EDITED_MARKER } from '../trace/cut';

/** The units of `span` in a message's clean text become `text`, whose lines end with LF whatever the document has. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Takes a line out, with its line end. */
export const deleteLine = (line: SdpLine): TextEdit => ({ span: { start: line.span.start, end: line.span.end + 1 }, text: '' });

export const replace = (span: Span, text: string): TextEdit => ({ span, text });

/** Puts a new line behind one. */
export const insertAfter = (line: SdpLine, text: string): TextEdit => ({
  span: { start: line.span.end, end: line.span.end },
  text: `\n${text}`,
});

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(position, edit.span.start) + edit.text;
    position = Math.max(position, edit.span.end);
  }
  return result + text.slice(position);
}

/** The smallest single edit between two texts. */
export function difference(before: string, after: string, offset: number): TextEdit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [{ span: { start: offset + start, end: offset + before.length - tail }, text: after.slice(start, after.length - tail) }];
}

/** The same in whole lines, as edits of a message are written: lines that go, come or change together. */
export function lineDifference(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const start = old.slice(0, head).reduce((sum, line) => sum + line.length + 1, 0);
  const gone = old.slice(head, old.length - tail);
  const come = now.slice(head, now.length - tail);
  if (gone.length === 0 && start > 0) return [{ span: { start: start - 1, end: start - 1 }, text: `\n${come.join('\n')}` }];
  const length = gone.join('\n').length;
  if (come.length === 0) return [{ span: { start, end: start + length + 1 }, text: '' }];
  return [{ span: { start, end: start + length }, text: come.join('\n') }];
}

/** Ascending; of two that overlap the later one is dropped. */
function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const kept: TextEdit[] = [];
  for (const edit of sorted) {
    const last = kept[kept.length - 1];
    if (last && edit.span.start < last.span.end) continue;
    kept.push(edit);
  }
  return kept;
}

/** Edits that adjoin as one: lines that go one below the other go together, whatever the log has between them. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const last = result[result.length - 1];
    if (last && last.span.end === edit.span.start && last.span.end > last.span.start && edit.span.end > edit.span.start) {
      result[result.length - 1] = { span: { start: last.span.start, end: edit.span.end }, text: last.text + edit.text };
    } else result.push(edit);
  }
  return result;
}

/**
 * Edits of a message as edits of its record: line ends and line prefixes are those of the log, Content-Length follows
 * (RFC 3261 section 20.14), and a marker before the message says that recorded replies were to another text.
 * A bare description gets no marker (`isMarked`).
 */
export function recordEdits(message: Message, edits: readonly TextEdit[]): TextEdit[] {
  const ordered = inOrder(edits);
  // First: where a fix sets the length itself, the body that others change has the last word.
  const all = joined(inOrder([...contentLengthEdit(message, ordered), ...ordered]));
  const inRecord = all.flatMap(edit => aroundFrames(message, edit.span, toRecord(message, edit)));
  if (message.edited || !isMarked(message) || inRecord.length === 0) return inRecord;
  return [{ span: { start: 0, end: 0 }, text: EDITED_MARKER + message.record.message!.clean.lineEnd }, ...inRecord];
}

/**
 * Whether it is to be seen of a message that it was edited. Not of a bare description: nothing was recorded in reply, and it goes straight
 * into other tools. To one that was set in a browser the browser's own word is recorded, and RTPEngine was asked for its own with flags.
 */
export const isMarked = ({ sip, envelope }: Message): boolean => Boolean(sip ?? envelope.browser ?? envelope.ng);

function toRecord(message: Message, edit: TextEdit): TextEdit {
  const clean = message.record.message!.clean;
  let { start, end } = edit.span;
  let { text } = edit;
  // At the end of the message there is no next line to move up: the line end before goes instead of the one behind.
  if (end === clean.text.length && start > 0 && start < end && clean.text[start - 1] === '\n' && (text === '' || text.endsWith('\n'))) {
    start--;
    end--;
    text = text === '' ? '' : `\n${text.slice(0, -1)}`;
  }
  const source = { start: toSource(clean, start), end: toSource(clean, end) };
  // A span that ends at a line end ends behind the line's own text, not behind what the log put there.
  if (end > start && clean.text[end] === '\n') source.end = toSource(clean, end - 1) + 1;
  if (end === start && clean.text[start] === '\n' && start > 0 && clean.text[start - 1] !== '\n')
    source.start = source.end = toSource(clean, start - 1) + 1;
  return { span: source, text: text.split('\n').join(lineGap(message, start)) };
}

/** What stands between two lines of the message in the log: its line end, what a line ends with before it, and the next line's prefix. */
function lineGap(message: Message, position: number): string {
  const { clean } = message.record.message!;
  const text = clean.text;
  const first = text.indexOf('\n');
  const breaks = first > 0 ? lineBreaks(gapAt(message, first)) : 0;
  let newline = position > 0 ? text.lastIndexOf('\n', position - 1) : -1;
  while (newline > 0) {
    // An empty line, or the first line with the log's header before it, may be framed in another way.
    while (newline > 0 && text[newline - 1] === '\n') newline--;
    // Here the log has a line of its own between two lines, or one packet ends and the next one begins.
    if (newline <= 0 || lineBreaks(gapAt(message, newline)) <= breaks) break;
    newline = text.lastIndexOf('\n', newline - 1);
  }
  if (newline <= 0) newline = first;
  if (newline <= 0 || newline + 1 >= text.length) return clean.lineEnd;
  return gapAt(message, newline);
}

/** What the log has between the lines that a line end of the clean text parts. */
function gapAt(message: Message, newline: number): string {
  const { clean } = message.record.message!;
  return message.record.text.slice(toSource(clean, newline - 1) + 1, toSource(clean, newline + 1));
}

const lineBreaks = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;

/** An edit of the record as edits that keep what the log has put into a line: where a packet ends and the next one begins. */
function aroundFrames(message: Message, span: Span, edit: TextEdit): TextEdit[] {
  const { cleanStarts, sourceStarts, lengths, text } = message.record.message!.clean;
  const edits: TextEdit[] = [];
  let rest = edit;
  for (let piece = lastAtOrBelow(cleanStarts, span.start) + 1; piece < cleanStarts.length && cleanStarts[piece]! < span.end; piece++) {
    const from = sourceStarts[piece - 1]! + lengths[piece - 1]!;
    const to = sourceStarts[piece]!;
    if (text[cleanStarts[piece]! - 1] === '\n' || from < rest.span.start || to > rest.span.end) continue;
    if (!/[\r\n]/.test(message.record.text.slice(from, to))) continue;
    edits.push({ span: { start: rest.span.start, end: from }, text: rest.text });
    rest = { span: { start: to, end: rest.span.end }, text: '' };
  }
  return [...edits, rest];
}

function contentLengthEdit(message: Message, edits: readonly TextEdit[]): TextEdit[] {
  const length = message.sip && header(message.sip, 'content-length');
  const digits = length && /\d+/.exec(message.text.slice(length.valueSpan.start, length.valueSpan.end));
  if (!message.sip || !length || !digits) return [];
  const bodyStart = message.sip.bodySpan.start;
  const before = message.text.slice(bodyStart);
  const after = applyEdits(
    before,
    edits
      .filter(edit => edit.span.start >= bodyStart)
      .map(edit => ({ ...edit, span: { start: edit.span.start - bodyStart, end: edit.span.end - bodyStart } })),
  );
  if (after === before) return [];
  const start = length.valueSpan.start + digits.index;
  const claimed = Number(digits[0]);
  // What the log lost of the body is still missing behind the edit, and is counted as it was.
  const lengthAfter = isShort(message) ? claimed + crlfLength(after) - crlfLength(before) : bodyLength(before, after, claimed);
  return [{ span: { start, end: start + digits[0].length }, text: String(lengthAfter) }];
}

/** Bytes of the new body, counted as the old one was: with CRLF line ends unless only LF fitted. */
function bodyLength(before: string, after: string, claimed: number): number {
  if (claimed === crlfLength(before)) return crlfLength(after);
  if (claimed === byteLength(before)) return byteLength(after);
  // Some count the last line end out.
  if (claimed === crlfLength(before) - 2) return crlfLength(after) - 2;
  return crlfLength(after);
}

/** Bytes on the wire, where each line ends with CRLF. */
const crlfLength = (text: string): number => byteLength(text) + text.split('\n').length - 1;
