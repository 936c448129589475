import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { message, OFFER } from '../../support/framings';
import { cleanTexts, messagesOf, readAs } from '../../support/pieces';

const NOON = Date.UTC(2026, 2, 1, 12, 0, 0) * 1000;
const MIDDAY = 43_200_000_000;
const invite = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', OFFER);
const busy = message('SIP/2.0 486 Busy Here', 'call', '1 INVITE');
const lines = (list: readonly string[], before = ''): string => list.map(line => `${before}${line}\n`).join('');
const texts = (format: Parameters<typeof readAs>[0], text: string): string[] => readAs(format, text).map(one => one.clean.text);
const peer = { host: '192.0.2.20', port: 5060 };

describe('PJSIP log', () => {
  const sending = (stamp: string): string =>
    `${stamp}           pjsua_core.c  .TX 945 bytes Request msg INVITE/cseq=1 (tdta0x5587aee0fad8) to UDP 192.0.2.20:5060:\n`;

  it('reads words, lengths and addresses, and ends at its mark', () => {
    const compact = ['SIP/2.0 100 Trying', 'v:SIP/2.0/TLS [2001:db8::1]:2309;rport;branch=z9hG4bK1', 'i:call', 'CSeq:1 INVITE', 'l:0', ''];
    const text =
      `12:00:00.250         sip_endpoint.c !Processing incoming message: Response msg 100/INVITE/cseq=1 (rdata000002538ABE7E40)\n` +
      `${sending('12:00:00.250')}${lines(invite)}\n--end msg--\n` +
      `12:00:00.260           pjsua_core.c !.RX 377 bytes Response msg 100/INVITE/cseq=1 (rdata000002538ABE7E40) from tls [2001:db8::1]:5061:\n` +
      `${lines(compact)}\n\n--end msg--\n12:00:00.261    dlg000002538BA4FFE8 !.....Transaction state changed\n` +
      `12:00:00.270           sip_core.c  .RX 291 bytes Response msg 486/INVITE/cseq=1 (rdata0x1) from UDP6 2001:db8::1:5060:\n${lines(busy)}--end msg--\n`;
    const [sent, trying, last] = readAs('pjsua', text);
    assert.equal(sent!.clean.text, lines(invite));
    assert.deepEqual(sent!.envelope, {
      time: MIDDAY + 250_000,
      destination: peer,
      transport: 'UDP',
      direction: 'sent',
      observer: 'endpoint',
      loggedLength: 945,
    });
    assert.equal(trying!.clean.text, lines(compact));
    assert.deepEqual(trying!.envelope, {
      time: MIDDAY + 260_000,
      source: { host: '2001:db8::1', port: 5061 },
      transport: 'TLS',
      direction: 'received',
      observer: 'endpoint',
      loggedLength: 377,
    });
    // The library is in gateways too: only the program's own name tells which this is.
    assert.equal(last!.envelope.observer, undefined);
    assert.deepEqual([last!.envelope.transport, last!.envelope.source], ['UDP', { host: '2001:db8::1', port: 5060 }]);
  });

  it('ends at its mark, whatever Content-Length says', () => {
    const long = invite.map(line => line.replace(/^Content-Length.*/, 'Content-Length: 4000'));
    assert.deepEqual(texts('pjsua', `${sending('12:00:00.250')}${lines(long)}\n--end msg--\na=not of the message\n`), [lines(long)]);
  });

  it('takes off what a phone puts before every line, though the times in it differ, and an indentation', () => {
    const android = (ms: number): string =>
      `2026-03-01 12:00:00.${ms} 20476-20521 System.out              com.example.phone            I  `;
    const body = [...invite, '--end msg--'].map((line, index) => `${android(250 + index)}${line}\n`).join('');
    const [found] = readAs('pjsua', android(250) + sending('12:00:00.249') + body);
    assert.equal(found!.clean.text, lines(invite));
    assert.equal(found!.envelope.time, NOON + 250_000);
    const trimmed = (android(250) + sending('12:00:00.249') + body).replaceAll(/ +$/gm, '');
    assert.deepEqual(texts('pjsua', trimmed), [lines(invite)]);

    const old = `03-01 12:00:00.250 7619-7941/com.example.phone I/PJSIP: ${sending('12:00:00.250')}`;
    assert.deepEqual(texts('pjsua', old + lines([...invite, '', '--end msg--'], ' '.repeat(69))), [lines(invite)]);

    const ios = `2026-03-01 12:00:00:250 Phone[3439:92728]   ${sending('').trimStart()}`;
    assert.deepEqual(texts('pjsua', `${ios}${lines(invite)}\n--end msg--\n`), [lines(invite)]);
  });

  it('reads it quoted in a mail', () => {
    const text = `${sending('12:00:00.250')}${lines(invite)}\n--end msg--\n`;
    assert.deepEqual(texts('pjsua', text.replaceAll(/^/gm, '> ').replace(/> $/, '')), [lines(invite)]);
  });
});

describe('SIP.js console', () => {
  const date = 'Sun Mar 01 2026 12:00:00 GMT+0100 (Central European Standard Time) | ';

  it('reads the words of all versions, and the times before them', () => {
    const text =
      `sip-0.6.3.min.js:36 ${date}sip.transport | received WebSocket text message:\n\n${lines(busy)}\nsip-0.6.3.min.js:36 ${date}sip.ua | emitting event stateChanged\n` +
      `${date}sip.Transport | Sending WebSocket message:\n\n${lines(invite)}\n${date}sip.Transport | Received WebSocket message with CRLF Keep Alive response\n` +
      `${date}sip.Transport | phone1 | Received WebSocket binary message:\n\n${lines(busy)}\n` +
      `[log] sip.Transport: Sending WebSocket message:\n\n${lines(invite)}\n`;
    const found = readAs('sipjs-console', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [busy, invite, busy, invite].map(one => lines(one)),
    );
    assert.deepEqual(
      found.map(one => [one.envelope.time, one.envelope.direction, one.envelope.observer]),
      [
        [NOON, 'received', 'endpoint'],
        [NOON, 'sent', 'endpoint'],
        [NOON, 'received', 'endpoint'],
        [undefined, 'sent', 'endpoint'],
      ],
    );
  });

  it('leaves out the place in the source that Firefox prints behind a message, and a quote', () => {
    const long = invite.map(line => line.replace(/^Content-Length.*/, 'Content-Length: 4000'));
    const words = `${date}sip.Transport | Sending WebSocket message:\n\n`;
    const after = `${date}sip.ua | next sip.js:1:2\n`;
    for (const place of ['sip.js:6732:15', 'sip-0.7.1.js (line 2810)', 'webpack:///./lib/sip.mjs?v=1:12:5', '(index):12:5']) {
      assert.deepEqual(cleanTexts(openTrace(`${words}${lines(long)} ${place}\n${after}`)), [lines(long)], place);
      assert.deepEqual(cleanTexts(openTrace(`${words}${lines(long).trimEnd()} ${place}\n${after}`)), [lines(long)], place);
    }
    assert.deepEqual(cleanTexts(openTrace(`"${words}${lines(long)}" sip-0.7.1.js (line 2810)\n${after}`)), [lines(long)]);
    assert.deepEqual(cleanTexts(openTrace(`"${words}${lines(long)}\n"\n${after}`)), [lines(long)]);
  });

  it('takes no address and no fingerprint for a place in a source', () => {
    const ends = [
      ...OFFER,
      'a=fingerprint:sha-1 11:22:33:44:55:66:77:88:99:00:11:22:33:44:55:66:77:88:99:00',
      'c=IN IP6 2001:db8:1:2:3:4:5:6',
    ];
    const six = message('INVITE sip:bob@example.com SIP/2.0', 'six', '1 INVITE', ends);
    assert.deepEqual(texts('sipjs-console', `${date}sip.Transport | Sending WebSocket message:\n\n${lines(six)}${date}sip.ua | next\n`), [
      lines(six),
    ]);
  });
});

describe('Flutter log', () => {
  const stamp = '[2026-03-01 12:00:00.25] Level.debug ';
  const received = `${stamp}transport.dart:314 ::: received text message:`;

  it('reads messages behind the prefix of Android, of iOS and behind none', () => {
    for (const prefix of ['I/flutter ( 6828): ', 'I/flutter (16828): ', 'flutter: ', '03-01 12:00:00.250  6828  6860 I flutter : ', '']) {
      const text =
        lines(
          [`${stamp}transport.dart:167 ::: send()`, received, '', ...busy, '', `${stamp}rtc_session.dart:2215 ::: receiveInviteResponse()`],
          prefix,
        ) +
        lines(
          [`${stamp}transport.dart:178 ::: sending message:==========>>>>>>>`, '', ...invite, `${stamp}web_socket.dart:9 ::: send()`],
          prefix,
        );
      const [first, second] = readAs('dart-sip-ua', text);
      assert.equal(first!.clean.text, lines(busy), prefix);
      assert.deepEqual(first!.envelope, { time: NOON + 250_000, observer: 'endpoint', direction: 'received' });
      assert.equal(second!.clean.text, lines(invite), prefix);
      assert.equal(second!.envelope.direction, 'sent');
      // An editor takes the blanks at the ends of lines away.
      assert.deepEqual(texts('dart-sip-ua', text.replaceAll(/ +$/gm, '')), [lines(busy), lines(invite)], prefix);
    }
  });

  it('reads a message whose empty line before the body is lost', () => {
    const lost = invite.filter(line => line !== '');
    const [found] = readAs('dart-sip-ua', lines([received, ...lost, `${stamp}x.dart:1 ::: next`], 'I/flutter ( 1): '));
    assert.equal(found!.clean.text, lines(lost));
  });

  it('reads the body alone, which stands right behind the words', () => {
    for (const words of ['Outgoing Message: SipMethod.INVITE body: ', 'Outgoing Message: ']) {
      const text = lines(
        [`${stamp}sip_message.dart:276 ::: ${words}${OFFER[0]}`, ...OFFER.slice(1), `${stamp}x.dart:1 ::: next`],
        'I/flutter ( 8410): ',
      );
      const [found] = readAs('dart-sip-ua', text);
      assert.equal(found!.kind, 'sdp');
      assert.equal(found!.clean.text, lines(OFFER));
      assert.deepEqual(found!.envelope, { time: NOON + 250_000, observer: 'endpoint', direction: 'sent' });
    }
    assert.deepEqual(messagesOf(openTrace(`${stamp}sip_message.dart:276 ::: Outgoing Message: SipMethod.BYE body: null\n`)), []);
  });
});

describe('sipgo', () => {
  it('reads the lines of a tracer and of its own log', () => {
    const text =
      `--- 12:00:00.250 SIP recv ---\n${lines(invite)}\n--- 12:00:00.260 SIP send ---\n${lines(busy.slice(0, -1))}` +
      `2026/03/01 12:00:01 DEBUG UDP read from [::]:5060 <- 192.0.2.20:5060:\n${lines(busy)}\n` +
      `12:01PM DBG WSS write to 198.51.100.7:443 -> 192.0.2.20:5060:\n${lines(invite)}\n12:01PM DBG transaction ended\n`;
    const found = readAs('diago-sipgo', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite), lines(busy.slice(0, -1)), lines(busy), lines(invite)],
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: MIDDAY + 250_000, direction: 'received' },
        { time: MIDDAY + 260_000, direction: 'sent' },
        { time: NOON + 1_000_000, transport: 'UDP', direction: 'received', source: peer, destination: undefined },
        { time: undefined, transport: 'WSS', direction: 'sent', source: { host: '198.51.100.7', port: 443 }, destination: peer },
      ],
    );
  });
});

describe('Sippy B2BUA', () => {
  it('reads words, addresses with and without a transport, and ends at the next line of the log', () => {
    const text =
      `01 Mar 12:00:00.250/GLOBAL/b2bua: RECEIVED message from wss:192.0.2.20:5060:\n${lines(invite)}\n` +
      `01 Mar 12:00:00.260/a84b@192.0.2.20/b2bua[99]: SENDING message to udp:[2001:db8::1]:5062:\n${lines(busy.slice(0, -1))}01 Mar 12:00:00.261/GLOBAL/b2bua: next\n` +
      `00:00:01.250/GLOBAL/b2bua: SENDING message to 192.0.2.20:5060:\n${lines(busy)}\n`;
    const found = readAs('sippy-b2bua', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [lines(invite), lines(busy.slice(0, -1)), lines(busy)],
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: MIDDAY + 250_000, transport: 'WSS', observer: 'gateway', direction: 'received', source: peer },
        {
          time: MIDDAY + 260_000,
          transport: 'UDP',
          observer: 'gateway',
          direction: 'sent',
          destination: { host: '2001:db8::1', port: 5062 },
        },
        { time: 1_250_000, transport: undefined, observer: 'gateway', direction: 'sent', destination: peer },
      ],
    );
  });
});

describe('drachtio', () => {
  const words = 'recv 832 bytes from udp/[192.0.2.20]:5060 at 12:00:00.000250:';
  const next = 'nta.c:3366 agent_recv_response() nta: next';

  it('takes the date before the words, and ends at the next line of the log', () => {
    const text =
      `2026-03-01 12:00:00.000300 ${words}\n${lines(invite)} \n2026-03-01 12:00:00.000400 ${next}\n` +
      `2026-03-01 12:00:01.000300 send 291 bytes to ws/[192.0.2.20]:5060 at 12:00:01.000250:\n${lines(busy.slice(0, -1))}2026-03-01 12:00:01.000400 ${next}\n`;
    const [received, sent] = readAs('drachtio-sofia', text);
    assert.equal(received!.clean.text, lines(invite));
    assert.deepEqual(received!.envelope, {
      time: NOON + 300,
      source: peer,
      transport: 'UDP',
      direction: 'received',
      observer: 'gateway',
      loggedLength: 832,
    });
    assert.equal(sent!.clean.text, lines(busy.slice(0, -1)));
    assert.deepEqual([sent!.envelope.transport, sent!.envelope.direction, sent!.envelope.destination], ['WS', 'sent', peer]);
  });

  it('reads the older stamp, with only the time that it tells', () => {
    const [found] = readAs(
      'drachtio-sofia',
      `00001b65|2026-Mar-01 12:00:00.000300| ${words}\n${lines(busy)} \n00001b66|2026-Mar-01 12:00:00.000400| ${next}\n`,
    );
    assert.equal(found!.clean.text, lines(busy));
    assert.equal(found!.envelope.time, MIDDAY + 300);
  });

  it('leaves out the note that the log has no more of a message', () => {
    const cut = invite.slice(0, -3);
    const text = `2026-03-01 12:00:00.000300 ${words}\n${lines(cut)}   *** message truncated at 2047 ***\n2026-03-01 12:00:00.000400 ${next}\n`;
    assert.deepEqual(texts('drachtio-sofia', text), [lines(cut)]);
  });

  it('reads what a container puts before every line', () => {
    const log = `2026-03-01 12:00:00.000300 ${words}\n${lines(invite)} \n2026-03-01 12:00:00.000400 ${next}\n`;
    for (const prefix of ['drachtio     | ', '2026-03-01T12:00:00.346767593Z ']) {
      assert.deepEqual(texts('drachtio-sofia', log.replaceAll(/^(?=.)/gm, prefix)), [lines(invite)], prefix);
    }
  });

  it('leaves FreeSWITCH its own, though a date stands before the words', () => {
    const dashes = '-'.repeat(72);
    const text = `2026-03-01 12:00:00.000300 ${words}\n   ${dashes}\n${lines(invite, '   ')}   ${dashes}\n`;
    assert.deepEqual(texts('freeswitch-siptrace', text), [lines(invite)]);
  });
});

describe('Homer text export', () => {
  it('reads transport, time and addresses', () => {
    const text =
      `proto:UDP 2026-03-01T12:00:00.000250Z  192.0.2.20:5060 ---> 198.51.100.7:5080\n\n${lines(invite)}\n` +
      `proto:TLS 2026-03-01T12:00:01.5+01:00  [2001:db8::1]:5061 ---> 192.0.2.20:5060\n${lines(busy)}\n` +
      `proto:WS 2026-03-01 12:00:02 192.0.2.20 ---> 198.51.100.7\n\n${lines(busy)}\n`;
    const found = readAs('homer-export', text);
    assert.deepEqual(
      found.map(one => one.clean.text),
      [invite, busy, busy].map(one => lines(one)),
    );
    assert.deepEqual(
      found.map(one => one.envelope),
      [
        { time: NOON + 250, transport: 'UDP', source: peer, destination: { host: '198.51.100.7', port: 5080 } },
        { time: NOON + 1_500_000, transport: 'TLS', source: { host: '2001:db8::1', port: 5061 }, destination: peer },
        { time: NOON + 2_000_000, transport: 'WS', source: { host: '192.0.2.20' }, destination: { host: '198.51.100.7' } },
      ],
    );
  });
});
