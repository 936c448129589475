import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { ListedCapture } from '../../../server/src/core/listing/listedCapture';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { keyLogBlock, type PacketInFile, pcapFile, pcapngFile } from '../../support/capture/files';
import { concat, ethernet, ipip, labels, loopback, ppp, pppoe, sll, sll2, tcpPacket, u8 } from '../../support/capture/packets';
import { fragmented, overTcp, packetOf, packetsOf, recipe, type Step } from '../../support/capture/recipe';

/** What the messages and the media of a capture are, without where they stood in it. */
interface Seen {
  readonly messages: readonly string[];
  readonly media: readonly string[];
  readonly problems: readonly string[];
}

function listed(file: Uint8Array, piece = file.length): ListedCapture {
  const capture = new ListedCapture('recipe.pcap', undefined);
  for (let at = 0; at < file.length; at += piece) capture.push(file.subarray(at, at + piece));
  capture.end();
  return capture;
}

const textOf = (capture: ListedCapture): string => [...capture.texts()].map(({ text }) => text).join('');

function seen(file: Uint8Array, piece?: number): Seen {
  const capture = listed(file, piece);
  const records = openTrace(textOf(capture)).records;
  const messages = records.flatMap(({ message }) => {
    const { time, source, destination } = message?.envelope ?? {};
    return message ? [`${time} ${source?.host}:${source?.port} > ${destination?.host}:${destination?.port}\n${message.clean.text}`] : [];
  });
  const media = records
    .flatMap(({ evidence }) => evidence ?? [])
    .flatMap(one => {
      if (one.kind !== 'rtp' && one.kind !== 'stun') return [];
      const { kind, source, destination, packets, first, last } = one;
      const what = kind === 'rtp' ? `lost ${one.lost}` : `requests ${one.requests}`;
      return [`${kind} ${source.host}:${source.port} > ${destination.host}:${destination.port} ${packets} ${first} ${last} ${what}`];
    });
  return { messages, media, problems: capture.evidence.problems };
}

const plain = seen(pcapFile(packetsOf(recipe)));
const same = (packets: readonly PacketInFile[]): void => assert.deepEqual(seen(pcapFile(packets)), plain);

describe('a capture from a recipe', () => {
  it('is the call that the recipe says', () => {
    assert.deepEqual(
      plain.messages.map(text => text.split('\n')[1]),
      [
        'INVITE sip:bob@192.0.2.20 SIP/2.0',
        'SIP/2.0 180 Ringing',
        'SIP/2.0 200 OK',
        'ACK sip:bob@192.0.2.20 SIP/2.0',
        'BYE sip:bob@192.0.2.20 SIP/2.0',
        'SIP/2.0 200 OK',
      ],
    );
    assert.deepEqual([...plain.media].sort(), [
      'rtp 192.0.2.1:4000 > 192.0.2.20:6000 3 1800000001020000 1800000001060000 lost 0',
      'rtp 192.0.2.20:6000 > 192.0.2.1:4000 3 1800000001025000 1800000001065000 lost 0',
      'stun 203.0.113.20:40000 > 203.0.113.10:30000 1 1800000001100000 1800000001100000 requests 1',
    ]);
    assert.deepEqual(plain.problems, []);
  });

  it('is the same in every form of file', () => {
    const packets = packetsOf(recipe);
    for (const options of [{ bigEndian: true }, { nanoseconds: true }, { modified: true }])
      assert.deepEqual(seen(pcapFile(packets, options)), plain, JSON.stringify(options));
    const half = packets.length / 2;
    const sections = [{ packets: packets.slice(0, half) }, { bigEndian: true, packets: packets.slice(half) }];
    assert.deepEqual(seen(pcapngFile(...sections)), plain);
    assert.deepEqual(seen(gzipSync(pcapFile(packets))), plain);
  });

  it('is the same in pieces of any size', () => {
    const file = pcapFile(packetsOf(recipe));
    for (const piece of [1, 13, 500]) assert.deepEqual(seen(file, piece), plain, `${piece} bytes`);
  });

  it('is the same on every link', () => {
    const links: readonly [number, (packet: Uint8Array) => Uint8Array][] = [
      [1, packet => ethernet(packet, { vlan: [100] })],
      [1, packet => ethernet(packet, { vlan: [200, 100] })],
      [1, packet => concat(ethernet('', { type: 0x8847 }), labels([16]), packet)],
      [1, packet => ethernet(ipip('198.51.100.1', '198.51.100.2', packet))],
      [1, packet => ethernet(pppoe(packet), { type: 0x8864 })],
      [113, packet => sll(packet)],
      [276, packet => sll2(packet)],
      [101, packet => packet],
      [0, packet => loopback(packet, 2)],
      [9, ppp],
    ];
    for (const [linkType, frame] of links)
      assert.deepEqual(seen(pcapFile(packetsOf(recipe, frame), { linkType })), plain, `link type ${linkType}: ${frame}`);
  });

  it('is the same in fragments, also in another order', () => {
    same(fragmented(recipe));
    same(fragmented(recipe).reverse());
  });

  it('is the same where each packet was seen twice', () => {
    same(packetsOf(recipe).flatMap(packet => [packet, packet]));
  });

  it('is the same where its packets are in another order', () => {
    const packets = packetsOf(recipe);
    for (let turn = 1; turn < packets.length; turn++) {
      const found = seen(pcapFile([...packets.slice(turn), ...packets.slice(0, turn)]));
      assert.deepEqual(found.messages, plain.messages, `turned by ${turn}`);
      assert.deepEqual([...found.media].map(counted).sort(), plain.media.map(counted).sort(), `turned by ${turn}`);
    }
  });

  it('has the same messages over TCP, in segments of any size, and sent again', () => {
    for (const size of [7, 100, 5000]) {
      const segments = overTcp(recipe, size);
      assert.deepEqual(seen(pcapFile(segments)), plain, `${size} bytes`);
      assert.deepEqual(seen(pcapFile(segments.flatMap(one => (one.bytes[23] === 6 ? [one, one] : [one])))), plain, `${size} bytes, twice`);
    }
  });

  it('is read as far as it goes, wherever it is cut', () => {
    const file = pcapFile(packetsOf(recipe));
    for (let length = 24; length < file.length; length++) {
      const found = seen(file.subarray(0, length));
      assert.deepEqual(found.messages, plain.messages.slice(0, found.messages.length), `cut at ${length}`);
      assert.ok(found.problems.length === 1 || isWhole(length), `cut at ${length} and not said: ${found.problems}`);
    }
  });

  it('says how many of its TLS streams it holds the keys of', () => {
    const hello = (random: number): Uint8Array =>
      concat(u8(22, 3, 1, 0, 80, 1, 0, 0, 76, 3, 3), new Uint8Array(32).fill(random), new Uint8Array(42));
    const stream = (port: number, random: number): PacketInFile => ({
      time: 0,
      bytes: tcpPacket({ source: `192.0.2.20:${port}`, destination: '192.0.2.1:5061', seq: 1, payload: hello(random) }),
    });
    const keys = keyLogBlock(`# a comment\nCLIENT_RANDOM ${'5A'.repeat(32)} ${'00'.repeat(48)}\n`);
    const file = pcapngFile({ packets: [stream(4001, 0x5a), stream(4002, 0x5b)], before: [keys] });
    const { encrypted, decryptable } = listed(file).evidence;
    assert.deepEqual([encrypted, decryptable], [2, 1]);
  });

  it('loses of a message what the snap length cut, and says how much', () => {
    const cut = packetsOf(recipe).map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, 200), wireLength: bytes.length }));
    const records = openTrace(textOf(listed(pcapFile(cut)))).records;
    const [invite] = records.flatMap(({ message }) => (message?.clean.text.startsWith('INVITE') ? [message] : []));
    const [step] = recipe;
    const whole = new TextEncoder().encode(String(step!.payload)).length;
    assert.equal(invite!.envelope.wire!.bytes, whole);
    assert.equal(invite!.envelope.wire!.cut, packetOf(step!).length + 14 - 200);
  });
});

/** A flow without its first and last time: in another order these are those of the first and the last in the file. */
const counted = (line: string): string => line.split(' ').slice(0, 5).join(' ');

/** Whether a file of the recipe that is cut here ends between two packets. */
const isWhole = (length: number): boolean => {
  let end = 24;
  for (const step of recipe as readonly Step[]) {
    if (length === end) return true;
    end += 16 + 14 + packetOf(step).length;
  }
  return false;
};
