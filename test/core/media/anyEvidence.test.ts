import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { mediaSummary } from '../../../server/src/core/call/media/ask';
import {
  CALLEE,
  CALLER,
  type ExampleCapture,
  exampleCapture,
  examplePhoneAudio,
  exampleRtp,
  exampleWebAudio,
} from '../../../server/src/core/rules/media/example';
import { EVIDENCE } from '../../../server/src/core/trace/evidence/line';
import type { FlowEvidence } from '../../../server/src/core/trace/evidence/types';
import { flows } from '../evidence/arbitraries';

/** Flows of a call: any evidence, between its own addresses and in its own time as often as not. */
const FIRST = exampleRtp().first;
const own = fc.constantFrom(CALLER, CALLEE, { ...CALLEE, port: CALLEE.port + 1 }, { host: '198.51.100.9', port: 7 });
const flow: fc.Arbitrary<FlowEvidence> = fc
  .tuple(flows, fc.option(fc.tuple(own, own)), fc.nat(20_000_000), fc.nat(2000))
  .map(([one, ends, offset, packets]) => {
    if (!ends) return one;
    const [source, destination] = ends;
    const at = { source, destination, packets, first: FIRST, last: FIRST + offset };
    return one.kind === 'icmp' ? { ...one, ...at, quoted: { ...one.quoted, source: destination, destination: source } } : { ...one, ...at };
  });

const calls: readonly Pick<ExampleCapture, 'transport' | 'offer' | 'answer'>[] = [
  { transport: 'UDP', offer: examplePhoneAudio(CALLER), answer: examplePhoneAudio(CALLEE) },
  { transport: 'WS', offer: exampleWebAudio(CALLER, 'actpass'), answer: exampleWebAudio(CALLEE, 'active') },
  { transport: 'WS', offer: exampleWebAudio(CALLER, 'passive'), answer: exampleWebAudio(CALLEE, '') },
];

describe('whatever the evidence', () => {
  it('each flow belongs to one section of a leg or to none, and findings and their places lie in the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...calls), fc.array(flow, { maxLength: 12 }), (parts, evidence) => {
        const analysis = analyse(exampleCapture({ ...parts, flows: evidence, capture: { media: 1 } }));
        const [call] = analysis.calls;
        const { sections, stray } = call!.media!;
        const told = [...sections.flatMap(one => [...one.toCaller, ...one.toCallee]), ...stray];
        assert.equal(new Set(told).size, told.length);
        assert.equal(told.length, evidence.length);
        assert.equal(typeof (mediaSummary(call!) ?? ''), 'string');
        for (const found of analysis.findings) {
          assert.ok(found.span.start >= 0 && found.span.start <= found.span.end && found.span.end <= found.message.text.length, found.rule);
          assert.ok(!/\b(?:undefined|NaN|Infinity)\b/.test(found.text), found.text);
          for (const place of found.related) {
            const text = place.inRecord ? place.message.record.text : place.message.text;
            assert.ok(place.span.end <= text.length);
            if (place.inRecord) assert.ok(text.startsWith(EVIDENCE, place.span.start), found.rule);
          }
        }
        for (const { text } of analysis.verdicts.values()) assert.ok(!/\b(?:undefined|NaN|Infinity)\b/.test(text), text);
      }),
      { numRuns: 400 },
    );
  }).timeout(60_000);
});
