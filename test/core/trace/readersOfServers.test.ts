import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import type { Message } from '../../../server/src/core/call/types';
import { documentEdits } from '../../../server/src/core/features/fix';
import { applyEdits, deleteLine, insertAfter, replace } from '../../../server/src/core/rewrite/edit';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { framings, message, OFFER, printTrace } from '../../support/framings';
import { assertTrace, cleanTexts, readAs } from '../../support/pieces';
import { busy, envelopes, escaped, invite, lines, NOON, NOON_OF_DAY, own, peer } from '../../support/twoMessages';

describe('Asterisk chan_sip debug', () => {
  const read = (lineBefore: string): string =>
    `${lineBefore}<--- SIP read from WS:192.0.2.20:5060 --->\n${lines(invite)}<------------->\n--- (10 headers 10 lines) ---\nSending to 192.0.2.20:5060 (NAT)\n`;

  it('reads what a console shows, received and sent', () => {
    const [received, sent] = envelopes(
      'asterisk-chan_sip-debug',
      `${read('\n')}Found RTP audio format 0\n\n<--- Reliably Transmitting (NAT) to 192.0.2.20:5060 --->\n${lines(busy)}\n<------------>\n  == Spawn extension (phones, 1, 5)\n`,
    );
    assert.deepEqual(received!, { transport: 'WS', observer: 'gateway', direction: 'received', source: peer });
    assert.deepEqual(sent!, { observer: 'gateway', direction: 'sent', destination: peer });
  });

  it('reads requests that were sent or sent again, and the words of old versions', () => {
    const text =
      `Reliably Transmitting (no NAT) to 192.0.2.20:5060:\n${lines(invite)}\n---\n` +
      `Retransmitting #2 (NAT) to [2001:db8::1]:5060:\n${lines(invite)}\n---\n` +
      `<-- SIP read from 192.0.2.20:5060: \n${lines(busy)}--- (8 headers 0 lines) ---\n`;
    const found = readAs('asterisk-chan_sip-debug', text);
    assert.deepEqual(
      found.map(one => [one.clean.text, one.envelope.direction, one.envelope.destination?.host ?? one.envelope.source?.host]),
      [
        [lines(invite), 'sent', '192.0.2.20'],
        [lines(invite), 'sent', '2001:db8::1'],
        [lines(busy), 'received', '192.0.2.20'],
      ],
    );
  });

  it('reads the log file, whose prefix stands on the line before, and a console or syslog with a prefix on every line', () => {
    const file = '[Mar  1 12:00:00] VERBOSE[2366][C-00000007] chan_sip.c: \n';
    assert.equal(readAs('asterisk-chan_sip-debug', read(file))[0]!.envelope.time, NOON_OF_DAY);
    for (const prefix of ['[Mar  1 12:00:00] ', '[2026-03-01 12:00:00.250] ', 'Mar  1 12:00:00 pbx asterisk[812]: ']) {
      const [found] = readAs('asterisk-chan_sip-debug', lines(read('\n').trimEnd().split('\n'), prefix));
      assert.equal(found!.clean.text, lines(invite), prefix);
      assert.ok(found!.envelope.time, prefix);
      const later = lines(read('\n').trimEnd().split('\n'), prefix).replaceAll(/:00(?=.*[av]=)/g, ':09');
      assert.equal(readAs('asterisk-chan_sip-debug', later)[0]!.clean.text, lines(invite), `${prefix}, with another second in the middle`);
    }
  });

  it('reads a syslog with a message on one line', () => {
    const text = `Mar  1 12:00:00 pbx asterisk[812]: VERBOSE[815]: chan_sip.c:9 in handle: #012<--- SIP read from UDP:192.0.2.20:5060 --->#012${escaped(invite, '#015#012')}<------------->\n`;
    const [found] = readAs('asterisk-chan_sip-debug', text);
    assert.equal(found!.clean.text, lines(invite));
    assert.deepEqual(found!.envelope.source, peer);
  });

  it('leaves out what is logged in the middle of a message, and ends a cut one there', () => {
    const notice = '[Mar  1 12:00:00] NOTICE[2366]: chan_sip.c:15893 sip_reregister: again\n';
    const middle = `<--- SIP read from UDP:192.0.2.20:5060 --->\n${lines(invite.slice(0, 14))}${notice}    -- Executing [1@a:1]\n${lines(invite.slice(14))}<------------->\n`;
    assert.equal(readAs('asterisk-chan_sip-debug', middle)[0]!.clean.text, lines(invite));
    const cut = `<--- SIP read from UDP:192.0.2.20:5060 --->\n${lines(invite.slice(0, 4))}${notice}Really destroying SIP dialog\n`;
    assert.equal(readAs('asterisk-chan_sip-debug', cut)[0]!.clean.text, lines(invite.slice(0, 4)));
  });

  it('takes what is no SIP for no message', () => {
    const text = `<--- SIP read from UDP:192.0.2.20:5060 --->\njaK\n<------------->\n${read('\n')}`;
    assert.deepEqual(cleanTexts(openTrace(text)), [lines(invite)]);
  });
});

describe('Kamailio and OpenSIPS xlog', () => {
  const log = ' 1(812) NOTICE: <script>: ';

  it('reads messages behind words of the script, which may be on their line or on lines before', () => {
    for (const start of [`${log}[INVITE] from 192.0.2.20:5060 to 192.0.2.1:5060\n`, `${log}got this:\n-------\n`, log]) {
      const text = ` 1(812) INFO: tm [tm.c:12]: mod_init(): from 198.51.100.7:5060\n${start}${lines(invite)}\n${log}reply ${lines(busy)}\n 5(816) INFO: <core> [main.c:854]: sig_usr(): signal 15 received\n`;
      const [received] = envelopes('kamailio-xlog', text);
      const told = start.includes('from') ? { source: peer, destination: own } : {};
      assert.deepEqual(received!, { observer: 'gateway', ...told });
    }
  });

  it('reads a message on one line, whatever the log writes for a line end', () => {
    const prefix = 'Mar  1 12:00:00 proxy kamailio[812]: NOTICE: <script>: ';
    for (const end of ['#015#012', '#012', '\\r\\n', '\\n', '\\\\r\\\\n', '\\015\\012', '\\x0d\\x0a', '<013><010>', '^M ']) {
      const text = `${prefix}received from wss:192.0.2.20:5060 ${escaped(invite, end)}\n${prefix}done\n${prefix}sending to udp:192.0.2.20:5060${end}${escaped(busy, end)}\n`;
      const [received, sent] = envelopes('kamailio-xlog', text);
      assert.deepEqual(received!, { time: NOON_OF_DAY, source: peer, transport: 'WSS', direction: 'received', observer: 'gateway' }, end);
      assert.deepEqual(sent!, { time: NOON_OF_DAY, destination: peer, transport: 'UDP', direction: 'sent', observer: 'gateway' }, end);
    }
  });

  it('reads a syslog that cuts a message into its lines, and a journal that indents them', () => {
    const prefix = '2026-03-01T12:00:00.250000+00:00 proxy opensips[812]: ';
    const syslog = `${lines(invite, prefix)}${prefix}\n${prefix}DBG:core:parse_msg: next\n${lines(busy, prefix)}`;
    assert.equal((envelopes('kamailio-xlog', syslog)[0] as { time: number }).time, NOON + 250_000);
    const short = 'Mar 01 12:00:00 proxy kamailio[812]: ';
    const indented = (list: readonly string[]): string =>
      `${short}NOTICE: <script>: ${list[0]}\n${lines(list.slice(1), ' '.repeat(short.length))}`;
    envelopes('kamailio-xlog', `${indented(invite)}${short}relayed\n${indented(busy)}`);
  });

  it('reads JSON and Python, up to the quote and without the backslashes before the quotes in it', () => {
    const json = (list: readonly string[]): string =>
      `{"time":"2026-03-01T12:00:00.250Z","sip":${JSON.stringify(escaped(list, '\r\n'))},"next":"x=1"}\n`;
    const [found] = envelopes('kamailio-xlog', json(invite) + json(busy));
    assert.deepEqual(found!, { time: NOON + 250_000 });
    assert.ok(json(invite).includes('\\"Alice\\"'));
    const python = (list: readonly string[]): string =>
      `DEBUG:root:data received b'${escaped(list, '\\r\\n')}' from ('192.0.2.20', 5060)\n`;
    envelopes('kamailio-xlog', python(invite) + python(busy));
    const cut = `{"sip":${JSON.stringify(invite.join('\r\n'))},"a=next":1}\n`;
    assert.equal(readAs('kamailio-xlog', cut)[0]!.clean.text, lines(invite));
  });

  it('reads messages in which a terminal shows the CRs', () => {
    envelopes('kamailio-xlog', `${lines(invite, '', '^M')}\n${lines(busy, '', '^M')}`);
  });

  it('takes words about a message for none', () => {
    const text = `${log}REQ INVITE sip:bob@example.com from ws:192.0.2.20:5060\n${log}reply SIP/2.0 486 Busy Here\n${log}relayed\n`;
    assert.deepEqual(cleanTexts(openTrace(text, 'kamailio-xlog')), []);
    assert.equal(openTrace(text).format, 'unknown');
  });
});

describe('Cisco ccsip debug', () => {
  const mark = '018628: *Mar  1 12:00:00.250: //4538/2FD863BAA01F/SIP/Msg/ccsipDisplayMsg:';

  it('reads words, and the addresses of VoIP Trace', () => {
    const debug = `Router# debug ccsip messages\n${mark}\nReceived: \n${lines(invite)}\n018629: Mar  1 12:00:00.251: //4538/2FD863BAA01F/SIP/State/sipSPIChangeState: x\n00:11:29: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:\nSent:\n${lines(busy)}\nRouter#\n`;
    const [received, sent] = envelopes('cisco-ccsip', debug);
    assert.deepEqual(received!, { time: NOON_OF_DAY + 250_000, direction: 'received', observer: 'gateway' });
    assert.deepEqual(sent!, { time: 689_000_000, direction: 'sent', observer: 'gateway' });
    const rule = '-'.repeat(47);
    const trace = `${rule}\n${mark}\nReceived: SIP UDP message from 192.0.2.20:5060 to 192.0.2.1:5060 \n${lines(invite)}${rule}\n${mark}\nSent: SIP TCP message from 192.0.2.1:5060 to 192.0.2.20:5060\n${lines(busy)}${rule}\n`;
    assert.deepEqual(
      envelopes('cisco-ccsip', trace),
      [
        { transport: 'UDP', direction: 'received', source: peer, destination: own },
        { transport: 'TCP', direction: 'sent', source: own, destination: peer },
      ].map(told => ({ time: NOON_OF_DAY + 250_000, observer: 'gateway', ...told })),
    );
  });

  it('reads pages that lost the empty line before the body, and messages that end at the next line of the log', () => {
    const lost = invite.filter(line => line !== '');
    const text = `${mark}\nSent:\n${lines(lost)}${mark}\nReceived:\n${lines(busy.slice(0, -1))}018630: Mar  1 12:00:01.250: //4538/2FD863BAA01F/SIP/Info/x: y\n`;
    assert.deepEqual(cleanTexts(openTrace(text)), [lines(lost), lines(busy.slice(0, -1))]);
  });

  it('reads copies on one line, with spaces or escapes for the line ends', () => {
    const one = (list: readonly string[]): string => list.filter(line => line !== '').join(' ');
    const text = `${mark} Sent: ${one(invite)}\n${mark} Received: ${one(busy)}\n`;
    assert.deepEqual(cleanTexts(openTrace(text)), [lines(invite.filter(line => line !== '')), lines(busy.filter(line => line !== ''))]);
    envelopes('cisco-ccsip', `${mark}#012Received:#012${escaped(invite, '#015#012')}\n${mark}#012Sent:#012${escaped(busy, '#015#012')}\n`);
  });
});

describe('a fix in the log of a server', () => {
  const formats = [
    'asterisk-chan_sip-debug',
    'kamailio-xlog',
    'cisco-ccsip',
    'audiocodes-syslog',
    'oracle-acme-sipmsg',
    'ribbon-sbc-trc',
    'avaya',
    'misc-vendor',
  ];
  const offer = [...OFFER, 'a=setup:actpass'];
  const printed = [message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', offer), busy];
  const edited = (one: Message): ReturnType<typeof replace>[] => {
    const body = one.sdp!.lines;
    return [
      deleteLine(body[7]!),
      insertAfter(body[8]!, 'a=ptime:20\na=maxptime:40'),
      deleteLine(body.at(-1)!),
      replace(body[0]!.span, 'v=0'),
    ];
  };
  const afterFix = (text: string, format: string): { text: string; messages: string[] } => {
    const before = analyse(text);
    assert.equal(before.trace.format, format);
    const changed = applyEdits(text, documentEdits(before, before.messages[0]!, edited(before.messages[0]!)));
    const trace = openTrace(changed);
    assertTrace(trace, changed);
    assert.equal(trace.format, format);
    return { text: changed, messages: cleanTexts(trace) };
  };
  const expected = afterFix(printTrace(framings.find(one => one.format === 'bare-sip')!, printed), 'bare-sip').messages;

  for (const format of formats) {
    it(`inserts and deletes lines as ${format} writes them`, () => {
      const text = printTrace(framings.find(one => one.format === format)!, printed);
      for (const end of ['\n', '\r\n']) {
        const changed = afterFix(text.replaceAll('\n', end), format);
        assert.deepEqual(changed.messages, expected);
        assert.equal(changed.text.split(end).length - changed.text.split('\n').length, 0, 'line ends of two kinds');
      }
    });
  }

  it('keeps the line on one line in JSON', () => {
    const json = `{"sip":${JSON.stringify(escaped(printed[0]!, '\r\n'))}}\n${JSON.stringify({ sip: escaped(busy, '\r\n') })}\n`;
    const changed = afterFix(json, 'kamailio-xlog');
    assert.deepEqual(changed.messages, expected);
    const [, first] = changed.text.split('\n');
    assert.equal((JSON.parse(first!) as { sip: string }).sip, expected[0]!.replaceAll('\n', '\r\n'));
  });
});
