import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { bytesOf, concat, u8, u32 } from '../../../support/capture/packets';
import { A, B, request, response, Wire } from './wire';

/** Bytes that lead deep into the readers, whole and in pieces. */
const SEEDS = [
  bytesOf(request('a', 'body')),
  bytesOf(response('b')),
  bytesOf('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'),
  bytesOf('HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\n'),
  concat(u8(0x81, 20), request('c')),
  concat(u8(0xc1, 0x85, 1, 2, 3, 4), 'xxxxx'),
  concat(u8(0x82, 127), u32(0xffffffff, 0xffffffff)),
  concat('HEP3', u8(0, 30, 0, 0, 0, 3, 0, 10, 1, 2, 3, 4), request('d')),
  u8(1, 16, 2, 17, 0, 1, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8),
  u8(22, 3, 1, 0, 4, 1, 0, 0, 0),
  bytesOf('\r\n\r\n\r\nContent-Length:\r\n 99999999999999999999\r\nl: 5\r\n\r\n'),
];

const seed = fc.constantFrom(...SEEDS);
const part = fc.tuple(seed, fc.nat(), fc.nat()).map(([bytes, a, b]) => bytes.slice(a % bytes.length, (b % bytes.length) + 1));
const payload = fc.array(fc.oneof(seed, part, fc.uint8Array({ maxLength: 40 })), { maxLength: 4 }).map(parts => concat(...parts));
const flags = fc.constantFrom('PA', 'PA', 'PA', 'PA', 'S', 'SA', 'FA', 'R');
const segment = fc.record({
  seq: fc.oneof(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 0xffffffff })),
  payload,
  flags,
  back: fc.boolean(),
  follows: fc.boolean(),
  missing: fc.constantFrom(0, 0, 0, 1, 50, 5000),
});

describe('any bytes at all', () => {
  it('as datagrams', () => {
    fc.assert(
      fc.property(payload, fc.constantFrom(0, 7), (bytes, missing) => {
        const wire = new Wire();
        wire.udp(bytes, { missing, to: '192.0.2.2:9060' });
        for (const { text, frames, range } of wire.seen) {
          assert.ok(text.length > 0);
          assert.deepEqual(frames, [1]);
          if (range) assert.equal(range.end - range.start, text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('as segments in any state of a connection', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 25 }), segments => {
        const wire = new Wire();
        const next = [0, 0];
        for (const one of segments) {
          const direction = one.back ? 1 : 0;
          const seq = one.follows ? next[direction]! : one.seq;
          wire.tcp(seq, one.payload, { flags: one.flags, missing: one.missing, ...(one.back ? { from: B, to: A } : {}) });
          next[direction] = seq + one.payload.length + one.missing + (one.flags.includes('S') ? 1 : 0);
        }
        wire.end();
        assert.equal(wire.streams.held, 0);
        for (const { text, frames, cut, fileOffset, range } of wire.seen) {
          assert.ok(text.length > 0 && cut >= 0 && frames.length > 0);
          assert.deepEqual(
            frames,
            [...new Set(frames)].sort((a, b) => a - b),
          );
          if (fileOffset >= 0) assert.equal(range!.end - range!.start, text.length);
        }
        assert.ok(wire.notes.problems.length <= 20);
      }),
      { numRuns: 2000 },
    );
  });
});
