import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseEvidence, readEvidence } from '../../../server/src/core/trace/evidence/parse';
import { printEvidence } from '../../../server/src/core/trace/evidence/print';
import type { RtpEvidence } from '../../../server/src/core/trace/evidence/types';
import { evidences } from './arbitraries';

const RTP: RtpEvidence = {
  kind: 'rtp',
  source: { host: '192.0.2.20', port: 30000 },
  destination: { host: '2001:db8::1', port: 40000 },
  packets: 580,
  first: 1795341605123456,
  last: 1795341616000000,
  frames: [22, 2301],
  ssrc: 0x1a2b3c,
  payloadTypes: [
    { type: 0, packets: 569, bytes: 172 },
    { type: 101, packets: 11, bytes: 4 },
  ],
  lost: 0,
  jitter: 2100,
};
const LINE =
  '# sip-trace: rtp 192.0.2.20:30000 -> [2001:db8::1]:40000 packets=580 first=2026-11-22T10:00:05.123456Z last=2026-11-22T10:00:16.000000Z frames=22-2301 ssrc=0x001a2b3c pt=0:569:172,101:11:4 jitter=2100us';

describe('evidence lines', () => {
  it('are read as they were written, whatever the evidence', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(evidences, evidence => {
        const line = printEvidence(evidence);
        assert.ok(!/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u.test(line), 'a character that breaks or hides the line');
        assert.deepEqual(parseEvidence(line), evidence);
        assert.equal(printEvidence(parseEvidence(line)!), line);
      }),
      { numRuns: 2000 },
    );
  });

  it('are for people too', () => {
    assert.equal(printEvidence(RTP), LINE);
    assert.deepEqual(parseEvidence(LINE), RTP);
  });

  it('may have keys that are not known, in any order, and values that cannot be read', () => {
    const [word, ...pairs] = LINE.split(' packets=');
    const shuffled = `${word} colour="dark blue" ${`packets=${pairs[0]}`.split(' ').reverse().join('  ')} =1 lost=many alone`;
    assert.deepEqual(parseEvidence(shuffled), RTP);
  });

  it('are not evidence where the word or what the line is about is missing', () => {
    for (const line of [
      '# sip-trace: edited',
      '# sip-trace: evidence 1',
      '# sip-trace:',
      '# sip-trace: ',
      '# sip-trace: quic 192.0.2.1:1 -> 192.0.2.2:2 packets=1',
      '# sip-trace: rtp packets=1 ssrc=0x00000001',
      '# sip-trace: rtp 192.0.2.1:1 -> packets=1',
      '# sip-trace: message frames=1 bytes=20',
      '# sip-trace: message frames=1 transport=SMTP bytes=20',
      '# sip-trace: capture file="a.pcap" form=docx frames=1',
      '# sip-trace: icmp 192.0.2.1 -> 192.0.2.2 packets=1 error="port unreachable"',
      '# sip-trace: constructor 192.0.2.1 -> 192.0.2.2 packets=1',
      ` ${LINE}`,
      `\\${LINE}`,
    ])
      assert.equal(parseEvidence(line), undefined, line);
  });

  it('never fail, whatever stands in them', function () {
    this.timeout(60_000);
    const rubble = fc
      .array(
        fc.oneof(
          fc.constantFrom('"', '\\', ' ', '=', ',', '->', 'pt=', 'ssrc=', 'problems=', 'first=', '1', ':', '__proto__=1'),
          fc.string({ unit: 'binary' }),
        ),
      )
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom('rtp 192.0.2.1:1 -> 192.0.2.2:2 ', 'capture form=pcap ', 'message transport=UDP ', ''),
        rubble,
        (head, rest) => {
          const line = `# sip-trace: ${head}${rest}`;
          const found = parseEvidence(line);
          if (found) assert.deepEqual(parseEvidence(printEvidence(found)), found);
          assert.ok(head === '' || found);
        },
      ),
      { numRuns: 1000 },
    );
    for (const filling of ['"', '\\', '\\"', 'a="', ' a=', ',', ' ', 'a']) parseEvidence(`${LINE} problems=${filling.repeat(1_000_000)}`);
  });

  it('of a later version are not read', () => {
    assert.equal(readEvidence(`# sip-trace: evidence 1\n${LINE}\n`).length, 1);
    assert.equal(readEvidence(`# sip-trace: evidence 2\n${LINE}\n`).length, 0);
  });

  it('know their place', () => {
    const text = `# sip-trace: edited\r\n${LINE}\r\nOPTIONS\u2028${LINE}\n\\${LINE}\n${LINE}`;
    const found = readEvidence(text);
    assert.deepEqual(
      found.map(evidence => evidence.at!.start),
      [21, text.lastIndexOf(LINE)],
    );
    for (const { at } of found) assert.equal(text.slice(at!.start, at!.end), LINE);
  });
});
