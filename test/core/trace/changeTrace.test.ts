import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { changeTrace, openTrace, recordAt, type TextChange } from '../../../server/src/core/trace/openTrace';
import type { Trace } from '../../../server/src/core/trace/types';
import { type Framing, framings, manyMessages, message, OFFER, printTrace } from '../../support/framings';
import { assertTrace } from '../../support/pieces';

const LARGE = 40_000;

function largeTrace(framing: Framing, lineEnd: string): string {
  let text = '';
  for (let calls = 16; text.length < LARGE; calls *= 2) text = printTrace(framing, manyMessages(calls));
  return text.replaceAll('\n', lineEnd);
}

/** What people and fixes put into a trace, and halves of it. */
const insertions = (framing: Framing, lineEnd: string): fc.Arbitrary<string> => {
  const printed = framing.print(message('OPTIONS sip:bob@example.com SIP/2.0', 'new', '7 OPTIONS', OFFER), 3);
  const fixed = [
    '',
    'x',
    '.',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '# sip-trace: edited\n',
    '# sip-trace: edited\r\n',
    '# sip',
    '#\n',
    '\u2028',
  ];
  return fc.oneof(
    fc.constantFrom(...fixed, ...fixed),
    fc
      .constantFrom(printed, `# sip-trace: edited\n${printed}`, printed + printed, `${printed}\n${'-'.repeat(72)}\n`)
      .map(text => text.replaceAll('\n', lineEnd)),
    fc.tuple(fc.nat(printed.length), fc.nat(printed.length)).map(([from, to]) => printed.slice(from, to).replaceAll('\n', lineEnd)),
    fc.string({ maxLength: 12, unit: 'binary' }),
  );
};

interface Place {
  readonly anywhere: number;
  readonly record: number;
  readonly near: number;
  readonly atEdge: boolean;
  readonly length: number;
  readonly text: string;
}

const places = (framing: Framing, lineEnd: string): fc.Arbitrary<Place> =>
  fc.record({
    anywhere: fc.nat(1_000_000),
    record: fc.nat(1000),
    near: fc.integer({ min: -30, max: 90 }),
    atEdge: fc.boolean(),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(120), fc.nat(3000)),
    text: insertions(framing, lineEnd),
  });

function changeAt(trace: Trace, place: Place): TextChange {
  const edge = trace.starts[place.record % trace.starts.length]! + place.near;
  const start = Math.min(Math.max(place.atEdge ? edge : place.anywhere % (trace.length + 1), 0), trace.length);
  return { start, end: Math.min(start + place.length, trace.length), text: place.text };
}

function assertSame(changed: Trace, fresh: Trace): void {
  assert.equal(changed.format, fresh.format);
  assert.deepEqual(
    changed.records.map(record => record.text),
    fresh.records.map(record => record.text),
  );
  assert.deepEqual(changed, fresh);
}

describe('changeTrace', () => {
  for (const framing of framings) {
    for (const [name, lineEnd] of [
      ['LF', '\n'],
      ['CRLF', '\r\n'],
    ] as const) {
      it(`reads a changed ${framing.format} trace with ${name} as if it were new, and only where it changed`, function () {
        this.timeout(60_000);
        const original = largeTrace(framing, lineEnd);
        const opened = openTrace(original);
        assert.equal(opened.format, framing.format);
        fc.assert(
          fc.property(fc.array(places(framing, lineEnd), { minLength: 1, maxLength: 4 }), edits => {
            let trace = opened;
            let text = original;
            for (const place of edits) {
              const change = changeAt(trace, place);
              const changed = changeTrace(trace, change);
              text = text.slice(0, change.start) + change.text + text.slice(change.end);
              assertSame(changed, openTrace(text, changed.readers));
              assertKept(trace, changed, change);
              trace = changed;
            }
            assertTrace(trace, text);
          }),
          { numRuns: 60 },
        );
      });
    }
  }

  /** Records before and behind the ones next to the change are the same objects, unless what was put in is of another form as well. */
  function assertKept(before: Trace, after: Trace, change: TextChange): void {
    if (before.readers.some((reader, index) => reader !== after.readers[index]) || before.readers.length !== after.readers.length) return;
    const first = recordAt(before, change.start) - 1;
    const last = recordAt(before, change.end) + 1;
    for (let i = 0; i < first; i++) assert.ok(after.records[i] === before.records[i], `record ${i} was read again`);
    const moved = after.records.length - before.records.length;
    for (let i = last + 1; i < before.records.length; i++)
      assert.ok(after.records[i + moved] === before.records[i], `record ${i} was read again`);
  }

  it('settles the form anew when everything is replaced', () => {
    const [sngrep, , asterisk] = framings;
    const text = largeTrace(asterisk!, '\n');
    const trace = openTrace(largeTrace(sngrep!, '\n'));
    assertSame(changeTrace(trace, { start: 0, end: trace.length, text }), openTrace(text));
  });

  it('keeps the form of a small trace while one frame of two is typed', () => {
    const text = printTrace(framings[0]!, manyMessages(1).slice(0, 2));
    const trace = changeTrace(openTrace(text), { start: 0, end: 1, text: '' });
    assert.equal(trace.format, 'sngrep-txt');
  });

  it('gives a marker to the message behind it', () => {
    for (const framing of framings) {
      const text = largeTrace(framing, '\r\n');
      const trace = openTrace(text);
      const changed = changeTrace(trace, { start: trace.starts[5]!, end: trace.starts[5]!, text: '# sip-trace: edited\r\n' });
      assert.deepEqual(
        changed.records.flatMap((record, index) => (record.message?.edited ? index : [])),
        [5],
        framing.format,
      );
      assert.equal(changed.records[5]!.message!.clean.text, trace.records[5]!.message!.clean.text);
    }
  });

  it('moves a marker that is typed on the last line of a record to the next', () => {
    const trace = openTrace(largeTrace(framings[0]!, '\n'));
    const start = trace.starts[5]! - 1;
    const changed = changeTrace(trace, { start, end: start, text: '# sip-trace: edited' });
    assert.equal(changed.starts[5], start);
    assert.ok(changed.records[5]!.message!.edited);
  });

  it('takes a line for one where an editor does, and not behind a separator of Unicode', () => {
    for (const framing of framings) {
      const text = largeTrace(framing, '\n');
      const trace = openTrace(text);
      const start = trace.starts[5]!;
      assertTrace(changeTrace(trace, { start, end: start, text: 'see\u2028' }), `${text.slice(0, start)}see\u2028${text.slice(start)}`);
    }
  });
});
