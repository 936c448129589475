import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { convertTrace } from '../../../server/src/core/listing/convertedTrace';
import { captureText, dateOf, messagesOf, packetsOf, tcpdumpRows, tsharkRows } from '../../support/printed';

const CAPTURES = path.resolve('test/fixtures/captures');
const NAMES = ['bad-dtls-on-sip-leg.pcapng', 'bad-codec-g729-to-webrtc.pcapng'];

/** All but what is said of the whole file. */
const withoutCapture = (text: string): string => text.replace(/^# sip-trace: capture .*\n/gm, '');

/** Only the messages with the places that every form tells. */
const essence = (text: string): unknown[] =>
  messagesOf(text).map(({ envelope: { source, destination, transport }, clean }) => ({ source, destination, transport, text: clean.text }));

function converted(text: string): string {
  const trace = convertTrace(text, 'dump.txt');
  assert.ok(trace);
  return trace.text;
}

for (const name of NAMES) {
  const file = readFileSync(path.join(CAPTURES, name));
  const packets = packetsOf(file);
  const wanted = captureText(file);

  describe(`${name}, printed as bytes`, () => {
    it('gives the text of the capture, from tcpdump -XX -tttt', () => {
      const dump = packets
        .map(({ time, bytes }) => `${dateOf(time)} IP 192.0.2.1.5060 > 192.0.2.2.5060: UDP\n${tcpdumpRows(bytes)}`)
        .join('');
      const trace = convertTrace(dump, 'dump.txt');
      assert.equal(trace?.format, 'tcpdump-X');
      assert.equal(withoutCapture(trace.text), withoutCapture(wanted));
    });

    it('gives the same messages from tcpdump -X, which leaves out the link and the date', () => {
      const dump = packets
        .map(({ time, bytes }) => `${dateOf(time).slice(11)} IP 192.0.2.1 > 192.0.2.2\n${tcpdumpRows(bytes, 14)}`)
        .join('');
      const text = converted(dump);
      assert.deepEqual(essence(text), essence(wanted));
      assert.ok(messagesOf(text).every(({ envelope }) => envelope.wire?.range === undefined));
      const times = (of: string): number[] => messagesOf(of).map(message => message.envelope.time! % 86_400_000_000);
      assert.deepEqual(times(text), times(wanted));
    });

    it('gives the text of the capture, from tshark -P -x with dates', () => {
      const dump = packets.map(
        ({ number, time, bytes }) => `${String(number).padStart(5)} ${dateOf(time)}000 a → b UDP\n\n${tsharkRows(bytes)}\n`,
      );
      const trace = convertTrace(dump.join(''), 'dump.txt');
      assert.equal(trace?.format, 'tshark-x');
      assert.equal(withoutCapture(trace.text), withoutCapture(wanted));
    });

    it('gives the same messages from tshark -x alone, in its order', () => {
      const trace = convertTrace(packets.map(({ bytes }) => `${tsharkRows(bytes)}\n`).join(''));
      assert.ok(trace);
      // Packets of two interfaces do not stand in the order of time.
      const sorted = (all: unknown[]): string[] => all.map(one => JSON.stringify(one)).sort();
      assert.deepEqual(sorted(essence(trace.text)), sorted(essence(wanted)));
      assert.deepEqual(trace.problems, ['The dump gives no times: packets stand in its order.']);
    });
  });
}

const OPTIONS = [
  'OPTIONS sip:200@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
  'From: <sip:100@example.com>;tag=a',
  'To: <sip:200@example.com>',
  'Call-ID: 1@example.com',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

/** An IPv4 packet without a link: `protocol`, its fragment field, and what stands behind its header. */
function ipv4(protocol: number, fragment: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt16BE(fragment, 6);
  header[8] = 64;
  header[9] = protocol;
  header.set([192, 0, 2, 1, 192, 0, 2, 2], 12);
  return Buffer.concat([header, payload]);
}

function udp(text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(5060, 0);
  header.writeUInt16BE(5062, 2);
  header.writeUInt16BE(8 + text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function tcp(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(40000, 0);
  header.writeUInt16BE(8080, 2);
  header.writeUInt32BE(sequence, 4);
  header[12] = 0x50;
  header[13] = 0x18;
  return ipv4(6, 0, Buffer.concat([header, payload]));
}

const ethernet = (packet: Buffer): Buffer => Buffer.concat([Buffer.from('02000000000202000000000108' + '00', 'hex'), packet]);

describe('a hex dump', () => {
  const packet = ipv4(17, 0, udp(OPTIONS));
  const links: Record<string, Buffer> = {
    Ethernet: ethernet(packet),
    'Ethernet with a VLAN': Buffer.concat([Buffer.from('020000000002020000000001810000640800', 'hex'), packet]),
    'Linux cooked': Buffer.concat([Buffer.from('00000001000602000000000100000800', 'hex'), packet]),
    'Linux cooked 2': Buffer.concat([Buffer.from('0800000000000003000100060200000000010000', 'hex'), packet]),
    'BSD loopback': Buffer.concat([Buffer.from('02000000', 'hex'), packet]),
    'IP alone': packet,
  };
  for (const [name, bytes] of Object.entries(links)) {
    it(`is read behind the link that its bytes show: ${name}`, () => {
      for (const dump of [tsharkRows(bytes), `10:00:00.000001 IP a > b\n${tcpdumpRows(bytes)}`]) {
        const [message] = messagesOf(converted(dump));
        assert.equal(message?.clean.text, OPTIONS.replaceAll('\r\n', '\n'));
        assert.deepEqual(message.envelope.destination, { host: '192.0.2.2', port: 5062 });
      }
    });
  }

  it('is read without its letters, and with upper and lower ends', () => {
    const bare = tsharkRows(packet).replace(/ {3,}\S+$/gm, '');
    assert.equal(essence(converted(bare)).length, 1);
    assert.equal(essence(converted(bare.replaceAll('\n', '\r\n'))).length, 1);
    assert.equal(essence(converted(tcpdumpRows(packet).replace(/ {2}\S+$/gm, ''))).length, 1);
  });

  it('is cut where the tool cut it: the rest is said to be missing', () => {
    const text = converted(tsharkRows(packet.subarray(0, 200)));
    assert.equal(messagesOf(text)[0]?.envelope.wire?.cut, packet.length - 200);
  });

  it('says what it lacks', () => {
    const rows = tsharkRows(packet).split('\n');
    const trace = convertTrace(`${tsharkRows(packet)}\n${[...rows.slice(0, 8), ...rows.slice(9)].join('\n')}\n0000  ff ff ff ff\n`);
    assert.deepEqual(trace?.problems.slice(1), [
      '1 packet of the dump lacks rows: what follows the gap is lost.',
      '1 packet of the dump is left out: no IP packet was found in it.',
    ]);
  });

  it('takes times of every kind that tcpdump prints', () => {
    const at = (...heads: string[]): (number | undefined)[] =>
      messagesOf(
        converted(
          heads.map((head, index) => `${head} IP a > b\n${tcpdumpRows(ipv4(17, 0, udp(OPTIONS.replace('1@', `${index}@`))))}`).join(''),
        ),
      ).map(message => message.envelope.time);
    assert.deepEqual(at('23:59:59.000001', '00:00:01.000000'), [86_399_000_001, 86_401_000_000]);
    assert.deepEqual(at('1795340321.570911'), [1_795_340_321_570_911]);
    assert.deepEqual(at('2026-11-22 09:38:41.570911'), [1_795_340_321_570_911]);
    // Since the packet before, and since the first one.
    assert.deepEqual(at(' 00:00:00.000000', ' 00:00:02.000000', ' 00:00:01.000000'), [0, 2_000_000, 3_000_000]);
    assert.deepEqual(at(' 00:00:00.000000', ' 00:00:01.000000', ' 00:00:02.000000'), [0, 1_000_000, 2_000_000]);
  });

  it('that was filtered has the messages that the tool put together', () => {
    const datagram = udp(OPTIONS);
    const last = ethernet(ipv4(17, 8, datagram.subarray(64)));
    const dump = `Frame (${last.length} bytes):\n${tsharkRows(last)}\nReassembled IPv4 (${datagram.length} bytes):\n${tsharkRows(datagram)}\n`;
    assert.deepEqual(essence(converted(dump)), [
      {
        source: { host: '192.0.2.1', port: 5060 },
        destination: { host: '192.0.2.2', port: 5062 },
        transport: 'UDP',
        text: OPTIONS.replaceAll('\r\n', '\n'),
      },
    ]);
  });

  it('of filtered streams has them as well, with their transport', () => {
    const text = Buffer.from(OPTIONS);
    const masked = Buffer.concat([
      Buffer.from([0x81, 0xfe, 0, text.length, 1, 2, 3, 4]),
      text.map((byte, index) => byte ^ ((index % 4) + 1)),
    ]);
    const last = ethernet(tcp(1000, masked.subarray(100)));
    const first = `Frame (${last.length} bytes):\n${tsharkRows(last)}\nReassembled TCP (${masked.length} bytes):\n${tsharkRows(masked)}\nUnmasked data (${text.length} bytes):\n${tsharkRows(text)}\n`;
    // What is not masked is no block of its own.
    const plain = ethernet(tcp(5000, Buffer.concat([Buffer.from([0x81, 126, 0, text.length]), text])));
    const found = essence(converted(`${first}${tsharkRows(plain)}\n`)) as { transport: string; text: string }[];
    assert.deepEqual(
      found.map(one => [one.transport, one.text]),
      Array.from({ length: 2 }, () => ['WS', OPTIONS.replaceAll('\r\n', '\n')]),
    );
  });
});
