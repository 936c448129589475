import assert from 'node:assert/strict';
import { openTrace } from '../../server/src/core/trace/openTrace';
import type { FormatId, MessageRecord, Trace, TraceRecord } from '../../server/src/core/trace/types';

/** The piece map is true: each piece of the clean text stands verbatim in the record, in order, and only line ends lie between. */
export function assertPieces(record: TraceRecord): void {
  if (!record.message) return;
  const { text, cleanStarts, sourceStarts, lengths } = record.message.clean;
  let cleanEnd = 0;
  let sourceEnd = 0;
  cleanStarts.forEach((cleanStart, index) => {
    const sourceStart = sourceStarts[index]!;
    const length = lengths[index]!;
    assert.ok(cleanStart >= cleanEnd && sourceStart >= sourceEnd, `piece ${index} begins before the end of the last`);
    assert.ok(index === 0 || cleanStart > cleanStarts[index - 1]!, `piece ${index} begins where the last does`);
    assert.match(text.slice(cleanEnd, cleanStart), /^\n?$/, `something else than a line end before piece ${index}`);
    assert.ok(sourceStart + length <= record.text.length, `piece ${index} ends behind the record`);
    assert.equal(record.text.slice(sourceStart, sourceStart + length), text.slice(cleanStart, cleanStart + length), `piece ${index}`);
    cleanEnd = cleanStart + length;
    sourceEnd = sourceStart + length;
  });
  assert.match(text.slice(cleanEnd), /^\n?$/, 'something else than a line end behind the last piece');
}

/** The records tile the text, begin at line starts, and each has its offset, its line and a true piece map. */
export function assertTrace(trace: Trace, text: string): void {
  assert.equal(trace.length, text.length);
  assert.equal(trace.records.map(record => record.text).join(''), text);
  let start = 0;
  let line = 0;
  trace.records.forEach((record, index) => {
    assert.equal(trace.starts[index], start);
    assert.equal(trace.lines[index], line);
    if (start > 0) {
      assert.ok(/[\r\n]/.test(text[start - 1]!), `record ${index} begins within a line`);
      assert.ok(!(text[start - 1] === '\r' && text[start] === '\n'), `record ${index} begins within a line end`);
    }
    assertPieces(record);
    start += record.text.length;
    line += record.text.split(/\r\n|\n|\r/).length - 1;
  });
}

/** The messages of a trace, in the order of the text. */
export const messagesOf = (trace: Trace): MessageRecord[] => trace.records.flatMap(record => record.message ?? []);

/** The clean texts of a trace's messages, in the order of the text. */
export const cleanTexts = (trace: Trace): string[] => messagesOf(trace).map(message => message.clean.text);

/** Opens a text, as it is and as an editor with CRLF shows it, and gives its messages; the form must be the expected one. */
export function readAs(format: FormatId, text: string): MessageRecord[] {
  const trace = openTrace(text);
  assert.equal(trace.format, format);
  assertTrace(trace, text);
  const converted = text.replace(/\r\n|\r|\n/g, '\r\n');
  const second = openTrace(converted);
  assertTrace(second, converted);
  assert.deepEqual(cleanTexts(second), cleanTexts(trace), 'other messages with CRLF');
  return messagesOf(trace);
}
