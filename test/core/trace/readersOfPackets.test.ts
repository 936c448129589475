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

describe('sipgrep', () => {
  it('takes colours and CR dots off, wherever the colour ends', () => {
    const colour = (text: string): string => `\u001b[1m\u001b[36m${text}\u001b[0m`;
    const coloured = busy.map(line =>
      line.startsWith('Via')
        ? line.replace(/branch=.*/, colour('$&.'))
        : line.startsWith('Call-ID')
          ? line.replace(/ .*/, colour('$&.'))
          : `${line}.`,
    );
    const text =
      `input: call.pcap\nfilter: (ip or ip6) and ( portrange 5060-5061)\n\nU 2026/03/01 12:00:00.000250 192.0.2.20:5060 -> 198.51.100.7:5080\n\n${lines(coloured)}\n\n` +
      `T 2026/03/01 12:00:01.000250 198.51.100.7:5080 -> 192.0.2.20:5060\n [AP]\n${lines(invite, '.\n')}\n\n`;
    const [first, second] = readAs('sipgrep', text);
    assert.equal(first!.clean.text, lines(busy));
    assert.deepEqual(first!.envelope, { time: NOON + 250, source: alice, destination: bob, transport: 'UDP' });
    assert.equal(second!.clean.text, lines(invite));
    assert.deepEqual(second!.envelope, { time: NOON + 1_000_250, source: bob, destination: alice, transport: 'TCP' });
  });
});

describe('tcpdump -A', () => {
  const udp = 'E..h....@.....b..b......T..';
  const envelope = { time: 43_200_000_250, source: alice, destination: bob, transport: 'UDP' };

  it('finds the start line behind the bytes of the headers, though letters or line ends stand among them', () => {
    const text =
      `12:00:00.000250 IP 192.0.2.20.5060 > 198.51.100.7.5080: SIP: ${invite[0]}\n${udp}${lines(invite)}\n` +
      '12:00:00.000300 IP 198.51.100.7.5080 > 192.0.2.20.5060: Flags [.], ack 789, win 32373, length 0\nE..4....@.Y.\n!.e..\n' +
      `12:00:01.000250 IP 198.51.100.7.5080 > 192.0.2.20.5060: Flags [P.], seq 1:448, ack 789, win 33304, options [nop,nop,TS val 1 ecr 2], length 447\n` +
      `E..H....@.V.\n!.d\n!.e."..\n..)..}#AK${lines(message('ACK sip:bob@example.com SIP/2.0', 'call', '1 ACK'))}\n`;
    const [first, second] = readAs('tcpdump-A', text);
    assert.equal(first!.clean.text, lines(invite));
    assert.deepEqual(first!.envelope, envelope);
    assert.equal(second!.clean.text.split('\n')[0], 'ACK sip:bob@example.com SIP/2.0');
    assert.deepEqual(second!.envelope, { time: 43_201_000_250, source: bob, destination: alice, transport: 'TCP' });
  });

  it('reads dates, names, interfaces, hardware addresses and IPv6', () => {
    const heads: [string, unknown][] = [
      ['2026-03-01 12:00:00.000250 IP 192.0.2.20.sip > 198.51.100.7.5080: SIP: x', { ...envelope, time: NOON + 250 }],
      ['1772366400.000250 IP 192.0.2.20.5060 > 198.51.100.7.5080: SIP: x', { ...envelope, time: NOON + 250 }],
      ['IP 192.0.2.20.5060 > 198.51.100.7.5080: SIP: x', { ...envelope, time: undefined }],
      ['12:00:00.000250 eth0  In  IP 192.0.2.20.5060 > 198.51.100.7.5080: SIP: x', envelope],
      [
        '12:00:00.000250 00:00:5e:00:53:01 > 00:00:5e:00:53:02, ethertype IPv4 (0x0800), length 464: 192.0.2.20.5060 > 198.51.100.7.5080: SIP: x',
        envelope,
      ],
      [
        '12:00:00.000250 IP6 2001:db8::1.sip-tls > pbx.Example.com.unknown-name: UDP, length 9',
        { ...envelope, source: { host: '2001:db8::1', port: 5061 }, destination: { host: 'pbx.example.com', port: undefined } },
      ],
    ];
    for (const [head, expected] of heads) {
      const [found] = readAs('tcpdump-A', `${head}\n${udp}${lines(busy)}\n`);
      assert.equal(found!.clean.text, lines(busy), head);
      assert.deepEqual(found!.envelope, expected, head);
    }
  });

  it('joins the fragments of a datagram and the segments of a stream, and nothing else', () => {
    const whole = lines(invite);
    const cut = whole.indexOf('8000');
    const head = '12:00:00.000250 IP 192.0.2.20.5060 > 198.51.100.7.5080: ';
    const fragments =
      `${head}SIP: ${invite[0]}\n${udp}${whole.slice(0, cut)}\n` +
      '12:00:00.000251 IP 192.0.2.20.30000 > 198.51.100.7.40000: UDP, length 172\nE...............................a.of the media\n' +
      `12:00:00.000252 IP 192.0.2.20 > 198.51.100.7: ip-proto-17\nE..4%. .@......2...2${whole.slice(cut)}\n`;
    assert.deepEqual(cleanTexts(openTrace(fragments)), [whole]);
    const bytes = whole.slice(0, cut).length;
    const tcp = (seq: string, from = '192.0.2.20.5060 > 198.51.100.7.5080'): string =>
      `12:00:00.000250 IP ${from}: Flags [P.], seq ${seq}, ack 1, win 63, options [nop,nop,TS val 343409768 ecr 3272784760], length 9\nE..k.$@.?...q...q...\n..KP..j./...?.%......x..x.h...x`;
    const segments =
      `${tcp(`1:${bytes}`)}${whole.slice(0, cut)}\n${tcp('1:9', '198.51.100.7.5080 > 192.0.2.20.5060')}other side\n` +
      `${tcp(`${bytes + 9}:${bytes + 20}`)}not the next\n${tcp(`${bytes}:${whole.length}`).replace('\n..KP', '...KP')}${whole.slice(cut)}\n`;
    const [found] = messagesOf(openTrace(segments));
    assert.equal(found!.clean.text, whole);
    assert.equal(found!.envelope.transport, 'TCP');
    readAs('tcpdump-A', fragments);
    readAs('tcpdump-A', segments);
  });

  it('does not take a WebSocket for plain TCP', () => {
    const over = busy.map(line => line.replace('SIP/2.0/UDP', 'SIP/2.0/WSS'));
    const text = `12:00:00.000250 IP 192.0.2.20.8080 > 198.51.100.7.5080: Flags [P.], seq 1:9, ack 1, win 63, length 447: HTTP\nE..H....@.V......................~..${lines(over)}\n`;
    const [found] = readAs('tcpdump-A', text);
    assert.equal(found!.clean.text, lines(over));
    assert.equal(found!.envelope.transport, undefined);
  });
});

describe('tcpdump -vv', () => {
  it('reads what stands behind tabs, once, though -A prints it again', () => {
    const head =
      '12:00:00.000250 IP (tos 0x0, ttl 64, id 50120, offset 0, flags [none], proto UDP (17), length 714)\n' +
      '    192.0.2.20.5060 > 198.51.100.7.5080: [udp sum ok] SIP, length: 686\n';
    const tabbed = lines(invite.map(line => `\t${line}`));
    const six = `12:00:01.000250 IP6 (flowlabel 0x1, hlim 64, next-header UDP (17) payload length: 500) 2001:db8::1.5060 > 2001:db8::2.5062: [udp sum ok] SIP, length: 492\n`;
    const text = `${head}${tabbed}E..h....@.....b..b......T..${lines(invite)}\n${six}${lines(busy.map(line => `\t${line}`))}`;
    const found = readAs('tcpdump-vv', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite), lines(busy)],
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: 43_200_000_250, source: alice, destination: bob, transport: 'UDP' },
        {
          time: 43_201_000_250,
          source: { host: '2001:db8::1', port: 5060 },
          destination: { host: '2001:db8::2', port: 5062 },
          transport: 'UDP',
        },
      ],
    );
  });
});

describe('tshark, SIP as raw text', () => {
  const frame = (transport: readonly string[], list: readonly string[]): string =>
    'Frame 1: 534 bytes on wire (4272 bits), 534 bytes captured (4272 bits)\n    Epoch Arrival Time: 1772366400.000250000\n' +
    `Internet Protocol Version 4, Src: 192.0.2.20, Dst: 198.51.100.7\n${lines(transport)}Session Initiation Protocol (INVITE)\n` +
    `    Request-Line: INVITE sip:bob@example.com SIP/2.0\nSession Initiation Protocol (SIP as raw text)\n${lines(list.map(line => `    ${line}`))}\n`;
  const raw = (list: readonly string[]): string[] => list.map(line => `${line}\\r\\n`);

  it('takes the line ends in words and the indentation off, and keeps what the layers tell', () => {
    const tcp = 'Transmission Control Protocol, Src Port: 5060 (5060), Dst Port: sip-proxy (5080), Seq: 1, Ack: 1, Len: 788';
    const text =
      frame(['User Datagram Protocol, Src Port: 5060, Dst Port: 5080'], raw(invite)) +
      frame([tcp, 'Transport Layer Security'], raw(busy)) +
      frame([tcp, 'WebSocket'], raw(busy)) +
      frame([tcp, 'Transport Layer Security', 'WebSocket'], raw(busy));
    const found = readAs('tshark-sip-raw-text', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [invite, busy, busy, busy].map(one => lines(one)),
    );
    assert.deepEqual(found[0]!.envelope, { time: NOON + 250, source: alice, destination: bob, transport: 'UDP' });
    assert.deepEqual(
      found.map(one => [one.envelope.transport, one.envelope.destination?.port]),
      ['UDP', 'TLS', 'WS', 'WSS'].map(one => [one, 5080]),
    );
  });

  it('takes off the mark of a line that was cut short', () => {
    const cut = busy.map(line => (line.startsWith('From') ? ` [truncated]${line.slice(0, 20)}` : `${line}\\r\\n`));
    const [found] = readAs('tshark-sip-raw-text', frame(['User Datagram Protocol, Src Port: 5060, Dst Port: 5080'], cut));
    assert.equal(found!.clean.text, lines(busy.map(line => (line.startsWith('From') ? line.slice(0, 20) : line))));
  });
});

describe('tshark follow stream', () => {
  const rule = `${'='.repeat(67)}\n`;
  const head = `${rule}Follow: tcp,ascii\nFilter: tcp.stream eq 0\nNode 0: 192.0.2.20:5060\nNode 1: 198.51.100.7:5080\n`;
  const crlf = (list: readonly string[]): number => lines(list, '\r\n').length;

  it('reads both sides, and puts together what came in parts', () => {
    const whole = lines(invite, '\r\n');
    const cut = whole.indexOf('8000');
    const text = `${head}${cut}\n${whole.slice(0, cut)}\n${whole.length - cut}\n${whole.slice(cut)}\n\t4\n\r\n\r\n\n\t${crlf(busy)}\n${lines(busy, '\r\n')}\n${rule}`;
    const found = readAs('wireshark-follow', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite), lines(busy)],
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [{ loggedLength: cut }, { loggedLength: crlf(busy) }],
    );
  });

  it('takes a line of digits in a body for what it is', () => {
    const text = message('MESSAGE sip:bob@example.com SIP/2.0', 'text', '1 MESSAGE').slice(0, -2);
    const chat = [...text, 'Content-Type: text/plain', 'Content-Length: 10', '', '42', '4711'];
    assert.deepEqual(cleanTexts(openTrace(`${head}${crlf(chat)}\n${lines(chat, '\r\n')}\n${rule}`)), [lines(chat)]);
  });

  it('is bare SIP as the window of Wireshark saves it, one message right behind the other', () => {
    const found = readAs('bare-sip', lines(invite, '\r\n') + lines(busy, '\r\n'));
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite), lines(busy)],
    );
  });
});
