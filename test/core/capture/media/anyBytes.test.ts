import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { certificates, clientHello, handshake, record, rtcp, rtp, serverHello, stun, USERNAME, Wire } from '../../../support/capture/media';
import { concat, ipv4, portUnreachable, u8 } from '../../../support/capture/packets';

const ENDS = ['192.0.2.1:4000', '198.51.100.2:6000', '[2001:db8::1]:4000', '[2001:db8::2]:6000'];

const seeds: readonly Uint8Array[] = [
  rtp({ sequence: 1, timestamp: 1, sources: [1], extension: [1, 2] }),
  rtp({ sequence: 2, timestamp: 1, type: 101, payload: u8(1, 0x80, 0, 1) }),
  concat(rtcp(200, 1, 2, 3, 4, 5, 6), rtcp(202, 1, 2)),
  stun({ id: 1, attributes: [[USERNAME, 'a:b']], password: 'x' }),
  stun({ id: 1, class: 'success', method: 3, attributes: [[0x0016, new Uint8Array(8)]] }),
  record(22, handshake(1, 0, clientHello({ random: 1, srtp: [1], supportedVersions: [0xfefc] }))),
  record(22, concat(handshake(2, 0, serverHello({ random: 1, srtp: [1] })), handshake(11, 1, certificates(new Uint8Array(50)), 10, 40))),
  concat(record(20, u8(1)), record(22, new Uint8Array(40), 1), u8(0x2f, 0, 0, 0, 1, 0)),
  u8(0x40, 0, 0, 2, 1, 2),
];

/** A payload as it should be, with some bytes changed and its end cut. */
const damaged = fc
  .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(60))
  .map(([seed, changes, cut]) => {
    const bytes = concat(seed);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes.subarray(0, Math.max(0, bytes.length - (cut > 30 ? 0 : cut)));
  });

const payload = fc.oneof(damaged, damaged, fc.uint8Array({ maxLength: 100 }));
const sending = fc.record({ payload, from: fc.nat(3), cut: fc.nat(40), quoted: fc.boolean() });

describe('any bytes of UDP and ICMP', () => {
  it('are read without an exception, and every packet is in some evidence', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.array(sending, { maxLength: 30 }), sendings => {
        const wire = new Wire();
        let sent = 0;
        sendings.forEach(({ payload, from, cut, quoted }, i) => {
          const [source, destination] = [ENDS[from]!, ENDS[from ^ 1]!];
          if (quoted && from < 2) {
            const message = portUnreachable(wire.datagram(source, destination, payload), 8 + cut);
            wire.sendIp(ipv4({ source: '192.0.2.9', destination: '192.0.2.1', protocol: 1, payload: message, id: i }), 200 * i);
          } else {
            wire.send(source, destination, payload, 200 * i, Math.min(cut > 20 ? 0 : cut, payload.length));
            sent++;
          }
        });
        wire.flows.end();
        const all = [...wire.flows.all()].flatMap(flow => flow.evidence({ passwordOf: () => 'password', hashes: ['sha-256'] }));
        const counted = all.filter(({ kind }) => kind !== 'icmp').reduce((sum, { packets }) => sum + packets, 0);
        assert.equal(counted, sent);
        for (const { first, last, frames } of all) assert.ok(first > 0 && first <= last && frames[0] <= frames[1]);
      }),
      { numRuns: 400 },
    );
  });
});
