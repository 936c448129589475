import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  authentication,
  concat,
  destinationOptions,
  erspan,
  ethernet,
  fragmentHeader,
  gre,
  hex,
  hopByHop,
  ip,
  ipip,
  ipv4,
  ipv6,
  portUnreachable,
  portUnreachable6,
  ppp,
  routing,
  tcp,
  tcpPacket,
  u16,
  u32,
  u8,
  udp,
  udpIp,
  udpPacket,
  zeros,
} from '../../../support/capture/packets';
import { collect } from './collect';

const SIP = 'OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n';
const ENDS = { source: '192.0.2.1:5060', destination: '192.0.2.2:5070' };
const V4 = udpIp(ENDS.source, ENDS.destination, SIP);
const DATAGRAM = udp({ ...ENDS, payload: SIP });
const HOSTS = { source: '192.0.2.1', destination: '192.0.2.2', protocol: 17 };
const HOSTS6 = { source: '2001:db8::1', destination: '2001:db8::2', protocol: 17 };
const DATAGRAM6 = udp({ source: '[2001:db8::1]:5060', destination: '[2001:db8::2]:5070', payload: SIP });
const [OUTER, OTHER] = ['198.51.100.1', '198.51.100.2'];

/** The only packet of frames that give one. */
function only(...frames: Parameters<typeof collect>[0]): ReturnType<typeof collect>['packets'][number] {
  const { packets, notes } = collect(frames);
  assert.equal(notes.unread, 0);
  assert.equal(packets.length, 1);
  return packets[0]!;
}

describe('IP packets', () => {
  it('options of IPv4 are stepped over', () => {
    const { text, source } = only(ethernet(ipv4({ ...HOSTS, payload: DATAGRAM, options: hex('94040000 01010100') })));
    assert.deepEqual([text, source], [SIP, '192.0.2.1 5060']);
  });

  it('every extension header of IPv6 is stepped over', () => {
    const extensions = [hopByHop(), destinationOptions(24), routing(), fragmentHeader(1, 0, false), authentication(), destinationOptions()];
    const { text, source, fragments } = only(ethernet(ipv6({ ...HOSTS6, payload: DATAGRAM6, extensions })));
    assert.deepEqual([text, source, fragments], [SIP, '2001:db8::1 5060', undefined]);
  });

  it('the payload ends where IP says, not where the frame does', () => {
    const { text, missing } = only(ethernet(concat(udpIp(ENDS.source, ENDS.destination, '\r\n'), 'trailer of the switch')));
    assert.deepEqual([text, missing], ['\r\n', 0]);
  });

  it('the payload ends where UDP says if that is before the end of the packet', () => {
    assert.equal(only(ethernet(ipv4({ ...HOSTS, payload: concat(DATAGRAM, 'more') }))).text, SIP);
  });

  it('a length of UDP that is 0 or longer than the packet counts for nothing', () => {
    for (const length of [0, 7, 60000]) {
      const { text, missing } = only(ethernet(ipv4({ ...HOSTS, payload: udp({ ...ENDS, payload: SIP, length }) })));
      assert.deepEqual([text, missing], [SIP, 0], `length ${length}`);
    }
  });

  it('a packet without a length, as a network card gets it, ends with the frame', () => {
    for (const bytes of [
      ipv4({ ...HOSTS, payload: DATAGRAM, totalLength: 0 }),
      ipv6({ ...HOSTS6, payload: DATAGRAM6, payloadLength: 0 }),
    ]) {
      const large = tcp({ ...ENDS, seq: 1, payload: SIP });
      assert.equal(only(ethernet(bytes)).text, SIP);
      const segment = only(ethernet(ipv4({ ...HOSTS, protocol: 6, payload: large, totalLength: 0 })));
      assert.ok(segment.text.endsWith(SIP));
    }
    const { missing } = only({ bytes: ethernet(ipv4({ ...HOSTS, payload: DATAGRAM, totalLength: 0 })), cut: 10 });
    assert.equal(missing, 10);
  });

  it('a length that is longer than the frame tells what was not captured', () => {
    const { text, missing } = only(ethernet(ipv4({ ...HOSTS, payload: udp({ ...ENDS, payload: SIP, length: 1008 }), totalLength: 1028 })));
    assert.deepEqual([text, missing], [SIP, 1000 - SIP.length]);
  });

  it('a packet that was cut is counted; Ethernet padding or a link header that was taken off is no cut', () => {
    const whole = ethernet(ipv4({ ...HOSTS, payload: DATAGRAM }));
    const { notes } = collect([whole, { bytes: whole, cut: 3 }, { bytes: whole.subarray(14), linkType: 101 }]);
    assert.equal(notes.cut, 1);
  });

  it('headers that contradict themselves are counted', () => {
    const sound = ipv4({ ...HOSTS, payload: DATAGRAM });
    const broken = (at: number, byte: number): Uint8Array => {
      const bytes = sound.slice();
      bytes[at] = byte;
      return ethernet(bytes, { type: 0x0800 });
    };
    const { packets, notes } = collect([broken(0, 0x44), broken(0, 0x4f), broken(0, 0x55), broken(3, 19), broken(3, 27), broken(2, 0)]);
    assert.deepEqual([packets.map(packet => packet.text), notes.unread], [[SIP], 5]);
  });

  it('TCP is handed over with its header', () => {
    const packet = only(tcpPacket({ ...ENDS, seq: 5, payload: SIP }));
    assert.equal(packet.protocol, 6);
    assert.deepEqual([packet.source, packet.destination], ['192.0.2.1 5060', '192.0.2.2 5070']);
    assert.equal(packet.text.length, 20 + SIP.length);
    assert.ok(packet.text.endsWith(SIP));
  });

  it('SCTP has ports', () => {
    const packet = only(ethernet(ip('192.0.2.1', '192.0.2.2', 132, concat(u16(5060, 5070), u32(1, 0), 'chunk'))));
    assert.deepEqual([packet.protocol, packet.source, packet.destination], [132, '192.0.2.1 5060', '192.0.2.2 5070']);
  });

  it('ICMP is handed over as it is, with the packet that it quotes', () => {
    const error = only(ethernet(ip('192.0.2.2', '192.0.2.1', 1, portUnreachable(V4))));
    assert.deepEqual([error.protocol, error.source, error.text.length], [1, '192.0.2.2 0', 36]);
    const V6 = ipv6({ ...HOSTS6, payload: DATAGRAM6 });
    const of6 = only(ethernet(ip('2001:db8::2', '2001:db8::1', 58, portUnreachable6('2001:db8::2', '2001:db8::1', V6))));
    assert.deepEqual([of6.protocol, of6.source, of6.text.length], [58, '2001:db8::2 0', 8 + V6.length]);
  });

  it('routing protocols are not counted as unread; what may hide SIP is, by name', () => {
    const { notes } = collect([89, 2, 112, 50, 50, 200].map(protocol => ethernet(ip(OUTER, OTHER, protocol, zeros(40)))));
    assert.equal(notes.unread, 3);
    assert.deepEqual(notes.problems, ['IP protocol 50 (ESP: encrypted by IPsec) is not read: 2 packets.']);
  });
});

describe('packets in packets', () => {
  const V6 = ipv6({ ...HOSTS6, payload: DATAGRAM6 });
  const inGre = (payload: Uint8Array): Uint8Array => ip(OUTER, OTHER, 47, payload);
  const inUdp = (port: number, payload: Uint8Array): Uint8Array => udpIp(`${OUTER}:40000`, `${OTHER}:${port}`, payload);
  const frame = ethernet(V4);
  const TUNNELS: Readonly<Record<string, Uint8Array>> = {
    'IP in IP': ipip(OUTER, OTHER, V4),
    'IP in IPv6': ipip('2001:db8::9', '2001:db8::8', V4),
    GRE: inGre(gre(V4)),
    'GRE with checksum, key and sequence': inGre(gre(V4, { checksum: true, key: 5, sequence: 6 })),
    'GRE with an Ethernet frame': inGre(gre(frame, { type: 0x6558, key: 5 })),
    'GRE of PPTP': inGre(concat(u16(0x3081, 0x880b, 0, 0), u32(1, 2), ppp(V4))),
    'ERSPAN I': inGre(erspan(frame, 1)),
    'ERSPAN II': inGre(erspan(frame, 2)),
    'ERSPAN III': inGre(erspan(frame, 3)),
    'ERSPAN III with a subheader': inGre(gre(concat(u32(0x20010000, 0, 1), zeros(8), frame), { type: 0x22eb, sequence: 1 })),
    VXLAN: inUdp(4789, concat(u32(0x08000000, 0x00002a00), frame)),
    'GTP-U': inUdp(2152, concat(u8(0x30, 0xff), u16(V4.length), u32(7), V4)),
    'GTP-U with a sequence number': inUdp(2152, concat(u8(0x32, 0xff), u16(V4.length + 4), u32(7, 0x00010000), V4)),
    'GTP-U with an extension': inUdp(2152, concat(u8(0x34, 0xff), u16(V4.length + 8), u32(7, 0x85), hex('01001000'), V4)),
    'labels in GRE': inGre(gre(concat(u32(0x10100), V4), { type: 0x8847 })),
    'all of them': ipip(OUTER, OTHER, inGre(gre(ethernet(inUdp(4789, concat(u32(0x08000000, 0), frame))), { type: 0x6558 }))),
  };
  for (const [name, bytes] of Object.entries(TUNNELS)) {
    it(`${name} gives what is inside`, () => {
      const packet = only(ethernet(bytes));
      assert.deepEqual([packet.source, packet.destination, packet.text], ['192.0.2.1 5060', '192.0.2.2 5070', SIP]);
    });

    it(`${name}, cut at any byte, throws nothing and gives no other text`, () => {
      const whole = ethernet(bytes);
      for (let cut = 1; cut < whole.length; cut++) {
        for (const { text, source } of collect([{ bytes: whole, cut }]).packets) {
          if (source.startsWith('192.0.2.1')) assert.equal(text, SIP.slice(0, text.length), `cut by ${cut}`);
        }
      }
    });
  }

  it('IPv6 in IPv4', () => {
    assert.equal(only(ethernet(ipip(OUTER, OTHER, V6))).source, '2001:db8::1 5060');
  });

  it('what was not captured of the packet inside is told', () => {
    const { text, missing } = only({ bytes: ethernet(inGre(gre(frame, { type: 0x6558 }))), cut: 10 });
    assert.deepEqual([text, missing], [SIP.slice(0, -10), 10]);
  });

  it('media to the port of a tunnel is no tunnel', () => {
    for (const port of [2152, 4789]) {
      const rtp = concat(hex('80000001'), u32(1, 2), 'sound of a call');
      assert.equal(only(udpPacket('192.0.2.1:6000', `192.0.2.2:${port}`, rtp)).destination, `192.0.2.2 ${port}`);
    }
  });

  it('eight deep is read, more is counted', () => {
    let bytes = V4;
    for (let depth = 0; depth < 8; depth++) bytes = ipip(OUTER, OTHER, bytes);
    assert.equal(only(ethernet(bytes)).source, '192.0.2.1 5060');
    const { packets, notes } = collect([ethernet(ipip(OUTER, OTHER, bytes))]);
    assert.deepEqual([packets.length, notes.unread], [0, 1]);
  });
});
