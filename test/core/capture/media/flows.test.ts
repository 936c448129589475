import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { rtp, stun, Wire } from '../../../support/capture/media';
import { concat, fragments, ipv4, u8, u16, udp } from '../../../support/capture/packets';

const A = '192.0.2.1:4000';
const B = '198.51.100.2:6000';
const voice = (sequence: number): Uint8Array => rtp({ sequence, timestamp: 160 * sequence });
const named = (wire: Wire): string[] =>
  [...wire.flows.all()].map(
    ({ source, destination, packets }) => `${source.host}:${source.port} > ${destination.host}:${destination.port} ${packets}`,
  );

describe('the flows of a capture', () => {
  it('are the directions of 5-tuples, of IPv4 and IPv6', () => {
    const wire = new Wire();
    const six = ['[2001:db8::1]:4000', '[2001:db8:0:0:1::1]:4000'] as const;
    for (const i of [1, 2]) {
      wire.send(A, B, voice(i));
      wire.send(B, A, voice(i));
      wire.send(A, '198.51.100.2:6001', voice(i));
      wire.send(six[0], six[1], voice(i));
      wire.send(six[1], six[0], voice(i));
    }
    assert.deepEqual(named(wire), [
      '192.0.2.1:4000 > 198.51.100.2:6000 2',
      '198.51.100.2:6000 > 192.0.2.1:4000 2',
      '192.0.2.1:4000 > 198.51.100.2:6001 2',
      '2001:db8::1:4000 > 2001:db8::1:0:0:1:4000 2',
      '2001:db8::1:0:0:1:4000 > 2001:db8::1:4000 2',
    ]);
    const [there, back, alone] = wire.flows.all();
    assert.equal(there!.opposite(), back);
    assert.equal(back!.opposite(), there);
    assert.equal(alone!.opposite(), undefined);
  });

  it('have no evidence where they carry SIP alone', () => {
    const wire = new Wire(undefined, ({ bytes, start }) => bytes[start] === 0x53);
    wire.send(A, B, 'SIP/2.0 200 OK\r\n\r\n');
    const [flow] = wire.flows.all();
    assert.deepEqual([flow!.packets, flow!.hasEvidence, flow!.evidence({ passwordOf: () => undefined, hashes: [] })], [1, false, []]);
    wire.send(A, B, voice(1));
    assert.equal(flow!.hasEvidence, true);
  });

  it('leave out copies of a packet, in whatever order two come', () => {
    const wire = new Wire();
    const [one, two, three] = [1, 2, 3].map(i => wire.datagram(A, B, concat(voice(i), u8(i))));
    wire.sendIp(one!, 0);
    wire.sendIp(one!, 0.1);
    wire.sendIp(two!, 20);
    wire.sendIp(three!, 20.1);
    wire.sendIp(two!, 20.2);
    wire.sendIp(three!, 20.3);
    assert.deepEqual([wire.notes.duplicates, wire.evidence('rtp')[0]!.packets], [3, 3]);
  });

  it('keep what is sent again, and what differs only at its end', () => {
    const wire = new Wire();
    const request = wire.datagram(A, B, stun({ id: 1 }));
    wire.sendIp(request, 0);
    wire.sendIp(request, 500);
    // A sender that neither counts its packets nor computes checksums.
    const plain = (last: number): Uint8Array =>
      udp({ source: A, destination: B, payload: concat(stun({ id: 2 }), new Uint8Array(20), u8(last)), checksum: false });
    for (const last of [1, 2])
      wire.sendIp(ipv4({ source: '192.0.2.1', destination: '198.51.100.2', protocol: 17, payload: plain(last), id: 0 }), 1000);
    assert.deepEqual([wire.notes.duplicates, wire.evidence('stun')[0]!.requests], [0, 4]);
  });

  it('keep requests that differ only in the middle and come without a checksum and an identification', () => {
    const wire = new Wire();
    for (const id of ['one', 'two', 'two']) {
      const payload = `OPTIONS sip:a@example.com SIP/2.0\r\nCall-ID: ${id}\r\nContent-Length: 0\r\n\r\n`;
      const body = udp({ source: A, destination: B, payload, checksum: false });
      wire.sendIp(ipv4({ source: '192.0.2.1', destination: '198.51.100.2', protocol: 17, payload: body, id: 0 }), 1);
    }
    assert.equal(wire.notes.duplicates, 1);
  });

  it('know copies of short packets and of fragmented ones', () => {
    const wire = new Wire();
    const short = wire.datagram(A, B, u8(1, 2, 3));
    wire.sendIp(short, 0);
    wire.sendIp(short, 1);
    wire.sendIp(wire.datagram(A, B, u8(1, 2, 4)), 2);
    const pieces = fragments('192.0.2.1', '198.51.100.2', 17, udp({ source: A, destination: B, payload: new Uint8Array(3000) }), 1480);
    for (const piece of [...pieces, ...pieces]) wire.sendIp(piece, 3);
    assert.deepEqual([wire.notes.duplicates, wire.evidence('udp')[0]!.packets], [2, 3]);
  });

  it('begin anew when a new call names their address', () => {
    const wire = new Wire();
    wire.send(A, B, voice(1));
    wire.send(A, B, stun({ id: 1 }));
    wire.send(B, A, stun({ id: 1, class: 'success' }));
    wire.send(A, '198.51.100.3:6000', voice(1));
    wire.flows.close('198.51.100.2', 6000);
    wire.send(B, A, stun({ id: 1, class: 'success' }));
    wire.send(A, B, voice(2));
    wire.send(A, '198.51.100.3:6000', voice(2));
    assert.deepEqual(named(wire), [
      '192.0.2.1:4000 > 198.51.100.2:6000 2',
      '198.51.100.2:6000 > 192.0.2.1:4000 1',
      '192.0.2.1:4000 > 198.51.100.3:6000 2',
      '198.51.100.2:6000 > 192.0.2.1:4000 1',
      '192.0.2.1:4000 > 198.51.100.2:6000 1',
    ]);
    const [oldThere, oldBack, , newBack, newThere] = wire.flows.all();
    assert.deepEqual([oldThere!.opposite(), oldBack!.opposite()], [oldBack, oldThere]);
    assert.deepEqual([newThere!.opposite(), newBack!.opposite()], [newBack, newThere]);
    assert.equal(wire.evidence('stun')[0]!.answered, 1);
  });

  it('begin anew also when only one direction was there, and more than once', () => {
    const wire = new Wire();
    for (const i of [1, 2, 3]) {
      wire.send(A, B, voice(i));
      wire.flows.close('192.0.2.1', 4000);
      wire.flows.close('192.0.2.1', 4000);
      wire.flows.close('192.0.2.9', 4000);
    }
    wire.send(B, A, voice(1));
    assert.deepEqual(
      [...wire.flows.all()].map(flow => [flow.packets, flow.opposite()]),
      [
        [1, undefined],
        [1, undefined],
        [1, undefined],
        [1, undefined],
      ],
    );
  });

  it('are bounded: further ones are counted, and their SIP still comes out', () => {
    const wire = new Wire(100, ({ bytes, start }) => bytes[start] === 0x53);
    for (let i = 0; i < 150; i++) wire.send(`192.0.2.1:${10_000 + i}`, B, voice(1));
    wire.send('192.0.2.1:9', B, 'SIP/2.0 200 OK\r\n\r\n');
    wire.send('192.0.2.1:10000', B, voice(2));
    wire.flows.end();
    assert.equal([...wire.flows.all()].length, 100);
    assert.equal(wire.evidence('rtp')[0]!.packets, 2);
    assert.deepEqual(wire.notes.problems, ['More than 100 UDP flows: 50 packets of further ones were not looked at for media.']);
  });

  it('may be all ports of a host', function () {
    this.timeout(30_000);
    const wire = new Wire();
    const packet = wire.datagram(A, B, voice(1));
    const [sourcePort, sequence] = [20, 30];
    const send = (port: number, number: number): void => {
      packet.set(u16(port), sourcePort);
      packet.set(u16(number), sequence);
      wire.sendIp(packet);
    };
    for (let port = 0; port < 65_536; port++) send(port, 1);
    for (let port = 0; port < 65_536; port += 1000) send(port, 2);
    assert.equal([...wire.flows.all()].length, 65_536);
    assert.equal(
      wire.evidence('rtp').reduce((sum, { packets }) => sum + packets, 0),
      65_536 + 66,
    );
    assert.equal(wire.notes.duplicates, 0);
  });

  it('show ZRTP and what is of no known kind', () => {
    const wire = new Wire();
    wire.send(A, B, concat(u8(0x10, 0, 0, 1), 'ZRTP', new Uint8Array(20)));
    wire.send(A, B, concat(u8(0x10, 0, 0, 1), 'ZRTX', new Uint8Array(20)));
    wire.send(A, B, u8(0xf0, 1));
    wire.send(A, B, '');
    assert.deepEqual(
      wire.evidence('udp').map(({ looks, packets, bytes }) => ({ looks, packets, bytes })),
      [
        { looks: 'zrtp', packets: 1, bytes: 28 },
        { looks: undefined, packets: 3, bytes: 30 },
      ],
    );
  });
});
