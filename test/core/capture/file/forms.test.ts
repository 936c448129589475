import assert from 'node:assert/strict';
import { gzipSync } from 'fflate';
import { describe, it } from 'mocha';
import {
  block,
  concat,
  keyLogBlock,
  numbers,
  option,
  type PacketInFile,
  type PcapOptions,
  pcapFile,
  pcapngFile,
  type SectionInFile,
} from '../../../support/capture/files';
import { expected, readFile, seen, somePackets } from './readFile';

const PACKETS = somePackets(9);
const FRAMES = expected(PACKETS);
const SIZES = [1, 7, 4096];

const pcaps: Record<string, PcapOptions> = {
  'in microseconds': {},
  'in big endian': { bigEndian: true },
  'in nanoseconds': { nanoseconds: true },
  'in nanoseconds and big endian': { nanoseconds: true, bigEndian: true },
  'with a check sequence of 4 bytes in its link type': { linkType: 0x24000001 },
  'without a snap length': { snaplen: 0 },
  'with a snap length that is too small': { snaplen: 16 },
  'of version 2.3': { minor: 3 },
};

const packetsOf = (kind: PacketInFile['kind']): PacketInFile[] => PACKETS.map(packet => ({ ...packet, kind }));
const onInterface = (resolution?: number, offset?: number): SectionInFile => ({ interfaces: [{ resolution, offset }], packets: PACKETS });

const pcapngs: Record<string, SectionInFile> = {
  'in little endian': { packets: PACKETS },
  'in big endian': { packets: PACKETS, bigEndian: true },
  'with obsolete packet blocks': { packets: packetsOf('obsolete') },
  'with obsolete packet blocks in big endian': { packets: packetsOf('obsolete'), bigEndian: true },
  'in nanoseconds': onInterface(9),
  'in picoseconds': onInterface(12, 1_699_999_990),
  'in units of 10 microseconds that are not used': onInterface(7),
  'with an offset of its times': onInterface(6, 1_600_000_000),
  'with a negative offset': onInterface(9, -3600),
  'with blocks that are skipped': {
    packets: PACKETS,
    before: [block(4, [new Uint8Array(40)]), block(0xbad, [new Uint8Array(8)]), block(0x7777, [])],
    after: [block(5, [new Uint8Array(12)])],
  },
};

describe('a capture file', () => {
  for (const [name, options] of Object.entries(pcaps)) {
    it(`is read as pcap ${name}`, () => {
      const result = readFile(pcapFile(PACKETS, options));
      assert.equal(result.file.form, 'pcap');
      assert.deepEqual(result.frames, FRAMES);
      assert.deepEqual(result.notes.problems, []);
    });
  }

  for (const [name, section] of Object.entries(pcapngs)) {
    it(`is read as pcapng ${name}`, () => {
      const result = readFile(pcapngFile(section));
      assert.equal(result.file.form, 'pcapng');
      assert.deepEqual(result.frames, FRAMES);
      assert.deepEqual(result.notes.problems, []);
    });
  }

  it('tells the direction in a modified pcap file', () => {
    const packets = PACKETS.map((packet, index) => ({ ...packet, inbound: index % 2 === 0 }));
    for (const bigEndian of [false, true]) {
      assert.deepEqual(readFile(pcapFile(packets, { modified: true, bigEndian })).frames, expected(packets));
    }
  });

  it('tells the direction in a pcapng file', () => {
    const packets = PACKETS.map((packet, index) => ({ ...packet, inbound: [true, false, undefined][index % 3] }));
    for (const bigEndian of [false, true]) {
      assert.deepEqual(readFile(pcapngFile({ packets, bigEndian })).frames, expected(packets));
    }
  });

  it('swaps the lengths of an old pcap file that has them the wrong way round', () => {
    const packets = PACKETS.map(packet => ({ ...packet, wireLength: 60 }));
    const file = pcapFile(packets, { minor: 3 });
    for (let at = 24; at < file.length; ) {
      const lengths = file.slice(at + 8, at + 16);
      file.set([...lengths.subarray(4), ...lengths.subarray(0, 4)], at + 8);
      at += 16 + lengths[0]!;
    }
    const result = readFile(file);
    assert.deepEqual(result.frames, expected(packets));
    assert.deepEqual(result.notes.problems, []);
  });

  it('keeps the fractions of a microsecond', () => {
    const packets = PACKETS.map((packet, index) => ({ ...packet, time: packet.time + (index % 4) / 4 }));
    assert.deepEqual(readFile(pcapFile(packets, { nanoseconds: true })).frames, expected(packets));
    assert.deepEqual(readFile(pcapngFile({ interfaces: [{ resolution: 9 }], packets })).frames, expected(packets));
  });

  it('knows times in units of powers of two', () => {
    const halves = PACKETS.map((packet, index) => ({ ...packet, time: 1_700_000_000_000_000 + index * 500_000 }));
    for (const power of [1, 20, 32]) {
      assert.deepEqual(readFile(pcapngFile({ interfaces: [{ resolution: 0x80 + power }], packets: halves })).frames, expected(halves));
    }
  });

  it('counts interfaces and frames over all sections, each with its own byte order', () => {
    const interfaces = [{ linkType: 1 }, { linkType: 101, resolution: 9 }];
    const packets = PACKETS.map((packet, index) => ({ ...packet, interface: index % 2 }));
    const result = readFile(pcapngFile({ interfaces, packets, bigEndian: true }, { interfaces, packets }));
    const once = (from: number) =>
      expected(packets).map((frame, index) => ({ ...frame, interface: frame.interface + from, linkType: index % 2 ? 101 : 1 }));
    assert.deepEqual(
      result.frames,
      [...once(0), ...once(2)].map((frame, index) => ({ ...frame, number: index + 1 })),
    );
    assert.equal(result.notes.interfaces, 4);
    assert.deepEqual(result.notes.problems, []);
  });

  it('reads simple packets, whose time is that of the frame before and whose length is that of the first interface', () => {
    const [first, second, third] = somePackets(3) as [PacketInFile, PacketInFile, PacketInFile];
    const long = { ...third, bytes: third.bytes.slice(0, 20), wireLength: 1000, kind: 'simple' as const };
    const packets = [first, { ...second, kind: 'simple' as const }, long];
    const result = readFile(pcapngFile({ interfaces: [{ snaplen: 20 }], packets }));
    assert.deepEqual(
      result.frames.map(frame => [frame.time, frame.bytes.length, frame.wireLength]),
      [
        [first.time, first.bytes.length, first.bytes.length],
        [first.time, 20, second.bytes.length],
        [first.time, 20, 1000],
      ],
    );
    assert.match(result.notes.problems.join(), /^Frame 2 \(at byte \d+\) has no time/);
  });

  it('hands out the TLS key logs of a pcapng file', () => {
    const text = `CLIENT_RANDOM ${'5a'.repeat(32)} ${'c3'.repeat(48)}\n`;
    for (const bigEndian of [false, true]) {
      const result = readFile(pcapngFile({ bigEndian, packets: PACKETS, before: [keyLogBlock(text, bigEndian)] }));
      assert.deepEqual(result.file.keyLogs, [text]);
      assert.deepEqual(result.frames, FRAMES);
    }
  });

  it('says how many packets an interface lost, by its last statistics', () => {
    const statistics = (lost: number): Uint8Array => {
      const value = concat([numbers()(lost, 4), numbers()(0, 4)]);
      return block(5, [new Uint8Array(12), option(5, value), option(0, new Uint8Array())]);
    };
    const result = readFile(pcapngFile({ packets: PACKETS, before: [statistics(3)], after: [statistics(12)] }));
    assert.deepEqual(result.notes.problems, ['Interface 0 lost 12 packets: they are not in the file.']);
  });

  it('fills the notes', () => {
    const [first, second, third] = somePackets(3) as [PacketInFile, PacketInFile, PacketInFile];
    const { notes } = readFile(pcapFile([second, first, third]));
    assert.deepEqual(
      {
        frames: notes.frames,
        first: notes.first,
        last: notes.last,
        unsorted: notes.unsorted,
        interfaces: notes.interfaces,
      },
      { frames: 3, first: first.time, last: third.time, unsorted: 1, interfaces: 1 },
    );
  });

  it('says where the bytes of a frame stand', () => {
    for (const file of [pcapFile(PACKETS), pcapngFile({ packets: PACKETS })]) {
      for (const size of [1, 64, file.length]) {
        const { offsets, frames } = readFile(file, size);
        offsets.forEach((offset, index) => {
          const { bytes } = frames[index]!;
          assert.deepEqual([...file.subarray(offset, offset + bytes.length)], bytes);
        });
      }
    }
  });

  it('is the same in pieces of any size', () => {
    const files = [
      ...Object.values(pcaps).map(options => pcapFile(PACKETS, options)),
      ...Object.values(pcapngs).map(section => pcapngFile(section, section)),
      pcapngFile({ packets: PACKETS, before: [block(0xbad, [new Uint8Array(9000)]), keyLogBlock('RSA 1 2\n')] }),
      gzipSync(pcapFile(PACKETS)),
      new TextEncoder().encode('INVITE sip:bob@example.com SIP/2.0\r\n'),
    ];
    for (const file of files) {
      const whole = seen(readFile(file));
      for (const size of SIZES) assert.deepEqual(seen(readFile(file, size)), whole);
    }
  });
});
