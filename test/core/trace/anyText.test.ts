import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { readers } from '../../../server/src/core/trace/readers/index';
import { framings, manyMessages, message, printTrace } from '../../support/framings';
import { assertTrace, cleanTexts } from '../../support/pieces';

const ENDS = ['\n', '\r\n', '\r', '\r\r\n', '\n\n'];

/** Pieces of all frames, in any order: the frames that no program prints. */
const rubble = fc
  .array(
    fc.oneof(
      fc.constantFrom(...framings.flatMap(framing => framing.print(message('BYE sip:a@example.com SIP/2.0', 'x', '2 BYE'), 1).split('\n'))),
      fc.constantFrom(
        'v=0',
        'm=audio 9 RTP/AVP 0',
        '#',
        '# sip-trace: edited',
        '',
        '   ',
        '\u001b[36;1m',
        '.',
        '..',
        '\u2028',
        '\ud800',
        '=== ',
        '```',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 40 },
  )
  .chain(lines =>
    fc
      .array(fc.constantFrom(...ENDS), { minLength: lines.length, maxLength: lines.length })
      .map(ends => lines.map((line, i) => line + ends[i]).join('')),
  );

function assertReadable(text: string): void {
  assertTrace(openTrace(text), text);
  for (const reader of readers) assertTrace(openTrace(text, reader.format), text);
}

describe('any text', () => {
  it('is read without an exception, tiled by its records, with true piece maps', function () {
    this.timeout(60_000);
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), rubble), assertReadable), { numRuns: 1500 });
  });

  it('may be a trace that is cut anywhere', function () {
    this.timeout(60_000);
    for (const framing of framings) {
      const text = printTrace(framing, manyMessages(2));
      fc.assert(
        fc.property(fc.constantFrom(...ENDS), fc.nat(), fc.nat(), (end, from, to) => {
          const whole = text.replaceAll('\n', end);
          assertReadable(whole.slice(from % whole.length, to % whole.length));
        }),
        { numRuns: 100 },
      );
    }
  });

  it('may be a recorded log that is cut anywhere', function () {
    this.timeout(60_000);
    const folder = path.resolve('test/fixtures/calls');
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter(name => /\.(?:log|txt)$/.test(name));
    assert.ok(files.length >= 16 && existsSync(folder));
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      fc.assert(
        fc.property(fc.nat(), fc.nat(), (from, to) => assertReadable(text.slice(from % text.length, to % text.length))),
        { numRuns: 25 },
      );
    }
  });

  for (const framing of framings) {
    // Our own text never went over a terminal, and each empty line in it is one of the message.
    const doubled = framing.format === 'sip-trace' ? [] : ['\n\n'];
    for (const end of ['\n', '\r\n', '\r\r\n', ...doubled]) {
      it(`gives the messages of a ${framing.format} trace with ${JSON.stringify(end)}`, () => {
        const messages = manyMessages(3);
        const text = printTrace(framing, messages).replaceAll('\n', end);
        const trace = openTrace(text);
        assert.equal(trace.format, framing.format);
        assertTrace(trace, text);
        assert.deepEqual(
          cleanTexts(trace),
          messages.map(lines => `${lines.join('\n')}\n`),
        );
      });
    }
  }

  it('may have one line of many megabytes', function () {
    this.timeout(60_000);
    const heads = [
      '2026/03/01 10:00:00.000250 ',
      'U 2026/03/01 10:00:00.000250 ',
      'U 192.0.2.1:5060 -> ',
      '<--- Received SIP request (',
      'recv 10 bytes from udp/',
      '='.repeat(20),
      `${'-'.repeat(47)} 2026-03-01 10:00:00.000250`,
      '#\nUDP ',
      'JsSIP:Transport ',
      'INVITE ',
      'SIP/2.0 200 ',
      'v=0',
      '<--- SIP read from ',
      'x /SIP/Msg/ccsipDisplayMsg: Sent: INVITE sip:a SIP/2.0 Via: ',
      '---- Incoming SIP Message from 192.0.2.1 ---- #012',
      'kamailio[1]: ',
      '"INVITE sip:a SIP/2.0\\r\\nVia: ',
      '[S=1] ---- Outgoing SIP Message to a ----',
      '00:00.000 On [0:0]a sent to ',
      'received msg for CallId:a from IP/port:a/1, Local IP/port:a/1',
      'SIPMSGT ',
      '@2026-03-01 10:00:00,250|',
      'Recv from udp: a 00:00:00 (1 bytes)',
    ];
    const fillings = [
      'a',
      ' ',
      '1',
      ':',
      '.',
      '\r',
      '\u001b[1',
      ' +1ms',
      'a b',
      '-',
      '=',
      '<',
      'send 1 bytes to udp/a at ',
      'JsSIP:Transport ',
      '#012',
      '\\"',
      'ABC sip:a ',
      ' a=',
    ];
    for (const head of heads) {
      for (const filling of fillings) {
        const text = head + filling.repeat(Math.ceil(30_000 / filling.length));
        const trace = openTrace(text);
        assert.equal(trace.length, text.length);
      }
    }
    for (const reader of readers) openTrace('x '.repeat(5_000_000), reader.format);
    for (const reader of readers) openTrace(`INVITE ${'sip:a SIP/2.0 '.repeat(700_000)}`, reader.format);
  });
});
