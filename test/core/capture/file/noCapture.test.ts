import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readFile } from './readFile';

const bytes = (hex: string): Uint8Array => Uint8Array.from((hex.match(/../g) ?? []).map(pair => Number.parseInt(pair, 16)));
const filled = (hex: string): Uint8Array => {
  const all = new Uint8Array(1000).map((_, at) => at * 7);
  all.set(bytes(hex));
  return all;
};
const tar = (): Uint8Array => {
  const all = new Uint8Array(1024);
  all.set(new TextEncoder().encode('capture.pcap'));
  all.set(new TextEncoder().encode('ustar'), 257);
  return all;
};

/** An ERF record of Ethernet, 64 bytes, in November 2023. */
const ERF = '00000000f1535665020000400000003c';

const FILES: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['empty', new Uint8Array(), /^The file is empty\.$/],
  ['of three bytes', bytes('d4c3b2'), /^The file is no capture: it begins with d4c3b2, as neither/],
  ['text', new TextEncoder().encode('INVITE sip:bob@example.com SIP/2.0\r\n'), /^The file is text and no capture/],
  ['text of other letters', new TextEncoder().encode('Anruf mit Störung\n'), /^The file is text/],
  ['text in UTF-16', bytes('fffe49004e00'), /^The file is text/],
  ['compressed with Zstandard', filled('28b52ffd'), /^The file is compressed with Zstandard: decompress it with zstd -d/],
  ['compressed with LZ4', filled('04224d18'), /^The file is compressed with LZ4/],
  ['compressed with xz', filled('fd377a585a00'), /^The file is compressed with xz/],
  ['a ZIP archive', filled('504b0304'), /^The file is a ZIP archive/],
  ['a tar archive', tar(), /^The file is a tar archive/],
  ['snoop', filled('736e6f6f7000000000000002'), /^The file is a capture in the form of snoop .*editcap/],
  ['of Network Monitor', filled('474d4255'), /^The file is a capture in the form of Microsoft Network Monitor 2/],
  ['ERF', filled(ERF), /^The file looks like a capture in the form of ERF/],
  ['all zeros', new Uint8Array(100), /all of it is zeros/],
  ['something else', filled('0badcafe'), /^The file is no capture: it begins with 0badcafe/],
];

describe('a file that is no capture', () => {
  for (const [name, file, sentence] of FILES) {
    it(`is said to be: ${name}`, () => {
      for (const size of [1, 7, 4096]) {
        const result = readFile(file, size);
        assert.match(result.file.failure!, sentence);
        assert.equal(result.file.form, undefined);
        assert.deepEqual(result.frames, []);
      }
    });
  }
});
