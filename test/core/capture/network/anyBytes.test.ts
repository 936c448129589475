import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Network } from '../../../../server/src/core/trace/capture/network/network';
import type { Packet } from '../../../../server/src/core/trace/capture/types';
import {
  erspan,
  ethernet,
  fragments,
  gre,
  hopByHop,
  ip,
  ipip,
  ipv6,
  loopback,
  ppp,
  pppoe,
  sll,
  sll2,
  snap,
  tcpPacket,
  udp,
  udpIp,
  udpPacket,
  zeros,
} from '../../../support/capture/packets';
import { frameOf } from './collect';
import { emptyNotes } from '../../../../server/src/core/trace/capture/notes';

const LINK_TYPES = [0, 1, 9, 12, 14, 50, 51, 101, 104, 108, 113, 228, 229, 276, 127];
const V4 = udpIp('192.0.2.1:5060', '192.0.2.2:5060', 'x'.repeat(40));
const V6 = ipv6({
  source: '2001:db8::1',
  destination: '2001:db8::2',
  protocol: 17,
  extensions: [hopByHop(), hopByHop(16)],
  payload: udp({ source: '[2001:db8::1]:1', destination: '[2001:db8::2]:2', payload: 'x' }),
});
const [FRAGMENT, REST] = fragments('192.0.2.1', '192.0.2.2', 17, zeros(64), 32);
const SEEDS: readonly Uint8Array[] = [
  ethernet(V4),
  ethernet(V6, { vlan: [1, 2] }),
  ethernet(V4, { mpls: [1, 2] }),
  ethernet(pppoe(V4), { type: 0x8864 }),
  snap(V4),
  ethernet(ip('192.0.2.1', '192.0.2.2', 47, gre(ethernet(V4), { type: 0x6558 }))),
  ethernet(ip('192.0.2.1', '192.0.2.2', 47, erspan(ethernet(V4), 3))),
  ethernet(ipip('192.0.2.1', '192.0.2.2', V6)),
  ethernet(FRAGMENT!),
  ethernet(REST!),
  udpPacket('192.0.2.1:2152', '192.0.2.2:2152', zeros(20)),
  udpPacket('192.0.2.1:4789', '192.0.2.2:4789', zeros(40)),
  tcpPacket({ source: '192.0.2.1:1', destination: '192.0.2.2:2', seq: 1, payload: 'x' }),
  sll(V4),
  sll2(V6),
  loopback(V4, 2),
  ppp(V4),
  V4,
  V6,
];

/** Every packet lies in its bytes, and so do its addresses. */
function assertSound(packet: Packet): void {
  const { bytes, start, end, missing, addressBytes, sourceAt, destinationAt, family } = packet;
  assert.ok(start >= 0 && start <= end && end <= bytes.length, `${start} to ${end} of ${bytes.length}`);
  assert.ok(missing >= 0, `missing ${missing}`);
  const size = family === 4 ? 4 : 16;
  assert.ok(
    sourceAt >= 0 &&
      sourceAt + size <= addressBytes.length &&
      destinationAt === sourceAt + size &&
      destinationAt + size <= addressBytes.length,
  );
}

/** Reads frames of which the captured part is all there is in memory behind `start`: what is read beyond is undefined and shows. */
function read(frames: readonly (readonly [linkType: number, bytes: Uint8Array, wireLength: number])[]): void {
  const notes = emptyNotes();
  let packets = 0;
  const network = new Network(
    {
      packet(packet) {
        packets++;
        assertSound(packet);
      },
    },
    notes,
  );
  frames.forEach(([linkType, bytes, wireLength], index) => {
    network.frame({ ...frameOf(bytes), number: index + 1, linkType, wireLength });
  });
  network.end();
  assert.ok(packets <= frames.length && notes.unread <= 2 * frames.length && notes.missingFragments <= frames.length);
  assert.ok(notes.problems.length <= 20);
}

describe('any bytes as frames', function () {
  this.timeout(60_000);

  it('of any link type throw nothing', () => {
    const frame = fc.tuple(fc.constantFrom(...LINK_TYPES), fc.uint8Array({ maxLength: 120 }), fc.nat(200));
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), frames =>
        read(frames.map(([linkType, bytes, more]) => [linkType, bytes, bytes.length + more] as const)),
      ),
      { numRuns: 2000 },
    );
  });

  it('that nearly are packets throw nothing', () => {
    const change = fc.tuple(fc.nat(120), fc.nat(255));
    const frame = fc.tuple(
      fc.constantFrom(...LINK_TYPES, 1, 1, 1, 1),
      fc.constantFrom(...SEEDS),
      fc.array(change, { maxLength: 6 }),
      fc.nat(60),
    );
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 12 }), frames =>
        read(
          frames.map(([linkType, seed, changes, cut]) => {
            const bytes = seed.slice();
            for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
            return [linkType, bytes.slice(0, Math.max(0, bytes.length - cut)), bytes.length] as const;
          }),
        ),
      ),
      { numRuns: 3000 },
    );
  });

  it('of tags, SNAP headers or extension headers without end take no long and no deep way', () => {
    const tags = ethernet(zeros(0), { vlan: new Array<number>(60_000).fill(1), type: 0x8100 });
    const snaps = new Uint8Array(200_000);
    for (let at = 14; at + 8 < snaps.length; at += 8) snaps.set([0xaa, 0xaa, 3, 0, 0, 0, 0, 8], at);
    const labels = new Uint8Array(200_000);
    labels.set([0x88, 0x47], 12);
    const extensions = ipv6({ source: '::1', destination: '::2', protocol: 17, payload: zeros(65_000) }).fill(0, 40);
    extensions[6] = 0;
    for (const bytes of [tags, snaps, labels, ethernet(extensions)]) read([[1, bytes, bytes.length]]);
  });
});
