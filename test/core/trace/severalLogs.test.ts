import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { analyse, change } from '../../../server/src/core/analysis';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { type Framing, framings, manyMessages, message, OFFER, printTrace } from '../../support/framings';
import { assertTrace, cleanTexts } from '../../support/pieces';

const first = manyMessages(3);
const second = [
  message('INVITE sip:carol@example.com SIP/2.0', 'other', '7 INVITE', OFFER),
  message('SIP/2.0 200 OK', 'other', '7 INVITE', OFFER),
];

/** What a program's form gives of the messages by itself. */
const alone = (framing: Framing, messages: readonly (readonly string[])[]): string[] =>
  cleanTexts(openTrace(printTrace(framing, messages)));

/** A captured call's text says of itself what it is, and is read as nothing else. */
const pasted = framings.filter(framing => framing.format !== 'sip-trace');

describe('several logs in one text', () => {
  for (const one of pasted) {
    it(`${one.format} before and behind each of the others`, () => {
      for (const other of pasted) {
        if (one === other) continue;
        const text = `${printTrace(one, first)}\n\nand on the other side:\n\n${printTrace(other, second)}`;
        const trace = openTrace(text);
        assertTrace(trace, text);
        assert.deepEqual(cleanTexts(trace), [...alone(one, first), ...alone(other, second)], `with ${other.format}`);
      }
    });
  }

  it('finds a log that is pasted into a large one', () => {
    const [sngrep, ngrep] = framings;
    const large = printTrace(sngrep!, manyMessages(60));
    const before = analyse(large);
    const at = before.trace.starts[30]!;
    const after = change(before, { start: at, end: at, text: printTrace(ngrep!, second) });
    assert.equal(after.messages.length, before.messages.length + second.length);
    assert.deepEqual(
      after.trace.readers.map(reader => reader.format),
      ['sngrep-txt', 'ngrep-byline'],
    );
    // What stands around it is not read again.
    assert.ok(after.trace.records[10] === before.trace.records[10]);
    assert.ok(after.trace.records.at(-1) === before.trace.records.at(-1));
  });

  it('leaves the descriptions alone that a log prints besides its messages', () => {
    const [, , , freeswitch] = framings;
    const text = `${printTrace(freeswitch!, second)}\n2026-03-01 10:00:00.1 [DEBUG] mod_sofia.c:1 Remote SDP:\n${OFFER.join('\n')}\n\n`;
    assert.equal(openTrace(text).records.filter(record => record.message).length, second.length);
  });
});

const PREFIXES: Readonly<Record<string, string>> = {
  'a quoting mail': '> ',
  'a mail that quotes twice': '>> ',
  'a syslog': 'Mar  1 10:00:00 proxy kamailio[812]: ',
  'a syslog with ISO times': '2026-03-01T10:00:00.123456+01:00 proxy asterisk[9]: ',
  Android: 'I/flutter ( 3456): ',
  containers: 'sip-proxy-1  | ',
  'times in brackets': '[2026-03-01 10:00:00] ',
  dates: '2026-03-01 10:00:00.123 ',
  times: '10:00:00.123 ',
  'line numbers': '12:',
  'an indentation': '    ',
};

describe('a prefix before every line', () => {
  for (const [name, prefix] of Object.entries(PREFIXES)) {
    it(`of ${name}, in every form`, () => {
      for (const framing of pasted) {
        // Only a form that does not care for what stands before its words, or a message as it is, can be had under every prefix.
        const text = printTrace(framing, second)
          .split('\n')
          .map(line => (line === '' ? prefix.trimEnd() : prefix + line))
          .join('\n');
        const trace = openTrace(text);
        assertTrace(trace, text);
        assert.deepEqual(cleanTexts(trace), alone(framing, second), framing.format);
      }
    });
  }
});

describe('logs that were cut, joined and shuffled', () => {
  const texts = pasted.map(framing => printTrace(framing, first));
  const any = fc.constantFrom(...texts);
  const damaged = fc.oneof(
    fc.tuple(any, fc.nat(), fc.nat()).map(([text, a, b]) => text.slice(Math.min(a, b) % text.length, Math.max(a, b) % text.length)),
    fc.tuple(any, any, fc.nat()).map(([one, other, at]) => one.slice(0, at % one.length) + other.slice(at % other.length)),
    any.chain(text => {
      const lines = text.split('\n');
      return fc.shuffledSubarray(lines, { minLength: lines.length >> 1 }).map(mixed => mixed.join('\n'));
    }),
  );

  it('are read without inventing anything', () => {
    fc.assert(
      fc.property(damaged, text => {
        const { trace, messages, findings } = analyse(text);
        assertTrace(trace, text);
        // The rest of a description, without its first line, may stand at the top.
        const begins = text.split(/SIP\/2\.0|v=0/).length;
        assert.ok(messages.length <= begins, 'more messages than places where one can begin');
        for (const { message, span } of findings) assert.ok(span.start <= span.end && span.end <= message.text.length);
      }),
      { numRuns: 300 },
    );
  });
});
