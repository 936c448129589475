import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { concat, numbers, PCAP_HEADER, type PacketInFile, packetBlock, pcapFile, pcapngFile } from '../../../support/capture/files';
import { expected, type ReadFile, readFile, somePackets } from './readFile';

const RECORD_HEADER = 16;
const PACKETS = somePackets(9);
const FRAMES = expected(PACKETS);

/** A pcap file with some bytes of one of its records overwritten; the first record is 0. */
function withRecord(
  record: number,
  at: number,
  bytes: readonly number[] | Uint8Array,
  packets: readonly PacketInFile[] = PACKETS,
): Uint8Array {
  const file = pcapFile(packets);
  file.set(bytes, recordAt(record, packets) + at);
  return file;
}

const recordAt = (record: number, packets: readonly PacketInFile[] = PACKETS): number =>
  packets.slice(0, record).reduce((sum, packet) => sum + RECORD_HEADER + packet.bytes.length, PCAP_HEADER);

/** Where each packet's block begins in `pcapngFile({ packets })`, and where the file ends. */
const blockAt = (block: number): number => pcapngFile({ packets: PACKETS.slice(0, block) }).length;

function withBlock(block: number, at: number, bytes: readonly number[] | Uint8Array): Uint8Array {
  const file = pcapngFile({ packets: PACKETS });
  file.set(bytes, blockAt(block) + at);
  return file;
}

const u32 = (value: number): Uint8Array => numbers()(value, 4);

describe('a capture file of which nothing more can be read', () => {
  for (const [form, file] of [
    ['pcap', pcapFile(PACKETS)],
    ['pcapng', pcapngFile({ packets: PACKETS })],
  ] as const) {
    it(`says so: ${form}`, () => {
      assert.equal(readFile(file, 1000).file.isDone, false);
      const result = readFile(concat([file, new Uint8Array(2 ** 21)]), 65536);
      assert.equal(result.file.isDone, true);
      assertFramesAre(
        result,
        PACKETS.map((_, index) => index),
      );
      assert.match(result.notes.problems.join(' '), /the rest is not read/);
    });
  }

  it('says so: no capture', () => {
    assert.equal(readFile(new Uint8Array(5000).fill(0x61)).file.isDone, true);
  });
});

/** The bytes of the frames, each of which must be one of the packets', in their order. */
function assertFramesAre(result: ReadFile, indexes: readonly number[]): void {
  assert.deepEqual(
    result.frames.map(frame => frame.bytes),
    indexes.map(index => FRAMES[index]!.bytes),
  );
}

const ALL = PACKETS.map((_, index) => index);
const but = (...missing: number[]): number[] => ALL.filter(index => !missing.includes(index));

describe('a capture file that is cut off', () => {
  it('gives all whole frames of a pcap file, and says inside which it ends', () => {
    const file = pcapFile(PACKETS);
    const ends = PACKETS.map((_, index) => recordAt(index + 1));
    for (let length = 4; length < file.length; length++) {
      const result = readFile(file.subarray(0, length), 16);
      const whole = ends.filter(end => end <= length).length;
      assert.deepEqual(result.frames, FRAMES.slice(0, whole), `cut at ${length}`);
      const inside = length < PCAP_HEADER ? 'its header' : `frame ${whole + 1}`;
      const atEnd = length === PCAP_HEADER || ends.includes(length);
      assert.deepEqual(result.notes.problems, atEnd ? [] : [`The file ends inside ${inside} (at byte ${length}).`]);
    }
  });

  it('gives all whole frames of a pcapng file, and says inside which it ends', () => {
    const file = pcapngFile({ packets: PACKETS });
    const ends = PACKETS.map((_, index) => blockAt(index + 1));
    for (let length = 4; length < file.length; length++) {
      const result = readFile(file.subarray(0, length), 16);
      const whole = ends.filter(end => end <= length).length;
      assert.deepEqual(result.frames, FRAMES.slice(0, whole), `cut at ${length}`);
      const atEnd = length === 28 || length === blockAt(0) || ends.includes(length);
      if (atEnd) assert.deepEqual(result.notes.problems, []);
      else
        assert.match(
          result.notes.problems.join(),
          new RegExp(`^The file ends inside (a block that is no packet|frame ${whole + 1}) \\(at byte ${length}\\)\\.$`),
        );
    }
  });

  it('names the frame as soon as its block can be told', () => {
    const result = readFile(pcapngFile({ packets: PACKETS }).subarray(0, blockAt(4) + 8));
    assert.deepEqual(result.notes.problems, [`The file ends inside frame 5 (at byte ${blockAt(4) + 8}).`]);
  });

  it('is said to be where a block is skipped', () => {
    const file = pcapngFile({ packets: PACKETS, after: [concat([u32(0xbad), u32(5000), new Uint8Array(100)])] });
    const result = readFile(file, 64);
    assertFramesAre(result, ALL);
    assert.deepEqual(result.notes.problems, [`The file ends inside a block that is no packet (at byte ${file.length}).`]);
  });
});

describe('a pcap file whose lengths lie', () => {
  it('is read on behind a record that is impossibly long', () => {
    const result = readFile(withRecord(3, 8, [0xff, 0xff, 0xff, 0xff]));
    assertFramesAre(result, but(3));
    const skipped = RECORD_HEADER + PACKETS[3]!.bytes.length;
    assert.deepEqual(result.notes.problems, [`The header of frame 4 (at byte ${recordAt(3)}) is broken: ${skipped} bytes are skipped.`]);
  });

  it('is read on behind a record that reaches beyond the end of the file', () => {
    const result = readFile(withRecord(3, 8, concat([u32(200_000), u32(200_000)])));
    assertFramesAre(result, but(3));
    assert.match(result.notes.problems.join(), /^The header of frame 4 \(at byte \d+\) is broken: \d+ bytes are skipped\.$/);
  });

  it('is read on behind a record that is a little too long or too short', () => {
    for (const by of [-3, 5]) {
      const length = PACKETS[3]!.bytes.length + by;
      const result = readFile(withRecord(3, 8, concat([u32(length), u32(length)])));
      assert.equal(result.frames.length, by < 0 ? 9 : 8);
      assert.deepEqual(
        result.frames.slice(-4).map(frame => frame.bytes),
        FRAMES.slice(-4).map(frame => frame.bytes),
      );
      assert.match(result.notes.problems.join(), /^The header of frame 5 \(at byte \d+\) is broken: \d+ bytes are skipped\.$/);
    }
  });

  it('is read as whole where a packet had fewer bytes than were captured', () => {
    const result = readFile(withRecord(3, 12, u32(2)));
    assert.deepEqual(result.frames, FRAMES);
    const claim = `claims ${PACKETS[3]!.bytes.length} captured bytes of 2; it is read as whole.`;
    assert.deepEqual(result.notes.problems, [`Frame 4 (at byte ${recordAt(3)}) ${claim}`]);
  });

  it('is read with a time that has more than a second in its fraction', () => {
    const result = readFile(withRecord(8, 4, u32(2_000_000)));
    assertFramesAre(result, ALL);
    assert.deepEqual(result.notes.problems, [`Frame 9 (at byte ${recordAt(8)}) has a fraction of more than a second.`]);
  });

  it('ends where space was set aside for packets that never came', () => {
    const file = concat([pcapFile(PACKETS), new Uint8Array(5000)]);
    const result = readFile(file, 512);
    assert.deepEqual(result.frames, FRAMES);
    const place = file.length - 5000;
    assert.deepEqual(result.notes.problems, [
      `The header of frame 10 (at byte ${place}) is broken and no sound one follows: the rest is not read.`,
    ]);
  });

  it('is given up where no sound record follows within 1 MiB', () => {
    const file = concat([pcapFile(PACKETS), new Uint8Array(2 ** 20 + 5000).fill(0xff), pcapFile(PACKETS).subarray(PCAP_HEADER)]);
    const result = readFile(file, 65536);
    assert.deepEqual(result.frames, FRAMES);
    assert.match(result.notes.problems.join(), /^The header of frame 10 .* no sound one follows: the rest is not read\.$/);
  });

  it('counts what it does not list', () => {
    const file = pcapFile(PACKETS);
    PACKETS.forEach((_, index) => {
      file.set(u32(1), recordAt(index) + 12);
    });
    const result = readFile(file);
    assert.deepEqual(result.frames, FRAMES);
    assert.equal(result.notes.problems.length, 4);
    assert.equal(result.notes.problems[3], 'There are 6 more frames with more bytes than they had.');
  });
});

describe('a pcapng file whose lengths lie', () => {
  it('is read on behind a block that is impossibly long or short', () => {
    for (const length of [0, 8, 0xfffffff0]) {
      const result = readFile(withBlock(3, 4, u32(length)));
      assertFramesAre(result, but(3));
      const skipped = blockAt(4) - blockAt(3);
      assert.deepEqual(result.notes.problems, [`The block at byte ${blockAt(3)} is broken: ${skipped} bytes are skipped.`]);
    }
  });

  it('is read on behind a block that reaches beyond the end of the file', () => {
    const result = readFile(withBlock(3, 4, u32(100_000)), 32);
    assertFramesAre(result, but(3));
    assert.match(result.notes.problems.join(), /^The block at byte \d+ is broken: \d+ bytes are skipped\.$/);
  });

  it('is read on behind a block that swallows others', () => {
    const result = readFile(withBlock(3, 4, u32(blockAt(5) - blockAt(3) + 4)), 32);
    assertFramesAre(result, but(3));
    assert.match(result.notes.problems[0]!, /^The block that ends at byte \d+ says \d+ bytes at its beginning and \d+ at its end\.$/);
    assert.match(result.notes.problems[1]!, /^The block at byte \d+ is broken: \d+ bytes are skipped\.$/);
  });

  it('is believed at the beginning of a block where only its end lies', () => {
    const length = blockAt(4) - blockAt(3);
    const result = readFile(withBlock(3, length - 4, u32(7)));
    assert.deepEqual(result.frames, FRAMES);
    const sentence = `The block that ends at byte ${blockAt(4) - 4} says ${length} bytes at its beginning and 7 at its end.`;
    assert.deepEqual(result.notes.problems, [sentence]);
  });

  it('is read where the padding is not counted, and where it is left out', () => {
    const packet = { ...PACKETS[0]!, bytes: PACKETS[0]!.bytes.slice(0, 18) };
    const sound = packetBlock(packet);
    const uncounted = sound.slice();
    uncounted.set(u32(sound.length - 2), 4);
    uncounted.set(u32(sound.length - 2), sound.length - 4);
    const unpadded = concat([uncounted.subarray(0, sound.length - 6), u32(sound.length - 2)]);
    for (const block of [uncounted, unpadded]) {
      const result = readFile(pcapngFile({ before: [block], packets: PACKETS }));
      assert.deepEqual(result.frames, expected([packet, ...PACKETS]));
      assert.match(result.notes.problems.join(), /^The length of the block at byte \d+ is \d+, which is no multiple of 4\.$/);
    }
  });

  it('has no more of a packet than its block holds', () => {
    const result = readFile(withBlock(3, 20, concat([u32(5000), u32(5000)])));
    assert.equal(result.frames.length, 9);
    assert.equal(result.frames[3]!.wireLength, 5000);
    assert.equal(result.frames[3]!.bytes.length, blockAt(4) - blockAt(3) - 32);
    assert.match(result.notes.problems.join(), /^Frame 4 \(at byte \d+\) claims 5000 bytes in a block of \d+\.$/);
  });

  it('counts packets of an interface that is not described, without handing them out', () => {
    const result = readFile(withBlock(3, 8, u32(6)));
    assert.deepEqual(
      result.frames,
      FRAMES.filter(frame => frame.number !== 4),
    );
    assert.equal(result.notes.frames, 9);
    assert.equal(result.notes.unread, 1);
    assert.match(result.notes.problems.join(), /^Frame 4 \(at byte \d+\) is of interface 6, which its section does not describe/);
  });

  it('gives a packet whose time is out of range that of the one before', () => {
    const result = readFile(withBlock(3, 12, concat([u32(0xffffffff), u32(0)])));
    assert.equal(result.frames[3]!.time, PACKETS[2]!.time);
    assert.match(result.notes.problems.join(), /^Frame 4 \(at byte \d+\) has a time out of range/);
  });

  it('is read on behind a section header whose length lies', () => {
    const file = pcapngFile({ packets: PACKETS });
    file.set(u32(3), 4);
    const result = readFile(file);
    assert.deepEqual(result.frames, FRAMES);
    assert.deepEqual(result.notes.problems, ['The block at byte 0 is broken: 28 bytes are skipped.']);
  });

  it('is given up where its first section header has no byte order', () => {
    const file = pcapngFile({ packets: PACKETS });
    file[8] = 0;
    const result = readFile(file);
    assert.deepEqual(result.frames, []);
    assert.deepEqual(result.notes.problems, ['The block at byte 0 is broken and no sound one follows: the rest is not read.']);
  });

  it('lists no more than twenty problems', () => {
    const kinds = [concat([u32(6), u32(33), new Uint8Array(25), u32(9)]), packetBlock({ ...PACKETS[0]!, interface: 9 })];
    const lies = packetBlock({ ...PACKETS[0]!, wireLength: 1 });
    const simple = packetBlock({ ...PACKETS[0]!, kind: 'simple' });
    const late = packetBlock({ ...PACKETS[0]!, time: 2 ** 62 });
    const long = packetBlock(PACKETS[0]!);
    long.set(u32(999), 20);
    long.set(u32(999), 24);
    const before = Array.from({ length: 30 }, () => [...kinds, lies, simple, late, long]).flat();
    const { problems } = readFile(pcapngFile({ before, packets: PACKETS })).notes;
    assert.equal(problems.length, 20);
    assert.equal(problems[19], 'There are more problems than are listed here.');
  });
});

describe('any bytes', () => {
  const file = fc.constantFrom(pcapFile(PACKETS), pcapngFile({ packets: PACKETS }), pcapFile(PACKETS, { modified: true, bigEndian: true }));
  const size = fc.integer({ min: 1, max: 300 });

  it('are read without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), size, (bytes, piece) => {
        const { file: read, notes } = readFile(bytes, piece);
        assert.ok(read.form !== undefined || read.failure !== undefined);
        assert.ok(notes.problems.length <= 20);
      }),
    );
  });

  it('behind the beginning of a capture are read without an error, the same in pieces of any size', () => {
    fc.assert(
      fc.property(file, fc.nat(200), fc.uint8Array({ maxLength: 300 }), size, (sound, from, bytes, piece) => {
        const wrong = concat([sound.subarray(0, 24 + from), bytes, sound.subarray(24 + from)]);
        const result = readFile(wrong, piece);
        assert.deepEqual(result.frames, readFile(wrong).frames);
        assert.deepEqual(result.notes, readFile(wrong).notes);
      }),
    );
  });

  it('over those of a capture are read without an error, and frames lie within the file', () => {
    const overwritten = fc.array(fc.tuple(fc.nat(700), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), { maxLength: 12 });
    fc.assert(
      fc.property(file, overwritten, size, (sound, changes, piece) => {
        const wrong = sound.slice();
        for (const [at, byte] of changes) wrong[at % wrong.length] = byte;
        const result = readFile(wrong, piece);
        assert.deepEqual(result.frames, readFile(wrong).frames);
        result.frames.forEach((frame, index) => {
          const offset = result.offsets[index]!;
          assert.deepEqual([...wrong.subarray(offset, offset + frame.bytes.length)], frame.bytes);
          assert.ok(frame.wireLength >= frame.bytes.length && Number.isFinite(frame.time));
        });
      }),
    );
  });
});
