import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ERROR_CODE, errorCode, rtp, stun, Wire, XOR_RELAYED_ADDRESS, xorAddress } from '../../../support/capture/media';
import { concat, u8, u16, u32 } from '../../../support/capture/packets';

const CLIENT = '192.0.2.1:4000';
const SERVER = '203.0.113.5:3478';
const ALLOCATE = 3;
const REFRESH = 4;
const SEND = 6;
const DATA = 7;
const CREATE_PERMISSION = 8;
const CHANNEL_BIND = 9;

describe('TURN of a capture', () => {
  it('counts requests and answers, and knows the relayed address', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, stun({ method: ALLOCATE, id: 1 }));
    wire.send(SERVER, CLIENT, stun({ method: ALLOCATE, id: 1, class: 'error', attributes: [[ERROR_CODE, errorCode(401)]] }));
    wire.send(CLIENT, SERVER, stun({ method: ALLOCATE, id: 2, password: 'secret' }));
    const relayed = xorAddress('203.0.113.5:49164');
    wire.send(SERVER, CLIENT, stun({ method: ALLOCATE, id: 2, class: 'success', attributes: [[XOR_RELAYED_ADDRESS, relayed]] }));
    wire.send(CLIENT, SERVER, stun({ method: CREATE_PERMISSION, id: 3 }));
    wire.send(SERVER, CLIENT, stun({ method: CREATE_PERMISSION, id: 3, class: 'success' }));
    wire.send(CLIENT, SERVER, stun({ method: CHANNEL_BIND, id: 4 }));
    wire.send(CLIENT, SERVER, stun({ method: REFRESH, id: 5 }));
    const [client, server] = wire.evidence('turn');
    assert.deepEqual(client!.requests, [
      ['allocate', 2],
      ['createpermission', 1],
      ['channelbind', 1],
      ['refresh', 1],
    ]);
    assert.deepEqual([client!.answered, client!.packets, client!.relayed], [3, 5, undefined]);
    assert.deepEqual(server!.successes, [
      ['allocate', 1],
      ['createpermission', 1],
    ]);
    assert.deepEqual(server!.errors, [[401, 1]]);
    assert.deepEqual(server!.relayed, { host: '203.0.113.5', port: 49_164 });
    assert.deepEqual(wire.evidence('stun'), []);
  });

  it('has a relayed address of IPv6', () => {
    const wire = new Wire();
    const transaction = u32(0x2112a442, 0, 0, 7);
    const address = concat(u16(0x2001, 0x0db8), new Uint8Array(11), u8(9)).map((byte, i) => byte ^ transaction[i]!);
    const value = concat(u8(0, 2), u16(5000 ^ 0x2112), address);
    wire.send(SERVER, CLIENT, stun({ method: ALLOCATE, id: 7, class: 'success', attributes: [[XOR_RELAYED_ADDRESS, value]] }));
    assert.deepEqual(wire.evidence('turn')[0]!.relayed, { host: '2001:db8::9', port: 5000 });
  });

  it('counts what was relayed: indications and channel data', () => {
    const wire = new Wire();
    wire.send(CLIENT, SERVER, stun({ method: SEND, class: 'indication', id: 1 }));
    wire.send(SERVER, CLIENT, stun({ method: DATA, class: 'indication', id: 2 }));
    const inside = rtp({ sequence: 1, timestamp: 0, payload: new Uint8Array(161) });
    wire.send(SERVER, CLIENT, concat(u16(0x4000, inside.length), inside));
    wire.send(SERVER, CLIENT, concat(u16(0x4000, inside.length), inside, new Uint8Array(3)));
    assert.deepEqual(
      wire.evidence('turn').map(({ relayedPackets, packets }) => [relayedPackets, packets]),
      [
        [1, 1],
        [3, 3],
      ],
    );
    wire.send(SERVER, CLIENT, concat(u16(0x4000, 5), inside));
    assert.equal(wire.evidence('udp')[0]!.packets, 1);
    wire.flows.end();
    assert.equal(wire.notes.media, 4);
  });
});
