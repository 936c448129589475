import assert from 'node:assert/strict';
import { gzipSync } from 'fflate';
import { describe, it } from 'mocha';
import { concat, pcapFile, pcapngFile } from '../../../support/capture/files';
import { expected, readFile, somePackets } from './readFile';

const PACKETS = somePackets(400);
const FRAMES = expected(PACKETS);
const FILE = pcapFile(PACKETS);
const GZIP = gzipSync(FILE);
const MEBIBYTE = 2 ** 20;

describe('a capture file in gzip', () => {
  for (const [form, file] of [
    ['pcap', FILE],
    ['pcapng', pcapngFile({ packets: PACKETS })],
  ] as const) {
    it(`is read as ${form}, in pieces of any size`, () => {
      for (const size of [1, 7, 4096, file.length]) {
        const result = readFile(gzipSync(file), size);
        assert.equal(result.file.form, form);
        assert.equal(result.file.compressed, true);
        assert.deepEqual(result.frames, FRAMES);
        assert.deepEqual(result.notes.problems, []);
      }
    });
  }

  it('is read where it was stored without being compressed', () => {
    assert.deepEqual(readFile(gzipSync(FILE, { level: 0 }), 1000).frames, FRAMES);
  });

  it('is read in several members, wherever the file was cut for them', () => {
    for (const cut of [1, 3, 24, 30, 5000]) {
      const members = concat([gzipSync(FILE.subarray(0, cut)), gzipSync(FILE.subarray(cut), { filename: 'rest' })]);
      for (const size of [1, members.length]) {
        const result = readFile(members, size);
        assert.deepEqual(result.frames, FRAMES);
        assert.deepEqual(result.notes.problems, []);
      }
    }
  });

  it('gives the frames before the place where it is cut off, and says that it is', () => {
    const result = readFile(GZIP.subarray(0, GZIP.length / 2));
    assert.ok(result.frames.length > 50 && result.frames.length < 390, `${result.frames.length} frames`);
    assert.deepEqual(result.frames, FRAMES.slice(0, result.frames.length));
    assert.equal(result.notes.problems[0], `The compressed file is cut off (at byte ${Math.floor(GZIP.length / 2)}).`);
    assert.match(result.notes.problems[1]!, /^The file ends inside frame \d+ \(at byte \d+ of the inflated file\)\.$/);
  });

  it('is read without an error wherever it is cut off', () => {
    const packets = PACKETS.slice(0, 6);
    const whole = gzipSync(pcapFile(packets));
    for (let length = 0; length < whole.length; length++) {
      const result = readFile(whole.subarray(0, length), 16);
      assert.deepEqual(result.frames, expected(packets).slice(0, result.frames.length));
      assert.ok(result.file.failure !== undefined || result.notes.problems.length > 0, `cut at ${length}`);
    }
  });

  it('says what it skips behind its end', () => {
    const result = readFile(concat([GZIP, new TextEncoder().encode('no gzip')]));
    assert.deepEqual(result.frames, FRAMES);
    const place = GZIP.length + 7;
    assert.deepEqual(result.notes.problems, [`What follows the compressed data (before byte ${place}) is not gzip and is skipped.`]);
  });

  it('gives the frames before data that is broken', () => {
    const packets = somePackets(4000);
    const broken = gzipSync(pcapFile(packets), { level: 0 });
    // Stored data comes in blocks of 65535 bytes, each with a header of five: the third is given a type that does not exist.
    broken[10 + 2 * (5 + 65535)] = 6;
    const result = readFile(broken);
    assert.ok(result.frames.length > 1000, `${result.frames.length} frames`);
    assert.deepEqual(result.frames, expected(packets).slice(0, result.frames.length));
    assert.match(result.notes.problems[0]!, /^The compressed data is broken \(before byte \d+\): the rest is not read\.$/);
  });

  it('says what it holds where that is no capture', () => {
    const failure = (bytes: Uint8Array): string | undefined => readFile(gzipSync(bytes)).file.failure;
    assert.match(failure(new TextEncoder().encode('<pdml>\n'))!, /^The file is compressed with gzip; what is in it is text and no capture/);
    assert.match(failure(GZIP)!, /what is in it is compressed with gzip once more/);
    assert.match(failure(new Uint8Array())!, /what is in it is empty\.$/);
  });

  it('is a bomb that is not inflated beyond the limit', () => {
    // Packets of a kilobyte each, all the same: 8 MiB in some 60 kB.
    const bytes = new Uint8Array(1008);
    const packets = Array.from({ length: 8192 }, () => ({ time: 1_700_000_000_000_000, bytes }));
    const bomb = gzipSync(pcapFile(packets));
    assert.ok(bomb.length < MEBIBYTE / 10);
    const limit = 100_000;
    const result = readFile(bomb, bomb.length, limit);
    assert.equal(result.frames.length, Math.floor((limit - 24) / 1024));
    assert.deepEqual(result.notes.problems, [
      `The file inflates to more than ${limit} bytes: the rest is not read.`,
      `The file ends inside frame ${result.frames.length + 1} (at byte ${limit} of the inflated file).`,
    ]);
  });

  it('is not inflated on where what is in it is broken', () => {
    const file = concat([FILE, new Uint8Array(64 * MEBIBYTE)]);
    const result = readFile(gzipSync(file), 4096, 4 * MEBIBYTE);
    assert.equal(result.file.isDone, true);
    assert.deepEqual(result.frames, FRAMES);
    // The limit would have been reached.
    assert.equal(result.notes.problems.length, 1);
    assert.match(result.notes.problems[0]!, /is broken and no sound one follows: the rest is not read\.$/);
  });

  it('is given up where nothing comes out of it', () => {
    // A header whose file name has no end.
    const header = new Uint8Array(1.5 * MEBIBYTE).fill(0x61);
    header.set([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
    const result = readFile(header, 65536);
    assert.deepEqual(result.notes.problems, ['1 MiB of the compressed file gives nothing: the rest is not read.']);
    assert.match(result.file.failure!, /^The file is compressed with gzip/);
  });
});
