import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  ERROR_CODE,
  errorCode,
  ICE_CONTROLLED,
  ICE_CONTROLLING,
  type StunParts,
  stun,
  USE_CANDIDATE,
  USERNAME,
  Wire,
} from '../../../support/capture/media';
import { concat, hex, u8, u16 } from '../../../support/capture/packets';

const A = '192.0.2.1:4000';
const B = '198.51.100.2:6000';

/** RFC 5769 section 2.1: a request with the username evtj:h6vY. */
const RFC_5769 = hex(`
  0001 0058 2112a442 b7e7a701 bc34d686 fa87dfae
  8022 0010 5354554e 20746573 7420636c 69656e74
  0024 0004 6e0001ff
  8029 0008 932ff9b1 51263b36
  0006 0009 6576746a 3a683676 59202020
  0008 0014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
  8028 0004 e57a3bcf`);
const RFC_5769_PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt';

const check = (id: number, parts: Partial<StunParts> = {}): Uint8Array =>
  stun({ id, attributes: [[USERNAME, 'them:us']], password: 'their-password', ...parts });
const success = (id: number): Uint8Array => stun({ id, class: 'success' });

describe('STUN of a capture', () => {
  it('reads the sample request of RFC 5769, and checks its password', () => {
    const wire = new Wire();
    wire.send(A, B, RFC_5769);
    const [asked] = wire.evidence('stun', { evtj: RFC_5769_PASSWORD });
    const { requests, controlled, controlling, username, integrity } = asked!;
    assert.deepEqual(
      { requests, controlled, controlling, username, integrity },
      { requests: 1, controlled: 1, controlling: 0, username: 'evtj:h6vY', integrity: 'ok' },
    );
    assert.equal(wire.evidence('stun', { evtj: `${RFC_5769_PASSWORD}x` })[0]!.integrity, 'wrong');
    assert.equal(wire.evidence('stun', { h6vY: RFC_5769_PASSWORD })[0]!.integrity, undefined);
  });

  it('checks MESSAGE-INTEGRITY-SHA256 where it stands alone', () => {
    const wire = new Wire();
    wire.send(A, B, check(1, { sha256: true }));
    assert.equal(wire.evidence('stun', { them: 'their-password' })[0]!.integrity, 'ok');
    assert.equal(wire.evidence('stun', { them: 'another' })[0]!.integrity, 'wrong');
  });

  it('finds one wrong password behind an ICE restart', () => {
    const wire = new Wire();
    wire.send(A, B, check(1));
    wire.send(A, B, check(2, { attributes: [[USERNAME, 'new:us']], password: 'not the new one' }));
    const passwords = { them: 'their-password', new: 'the new one' };
    const { username, integrity } = wire.evidence('stun', passwords)[0]!;
    assert.deepEqual([username, integrity], ['new:us', 'wrong']);
    assert.equal(wire.evidence('stun', { them: 'their-password' })[0]!.integrity, undefined);
  });

  it('checks a later request when the first one was cut', () => {
    const wire = new Wire();
    wire.send(A, B, check(1), 1, 10);
    assert.equal(wire.evidence('stun', { them: 'their-password' })[0]!.integrity, undefined);
    wire.send(A, B, check(2));
    assert.equal(wire.evidence('stun', { them: 'their-password' })[0]!.integrity, 'ok');
  });

  it('matches responses to requests by their transaction ID', () => {
    const wire = new Wire();
    wire.send(A, B, check(1), 0);
    wire.send(A, B, check(2), 50);
    wire.send(A, B, check(3), 100);
    wire.send(B, A, success(2), 110);
    wire.send(B, A, success(9), 120);
    wire.send(B, A, success(2), 400);
    const [asked, answered] = wire.evidence('stun');
    assert.deepEqual([asked!.requests, asked!.answered, asked!.successes], [3, 1, 0]);
    assert.equal(asked!.lastAnswered! - asked!.first, 50_000);
    assert.deepEqual([answered!.requests, answered!.answered, answered!.successes], [0, 0, 3]);
    assert.equal(answered!.lastAnswered, undefined);
  });

  it('counts a repeated request as answered with the one it repeats', () => {
    const wire = new Wire();
    for (const time of [0, 500, 1000]) wire.send(A, B, check(1), time);
    wire.send(B, A, success(1), 1010);
    const [asked] = wire.evidence('stun');
    assert.deepEqual([asked!.requests, asked!.answered], [3, 3]);
  });

  it('remembers a bounded number of requests', () => {
    const wire = new Wire();
    for (let id = 0; id < 1000; id++) wire.send(A, B, check(id));
    for (let id = 0; id < 1000; id++) wire.send(B, A, success(id));
    const [asked] = wire.evidence('stun');
    assert.deepEqual([asked!.requests, asked!.answered], [1000, 256]);
  });

  it('counts roles, nominations and errors', () => {
    const wire = new Wire();
    const nothing = new Uint8Array(0);
    const tieBreaker = new Uint8Array(8);
    wire.send(A, B, check(1, { attributes: [[ICE_CONTROLLING, tieBreaker]] }));
    wire.send(
      A,
      B,
      check(2, {
        attributes: [
          [ICE_CONTROLLING, tieBreaker],
          [USE_CANDIDATE, nothing],
        ],
      }),
    );
    wire.send(A, B, check(3, { attributes: [[ICE_CONTROLLED, tieBreaker]] }));
    for (const id of [1, 2, 3]) wire.send(B, A, stun({ id, class: 'error', attributes: [[ERROR_CODE, errorCode(id === 1 ? 401 : 487)]] }));
    wire.send(B, A, stun({ id: 4, class: 'indication' }));
    const [asked, answered] = wire.evidence('stun');
    assert.deepEqual([asked!.controlling, asked!.controlled, asked!.nominating, asked!.answered], [2, 1, 1, 0]);
    assert.deepEqual(
      [answered!.errors, answered!.packets, answered!.requests],
      [
        [
          [401, 1],
          [487, 2],
        ],
        4,
        0,
      ],
    );
  });

  it('shows no byte of a username that is not visible', () => {
    const wire = new Wire();
    wire.send(A, B, check(1, { attributes: [[USERNAME, u8(0x61, 0x3a, 0x0a, 0xff, 0x62)]] }));
    assert.equal(wire.evidence('stun')[0]!.username, 'a:??b');
  });

  it('reads RFC 3489 only where the length is right', () => {
    const classic = concat(u16(0x0001, 0), new Uint8Array(16).fill(7));
    const wire = new Wire();
    wire.send(A, B, classic);
    assert.equal(wire.evidence('stun')[0]!.requests, 1);
    wire.send(A, B, concat(classic, u8(1)));
    wire.send(A, B, concat(u16(0x0002, 0), new Uint8Array(16).fill(7)));
    wire.send(A, B, hex('0001 0000 2112a442'));
    assert.equal(wire.evidence('stun')[0]!.requests, 1);
    assert.equal(wire.evidence('udp')[0]!.packets, 3);
  });
});
