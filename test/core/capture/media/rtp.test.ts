import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type RtpParts, rtcp, rtp, Wire } from '../../../support/capture/media';
import { concat, u8, u16 } from '../../../support/capture/packets';

const A = '192.0.2.1:4000';
const B = '198.51.100.2:6000';

/** Sends packets of 20 ms of PCMU with these sequence numbers, each at its time. */
function stream(numbers: readonly number[], parts: Partial<RtpParts> = {}): Wire {
  const wire = new Wire();
  numbers.forEach((sequence, i) => {
    wire.send(A, B, rtp({ sequence, timestamp: sequence * 160, ...parts }), 20 * i);
  });
  return wire;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The one RTP evidence of a wire. */
function only(wire: Wire) {
  const all = wire.evidence('rtp');
  assert.equal(all.length, 1, JSON.stringify(all));
  return all[0]!;
}

describe('RTP of a capture', () => {
  it('is counted by stream, with times and frames', () => {
    const wire = stream(range(100, 150), { ssrc: 0xdeadbeef });
    const { source, destination, packets, ssrc, payloadTypes, lost, first, last, frames } = only(wire);
    assert.deepEqual(
      [source, destination],
      [
        { host: '192.0.2.1', port: 4000 },
        { host: '198.51.100.2', port: 6000 },
      ],
    );
    assert.deepEqual({ packets, ssrc, lost, frames }, { packets: 50, ssrc: 0xdeadbeef, lost: 0, frames: [1, 50] });
    assert.deepEqual(payloadTypes, [{ type: 0, packets: 50, bytes: 160 }]);
    assert.equal(last - first, 49 * 20_000);
    wire.flows.end();
    assert.equal(wire.notes.media, 50);
  });

  it('tells the sources of one flow apart', () => {
    const wire = new Wire();
    for (let i = 0; i < 30; i++) wire.send(A, B, rtp({ sequence: i, timestamp: i * 160, ssrc: i % 3 === 0 ? 7 : 8 }));
    assert.deepEqual(
      wire.evidence('rtp').map(({ ssrc, packets }) => [ssrc, packets]),
      [
        [7, 10],
        [8, 20],
      ],
    );
  });

  it('misses what did not come, not what came late or twice', () => {
    assert.equal(only(stream([1, 2, 5, 6])).lost, 2);
    assert.equal(only(stream([1, 3, 2, 4])).lost, 0);
    assert.equal(only(stream([2, 1, 3, 4])).lost, 0);
    assert.equal(only(stream([1, 2, 2, 2, 5])).lost, 2);
    assert.equal(only(stream([1, 2, 3, 2, 5, 4, 4, 7])).lost, 1);
  });

  it('counts on when the sequence number wraps around', () => {
    const { lost, packets } = only(stream([...range(65_500, 65_536), ...range(0, 40)]));
    assert.deepEqual([packets, lost], [76, 0]);
    assert.equal(only(stream([65_534, 65_535, 1, 2])).lost, 1);
    assert.equal(only(stream([65_534, 0, 65_535, 1])).lost, 0);
    const rounds = Array.from({ length: 3 * 65_536 }, (_, i) => i & 0xffff).filter((_, i) => i % 100 === 0);
    assert.equal(only(stream(rounds)).lost, (rounds.length - 1) * 99);
  });

  it('does not take a jump of the sender for loss', () => {
    assert.equal(only(stream([10, 11, 12, 30_000, 30_001, 30_002])).lost, 0);
    assert.equal(only(stream([10, 12, 30_000, 30_001, 30_003])).lost, 2);
    assert.equal(only(stream([10, 11, 30_000, 12, 13])).lost, 0);
  });

  it('lists payload types with their commonest length, the most used first', () => {
    const wire = new Wire();
    const lengths = [20, 33, 33, 33, 60, 33];
    lengths.forEach((length, i) => {
      wire.send(A, B, rtp({ sequence: i, timestamp: i * 960, type: 111, payload: new Uint8Array(length) }));
    });
    wire.send(A, B, rtp({ sequence: 6, timestamp: 6000, type: 13, payload: new Uint8Array(1) }));
    assert.deepEqual(only(wire).payloadTypes, [
      { type: 111, packets: 6, bytes: 33 },
      { type: 13, packets: 1, bytes: 1 },
    ]);
  });

  it('finds the commonest length among many', () => {
    const wire = new Wire();
    for (let i = 0; i < 900; i++) {
      const payload = new Uint8Array(i % 3 === 0 ? 77 : 100 + (i % 200));
      wire.send(A, B, rtp({ sequence: i, timestamp: i * 960, type: 111, payload }));
    }
    assert.deepEqual(only(wire).payloadTypes, [{ type: 111, packets: 900, bytes: 77 }]);
  });

  it('leaves contributing sources and header extensions out of the length', () => {
    const wire = new Wire();
    for (const sequence of [1, 2]) wire.send(A, B, rtp({ sequence, timestamp: 0, sources: [1, 2], extension: [3] }));
    assert.equal(only(wire).payloadTypes[0]!.bytes, 160);
  });

  it('knows the length of packets that the capture has cut', () => {
    const wire = new Wire();
    for (const sequence of [1, 2, 3]) wire.send(A, B, rtp({ sequence, timestamp: sequence * 160 }), 20 * sequence, 140);
    assert.deepEqual(only(wire).payloadTypes, [{ type: 0, packets: 3, bytes: 160 }]);
  });

  /** RFC 3550 appendix A.8 as it is written there, in units of the timestamp. */
  function jitterOf(arrivals: readonly number[], step: number, clock: number): number {
    let jitter = 0;
    let before: number | undefined;
    arrivals.forEach((arrival, i) => {
      const transit = (arrival / 1000) * clock - i * step;
      if (before !== undefined) jitter += (Math.abs(transit - before) - jitter) / 16;
      before = transit;
    });
    return (jitter / clock) * 1e6;
  }

  it('has the jitter of its clock', () => {
    const arrivals = range(0, 200).map(i => 20 * i + [0, 3, 1, 9, 4][i % 5]!);
    for (const [step, clock] of [
      [160, 8000],
      [960, 48_000],
    ] as const) {
      const wire = new Wire();
      arrivals.forEach((time, i) => {
        wire.send(A, B, rtp({ sequence: i, timestamp: 0xfffff000 + i * step, type: 96 }), time);
      });
      assert.ok(Math.abs(only(wire).jitter! - jitterOf(arrivals, step, clock)) < 1, `${clock}`);
    }
  });

  it('has no jitter where the clock is another one', () => {
    const wire = new Wire();
    for (const i of range(0, 50)) wire.send(A, B, rtp({ sequence: i, timestamp: i * 3000, type: 97 }), 33 * i);
    assert.equal(only(wire).jitter, undefined);
  });

  it('does not take telephone-events for jitter', () => {
    const wire = new Wire();
    for (const i of range(0, 100)) {
      const event = i >= 40 && i < 60;
      wire.send(A, B, rtp({ sequence: i, timestamp: (event ? 40 : i) * 160, type: event ? 101 : 0 }), 20 * i);
    }
    assert.equal(only(wire).jitter, 0);
  });

  describe('telephone-events', () => {
    /** Packets of one key: three that grow and three that end it. */
    const key = (event: number, duration = 800) => [
      ...[1, 2, 3].map(i => concat(u8(event, 10), u16(160 * i))),
      ...[1, 2, 3].map(() => concat(u8(event, 0x80 | 10), u16(duration))),
    ];

    function digits(events: readonly (readonly Uint8Array[])[], type = 101): string | undefined {
      const wire = new Wire();
      let sequence = 0;
      for (const [i, packets] of events.entries()) {
        for (const payload of packets) {
          sequence++;
          wire.send(A, B, rtp({ sequence, timestamp: i * 4000, type, payload }));
        }
      }
      return only(wire).digits;
    }

    it('give the digits that were pressed', () => {
      assert.equal(digits([1, 1, 0, 9, 10, 11, 12, 15].map(event => key(event))), '1109*#AD');
    });

    it('count once when some of their packets are missing', () => {
      assert.equal(digits([key(5).slice(3), key(6).slice(0, 4), key(7)]), '567');
    });

    it('give nothing that is not one', () => {
      assert.equal(digits([key(16)]), undefined);
      assert.equal(digits([key(5)], 0), undefined);
      assert.equal(digits([key(5).slice(0, 3)]), undefined);
      assert.equal(digits([key(5).map(payload => concat(payload, new Uint8Array(10)))]), undefined);
      assert.equal(digits([[u8(1, 0x80, 0, 1), u8(2, 0x80, 0, 2), u8(3, 0x80, 0, 3)]]), undefined);
    });
  });

  it('may be a single packet where it is all there is, or beside other RTP', () => {
    assert.equal(only(stream([5])).packets, 1);
    const wire = stream([1, 2, 3]);
    wire.send(A, B, rtp({ sequence: 900, timestamp: 0, ssrc: 99 }));
    assert.equal(wire.evidence('rtp').length, 2);
  });

  it('is not what only looks like it', () => {
    const wire = new Wire();
    for (let i = 0; i < 200; i++) wire.send(A, B, rtp({ sequence: i * 7919, timestamp: i, ssrc: i * 40_503 }));
    assert.deepEqual(wire.evidence('rtp'), []);
    const [other] = wire.evidence('udp');
    assert.deepEqual([other!.packets, other!.bytes, other!.frames], [200, 200 * 172, [1, 200]]);
  });

  it('is still found behind much that only looks like it', () => {
    const wire = new Wire();
    for (let i = 0; i < 100; i++) wire.send(A, B, rtp({ sequence: i * 7919, timestamp: i, ssrc: i + 1000 }));
    for (let i = 0; i < 100; i++) wire.send(A, B, rtp({ sequence: i, timestamp: i * 160, ssrc: 7 }));
    assert.ok(wire.evidence('rtp').some(({ ssrc, packets }) => ssrc === 7 && packets === 100));
  });

  it('says it when there are more sources than are told apart', () => {
    const wire = new Wire();
    for (let i = 0; i < 200; i++) wire.send(A, B, rtp({ sequence: ((i >> 1) << 1) | (i & 1), timestamp: i, ssrc: 5000 + (i >> 1) }));
    wire.flows.end();
    assert.equal(wire.evidence('rtp').length, 64);
    assert.equal(wire.evidence('udp')[0]!.packets, 72);
    assert.deepEqual(wire.notes.problems, [
      'The flow 192.0.2.1:4000 > 198.51.100.2:6000 has more than 64 RTP sources: 72 packets of others are counted as UDP of no known kind.',
    ]);
  });
});

describe('RTCP of a capture', () => {
  it('counts the packets of a compound', () => {
    const wire = new Wire();
    const report = concat(rtcp(200, 1, 2, 3, 4, 5, 6), rtcp(202, 1, 2));
    wire.send(A, B, report);
    wire.send(A, B, concat(rtcp(201, 1), rtcp(203, 1)));
    wire.send(A, B, report, 5000);
    const [evidence] = wire.evidence('rtcp');
    assert.equal(evidence!.packets, 3);
    assert.deepEqual(evidence!.types, [
      [200, 2],
      [201, 1],
      [202, 2],
      [203, 1],
    ]);
  });

  it('sees of SRTCP the first header alone', () => {
    const wire = new Wire();
    // What follows looks like a BYE, as any bytes may, but does not end where the packet does.
    const encrypted = concat(rtcp(200, 1, 2, 3, 4, 5, 6), rtcp(203, 1), new Uint8Array(14));
    wire.send(A, B, encrypted);
    assert.deepEqual(wire.evidence('rtcp')[0]!.types, [[200, 1]]);
  });

  it('is told from RTP with the marker bit', () => {
    const wire = new Wire();
    for (const sequence of [1, 2]) wire.send(A, B, rtp({ sequence, timestamp: 0, type: 96, marker: true }));
    wire.send(A, B, rtcp(205, 1, 2, 3));
    assert.equal(only(wire).packets, 2);
    assert.deepEqual(wire.evidence('rtcp')[0]!.types, [[205, 1]]);
  });
});
