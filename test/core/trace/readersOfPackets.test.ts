import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseEndpoint } from '../../../server/src/core/trace/envelope';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { message, OFFER } from '../../support/framings';
import { cleanTexts, messagesOf, readAs } from '../../support/pieces';

const NOON = Date.UTC(2026, 2, 1, 12, 0, 0) * 1000;
const invite = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', OFFER);
const busy = message('SIP/2.0 486 Busy Here', 'call', '1 INVITE');
const lines = (list: readonly string[], end = '\n'): string => list.map(line => line + end).join('');
const alice = { host: '192.0.2.20', port: 5060 };
const bob = { host: '198.51.100.7', port: 5080 };

describe('ngrep -W byline', () => {
  it('takes the CR dots off and keeps the envelope', () => {
    const text =
      'interface: eth0 (192.0.2.0/255.255.255.0)\nfilter: ( port 5060 )\n####\n' +
      `U 2026/03/01 12:00:00.000250 192.0.2.20:5060 -> 198.51.100.7:5080 #5\n${lines(invite, '.\n')}\n\n` +
      `T 12:00:01.5 198.51.100.7:5080 -> 192.0.2.20:5060 [AP] #6\n${lines(busy, '.\n')}\n\n`;
    const [first, second] = readAs('ngrep-byline', text);
    assert.equal(first!.clean.text, lines(invite));
    assert.deepEqual(first!.envelope, { time: NOON + 250, source: alice, destination: bob, transport: 'UDP' });
    assert.equal(second!.clean.text, lines(busy));
    assert.deepEqual(second!.envelope, { time: 43_201_500_000, source: bob, destination: alice, transport: 'TCP' });
  });

  it('takes one dot only from a line that ends in dots of its own', () => {
    const dotted = busy.map(line => (line.startsWith('Call-ID') ? 'Call-ID: NWVj..' : line));
    const [found] = readAs('ngrep-byline', `U 192.0.2.20:5060 -> 198.51.100.7:5080\n${lines(dotted, '.\n')}\n`);
    assert.equal(found!.clean.text, lines(dotted));
    assert.equal(found!.envelope.time, undefined);
  });

  it('takes no dot from a message that has bare line feeds', () => {
    const sentence = busy.map(line => (line.startsWith('SIP') ? 'SIP/2.0 486 I am busy.' : line));
    const [found] = readAs('ngrep-byline', `U +0.013 192.0.2.20:5060 -> 198.51.100.7:5080 #1\n${lines(sentence)}\n`);
    assert.equal(found!.clean.text, lines(sentence));
  });

  it('reads IPv6 addresses, and joins the fragments of a datagram', () => {
    const head = lines(invite, '.\n');
    const cut = head.indexOf('8000');
    const text =
      `U 2026/03/01 12:00:00.000250 2001:db8::1:5060 -> 2001:db8:0:0:0:0:0:2:5062 77@0:1440 #1\n${head.slice(0, cut)}\n\n` +
      `U 2026/03/01 12:00:00.000260 2001:db8::1 -> 2001:db8:0:0:0:0:0:2 +77@1448:250 #2\n${head.slice(cut)}\n\n`;
    const [found, none] = readAs('ngrep-byline', text);
    assert.equal(none, undefined);
    assert.equal(found!.clean.text, lines(invite));
    assert.deepEqual(found!.envelope.source, { host: '2001:db8::1', port: 5060 });
    assert.deepEqual(found!.envelope.destination, { host: '2001:db8:0:0:0:0:0:2', port: 5062 });
    assert.deepEqual(parseEndpoint('2001:db8:0:0:0:0:0:2'), { host: '2001:db8:0:0:0:0:0:2' });
  });

  it('leaves the other forms of ngrep alone', () => {
    const wrapped = `U 192.0.2.20:5060 -> 198.51.100.7:5080 #1\n  ${busy.join('..')}..\n\n`;
    const single = `U 192.0.2.20:5060 -> 198.51.100.7:5080 #1\n${busy.join('..')}..\n\n`;
    assert.deepEqual(messagesOf(openTrace(wrapped, 'ngrep-byline')), []);
    assert.deepEqual(messagesOf(openTrace(single, 'ngrep-byline')), []);
  });
});

describe('Kamailio sipdump', () => {
  const dump = (fields: Record<string, string>, payload: string): string =>
    `${'='.repeat(20)}\n${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('')}${'~'.repeat(20)}\n${payload}${'|'.repeat(20)}\n`;
  const fields = {
    tag: 'rcv',
    pid: '77',
    process: '3',
    time: '1772366400.000250',
    date: 'Sun Mar  1 13:00:00 2026',
    proto: 'ws ipv4',
    srcip: '192.0.2.20',
    srcport: '5060',
    dstip: '198.51.100.7',
    dstport: '5080',
  };

  it('reads tag, time, transport and addresses', () => {
    const text =
      dump(fields, lines(invite)) +
      dump({ ...fields, tag: 'snd', proto: 'tls ipv6', srcip: '2001:DB8::1', time: '1772366401' }, lines(busy));
    const [first, second] = readAs('kamailio-sipdump', text);
    assert.equal(first!.clean.text, lines(invite));
    assert.deepEqual(first!.envelope, {
      time: NOON + 250,
      source: alice,
      destination: bob,
      transport: 'WS',
      direction: 'received',
      observer: 'gateway',
    });
    assert.equal(second!.clean.text, lines(busy));
    assert.deepEqual(second!.envelope, {
      time: NOON + 1_000_000,
      source: { host: '2001:db8::1', port: 5060 },
      destination: bob,
      transport: 'TLS',
      direction: 'sent',
      observer: 'gateway',
    });
  });

  it('finds the bars behind a body that has no last line end', () => {
    const [found] = readAs('kamailio-sipdump', dump(fields, invite.join('\n')));
    assert.equal(found!.clean.text, lines(invite));
  });

  it('has no message where a browser asks for a WebSocket', () => {
    const upgrade = dump({ ...fields, proto: 'tcp ipv4' }, 'GET / HTTP/1.1\nUpgrade: websocket\n\n');
    const found = readAs('kamailio-sipdump', upgrade + dump(fields, lines(invite)));
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite)],
    );
  });
});

describe('SIPp -trace_msg', () => {
  const dashes = '-'.repeat(47);

  it('reads the words of 3.6 and of 3.7', () => {
    const text =
      'Problem EAGAIN on socket  6 and poll_idx  is 1 \n' +
      `${dashes} 2026-03-01 12:00:00.000250\nUDP message sent (832 bytes):\n\n${lines(invite)}\n` +
      `${dashes} 2026-03-01 12:00:00.500000\nTCP message received [291] bytes :\n\n${lines(busy)}\n` +
      `${dashes} 2026-03-01T12:00:01.000000Z\nTLS message sent [291] bytes:\n\n${lines(busy)}\n`;
    const found = readAs('sipp-trace_msg', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [invite, busy, busy].map(one => lines(one)),
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: NOON + 250, transport: 'UDP', direction: 'sent', observer: 'endpoint', loggedLength: 832 },
        { time: NOON + 500_000, transport: 'TCP', direction: 'received', observer: 'endpoint', loggedLength: 291 },
        { time: NOON + 1_000_000, transport: 'TLS', direction: 'sent', observer: 'endpoint', loggedLength: 291 },
      ],
    );
  });
});

describe('baresip -s', () => {
  it('reads coloured messages and leaves the chatter behind them', () => {
    const text =
      `baresip is ready.\n\r[0:00:01] audio=0/0 (bit/s)    \r\u001b[36;1m#\nUDP 192.0.2.20:5060 -> 198.51.100.7:5080\n${lines(invite)}\u001b[;m\n` +
      'call: connecting..\nua: using AF: af=AF_INET\n' +
      `12:00:00.250#\nWSS [2001:db8::1]:5060 -> 192.0.2.20:5060\n${lines(busy)}\n` +
      `12:00:01.250|TX\nTLS 192.0.2.20:5060 -> 198.51.100.7:5080\n${lines(busy)}\n`;
    const found = readAs('baresip-siptrace', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [invite, busy, busy].map(one => lines(one)),
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: undefined, source: alice, destination: bob, transport: 'UDP', direction: undefined },
        { time: 43_200_250_000, source: { host: '2001:db8::1', port: 5060 }, destination: alice, transport: 'WSS', direction: undefined },
        { time: 43_201_250_000, source: alice, destination: bob, transport: 'TLS', direction: 'sent' },
      ],
    );
  });

  it('reads what a terminal made CR CR LF of, and what an editor makes of that', () => {
    const frame = (end: string): string =>
      `\u001b[36;1m#\r\nUDP 192.0.2.20:5060 -> 198.51.100.7:5080\r\n${lines(invite, end)}\u001b[;m\r\ncall: connecting\r\n`;
    for (const end of ['\r\r\n', '\r\n\r\n', '\n\n']) {
      assert.deepEqual(cleanTexts(openTrace(frame(end) + frame(end))), [lines(invite), lines(invite)], JSON.stringify(end));
      readAs('baresip-siptrace', frame(end) + frame(end));
    }
    assert.deepEqual(cleanTexts(openTrace(lines(invite, '\r\n\r\n'))), [lines(invite)]);
  });
});
