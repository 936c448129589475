import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  concat,
  ethernet,
  hdlc,
  hex,
  labels,
  loopback,
  ppp,
  pppoe,
  sll,
  sll2,
  snap,
  u16,
  u32,
  udpIp,
  zeros,
} from '../../../support/capture/packets';
import { collect } from './collect';

const SIP = 'OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n';
const V4 = udpIp('192.0.2.1:5060', '192.0.2.2:5070', SIP);
const V6 = udpIp('[2001:db8::1]:5060', '[2001:db8::2]:5070', SIP);
/** An Ethernet frame as a pseudowire carries it; the first digit of its address is none of IP's. */
const WIRED = ethernet(V4, { vlan: [7] });

const FRAMES: readonly (readonly [name: string, linkType: number, v4: Uint8Array, v6?: Uint8Array])[] = [
  ['Ethernet', 1, ethernet(V4), ethernet(V6)],
  ['Ethernet with padding', 1, ethernet(V4, { padded: true })],
  ['802.1Q', 1, ethernet(V4, { vlan: [7] }), ethernet(V6, { vlan: [7] })],
  ['802.1Q twice', 1, ethernet(V4, { vlan: [7, 8] })],
  ['802.1ad', 1, ethernet(V4, { vlan: [{ tag: 0x88a8, id: 7 }, 8] }), ethernet(V6, { vlan: [{ tag: 0x88a8, id: 7 }, 8] })],
  ['tag 0x9100', 1, ethernet(V4, { vlan: [{ tag: 0x9100, id: 7 }, 8] })],
  ['one label', 1, ethernet(V4, { mpls: [16] }), ethernet(V6, { mpls: [16] })],
  ['three labels', 1, ethernet(V4, { mpls: [16, 17, 18] })],
  ['labels, multicast', 1, ethernet(concat(labels([16]), V4), { type: 0x8848 })],
  ['a pseudowire', 1, ethernet(concat(labels([16]), WIRED), { type: 0x8847 })],
  ['a pseudowire with a control word', 1, ethernet(concat(labels([16]), zeros(4), WIRED), { type: 0x8847 })],
  ['PPP over Ethernet', 1, ethernet(pppoe(V4), { type: 0x8864 }), ethernet(pppoe(V6), { type: 0x8864 })],
  ['SNAP', 1, snap(V4), snap(V6)],
  ['LLC', 1, concat(zeros(12), u16(V4.length + 3), hex('060603'), V4)],
  ['Linux cooked', 113, sll(V4), sll(V6)],
  ['Linux cooked with a tag', 113, sll(concat(u16(7, 0x0800), V4), 0x8100)],
  ['Linux cooked v2', 276, sll2(V4), sll2(V6)],
  ['raw', 101, V4, V6],
  ['raw (12)', 12, V4, V6],
  ['raw (14)', 14, V4, V6],
  ['raw IPv4', 228, V4],
  ['raw IPv6', 229, V4, V6],
  ['loopback of NetBSD', 0, loopback(V4, 2), loopback(V6, 24)],
  ['loopback of FreeBSD, big-endian', 0, loopback(V4, 2, 'big'), loopback(V6, 28, 'big')],
  ['loopback of macOS', 0, loopback(V4, 2), loopback(V6, 30)],
  ['loopback of OpenBSD', 108, loopback(V4, 2, 'big'), loopback(V6, 24, 'big')],
  ['PPP', 9, ppp(V4), ppp(V6)],
  ['PPP without framing', 9, concat(hex('0021'), V4), concat(hex('0057'), V6)],
  ['PPP with a compressed protocol', 9, concat(hex('ff0321'), V4), concat(hex('57'), V6)],
  ['PPP (50)', 50, ppp(V4), ppp(V6)],
  ['Cisco HDLC as PPP', 50, hdlc(V4)],
  ['Cisco HDLC', 104, hdlc(V4), hdlc(V6)],
  ['PPP over Ethernet alone', 51, pppoe(V4), pppoe(V6)],
];

describe('link layers', () => {
  for (const [name, linkType, v4, v6] of FRAMES) {
    it(`${name} gives the datagram`, () => {
      const { packets, notes } = collect([{ bytes: v4, linkType }, ...(v6 ? [{ bytes: v6, linkType }] : [])]);
      const told = { protocol: 17, text: SIP, missing: 0, fragments: undefined };
      const expected = [{ ...told, frame: 1, source: '192.0.2.1 5060', destination: '192.0.2.2 5070' }];
      if (v6) expected.push({ ...told, frame: 2, source: '2001:db8::1 5060', destination: '2001:db8::2 5070' });
      assert.deepEqual(packets, expected);
      assert.equal(notes.unread, 0);
      assert.deepEqual(notes.problems, []);
    });

    it(`${name}, cut at any byte, gives no other`, () => {
      for (let cut = 1; cut <= v4.length; cut++) {
        const { packets, notes } = collect([{ bytes: v4, linkType, cut }]);
        const [packet] = packets;
        assert.equal(packets.length + notes.unread, 1, `cut by ${cut}`);
        if (!packet) continue;
        assert.equal(packet.source, '192.0.2.1 5060');
        assert.equal(packet.text, SIP.slice(0, packet.text.length), `cut by ${cut}`);
        assert.equal(packet.text.length + packet.missing, SIP.length, `cut by ${cut}`);
      }
    });
  }

  it('what neighbours say among themselves is not counted as unread', () => {
    const arp = ethernet(zeros(46), { type: 0x0806 });
    const lldp = ethernet(zeros(46), { type: 0x88cc });
    const spanningTree = concat(zeros(12), u16(38), hex('424203'), zeros(35));
    const { packets, notes } = collect([
      arp,
      lldp,
      spanningTree,
      { bytes: sll(zeros(28), 0x0806), linkType: 113 },
      { bytes: concat(hex('ff03c021'), zeros(8)), linkType: 9 },
    ]);
    assert.deepEqual([packets.length, notes.unread, notes.problems], [0, 0, []]);
  });

  it('a link type that is not read is named with its interface and counted', () => {
    const radio = { bytes: zeros(80), linkType: 127, interface: 1 };
    const other = { bytes: zeros(80), linkType: 777, interface: 2 };
    const { packets, notes } = collect([radio, ethernet(V4), radio, other]);
    assert.equal(packets.length, 1);
    assert.equal(notes.unread, 3);
    assert.deepEqual(notes.problems, [
      'Link type 127 (IEEE 802.11 with radiotap header) of interface 1 is not read: 2 packets.',
      'Link type 777 of interface 2 is not read: 1 packet.',
    ]);
  });

  it('a file that claims thousands of link types gets no more than 20 sentences', () => {
    const { notes } = collect(Array.from({ length: 3000 }, (_, index) => ({ bytes: zeros(4), linkType: 1000 + index })));
    assert.equal(notes.unread, 3000);
    assert.ok(notes.problems.length <= 20);
  });

  it('what may hide IP packets is named, the rest is counted', () => {
    const { notes } = collect([
      ethernet(zeros(60), { type: 0x88e5 }),
      ethernet(zeros(60), { type: 0x6003 }),
      ethernet(concat(u32(0x100)), { type: 0x8847 }),
    ]);
    assert.equal(notes.unread, 3);
    assert.deepEqual(notes.problems, ['EtherType 0x88e5 (MACsec: encrypted) is not read: 1 packet.']);
  });
});
