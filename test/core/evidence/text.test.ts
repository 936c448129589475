import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeExactly, encodingOf } from '../../../server/src/cli/encoding';
import { messageText } from '../../../server/src/core/trace/capture/messageText';
import { byteLength } from '../../../server/src/core/trace/collect';
import { laterVersion } from '../../../server/src/core/trace/evidence/version';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { framings, manyMessages, message, OFFER, printTrace } from '../../support/framings';
import { cleanTexts, messagesOf } from '../../support/pieces';

const CAPTURED = printTrace(framings.find(one => one.format === 'sip-trace')!, manyMessages(2));

describe('the text of a message on the wire', () => {
  it('is UTF-8, and keeps each byte that is none', function () {
    this.timeout(60_000);
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 6 }).map(text => new TextEncoder().encode(text)),
      fc.constantFrom(
        [0xc0, 0x80],
        [0xe0, 0x9f, 0xbf],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xf0, 0x9f, 0x98],
        [0xef, 0xbb, 0xbf],
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
        const bytes = Uint8Array.from(parts.flatMap(part => [...part]));
        const text = messageText(bytes);
        // The program reads a file of text in the same way, with a decoder of Node's.
        assert.equal(text, decodeExactly(bytes, { ...encodingOf(new Uint8Array()) }));
        assert.equal(byteLength(text), bytes.length);
        const framed = Uint8Array.from([0xff, ...bytes, 0xff]);
        assert.equal(messageText(framed, 1, framed.length - 1), text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a text with evidence', () => {
  it('is of its own form wherever its first line stands, and also where its messages carry others', () => {
    assert.equal(openTrace(CAPTURED).format, 'sip-trace');
    assert.equal(openTrace(`a note\n\n${CAPTURED}`).format, 'sip-trace');
    const inner = message('SIP/2.0 200 OK', 'x', '1 INVITE').join('\n');
    assert.equal(openTrace(CAPTURED.replaceAll('a=sendrecv\n', `a=sendrecv\n${`${inner}\n`.repeat(20)}`)).format, 'sip-trace');
  });

  it('of a later version is read as text of sngrep, without its evidence', () => {
    const text = CAPTURED.replace('evidence 1', 'evidence 2');
    const trace = openTrace(text);
    assert.equal(trace.format, 'sngrep-txt');
    assert.deepEqual(cleanTexts(trace), cleanTexts(openTrace(CAPTURED)));
    assert.ok(trace.records.every(record => record.evidence === undefined));
    assert.deepEqual(laterVersion(trace), { version: 2, record: 0, at: { start: 0, end: 23 } });
    assert.equal(laterVersion(openTrace(CAPTURED)), undefined);
  });

  it('costs the records of other forms nothing', () => {
    for (const framing of framings) {
      if (framing.format === 'sip-trace') continue;
      const trace = openTrace(printTrace(framing, manyMessages(1)));
      for (const record of trace.records) assert.deepEqual(Object.keys(record), ['text', 'lineBreaks', 'reader', 'message']);
    }
  });

  it('has markers of edits among its lines, and only there', () => {
    const marked = (marker: string, before: string): boolean[] =>
      messagesOf(openTrace(CAPTURED.replace(before, `${marker}\n${before}`))).map(one => one.edited);
    const second = '# sip-trace: message frames=2 ';
    assert.deepEqual(marked('# sip-trace: edited', second), [false, true, false, false, false, false]);
    assert.deepEqual(marked('# sip-trace: capture file="# sip-trace: edited" form=pcap', second), Array(6).fill(false));
  });
});

describe('a line of evidence', () => {
  it('ends the body above it in any form, whatever its Content-Length', () => {
    const lines = message('INVITE sip:bob@example.com SIP/2.0', 'c', '1 INVITE', OFFER).map(line =>
      line.replace(/Length: .*/, 'Length: 9999'),
    );
    const [next] = manyMessages(1);
    for (const framing of framings) {
      if (framing.format === 'sip-trace') continue;
      const printed = framing.preamble + framing.print([...lines, '# sip-trace: edited', 'x=more'], 0) + framing.print(next!, 1);
      const [first] = cleanTexts(openTrace(printed, framing.format));
      assert.equal(first, `${lines.join('\n')}\n`, framing.format);
    }
  });
});
