import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { message, OFFER } from '../../support/framings';
import { cleanTexts, readAs } from '../../support/pieces';

const NOON = Date.UTC(2026, 2, 1, 12, 0, 0) * 1000;
const invite = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', OFFER);
const busy = message('SIP/2.0 486 Busy Here', 'call', '1 INVITE');
const lines = (list: readonly string[], before = ''): string => list.map(line => `${before}${line}\n`).join('');
const peer = { host: '192.0.2.20', port: 5060 };

describe('Asterisk pjsip logger', () => {
  it('reads what a console shows, with the dialplan in between', () => {
    const text =
      `<--- Received SIP request (832 bytes) from UDP:192.0.2.20:5060 --->\n${lines(invite)}\n\n` +
      '    -- Executing [200@phones:1] Dial("PJSIP/100-00000001", "PJSIP/200") in new stack\n  == Everyone is busy\n' +
      `<--- Transmitting SIP response (291 bytes) to WSS:[2001:db8::1]:54321 --->\n${lines(busy)}\n\n`;
    const [received, sent] = readAs('asterisk-pjsip-logger', text);
    assert.equal(received!.clean.text, lines(invite));
    assert.deepEqual(received!.envelope, {
      time: undefined,
      source: peer,
      transport: 'UDP',
      direction: 'received',
      observer: 'gateway',
      loggedLength: 832,
    });
    assert.equal(sent!.clean.text, lines(busy));
    assert.deepEqual(sent!.envelope, {
      time: undefined,
      destination: { host: '2001:db8::1', port: 54321 },
      transport: 'WSS',
      direction: 'sent',
      observer: 'gateway',
      loggedLength: 291,
    });
  });

  it('reads the log file, whose prefix stands on the first line only, and ends a cut message at the next line of the log', () => {
    const prefix = '[2026-03-01 12:00:00.250] VERBOSE[2152][C-00000007] ';
    const text =
      `${prefix}res_pjsip_logger.c: <--- Received SIP request (832 bytes) from TLS:192.0.2.20:5060 --->\n${lines(invite)}\n` +
      `${prefix}pbx.c: Executing [200@phones:1] NoOp("PJSIP/100-00000001", "") in new stack\n` +
      `${prefix}res_pjsip_logger.c: <--- Transmitting SIP response (291 bytes) to TLS:192.0.2.20:5060 --->\n${lines(busy.slice(0, 4))}` +
      `${prefix}app_dial.c: Called PJSIP/200\n`;
    const [first, cut] = readAs('asterisk-pjsip-logger', text);
    assert.equal(first!.clean.text, lines(invite));
    assert.equal(first!.envelope.time, NOON + 250_000);
    assert.equal(cut!.clean.text, lines(busy.slice(0, 4)));
  });

  it('reads a console with times, and a syslog, that put them before every line', () => {
    const stamp = '[Mar  1 12:00:00] ';
    const words = '<--- Received SIP request (832 bytes) from UDP:192.0.2.20:5060 --->';
    const [console] = readAs('asterisk-pjsip-logger', `${stamp}${words}\n${lines(invite, stamp)}${stamp}\n${stamp}    -- Executing\n`);
    assert.equal(console!.clean.text, lines(invite));
    assert.equal(console!.envelope.time, 43_200_000_000);
    const syslog = 'Mar  1 12:00:00 pbx asterisk[99]: ';
    assert.equal(readAs('asterisk-pjsip-logger', `${syslog}${words}\n${lines(invite, syslog)}${syslog}\n`)[0]!.clean.text, lines(invite));
  });

  it('reads a transaction packet, which has no direction, and stops at the fence of a web page', () => {
    const text = `\`\`\`\n<--- Transaction Packet request (832 bytes) --->\n${lines(invite)}\n<--- Transaction Packet response (291 bytes) --->\n${lines(busy.slice(0, -1))}\`\`\`\n\nWhat now?\n`;
    const [request, response] = readAs('asterisk-pjsip-logger', text);
    assert.equal(request!.clean.text, lines(invite));
    assert.deepEqual(request!.envelope, { time: undefined, transport: undefined, observer: 'gateway', loggedLength: 832 });
    assert.equal(response!.clean.text, lines(busy.slice(0, -1)));
  });
});

describe('FreeSWITCH siptrace', () => {
  const dashes = '-'.repeat(72);
  const recv = 'recv 832 bytes from udp/[192.0.2.20]:5060 at 12:00:00.000250:';
  const send = 'send 291 bytes to wss/[2001:db8::1]:54321 at 12:00:01:';

  it('reads indented messages between dashes, whose first may stand before the words too', () => {
    const text = `   ${dashes}\n${recv}\n   ${dashes}\n${lines(invite, '   ')}   ${dashes}\n${send}\n   ${dashes}\n${lines(busy, '   ')}   ${dashes}\nLocal SDP:\n${lines(OFFER)}\n`;
    const [received, sent] = readAs('freeswitch-siptrace', text);
    assert.equal(received!.clean.text, lines(invite));
    assert.deepEqual(received!.envelope, {
      time: 43_200_000_250,
      source: peer,
      transport: 'UDP',
      direction: 'received',
      observer: 'gateway',
      loggedLength: 832,
    });
    assert.equal(sent!.clean.text, lines(busy));
    assert.deepEqual(sent!.envelope, {
      time: 43_201_000_000,
      destination: { host: '2001:db8::1', port: 54321 },
      transport: 'WSS',
      direction: 'sent',
      observer: 'gateway',
      loggedLength: 291,
    });
  });

  it('ends at the dashes, whatever Content-Length says', () => {
    const long = invite.map(line => line.replace(/^Content-Length.*/, 'Content-Length: 4000'));
    const [found] = readAs('freeswitch-siptrace', `${recv}\n   ${dashes}\n${lines(long, '   ')}   ${dashes}\nb=not of the message\n`);
    assert.equal(found!.clean.text, lines(long));
  });

  it('reads the old style: no dashes and no port', () => {
    const text = `recv 832 bytes from udp/[192.0.2.20] at 12:00:00.000250:\n${lines(invite, '   ')}\nsend 1 bytes to tcp/[192.0.2.20] at 12:00:00.000251:\n${lines(busy, '   ')}\n`;
    const [first, second] = readAs('freeswitch-siptrace', text);
    assert.equal(first!.clean.text, lines(invite));
    assert.deepEqual(first!.envelope.source, { host: '192.0.2.20', port: undefined });
    assert.equal(second!.clean.text, lines(busy));
  });

  it('takes off what stands before every line: a uuid, comment marks, colours; and not what stands on the first only', () => {
    const uuid = 'c2b1d0aa-7c1e-4b7d-9f6e-0a4ad1f0c001 ';
    const frame = (prefix: string, before = prefix): string =>
      `${prefix}${recv}\n${before}   ${dashes}\n${lines(invite, `${before}   `)}${before}   ${dashes}\n${before.trimEnd()}\n`;
    for (const text of [frame(uuid), frame('// '), frame('\u001b[m\u001b[m', ''), frame('2026-03-01 12:00:00.000300 ', '')]) {
      assert.equal(readAs('freeswitch-siptrace', text)[0]!.clean.text, lines(invite), text);
    }
    const trimmed = frame(uuid).replaceAll(/ +$/gm, '');
    assert.equal(readAs('freeswitch-siptrace', trimmed)[0]!.clean.text, lines(invite));
  });
});

describe('browser console', () => {
  it('reads the start line on the line of the words or behind an empty one', () => {
    const text =
      `client.js:13874 JsSIP:Transport send() +18ms\nclient.js:13874 JsSIP:Transport sending message:\n\n${lines(invite)}\n +1ms\nclient.js:13874 JsSIP:WebSocketInterface send() +3ms\n` +
      `jssip.min.js:9 JsSIP:WebSocketInterface received WebSocket message +2ms\njssip.min.js:9 JsSIP:Transport received text message:${lines(busy)}\n +12s\n`;
    const [sent, received] = readAs('jssip-console', text);
    assert.equal(sent!.clean.text, lines(invite));
    assert.deepEqual(sent!.envelope, { time: undefined, direction: 'sent', observer: 'endpoint' });
    assert.equal(received!.clean.text, lines(busy));
    assert.deepEqual(received!.envelope, { time: undefined, direction: 'received', observer: 'endpoint' });
  });

  it('reads the words of the old JsSIP and of SIP.js, and the times before them', () => {
    const date = 'Sun Mar 01 2026 12:00:00 GMT+0000 (Coordinated Universal Time) | ';
    const text =
      `12:00:00.250 phone.js:7 JsSIP:Transport sending message:\n\n${lines(invite)}\n +1ms\n` +
      `2026-03-01T12:00:00.250Z JsSIP:Transport received binary message:\n\n${lines(busy)}\n +1ms\n` +
      `JsSIP | TRANSPORT | sending WebSocket message:\n\n${lines(invite)}\n` +
      `sip.js:36 ${date}sip.transport | received WebSocket text message:\n\n${lines(busy)}\n` +
      `sip.js:36 ${date}sip.Transport | Sending WebSocket message:\n\n${lines(invite)}\n`;
    const found = readAs('jssip-console', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [invite, busy, invite, busy, invite].map(one => lines(one)),
    );
    assert.deepEqual(
      found.map(one => [one.envelope.time, one.envelope.direction]),
      [
        [43_200_250_000, 'sent'],
        [NOON + 250_000, 'received'],
        [undefined, 'sent'],
        [NOON, 'received'],
        [NOON, 'sent'],
      ],
    );
  });

  it('ends at the elapsed time, whatever Content-Length says and whatever the browser adds', () => {
    const long = invite.map(line => line.replace(/^Content-Length.*/, 'Content-Length: 4000'));
    const words = 'JsSIP:Transport sending message:\n\n';
    const after = 'client.js:1 JsSIP:Transport send() +2ms\n';
    for (const elapsed of [' +1ms\n', ' +1ms client.js:9:12\n', '\n +2m\n']) {
      assert.deepEqual(cleanTexts(openTrace(words + lines(long) + elapsed + after)), [lines(long)], elapsed);
    }
    assert.deepEqual(cleanTexts(openTrace(`${words}${lines(long).trimEnd()} +1ms\n${after}`)), [lines(long)]);
    const subject = ['MESSAGE sip:bob@example.com SIP/2.0', 'Subject: late by +5m', 'Content-Length: 0', ''];
    assert.deepEqual(cleanTexts(openTrace(`${words}${lines(subject)} +1ms\n${after}`)), [lines(subject)]);
  });
});

describe('what a form is settled by', () => {
  it('takes a framed form for its messages, though they are bare SIP inside', () => {
    assert.equal(openTrace(lines(invite) + lines(busy)).format, 'bare-sip');
    assert.equal(openTrace(lines(OFFER)).format, 'bare-sdp');
    assert.equal(openTrace('2026-03-01\t12:00:00\tS\tcall\tINVITE sip:bob@example.com SIP/2.0\n'.repeat(2)).format, 'unknown');
  });

  it('reads a body that is announced without a length', () => {
    const info = ['INFO sip:bob@example.com SIP/2.0', 'Call-ID: a', 'Content-Type: application/dtmf-relay', '', 'Signal=5', 'Duration=160'];
    assert.deepEqual(cleanTexts(openTrace(`${lines(info)}\nchatter\n`)), [lines(info)]);
    const xml = [
      'PUBLISH sip:bob@example.com SIP/2.0',
      'Call-ID: a',
      'Content-Type: application/pidf+xml',
      '',
      '<presence>',
      '</presence>',
    ];
    assert.deepEqual(cleanTexts(openTrace(`${lines(xml)}\nchatter\n`)), [lines(xml)]);
  });
});
