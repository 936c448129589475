import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { isCut } from '../../../server/src/core/call/descriptions';
import { convertTrace } from '../../../server/src/core/listing/convertedTrace';
import { claimsConversion } from '../../../server/src/core/trace/convert/index';
import { captureText, messagesOf, ngrepOf, treeOf } from '../../support/printed';

const CAPTURE = readFileSync(path.resolve('test/fixtures/captures/bad-dtls-on-sip-leg.pcapng'));
const MESSAGES = messagesOf(captureText(CAPTURE));
/** Longer lines are cut by tshark. */
const UNCUT = MESSAGES.filter(({ clean }) => clean.text.split('\n').every(line => line.length < 200));

const essence = (messages: typeof MESSAGES): unknown[] =>
  messages.map(({ envelope: { source, destination, transport }, clean }) => ({ source, destination, transport, text: clean.text }));

function converted(text: string, format: string): { text: string; problems: readonly string[] } {
  assert.equal(claimsConversion(text), format);
  const trace = convertTrace(text, 'printed.txt');
  assert.ok(trace);
  assert.equal(trace.messages, messagesOf(trace.text).length);
  return trace;
}

const first = (text: string, format: string): string => messagesOf(converted(text, format).text)[0]?.clean.text ?? '';

describe('trees of tshark', () => {
  it('give the messages of the capture, from -O sip,sdp', () => {
    assert.ok(UNCUT.length > 8);
    const { text, problems } = converted(UNCUT.map((message, index) => treeOf(message, index + 1)).join(''), 'tshark-O-sip');
    const sorted = (all: unknown[]): string[] => all.map(one => JSON.stringify(one)).sort();
    assert.deepEqual(sorted(essence(messagesOf(text))), sorted(essence(UNCUT)));
    assert.deepEqual(problems, ['The text gives no times: messages stand in its order.']);
  });

  const frame = ['Frame 7: 500 bytes on wire (4000 bits), 500 bytes captured (4000 bits)'];
  const outer = [
    '    Epoch Time: 1795340321.570911845 seconds',
    '    Frame Number: 7',
    'Internet Protocol Version 6, Src: phone.example (2001:db8::1), Dst: 2001:db8::2',
    'User Datagram Protocol, Src Port: sip (5060), Dst Port: 5062',
    '    Source Port: 5060',
  ];
  const offer = (...body: string[]): string =>
    [
      'Session Initiation Protocol (INVITE)',
      '    Request-Line: INVITE sip:200@example.com SIP/2.0',
      '        Method: INVITE',
      '    Message Header',
      '        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
      '            Transport: UDP',
      '        Subject: one\\r\\n two',
      '        Content-Type: application/sdp',
      '        Content-Length: 400',
      '    Message Body',
      '        Session Description Protocol',
      '            Session Description Protocol Version (v): 0',
      '            Session Name (s): ',
      '            Media Description, name and address (m): audio 4000 RTP/AVP 0',
      ...body,
      '',
    ].join('\n');

  it('have time, number and addresses of their packet, from -V', () => {
    const [message] = messagesOf(converted([...frame, ...outer, offer()].join('\n'), 'tshark-V').text);
    assert.deepEqual(message?.envelope.source, { host: '2001:db8::1', port: 5060 });
    assert.deepEqual(message.envelope.destination, { host: '2001:db8::2', port: 5062 });
    assert.equal(message.envelope.time, 1_795_340_321_570_911);
    assert.deepEqual(message.envelope.wire?.frames, [7]);
    assert.match(message.clean.text, /^Subject: one\n two$/m);
    assert.match(message.clean.text, /\n\nv=0\ns=\nm=audio 4000 RTP\/AVP 0\n$/);
  });

  it('are read where they were copied alone', () => {
    const { text, problems } = converted(offer(), 'tshark-O-sip');
    assert.deepEqual(messagesOf(text)[0]?.envelope.source, { host: '0.0.0.0', port: 0 });
    assert.match(problems.join(' '), /does not tell the addresses/);
  });

  for (const [name, cut] of [
    ['until 4.0', '            [truncated]Media Attribute (a): fmtp:0 half of'],
    ['since 4.2', '            Media Attribute (a) […]: fmtp:0 half of'],
    ['in the middle', '            Media Attribute (a) [truncated]: fmtp:0 half of'],
  ] as const) {
    it(`lose the attributes that tshark cut, and the body counts as cut: ${name}`, () => {
      const { text, problems } = converted(
        [...frame, ...outer, offer(cut, '            Media Attribute (a): sendrecv')].join('\n'),
        'tshark-V',
      );
      assert.doesNotMatch(text, /fmtp|half/);
      assert.match(text, /^a=sendrecv$/m);
      assert.match(problems.join(' '), /1 line of descriptions was too long/);
      assert.ok(analyse(text).messages.every(isCut));
    });
  }

  it('keep header fields that tshark cut as far as they are there', () => {
    const text = first(
      offer()
        .replace('        Subject:', '         […]Allow: INVITE, ACK, CAN\n        Subject:')
        .replace('Content-Length: 400', 'Content-Length: 60'),
      'tshark-O-sip',
    );
    assert.match(text, /^Allow: INVITE, ACK, CAN$/m);
  });

  it('have the description of a multipart body as a part of it', () => {
    const text = first(
      [
        'Session Initiation Protocol (200)',
        '    Status-Line: SIP/2.0 200 OK',
        '    Message Header',
        '        Content-Type: multipart/mixed;boundary=unique',
        '        Content-Length: 90',
        '    Message Body',
        '        MIME Multipart Media Encapsulation, Type: multipart/mixed, Boundary: "unique"',
        '            [Type: multipart/mixed]',
        '            First boundary: --unique\\r\\n',
        '            Encapsulated multipart part:  (application/sdp)',
        '                Content-Type: application/sdp\\r\\n\\r\\n',
        '                Session Description Protocol',
        '                    Session Description Protocol Version (v): 0',
        '            Last boundary: \\r\\n--unique--\\r\\n',
        '',
      ].join('\n'),
      'tshark-O-sip',
    );
    assert.match(text, /\n\n--unique\nContent-Type: application\/sdp\n\nv=0\n--unique--\n$/);
  });

  it('are left to who reads raw text where that stands beside them', () => {
    assert.equal(
      claimsConversion(`${offer()}Session Initiation Protocol (SIP as raw text)\n    INVITE sip:200@example.com SIP/2.0\\r\\n\n`),
      undefined,
    );
  });
});

const HEADERS =
  'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nCall-ID: 1@example.com\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nContent-Length: 42\r\n\r\n';
const SDP = 'v=0\r\ns="a" \\ b\r\nm=audio 4000 RTP/AVP 0\r\na=ptime:20\r\na=sendrecv\r\n';
const START = 'INVITE sip:200@example.com SIP/2.0';
const WHOLE = `${START}\r\n${HEADERS}${SDP}`.replace('42', String(SDP.length));
const colons = (text: string): string => Buffer.from(text).toString('hex').match(/../g)!.join(':');
const digits = (text: string): string => Buffer.from(text).toString('hex');
const read = WHOLE.replaceAll('\r\n', '\n');

/** A packet of -T json as text, since an object could not have a key twice. */
const json = (layers: string): string =>
  `{ "_index": "packets", "_source": { "layers": { "frame": { "frame.time_epoch": "1795340321.570911845", "frame.number": "7" }, ${layers} } } }`;
const IP = '"ip": { "ip.id": "0x0001", "ip.src": "192.0.2.1", "ip.addr": "192.0.2.1", "ip.dst": "192.0.2.2" }';
const UDP = `"udp": { "udp.srcport": "5060", "udp.dstport": "5062", "udp.payload": "${colons(WHOLE)}" }`;
const TCP = '"tcp": { "tcp.srcport": "40000", "tcp.dstport": "5060", "tcp.payload": "00:01" }';
const message = (headers: string): string =>
  `"sip.Request-Line": "${START}", "sip.Request-Line_tree": { "sip.Method": "INVITE" }, "sip.msg_hdr": ${JSON.stringify(headers)}`;

describe('packets of tshark as JSON', () => {
  it('give what a datagram held', () => {
    const [found] = messagesOf(converted(`[ ${json(`${IP}, ${UDP}`)} ]`, 'tshark-json').text);
    assert.equal(found?.clean.text, read);
    assert.deepEqual(found.envelope.source, { host: '192.0.2.1', port: 5060 });
    assert.equal(found.envelope.time, 1_795_340_321_570_911);
    assert.deepEqual(found.envelope.wire?.frames, [7]);
  });

  it('give the messages of a stream, two with the same key among them, and their transport', () => {
    const two = `"websocket": {}, "sip": { ${message(HEADERS + SDP)} }, "sip": { ${message(HEADERS.replace('1@', '2@') + SDP)} }`;
    const found = messagesOf(converted(`[ ${json(`${IP}, ${TCP}, ${two}`)} ]`, 'tshark-json').text);
    assert.deepEqual(
      found.map(one => [one.envelope.transport, one.envelope.destination?.port, /^Call-ID: (.*)$/m.exec(one.clean.text)?.[1]]),
      [
        ['WS', 5060, '1@example.com'],
        ['WS', 5060, '2@example.com'],
      ],
    );
  });

  it('give the lines of a description that stand under one key, in their order, with keys that come twice and with lists', () => {
    const twice = '"sdp.version": "0", "sdp.media": "audio 4000 RTP/AVP 0", "sdp.media_attr": "ptime:20", "sdp.media_attr": "sendrecv"';
    const lists = '"sdp.version": "0", "sdp.media": "audio 4000 RTP/AVP 0", "sdp.media_attr": ["ptime:20", "sendrecv"]';
    for (const sdp of [twice, lists]) {
      const body = `"sip": { ${message(HEADERS)}, "sip.msg_body": { "sdp": { ${sdp} } } }`;
      assert.match(
        first(`[ ${json(`${IP}, ${TCP}, ${body}`)} ]`, 'tshark-json'),
        /\n\nv=0\nm=audio 4000 RTP\/AVP 0\na=ptime:20\na=sendrecv\n$/,
      );
    }
  });

  it('give no message that another one only speaks of', () => {
    const body = `"sip": { ${message(HEADERS + SDP)}, "sip.msg_body": { "sip": { "sip.Status-Line": "SIP/2.0 200 OK" } } }`;
    const quoted = json(`${IP}, "icmp": { "icmp.type": "3", ${IP}, ${UDP} }`);
    assert.equal(messagesOf(converted(`[ ${json(`${IP}, ${TCP}, ${body}`)}, ${quoted} ]`, 'tshark-json').text).length, 1);
  });

  it('say nothing of the media where packets between them were filtered out', () => {
    const rtp = json(
      `${IP}, "udp": { "udp.srcport": "4000", "udp.dstport": "4002", "udp.payload": "80:00:00:01:00:00:00:a0:12:34:56:78:d5:d5" }`,
    );
    const text = (number: string): string => `[ ${json(`${IP}, ${UDP}`)}, ${rtp.replace('"7"', `"${number}"`)} ]`;
    assert.match(converted(text('8'), 'tshark-json').text, / media=1$/m);
    const filtered = converted(text('9'), 'tshark-json');
    assert.doesNotMatch(filtered.text, / media=| rtp /);
    assert.match(filtered.problems.join(' '), /filtered out/);
  });

  it('are read as -T ek prints them', () => {
    const line = `{"timestamp":"1795340321570","layers":{"frame":{"frame_frame_time_epoch":"2026-11-22T09:38:41.570911845Z","frame_frame_number":"7"},"ip":{"ip_ip_src":"192.0.2.1","ip_ip_dst":"192.0.2.2"},"udp":{"udp_udp_srcport":"5060","udp_udp_dstport":"5062","udp_udp_payload":"${colons(WHOLE)}"}}}`;
    const [found] = messagesOf(converted(`{"index":{"_index":"packets"}}\n${line}\n`, 'tshark-json').text);
    assert.equal(found?.clean.text, read);
    assert.equal(found.envelope.time, 1_795_340_321_570_911);
  });
});

describe('packets of tshark as PDML', () => {
  const field = (name: string, show: string, value?: string): string =>
    `<field name="${name}" showname="x" show="${show.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"${value === undefined ? '' : ` value="${value}"`}/>`;
  const pdml = (inner: string): string =>
    `<?xml version="1.0"?>\n<pdml version="0">\n<packet>\n<proto name="frame">${field('frame.time_epoch', '1795340321.570911845')}</proto><proto name="ip">${field('ip.src', '192.0.2.1')}${field('ip.dst', '192.0.2.2')}</proto>${inner}</packet>\n</pdml>\n`;

  it('give what a datagram held', () => {
    const udp = `<proto name="udp">${field('udp.srcport', '5060')}${field('udp.dstport', '5062')}${field('udp.payload', '49:4e', digits(WHOLE))}</proto>`;
    assert.equal(first(pdml(udp), 'tshark-pdml'), read);
  });

  it('give the messages of a stream from their bytes, and without them', () => {
    const tcp = `<proto name="tcp">${field('tcp.srcport', '40000')}${field('tcp.dstport', '5060')}</proto>`;
    const bytes = `<proto name="sip"><field name="sip.Request-Line" show="x" value="${digits(START)}">${field('sip.Method', 'INVITE')}</field>${field('sip.msg_hdr', 'x', digits(HEADERS.replace('42', String(SDP.length)) + SDP))}</proto>`;
    assert.equal(first(pdml(tcp + bytes), 'tshark-pdml'), read);
    const shown = `<proto name="sip">${field('sip.Request-Line', START)}${field('sip.msg_hdr', HEADERS)}<field name="sip.msg_body"><proto name="sdp">${field('sdp.version', '0')}${field('sdp.media_attr', 'a&amp;b')}${field('sdp.media_attr', 'x&#x41;')}</proto></field></proto>`;
    assert.match(first(pdml(tcp + shown), 'tshark-pdml'), /\n\nv=0\na=a&b\na=xA\n$/);
  });
});

describe('packets of ngrep', () => {
  const ascii = MESSAGES.filter(({ clean }) => /^[\n -~]*$/.test(clean.text));

  for (const width of [60, 77, 132]) {
    it(`give the messages of the capture from lines of ${width} letters`, () => {
      assert.ok(ascii.length > 8);
      const { text } = converted(ascii.map(one => ngrepOf(one, width)).join(''), 'ngrep-default');
      assert.deepEqual(essence(messagesOf(text)), essence(ascii));
      assert.deepEqual(
        messagesOf(text).map(one => one.envelope.time),
        ascii.map(one => one.envelope.time),
      );
    });
  }

  it('give them from one line', () => {
    assert.deepEqual(essence(messagesOf(converted(ascii.map(one => ngrepOf(one)).join(''), 'ngrep-none-single').text)), essence(ascii));
    const none = ascii.map(one => ngrepOf(one).replace(/ #1 /, ' #1\n')).join('');
    assert.deepEqual(essence(messagesOf(converted(none, 'ngrep-none-single').text)), essence(ascii));
  });

  it('give them where spaces at the ends of lines were lost', () => {
    const text = ascii
      .map(one => ngrepOf(one, 77))
      .join('')
      .replace(/ +$/gm, '');
    assert.deepEqual(essence(messagesOf(converted(text, 'ngrep-default').text)), essence(ascii));
  });

  const answer = (callId: string, rest: string): string =>
    `SIP/2.0 200 OK..Via: SIP/2.0/UDP 192.0.2.1..Call-ID: ${callId}..CSeq: 1 INVITE..${rest}`;
  const udp = (payload: string): string => `U 192.0.2.1:5060 -> 192.0.2.2:5060 #1\n${payload}\n\n`;

  it('keep the dots that a value has of its own', () => {
    assert.match(first(udp(answer('a...', 'Content-Length: 0....')), 'ngrep-none-single'), /^Call-ID: a\.\.\.$/m);
    assert.match(
      first(udp(answer('a', 'To: <sip:a..b@example.com>..Subject: wait...............')), 'ngrep-none-single'),
      /^To: <sip:a\.\.b@/m,
    );
    assert.match(
      first(udp(answer('a', 'Content-Length: 19..Subject: x.....v=0..s=a..b c..t=0..')), 'ngrep-none-single'),
      /^Subject: x\.\n\nv=0\ns=a\.\.b c\nt=0\n$/m,
    );
  });

  it('put a message of a stream together from its segments, and take two of one apart', () => {
    const tcp = (payload: string): string => `T 192.0.2.1:5060 -> 192.0.2.2:5060 [AP] #1\n${payload}\n\n`;
    const one = answer('1', 'Content-Length: 5....v=0..');
    const two = answer('2', 'Content-Length: 0....');
    const found = messagesOf(converted(tcp(one.slice(0, 90)) + tcp(`${one.slice(90)}${two}`) + tcp('no SIP'), 'ngrep-none-single').text);
    assert.deepEqual(
      found.map(message => message.clean.text.split('\n')[2]),
      ['Call-ID: 1', 'Call-ID: 2'],
    );
    assert.ok(found.every(message => message.envelope.transport === 'TCP'));
  });

  it('sum up differences of time', () => {
    const at = (time: string, callId: string): string =>
      `U +${time} 192.0.2.1:5060 -> 192.0.2.2:5060 ${answer(callId, 'Content-Length: 0....')}\n\n`;
    const text = converted(at('3963223790.777464', '1') + at('0.000308', '2') + at('1.5', '3'), 'ngrep-none-single').text;
    assert.deepEqual(
      messagesOf(text).map(one => one.envelope.time),
      [0, 308, 1_500_308],
    );
  });
});

describe('a text that has its messages as they were', () => {
  for (const name of ['workspace/refused.sip', 'captured/good-turn-relay.txt', 'gateway/bad-dtls-on-sip-leg.txt']) {
    it(`is not converted: ${name}`, () =>
      assert.equal(claimsConversion(readFileSync(path.resolve('test/fixtures', name), 'utf8')), undefined));
  }

  it('is not converted where it has dumps and trees beside them', () => {
    const tree = treeOf(UNCUT[0]!, 1);
    assert.equal(claimsConversion(tree), 'tshark-O-sip');
    assert.equal(claimsConversion(`${UNCUT[0]!.clean.text}\n${tree}`), undefined);
  });

  it('gives no trace where nothing of SIP is in what was printed', () => {
    const dns = json(`${IP}, "udp": { "udp.srcport": "53", "udp.dstport": "53", "udp.payload": "00:01" }`);
    assert.equal(claimsConversion(dns), 'tshark-json');
    assert.equal(convertTrace(dns), undefined);
  });
});
