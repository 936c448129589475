import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  concat,
  ethernet,
  fragments,
  gre,
  ip,
  ipv4,
  ipv6,
  fragmentHeader,
  destinationOptions,
  tcp,
  u8,
  udp,
  udpPacket,
} from '../../../support/capture/packets';
import { Network } from '../../../../server/src/core/trace/capture/network/network';
import { collect, frameOf } from './collect';
import { emptyNotes } from '../../../../server/src/core/trace/capture/notes';

const BODY = Array.from({ length: 60 }, (_, line) => `a=line:${line} of a long description`).join('\r\n');
const SIP = `INVITE sip:bob@example.com SIP/2.0\r\n\r\n${BODY}`;
const HOSTS = { source: '192.0.2.1', destination: '192.0.2.2', protocol: 17 };
const DATAGRAM = udp({ source: '192.0.2.1:5060', destination: '192.0.2.2:5070', payload: SIP });
const DATAGRAM6 = udp({ source: '[2001:db8::1]:5060', destination: '[2001:db8::2]:5070', payload: SIP });
const SIZE = 8 * Math.ceil(DATAGRAM.length / 24);

const split = (size = SIZE, id = 7): Uint8Array[] =>
  fragments('192.0.2.1', '192.0.2.2', 17, DATAGRAM, size, id).map(piece => ethernet(piece));
const split6 = (id = 7): Uint8Array[] => fragments('2001:db8::1', '2001:db8::2', 17, DATAGRAM6, SIZE, id).map(piece => ethernet(piece));
/** A fragment of the datagram with bytes of any place in it. */
const piece = (from: number, to: number, id = 7): Uint8Array =>
  ethernet(ipv4({ ...HOSTS, id, offset: from, flags: to < DATAGRAM.length ? 'M' : '', payload: DATAGRAM.subarray(from, to) }));

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

describe('fragments', () => {
  it('are three in these tests', () => {
    assert.deepEqual([split().length, split6().length], [3, 3]);
  });

  for (const order of ORDERS) {
    it(`in the order ${order.join(', ')} give the datagram once, with their frames`, () => {
      for (const [pieces, source] of [
        [split(), '192.0.2.1 5060'],
        [split6(), '2001:db8::1 5060'],
      ] as const) {
        const { packets, notes } = collect(order.map(index => pieces[index]!));
        assert.equal(packets.length, 1);
        assert.deepEqual(
          { ...packets[0]!, destination: '' },
          { frame: 3, protocol: 17, source, destination: '', text: SIP, missing: 0, fragments: [1, 2, 3] },
        );
        assert.deepEqual([notes.missingFragments, notes.unread, notes.problems], [0, 0, []]);
      }
    });
  }

  it('between other packets keep their own addresses and frames', () => {
    const [first, second, third] = split();
    const other = udpPacket('198.51.100.1:5060', '198.51.100.2:5060', 'x');
    const { packets } = collect([first!, other, third!, other, second!, other]);
    assert.deepEqual(
      packets.map(packet => [packet.frame, packet.source, packet.fragments]),
      [
        [2, '198.51.100.1 5060', undefined],
        [4, '198.51.100.1 5060', undefined],
        [5, '192.0.2.1 5060', [1, 3, 5]],
        [6, '198.51.100.1 5060', undefined],
      ],
    );
  });

  it('of two datagrams may alternate', () => {
    const [one, two] = [split(SIZE, 1), split(SIZE, 2)];
    const { packets } = collect([one[0]!, two[2]!, one[1]!, two[1]!, one[2]!, two[0]!]);
    assert.deepEqual(
      packets.map(packet => packet.fragments),
      [
        [1, 3, 5],
        [2, 4, 6],
      ],
    );
    for (const packet of packets) assert.equal(packet.text, SIP);
  });

  it('that come twice each, as from two interfaces, give the datagram once and none is missed', () => {
    const { packets, notes } = collect(split().flatMap(bytes => [bytes, bytes]));
    assert.deepEqual(
      packets.map(packet => [packet.text, packet.fragments]),
      [[SIP, [1, 3, 5]]],
    );
    assert.equal(notes.missingFragments, 0);
  });

  it('that all come again give the datagram again', () => {
    const { packets, notes } = collect([...split(), ...split()]);
    assert.deepEqual(
      packets.map(packet => packet.fragments),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    );
    assert.equal(notes.missingFragments, 0);
  });

  it('of another datagram with the same identification are not mixed up with it', () => {
    const other = udp({ source: '192.0.2.1:5060', destination: '192.0.2.2:5070', payload: SIP.replaceAll('line', 'LINE') });
    const again = fragments('192.0.2.1', '192.0.2.2', 17, other, SIZE).map(bytes => ethernet(bytes));
    const doubled = split().flatMap(bytes => [bytes, bytes]);
    const { packets, notes } = collect([...doubled, ...again]);
    assert.deepEqual(
      packets.map(packet => packet.text),
      [SIP, SIP.replaceAll('line', 'LINE')],
    );
    assert.equal(notes.missingFragments, 0);
  });

  it('that overlap give the datagram', () => {
    for (const order of ORDERS) {
      const overlapping = [piece(0, 800), piece(400, 1600), piece(1200, DATAGRAM.length)];
      const { packets, notes } = collect(order.map(index => overlapping[index]!));
      assert.deepEqual(
        packets.map(packet => packet.text),
        [SIP],
      );
      assert.deepEqual(notes.problems, []);
    }
  });

  it('that overlap and differ: what came first is read, and it is said', () => {
    const lie = ethernet(ipv4({ ...HOSTS, id: 7, offset: 400, flags: 'M', payload: 'x'.repeat(800) }));
    const { packets, notes } = collect([piece(0, 800), lie, piece(1200, DATAGRAM.length)]);
    const { text } = packets[0]!;
    assert.equal(text.slice(0, 792), SIP.slice(0, 792));
    assert.equal(text.slice(792, 1192), 'x'.repeat(400));
    assert.equal(text.slice(1192), SIP.slice(1192));
    assert.deepEqual(notes.problems, [
      'Frame 2: an IP fragment overlaps others and differs from them; the bytes that came first are read.',
    ]);
  });

  it('of which the last is missing give the head, with what is missing', () => {
    const { packets, notes } = collect(split().slice(0, 2));
    assert.deepEqual(packets, [
      {
        frame: 2,
        protocol: 17,
        source: '192.0.2.1 5060',
        destination: '192.0.2.2 5070',
        text: SIP.slice(0, 2 * SIZE - 8),
        missing: SIP.length - (2 * SIZE - 8),
        fragments: [1, 2],
      },
    ]);
    assert.equal(notes.missingFragments, 1);
  });

  it('of which one in the middle is missing give what is before it', () => {
    const [first, , third] = split6();
    const { packets, notes } = collect([third!, first!]);
    assert.deepEqual(
      packets.map(packet => [packet.source, packet.text, packet.missing]),
      [['2001:db8::1 5060', SIP.slice(0, SIZE - 8), SIP.length - (SIZE - 8)]],
    );
    assert.equal(notes.missingFragments, 1);
  });

  it('of which the first is missing are counted', () => {
    const { packets, notes } = collect(split().slice(1));
    assert.deepEqual([packets.length, notes.missingFragments, notes.unread], [0, 1, 0]);
  });

  it('that the snap length cut lack their ends', () => {
    const { packets, notes } = collect(split().map(bytes => ({ bytes, cut: 100 })));
    const [{ text, missing } = { text: '', missing: 0 }] = packets;
    assert.equal(notes.missingFragments, 1);
    assert.ok(text.length > SIZE - 8 - 100 - 8 && text.length <= SIZE - 8 - 100);
    assert.equal(text, SIP.slice(0, text.length));
    assert.equal(missing, SIP.length - text.length);
  });

  it('are given up after 30 seconds', () => {
    const [first, second, third] = split();
    const late = (bytes: Uint8Array, time: number) => ({ bytes, time });
    const within = collect([late(first!, 0), late(second!, 10), late(third!, 29)]);
    assert.deepEqual([within.packets.length, within.packets[0]!.text, within.notes.missingFragments], [1, SIP, 0]);
    const after = collect([late(first!, 0), late(second!, 10), late(third!, 31)]);
    assert.deepEqual(
      after.packets.map(packet => packet.missing > 0),
      [true],
    );
    assert.equal(after.notes.missingFragments, 2);
    const byOther = collect([late(first!, 0), late(piece(0, 8, 9), 31)], false);
    assert.deepEqual([byOther.packets.length, byOther.notes.missingFragments], [1, 1]);
  });

  it('of a TCP segment give the segment', () => {
    const segment = tcp({ source: '192.0.2.1:5060', destination: '192.0.2.2:5070', seq: 1, payload: SIP });
    const { packets } = collect(fragments('192.0.2.1', '192.0.2.2', 6, segment, 512).map(bytes => ethernet(bytes)));
    assert.deepEqual(
      packets.map(packet => [packet.protocol, packet.source, packet.text.slice(20)]),
      [[6, '192.0.2.1 5060', SIP]],
    );
  });

  it('of IPv6 may begin with another extension header, and only the first says which', () => {
    const body = concat(u8(17), destinationOptions(16).rest, DATAGRAM6);
    const part = (from: number, to: number, protocol: number): Uint8Array =>
      ethernet(
        ipv6({
          source: '2001:db8::1',
          destination: '2001:db8::2',
          protocol,
          extensions: [fragmentHeader(9, from, to < body.length)],
          payload: body.subarray(from, to),
        }),
      );
    const { packets } = collect([part(1000, body.length, 59), part(0, 1000, 60)]);
    assert.deepEqual(
      packets.map(packet => packet.text),
      [SIP],
    );
  });

  it('in a tunnel that is in fragments itself name all frames', () => {
    const inner = fragments('192.0.2.1', '192.0.2.2', 17, DATAGRAM, 1200);
    const frames = inner.flatMap((bytes, index) =>
      fragments('198.51.100.1', '198.51.100.2', 47, gre(bytes), 800, 20 + index).map(one => ethernet(one)),
    );
    assert.equal(frames.length, 4);
    const [a, b, c, d] = frames;
    const { packets, notes } = collect([c!, a!, b!, d!]);
    assert.deepEqual(
      packets.map(packet => [packet.source, packet.text, packet.fragments]),
      [['192.0.2.1 5060', SIP, [1, 2, 3, 4]]],
    );
    assert.equal(notes.missingFragments, 0);
  });

  it('of a tunnel of which the end is missing give the head of what is inside', () => {
    const whole = gre(ip('192.0.2.1', '192.0.2.2', 17, DATAGRAM));
    const [first] = fragments('198.51.100.1', '198.51.100.2', 47, whole, 800);
    const { packets, notes } = collect([ethernet(first!)]);
    const head = 800 - 4 - 20 - 8;
    assert.deepEqual(
      packets.map(packet => [packet.source, packet.text, packet.missing]),
      [['192.0.2.1 5060', SIP.slice(0, head), SIP.length - head]],
    );
    assert.equal(notes.missingFragments, 1);
  });

  it('that would end behind the longest packet are counted and left out', () => {
    const { packets, notes } = collect([ethernet(ipv4({ ...HOSTS, id: 7, offset: 65528, payload: 'x'.repeat(800) }))]);
    assert.deepEqual([packets.length, notes.unread, notes.missingFragments], [0, 1, 0]);
  });

  it('of a datagram as long as can be are put together', () => {
    const long = 'x'.repeat(65535 - 20 - 8);
    const datagram = udp({ source: '192.0.2.1:5060', destination: '192.0.2.2:5070', payload: long });
    const { packets } = collect(fragments('192.0.2.1', '192.0.2.2', 17, datagram, 1480).map(bytes => ethernet(bytes)));
    assert.deepEqual(
      packets.map(packet => packet.text.length),
      [long.length],
    );
  });

  it('of a hundred thousand datagrams that never end do not fill the memory', function () {
    this.timeout(30_000);
    const bytes = ethernet(ipv4({ ...HOSTS, flags: 'M', payload: DATAGRAM.subarray(0, 800) }));
    const frame = frameOf(bytes);
    const notes = emptyNotes();
    let heads = 0;
    const network = new Network(
      {
        packet({ missing }) {
          if (missing > 0) heads++;
        },
      },
      notes,
    );
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 100_000; index++) {
      bytes[18] = (index >> 8) & 0xff;
      bytes[19] = index & 0xff;
      bytes[33] = index >> 16;
      network.frame(frame);
    }
    const open = 100_000 - heads;
    network.end();
    assert.equal(heads, 100_000);
    assert.equal(notes.missingFragments, 100_000);
    assert.equal(open, 1024);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
  });
});
