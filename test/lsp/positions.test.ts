import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { openTrace } from '../../server/src/core/trace/openTrace';
import { Positions } from '../../server/src/lsp/positions';
import { linesOf, positionOf } from './text';

/** Text of few pieces, so that line ends of all kinds and boundaries of records meet often. */
const TEXT = fc
  .array(fc.constantFrom('\n', '\r\n', '\r', 'v=0\n', 'a=b', 'INVITE sip:a@b SIP/2.0\r\n', 'Via: x', '€', '\u{1f4de}', '\u2028', 'v=0\r'), {
    maxLength: 40,
  })
  .map(parts => parts.join(''));

describe('positions', () => {
  it('are those of the text as a whole, at every offset', () => {
    fc.assert(
      fc.property(TEXT, text => {
        const positions = new Positions(openTrace(text));
        for (let offset = 0; offset <= text.length; offset++) {
          if (text[offset - 1] === '\r' && text[offset] === '\n') continue; // no place in the middle of a line end
          const position = positionOf(text, offset);
          assert.deepEqual({ ...positions.positionAt(offset) }, position);
          assert.equal(positions.offsetAt(position), offset);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('behind the end of a line are its end, and behind the last line the end of the text', () => {
    const text = 'v=0\r\nSIP/2.0 200 OK\nVia: x\r\rlast';
    const positions = new Positions(openTrace(text));
    linesOf(text).forEach((line, index) => {
      const end = positions.offsetAt({ line: index, character: line.length });
      assert.equal(positions.offsetAt({ line: index, character: 1e9 }), end);
    });
    assert.equal(positions.offsetAt({ line: 99, character: 0 }), text.length);
    assert.equal(positions.offsetAt({ line: -1, character: -1 }), 0);
    assert.equal(positions.offsetAt({ line: Number.NaN, character: Number.NaN }), 0);
  });
});
