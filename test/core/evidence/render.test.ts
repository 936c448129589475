import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type RenderedCall, type RenderedMessage, renderCall } from '../../../server/src/core/trace/capture/render';
import type { Evidence } from '../../../server/src/core/trace/evidence/types';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import type { Trace } from '../../../server/src/core/trace/types';
import { message, OFFER } from '../../support/framings';
import { assertTrace, messagesOf } from '../../support/pieces';
import { captures, endpoints, flows, messageEvidence } from './arbitraries';

const INVITE = message('INVITE sip:bob@example.com SIP/2.0', 'c1', '1 INVITE', OFFER);

/** Lines that a message may have to make a reader stumble. */
const lines = fc.oneof(
  fc.constantFrom(
    '',
    '',
    ' ',
    '\t',
    '\\',
    '\\\\',
    '```',
    '.',
    'v=0',
    'm=audio 9 RTP/AVP 0',
    'Content-Length: 0',
    'Content-Length: 7',
    'Content-Length: 70000',
    'INVITE sip:bob@example.com SIP/2.0',
    'SIP/2.0 200 OK',
    '2026/03/01 10:00:00.000250 192.0.2.20:5060 -> 192.0.2.1:5060',
    '2\\026/03/01 10:00:00.000250 192.0.2.20:5060 -> 192.0.2.1:5060',
    '2026/03/01 10:00:00.000250 192.0.2.20:5060 -> 192.0.2.1:5060\u2028',
    'see\u20282026/03/01 10:00:00.000250 192.0.2.20:5060 -> 192.0.2.1:5060',
    '# sip-trace: evidence 1',
    '# sip-trace: evidence 2',
    '# sip-trace: edited',
    '#\\ sip-trace: edited',
    '#\\\\\\ sip-trace:',
    '# sip-trace: message frames=7 transport=TCP',
    'ends with a backslash\\',
    '\u001b[31mred\u001b[0m',
    '\u0000\u0001\u007f',
    '\ufeff',
    '\u2028',
    '\u0085',
    '\udc80\udcff',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const ends = fc.oneof({ weight: 5, arbitrary: fc.constant('\r\n') }, { weight: 3, arbitrary: fc.constantFrom('\n', '\r', '\r\r\n') });
const hostile = fc
  .tuple(fc.array(fc.tuple(lines, ends), { maxLength: 12 }), fc.oneof(fc.constant(''), lines))
  .map(([all, last]) => all.map(([line, end]) => line + end).join('') + last);
const sip = fc
  .tuple(fc.constantFrom(INVITE, message('SIP/2.0 200 OK', 'c1', '1 INVITE'), [...INVITE, 'more', '']), ends, fc.nat(3000), hostile)
  .map(([all, end, length, rest]) => all.join(end).replace(/Content-Length: \d+/, `Content-Length: ${length}`) + rest);

/** Close to each other, so that many are the same, and exact. */
const moments = fc.nat(8).map(steps => Date.UTC(2026, 10, 22, 10) * 1000 + steps * 250_001);
const messages: fc.Arbitrary<RenderedMessage> = fc
  .tuple(messageEvidence, moments, endpoints, endpoints, fc.oneof(hostile, sip))
  .map(([evidence, time, source, destination, text]) => ({ evidence, time, source, destination, text }));
const calls: fc.Arbitrary<RenderedCall> = fc.record(
  {
    capture: captures,
    messages: fc.array(messages, { minLength: 1, maxLength: 5 }),
    flows: fc.array(
      fc.tuple(flows, moments).map(([flow, first]) => ({ ...flow, first })),
      { maxLength: 6 },
    ),
  },
  { noNullPrototype: true },
);

/** The text as a reader is to give it: line ends LF, control characters as pictures. */
const readable = (text: string): string =>
  Array.from(text.split(/\r\n|\r|\n/).join('\n'), character => {
    const code = character.charCodeAt(0);
    if (character === '\n' || character === '\t' || (code >= 0x20 && code !== 0x7f)) return character;
    return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
  }).join('');

function lineEnds(text: string): { lineEnds?: string } {
  const kinds = new Set(text.match(/\r\n|\r|\n/g) ?? []);
  if (kinds.size > 1) return { lineEnds: 'mixed' };
  return kinds.has('\n') ? { lineEnds: 'lf' } : kinds.has('\r') ? { lineEnds: 'cr' } : {};
}

const inOrder = (call: RenderedCall): RenderedMessage[] => [...call.messages].sort((a, b) => a.time - b.time);
const wireOf = ({ evidence: { lineEnds: _, ...evidence }, text }: RenderedMessage): object => ({ ...evidence, ...lineEnds(text) });
const withoutPlace = ({ at: _, ...evidence }: Evidence): object => evidence;

const shown = (trace: Trace): object[] =>
  messagesOf(trace).map(({ kind, edited, clean, envelope }) => ({
    kind,
    edited,
    text: clean.text,
    time: envelope.time,
    source: envelope.source,
    destination: envelope.destination,
    transport: envelope.transport,
    wire: envelope.wire && withoutPlace(envelope.wire),
  }));

const expected = (call: RenderedCall): object[] =>
  inOrder(call).map(one => ({
    kind: 'sip',
    edited: false,
    text: readable(one.text),
    time: one.time,
    source: one.source,
    destination: one.destination,
    transport: one.evidence.transport,
    wire: wireOf(one),
  }));

/** All evidence in its order: a flow stands before the first message that is later than its first packet. */
function expectedEvidence(call: RenderedCall): object[] {
  const waiting = [...call.flows].sort((a, b) => a.first - b.first);
  const all: object[] = [call.capture];
  for (const one of inOrder(call)) {
    while (waiting[0] && waiting[0].first < one.time) all.push(waiting.shift()!);
    all.push(wireOf(one));
  }
  return [...all, ...waiting];
}

const evidenceOf = (trace: Trace): object[] => trace.records.flatMap(record => record.evidence ?? []).map(withoutPlace);

describe('the text of a captured call', () => {
  it('gives the same messages and the same evidence again, whatever they are', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(calls, call => {
        const text = renderCall(call);
        assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text), 'a control character');
        for (const shownText of [text, text.replaceAll('\n', '\r\n')]) {
          const trace = openTrace(shownText);
          assert.equal(trace.format, 'sip-trace');
          assertTrace(trace, shownText);
          assert.deepEqual(shown(trace), expected(call));
          assert.deepEqual(evidenceOf(trace), expectedEvidence(call));
          for (const record of trace.records)
            for (const { at } of record.evidence!) assert.match(record.text.slice(at!.start, at!.end), /^# sip-trace: \w+[^\r\n]*$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may be joined to that of another call', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.array(calls, { minLength: 2, maxLength: 3 }), all => {
        const texts = all.map(renderCall);
        const joined = openTrace(texts.join(''));
        const alone = texts.map(text => openTrace(text));
        assert.deepEqual(
          joined.records,
          alone.flatMap(trace => trace.records),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('may lose the empty lines at its end', () => {
    fc.assert(
      fc.property(calls, call => {
        const text = renderCall({
          ...call,
          messages: call.messages.map(one => ({ ...one, text: `${INVITE.join('\r\n')}\r\n` })),
          flows: [],
        });
        assert.deepEqual(shown(openTrace(`${text.trimEnd()}\n`)), shown(openTrace(text)));
      }),
      { numRuns: 50 },
    );
  });
});
