import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { address, bytesOf, concat, type Payload, u8, u16, u32 } from '../../../support/capture/packets';
import { request, Wire } from './wire';

const COLLECTOR = { from: '203.0.113.1:40000', to: '203.0.113.2:9060' };
const TIME = 1_700_000_000;

function hep12(
  version: 1 | 2,
  payload: Payload,
  { source = '192.0.2.1', destination = '192.0.2.2', family = 2, protocol = 17 } = {},
): Uint8Array {
  const addresses = concat(address(source), address(destination));
  const time = version === 2 ? concat(u32(TIME).reverse(), u32(250_000).reverse(), u16(1).reverse(), u8(0, 0)) : '';
  return concat(u8(version, 8 + addresses.length, family, protocol), u16(5060, 5080), addresses, time, payload);
}

const chunk = (type: number, value: Payload, vendor = 0): Uint8Array => concat(u16(vendor, type, 6 + bytesOf(value).length), value);

function hep3(...chunks: readonly Uint8Array[]): Uint8Array {
  const body = concat(...chunks);
  return concat('HEP3', u16(6 + body.length), body);
}

const ADDRESSES = [
  chunk(1, u8(2)),
  chunk(2, u8(6)),
  chunk(3, address('192.0.2.1')),
  chunk(4, address('192.0.2.2')),
  chunk(7, u16(5060)),
  chunk(8, u16(5080)),
  chunk(9, u32(TIME)),
  chunk(0x0a, u32(250_000)),
  chunk(0x0b, u8(1)),
  chunk(0x0c, u32(2001)),
];

describe('HEP', () => {
  it('version 1: addresses, and the time of the packet', () => {
    const wire = new Wire();
    assert.ok(wire.udp(hep12(1, request('a')), COLLECTOR));
    assert.deepEqual(wire.texts, [request('a')]);
    assert.deepEqual(wire.routes, ['UDP 192.0.2.1:5060 > 192.0.2.2:5080']);
    assert.equal(wire.seen[0]?.time, 1e6);
    assert.equal(wire.seen[0]?.hep, true);
    assert.deepEqual(wire.seen[0]?.range, { start: 24, end: 24 + request('a').length });
  });

  it('version 2: with its time, and IPv6', () => {
    const wire = new Wire();
    assert.ok(wire.udp(hep12(2, request('a'), { source: '2001:db8::1', destination: '2001:db8::2', family: 10, protocol: 6 }), COLLECTOR));
    assert.deepEqual(wire.routes, ['TCP 2001:db8::1:5060 > 2001:db8::2:5080']);
    assert.equal(wire.seen[0]?.time, TIME * 1e6 + 250_000);
  });

  it('version 3: chunks, those of vendors passed over', () => {
    const wire = new Wire();
    assert.ok(wire.udp(hep3(chunk(3, 'xxxx', 7), ...ADDRESSES, chunk(0x0f, request('a'))), COLLECTOR));
    assert.deepEqual(wire.texts, [request('a')]);
    assert.deepEqual(wire.routes, ['TCP 192.0.2.1:5060 > 192.0.2.2:5080']);
    assert.equal(wire.seen[0]?.time, TIME * 1e6 + 250_000);
    assert.ok(wire.seen[0]!.fileOffset > 10_000);
  });

  it('version 3: compressed, with IPv6 and the transports it can tell', () => {
    for (const [protocol, transport] of [
      [17, 'UDP'],
      [132, 'SCTP'],
      [22, 'TLS'],
    ] as const) {
      const wire = new Wire();
      const addresses = [chunk(1, u8(10)), chunk(2, u8(protocol)), chunk(5, address('2001:db8::1')), chunk(6, address('2001:db8::2'))];
      wire.udp(
        hep3(...addresses, chunk(7, u16(1)), chunk(8, u16(2)), chunk(0x0b, u8(1)), chunk(0x10, deflateSync(request('a')))),
        COLLECTOR,
      );
      assert.deepEqual(wire.texts, [request('a')]);
      assert.deepEqual(wire.routes, [`${transport} 2001:db8::1:1 > 2001:db8::2:2`]);
      assert.equal(wire.seen[0]?.fileOffset, -1);
      assert.equal(wire.seen[0]?.range, undefined);
    }
  });

  it('takes what carries no SIP and hands nothing on', () => {
    const wire = new Wire();
    const log = ADDRESSES.map(one => (one[3] === 0x0b ? chunk(0x0b, u8(100)) : one));
    assert.ok(wire.udp(hep3(...log, chunk(0x0f, request('a'))), COLLECTOR));
    assert.ok(wire.udp(hep3(...ADDRESSES, chunk(0x0f, '{"json":1}')), COLLECTOR));
    assert.ok(wire.udp(hep3(...ADDRESSES, chunk(0x10, 'not zlib')), COLLECTOR));
    assert.ok(!wire.udp(hep12(1, 'not SIP'), COLLECTOR));
    assert.deepEqual(wire.seen, []);
  });

  it('does not inflate bombs', () => {
    const wire = new Wire();
    wire.udp(hep3(...ADDRESSES, chunk(0x10, deflateSync(request('a', 'x'.repeat(20_000_000))))), COLLECTOR);
    assert.deepEqual(wire.seen, []);
  });

  it('over TCP, cut at any byte', () => {
    const stream = concat(
      hep3(...ADDRESSES, chunk(0x0f, request('a'))),
      hep3(...ADDRESSES, chunk(0x10, deflateSync(request('b')))),
      hep3(...ADDRESSES, chunk(0x0f, request('c'))),
    );
    for (let cut = 1; cut < stream.length; cut++) {
      const wire = new Wire();
      wire.tcp(0, '', { ...COLLECTOR, flags: 'S' });
      wire.tcp(1, stream.subarray(0, cut), COLLECTOR);
      wire.tcp(1 + cut, stream.subarray(cut), COLLECTOR);
      assert.deepEqual(
        wire.texts,
        ['a', 'b', 'c'].map(id => request(id)),
        `cut at ${cut}`,
      );
      assert.ok(wire.seen.every(({ hep, transport, time }) => hep && transport === 'TCP' && time === TIME * 1e6 + 250_000));
    }
  });
});
