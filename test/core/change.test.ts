import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Analysis, analyse, change, toDocument } from '../../server/src/core/analysis';
import type { Message } from '../../server/src/core/call/types';
import { framings, manyMessages, printTrace } from '../support/framings';

/** All that an analysis says, with every place in the document, so that two can be compared. */
function told(analysis: Analysis): unknown {
  const placeOf = (message: Message, span: { start: number; end: number }): unknown => toDocument(analysis, message, span);
  return {
    records: analysis.trace.records.map(record => record.text),
    messages: analysis.messages.map(message => [analysis.positions.get(message), message.text]),
    calls: analysis.calls.map(call => [
      call.result,
      call.legs.map(leg => [
        leg.kind,
        leg.callId,
        leg.result,
        leg.messages.map(message => analysis.positions.get(message)),
        leg.exchanges.length,
      ]),
    ]),
    findings: analysis.findings.map(one => [one.rule, one.severity, one.text, placeOf(one.message, one.span), one.places.length]),
    related: analysis.findings.map(one => one.related.map(place => placeOf(place.message, place.span))),
    verdicts: Array.from(analysis.verdicts.values(), verdict => [verdict.text, placeOf(verdict.finding.message, verdict.finding.span)]),
  };
}

const recorded = (name: string): string => readFileSync(`test/fixtures/calls/${name}/text/sngrep.txt`, 'utf8');

/** Large enough to be read in parts. */
const TRACES: Readonly<Record<string, string>> = {
  'recorded calls': ['bad-dtls-on-sip-leg', 'flow-prack', 'good-offer-webrtc-to-sip', 'bad-setup-answer-actpass'].map(recorded).join(''),
  'refused calls': printTrace(framings[0]!, manyMessages(40)),
  'bare messages': printTrace(framings.at(-1)!, manyMessages(40)),
};

const TYPED = ['x', '\n', '', '\r\n', 'a=setup:active\n', 'INVITE sip:a@example.com SIP/2.0\n', 'Call-ID: c1@example.com\n', ' '];

describe('a change of a text', () => {
  for (const [name, text] of Object.entries(TRACES)) {
    it(`says of ${name} what a reading of the whole says`, function () {
      this.timeout(60_000);
      const whole = analyse(text);
      const edit = fc.tuple(fc.nat(), fc.oneof(fc.constant(0), fc.nat(3), fc.nat(3000)), fc.constantFrom(...TYPED));
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), edits => {
          let analysis = whole;
          let now = text;
          for (const [at, length, typed] of edits) {
            const start = at % (now.length + 1);
            const end = Math.min(now.length, start + length);
            analysis = change(analysis, { start, end, text: typed });
            now = now.slice(0, start) + typed + now.slice(end);
          }
          const fresh = analyse(now);
          // Which logs are in a text is settled as they come: one that a whole reading takes for another is no other reading of the same.
          const [before, after] = [analysis, fresh].map(one => one.trace.readers.map(reader => reader.title).join());
          fc.pre(before === after);
          assert.deepEqual(told(analysis), told(fresh));
        }),
        { numRuns: 60 },
      );
    });
  }
});
