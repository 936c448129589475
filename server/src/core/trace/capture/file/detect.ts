/** Bytes of a file that are looked at to say what it is. */
export const HEAD = 512;

/** What files begin with that are no pcap and no pcapng, in hexadecimal, and what is said of them. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['28b52ffd', 'compressed with Zstandard: decompress it with zstd -d and open the result'],
  ['04224d18', 'compressed with LZ4: decompress it with lz4 -d and open the result'],
  ['02214c18', 'compressed with LZ4: decompress it with lz4 -d and open the result'],
  ['fd377a585a00', 'compressed with xz: decompress it with xz -d and open the result'],
  ['425a68', 'compressed with bzip2: decompress it with bzip2 -d and open the result'],
  ['1f8b', 'compressed with gzip once more: decompress it with gzip -d and open the result'],
  ['1f9d', 'compressed with compress: decompress it with uncompress and open the result'],
  ['504b0304', 'a ZIP archive: unpack it and open the capture in it'],
  ['377abcaf271c', 'a 7-Zip archive: unpack it and open the capture in it'],
  ['526172211a07', 'a RAR archive: unpack it and open the capture in it'],
  ['736e6f6f70000000', inForm('snoop (Solaris)')],
  ['6274736e6f6f7000', 'a Bluetooth capture (btsnoop)'],
  ['474d4255', inForm('Microsoft Network Monitor 2')],
  ['52545353', inForm('Microsoft Network Monitor 1')],
  ['5452534e494646', inForm('Sniffer (Network General)')],
  ['58435000', inForm('NetXRay')],
  ['1c0001ac', inForm('IXIA lcap')],
  ['1c0001ab', inForm('IXIA lcap')],
  ['ac01001c', inForm('IXIA lcap')],
  ['ab01001c', inForm('IXIA lcap')],
  ['69707472616365', inForm('iptrace (AIX)')],
];

function inForm(name: string): string {
  return `a capture in the form of ${name}: convert it with editcap -F pcapng and open the result`;
}

const TAR = '7573746172';
const TAR_AT = 257;

/** A sentence on what a file is that is no capture we read, from its first bytes; `whole`: there are no more. */
export function whatItIs(head: Uint8Array, whole: boolean): string {
  if (head.length === 0) return 'The file is empty.';
  const hex = (start: number, length: number): string =>
    [...head.subarray(start, start + length)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const first = hex(0, 8);
  const known = BEGINNINGS.find(([beginning]) => first.startsWith(beginning));
  if (known) return `The file is ${known[1]}.`;
  if (hex(TAR_AT, 5) === TAR) return 'The file is a tar archive: unpack it and open the capture in it.';
  if (isText(head)) return 'The file is text and no capture: a capture is a pcap or pcapng file.';
  if (head.every(byte => byte === 0)) return `The file is no capture: ${whole ? 'all of it' : 'its beginning'} is zeros.`;
  if (isErf(head)) return `The file looks like ${inForm('ERF (Endace)')}.`;
  return `The file is no capture: it begins with ${hex(0, 4)}, as neither pcap nor pcapng does.`;
}

/** No control characters but those of text, and mostly ASCII; or UTF-16 by its mark. */
function isText(head: Uint8Array): boolean {
  const mark = (head[0]! << 8) | (head[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) return true;
  const printable = head.every(byte => byte >= 0x20 || (byte >= 9 && byte <= 13) || byte === 0x1b);
  return printable && head.filter(byte => byte < 0x7f).length * 2 > head.length;
}

/** ERF has no magic: eight bytes of time, type, flags, record length, loss counter, wire length. */
function isErf(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const seconds = (head[4]! | (head[5]! << 8) | (head[6]! << 16) | (head[7]! << 24)) >>> 0;
  const type = head[8]! & 0x7f;
  const length = (head[10]! << 8) | head[11]!;
  // From the year 2000 to 2038.
  return seconds > 946_684_800 && seconds < 2 ** 31 && type >= 1 && type <= 48 && length >= 16;
}
