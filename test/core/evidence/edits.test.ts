import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Analysis, analyse, DEFAULT_SETTINGS } from '../../../server/src/core/analysis';
import type { Message } from '../../../server/src/core/call/types';
import { documentEdits, fixText } from '../../../server/src/core/features/fix';
import { applyEdits, deleteLine, insertAfter, replace, type TextEdit } from '../../../server/src/core/rewrite/edit';
import { header } from '../../../server/src/core/sip/message';
import { type RenderedMessage, renderCall } from '../../../server/src/core/trace/capture/render';
import type { CaptureEvidence, RtpEvidence } from '../../../server/src/core/trace/evidence/types';
import { byteLength } from '../../../server/src/core/trace/collect';
import { message, OFFER } from '../../support/framings';

const START = Date.UTC(2026, 10, 22, 10) * 1000;
const PHONE = { host: '192.0.2.20', port: 5060 };
const PROXY = { host: '2001:db8::1', port: 5060 };

const CAPTURE: CaptureEvidence = {
  kind: 'capture',
  file: 'call.pcapng',
  form: 'pcapng',
  frames: 100,
  first: START,
  last: START + 5_000_000,
  cut: 0,
  duplicates: 0,
  unsorted: 0,
  interfaces: 1,
  unread: 0,
  missingFragments: 0,
  gaps: 0,
  encrypted: 0,
  decryptable: 0,
  compressed: 0,
  media: 80,
  problems: [],
};
const flow = (first: number): RtpEvidence => ({
  kind: 'rtp',
  source: { host: '192.0.2.20', port: 49170 },
  destination: { host: '192.0.2.1', port: 30000 },
  packets: 80,
  first,
  last: first + 1_600_000,
  frames: [3, 90],
  ssrc: 7,
  payloadTypes: [{ type: 0, packets: 80, bytes: 160 }],
  lost: 0,
});

const captured = (text: string, index: number): RenderedMessage => ({
  evidence: { kind: 'message', frames: [index + 1], transport: 'UDP', bytes: text.length },
  time: START + index * 1_000_000,
  source: PHONE,
  destination: PROXY,
  text,
});

/** Three messages of which the second is to be edited, with a flow before and one behind it. */
const callWith = (offer: string): string =>
  renderCall({
    capture: CAPTURE,
    messages: [
      message('OPTIONS sip:bob@example.com SIP/2.0', 'o', '1 OPTIONS').join('\r\n'),
      offer,
      message('SIP/2.0 200 OK', 'c', '1 INVITE', OFFER).join('\r\n'),
    ].map(captured),
    flows: [flow(START + 10), flow(START + 1_500_000), flow(START + 4_000_000)],
  });

const WEB_OFFER = [
  ...OFFER.slice(0, 5),
  'm=audio 49170 UDP/TLS/RTP/SAVPF 0 101',
  ...OFFER.slice(6),
  'a=setup:actpass',
  'a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789012345678901',
  'a=candidate:1 1 udp 2122260223 192.0.2.20 49170 typ host',
  'a=rtcp-mux',
];

const withoutLength = (lines: readonly string[]): string[] => lines.filter(line => !line.startsWith('Content-Length'));
const others = (analysis: Analysis): object[] =>
  analysis.messages.filter((_, index) => index !== 1).map(one => [one.text, one.edited, one.envelope]);
const evidenceOf = (analysis: Analysis): object[] =>
  analysis.trace.records.flatMap(record => (record.evidence ?? []).map(({ at: _, ...evidence }) => evidence));
const edit = (analysis: Analysis, edits: readonly TextEdit[]): Analysis =>
  analyse(applyEdits(analysis.trace.records.map(record => record.text).join(''), documentEdits(analysis, analysis.messages[1]!, edits)));

/** Everything beside the edited message is as it was; the message is what its clean text becomes by the edits. */
function assertEdited(before: Analysis, edits: readonly TextEdit[]): Message {
  const after = edit(before, edits);
  assert.equal(after.trace.format, 'sip-trace');
  assert.equal(after.messages.length, 3);
  assert.deepEqual(others(after), others(before));
  assert.deepEqual(evidenceOf(after), evidenceOf(before));
  const changed = after.messages[1]!;
  assert.ok(changed.edited);
  assert.equal(changed.envelope.wire?.transport, 'UDP');
  return changed;
}

const endings = {
  'CRLF at its end': '\r\n',
  'no line end at its end': '',
  'empty lines at its end': '\r\n\r\n\r\n',
  'a line that looks like a frame at its end': '\r\n# sip-trace: x',
  'a backslash at its end': '\\\r\n',
};

describe('a fix in the text of a captured call', () => {
  for (const [name, ending] of Object.entries(endings)) {
    it(`leaves the text readable where the message has ${name}`, function () {
      this.timeout(60_000);
      const lines = withoutLength(message('INVITE sip:bob@example.com SIP/2.0', 'c', '1 INVITE', OFFER));
      const before = analyse(callWith(lines.join('\r\n') + ending));
      const offer = before.messages[1]!;
      const sdp = offer.sdp!.lines.slice(0, OFFER.length);
      assert.equal(sdp.length, OFFER.length);
      const chosen = fc.array(fc.tuple(fc.nat(OFFER.length - 1), fc.constantFrom('delete', 'insert', 'replace')), {
        minLength: 1,
        maxLength: 4,
      });
      fc.assert(
        fc.property(chosen, picks => {
          const once = new Map(picks);
          const edits = Array.from(once, ([index, what]) => {
            const line = sdp[index]!;
            if (what === 'delete') return deleteLine(line);
            return what === 'insert'
              ? insertAfter(line, 'a=inactive\na=x')
              : replace({ start: line.valueStart, end: line.span.end }, 'new');
          });
          assert.equal(assertEdited(before, edits).text, applyEdits(offer.text, edits));
        }),
        { numRuns: 150 },
      );
    });
  }

  it('rewrites a whole offer, with its Content-Length', () => {
    for (const end of ['\r\n', '\n']) {
      const offer = message('INVITE sip:bob@example.com SIP/2.0', 'c', '1 INVITE', WEB_OFFER);
      const text = callWith(`${offer.join(end)}${end}`);
      const fixed = fixText(text, DEFAULT_SETTINGS, { unsafe: true });
      assert.ok(fixed.applied.length > 0);
      const [before, after] = [analyse(text), analyse(fixed.text)];
      const changed = after.messages[1]!;
      assert.ok(changed.edited && !changed.text.includes('a=ice-ufrag'));
      const body = changed.text.slice(changed.sip!.bodySpan.start);
      assert.equal(Number(header(changed.sip!, 'content-length')!.value), byteLength(body.replaceAll('\n', '\r\n')));
      assert.deepEqual(others(after), others(before));
      assert.deepEqual(evidenceOf(after), evidenceOf(before));
    }
  });
});
