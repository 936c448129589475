import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { convertTrace } from '../../../server/src/core/listing/convertedTrace';
import { claimsConversion, converters } from '../../../server/src/core/trace/convert/index';
import type { ConversionSink } from '../../../server/src/core/trace/convert/types';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { captureText, dateOf, messagesOf, ngrepOf, packetsOf, tcpdumpRows, treeOf, tsharkRows } from '../../support/printed';

const CAPTURE = readFileSync(path.resolve('test/fixtures/captures/bad-dtls-on-sip-leg.pcapng'));
const MESSAGES = messagesOf(captureText(CAPTURE));
const PACKETS = packetsOf(CAPTURE).filter(packet => packet.bytes.length < 1000);
const colons = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').match(/../g)!.join(':');

/** One text of each form. */
const FORMS: Readonly<Record<string, string>> = {
  'tcpdump -XX': PACKETS.map(({ time, bytes }) => `${dateOf(time)} IP a > b\n${tcpdumpRows(bytes)}`).join(''),
  'tshark -x': PACKETS.map(
    ({ bytes }) => `Frame (${bytes.length} bytes):\n${tsharkRows(bytes)}\nReassembled TCP (9 bytes):\n${tsharkRows(bytes)}\n`,
  ).join(''),
  'tshark -O': MESSAGES.map(treeOf).join(''),
  'tshark -V': MESSAGES.map(treeOf).join('').replaceAll('Ethernet II', '    Epoch Time: 1795340321.570911845 seconds\nEthernet II'),
  'tshark -T json': MESSAGES.map(
    ({ clean }, index) =>
      `{"_source": {"layers": {"frame": {"frame.number": "${index}"}, "ip": {"ip.src": "192.0.2.1", "ip.dst": "2001:db8::1"}, "udp": {"udp.srcport": "5060", "udp.dstport": "5060", "udp.payload": "${colons(Buffer.from(clean.text))}"}, "sip": {"sip.Status-Line": "SIP/2.0 200 OK", "sip.msg_hdr": ${JSON.stringify(clean.text)}}}}}`,
  ).join(',\n'),
  'tshark -T pdml': `<pdml>${MESSAGES.map(
    ({ clean }) =>
      `<packet><proto name="frame"/><proto name="sip"><field name="sip.Status-Line" show="SIP/2.0 200 OK"/><field name="sip.msg_hdr" show="${clean.text.replace(/[<>&"]/g, '&#x3c;')}"/></proto></packet>`,
  ).join('\n')}</pdml>`,
  ngrep: MESSAGES.map(message => ngrepOf(message, 77)).join(''),
  'ngrep -W single': MESSAGES.map(message => ngrepOf(message)).join(''),
};

/** What is converted can be read again, message by message. */
function examine(text: string): void {
  const trace = convertTrace(text, 'x');
  if (trace) assert.equal(messagesOf(trace.text).length, trace.messages);
}

const nothing: ConversionSink = { packet: () => 0, message: () => {}, connection: () => {}, filtered: () => {}, problem: () => {} };

describe('texts of tools with something before every line', () => {
  const PREFIXES = {
    'a quoting mail': '> ',
    'one that quotes twice': '>> ',
    'an indentation': '    ',
    containers: 'capture-1  | ',
    'line numbers': '12: ',
  };
  for (const [name, text] of Object.entries(FORMS)) {
    it(`are read as without it: ${name}`, () => {
      const wanted = convertTrace(text, 'x')!;
      for (const [where, prefix] of Object.entries(PREFIXES)) {
        const prefixed = `Here is what I see:\n\n${text.replace(/^.*$/gm, line => (line === '' ? prefix.trimEnd() : prefix + line))}\n`;
        const trace = convertTrace(prefixed, 'x');
        assert.equal(trace?.format, wanted.format, where);
        assert.equal(trace.text, wanted.text, where);
        assert.equal(openTrace(prefixed).records.filter(record => record.message).length, 0, `${where}: also read in place`);
      }
    });
  }
});

describe('texts of tools that are broken', () => {
  for (const [name, text] of Object.entries(FORMS)) {
    it(`are whole to begin with: ${name}`, () => assert.ok((convertTrace(text)?.messages ?? 0) > 5));

    it(`may be cut anywhere: ${name}`, () => {
      const step = Math.ceil(text.length / 60);
      for (let end = 1; end < text.length; end += step) {
        examine(text.slice(0, end));
        examine(text.slice(end));
      }
    });

    it(`may have their lines in any order: ${name}`, () => {
      const lines = text.slice(0, 60_000).split('\n');
      fc.assert(
        fc.property(fc.shuffledSubarray(lines), shuffled => examine(shuffled.join('\n'))),
        { numRuns: 10 },
      );
    });
  }

  it('may be of any letters', () => {
    const words = fc.constantFrom(
      ...[
        'Frame 1: ',
        'Session Initiation Protocol (INVITE)',
        '\n',
        '    ',
        '        ',
        'Request-Line: ',
        'INVITE sip:a SIP/2.0',
        '..',
        '....',
        '{',
        '}',
      ],
      ...[
        '[',
        ']',
        '"',
        '\\',
        ':',
        ',',
        '"_source"',
        '"layers"',
        '"sip"',
        '"sip.msg_hdr"',
        '<packet>',
        '<proto name="sip">',
        '</proto>',
        '<field name="',
        '&#x110000;',
      ],
      ...[
        '0000  45 00 ',
        '\t0x0000:  4500 ',
        'U 192.0.2.1:1 -> 192.0.2.2:2 #1',
        'T +1.2 a:1 -> b:2',
        'Content-Length: 99999999',
        'Reassembled TCP (1 bytes):',
        '\r',
        '\u0000',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 60 }), parts => {
        const text = parts.join('');
        examine(text);
        // Whatever claims a text or not: each converter has to stand it.
        for (const { convert } of converters) convert(text, nothing);
      }),
      { numRuns: 300 },
    );
  });
});

const MB = 1_000_000;

/** What is large: one line, one packet, one nest of them. */
const LARGE: Readonly<Record<string, () => string>> = {
  'a line of 50 MB': () => 'x'.repeat(50 * MB),
  'a line of 50 MB of dots': () => `U 192.0.2.1:5060 -> 192.0.2.2:5060 #1 SIP/2.0 200 OK..Via: a${'.'.repeat(50 * MB)}`,
  'a long line of hex': () => `0000  ${'45 '.repeat(MB)}`,
  'a line of 50 MB of spaces': () => `Frame 1: 1\nSession Initiation Protocol (INVITE)\n    Request-Line: a${' '.repeat(50 * MB)}x`,
  'a string of 50 MB': () => `{"_source": {"layers": {"sip": {"sip.Request-Line": "${'a\\'.repeat(25 * MB)}`,
  'lists in lists': () => `{"_source": {"layers": {"sip": ${'['.repeat(MB)}`,
  'objects in objects': () => `{"_source": {"layers": ${'{"a":'.repeat(MB)}`,
  'elements in elements': () => `<pdml><packet>${'<proto name="sip">'.repeat(MB / 2)}`,
  'one long tag': () => `<pdml><packet><proto name="sip" ${'a="b" '.repeat(MB / 2)}>`,
  'tags that do not end': () => `<pdml>${'<'.repeat(20 * MB)}`,
  'one packet of very many rows': () => `0000  45 00\n${'0010  45 00 00 00\n'.repeat(MB / 5)}`,
  'very many packets': () => '\t0x0000:  4500 0014 0000 0000 4011 0000 c000 0201 c000 0202\n'.repeat(MB / 5),
  'one packet of many messages': () => `T 192.0.2.1:1 -> 192.0.2.2:2 [A] #1\n  ${'SIP/2.0 200 OK..A: b....'.repeat(MB)}`,
  'a message of very many segments': () =>
    `T 192.0.2.1:1 -> 192.0.2.2:2 [A] #1\n  SIP/2.0 200 OK..A: b\n\n${'T 192.0.2.1:1 -> 192.0.2.2:2 [A] #1\n  c\n\n'.repeat(MB / 5)}`,
  'a message of very many header fields': () =>
    `Session Initiation Protocol (INVITE)\n    Request-Line: INVITE sip:a SIP/2.0\n    Message Header\n${'        A: b\n'.repeat(MB / 5)}`,
};

describe('texts of tools that are large', function () {
  // A hang becomes a failure; it is no measure of speed.
  this.timeout(120_000);

  for (const [name, make] of Object.entries(LARGE)) {
    it(name, () => {
      const text = make();
      claimsConversion(text);
      convertTrace(text);
      for (const { convert } of converters) convert(text, nothing);
    });
  }
});
