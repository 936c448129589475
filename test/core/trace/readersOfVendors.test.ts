import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { documentEdits } from '../../../server/src/core/features/fix';
import { applyEdits, deleteLine, insertAfter } from '../../../server/src/core/rewrite/edit';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { cleanTexts, readAs } from '../../support/pieces';
import { busy, envelopes, escaped, invite, known, lines, NOON, NOON_OF_DAY, own, peer } from '../../support/twoMessages';

describe('AudioCodes syslog', () => {
  const packet = (number: number, text: string): string => `<133>[S=${number}] [SID=b9027c:24:198171] ${text} [Time:01-03@12:00:00.250]\n`;
  const incoming = '(N  51) ---- Incoming SIP Message from 192.0.2.20:5060 to SIPInterface #2 (Teams) TLS TO(#138) SocketID(204) ----';
  const outgoing =
    '(N  52) AcSIPCall(#942): x #012(N  53) ---- Outgoing SIP Message to 192.0.2.20:5060 from SIPInterface #1 (LAN) UDP TO(#1) ----';
  const sent = packet(90, ` ${outgoing} #012${escaped(busy, '#012')}`);

  it('reads a message in its packet, in the next one, or cut between them anywhere', () => {
    const text = escaped(invite, '#012');
    const noise = packet(7, ' (N  54) ConnectionData::Calculate x');
    for (let at = 0; at <= text.length; at += 7) {
      const log = packet(5, ` ${incoming} #012${text.slice(0, at)}`) + packet(6, text.slice(at)) + noise + sent;
      const [received, other] = envelopes('audiocodes-syslog', log);
      assert.deepEqual(received!, {
        time: NOON_OF_DAY + 250_000,
        transport: 'TLS',
        observer: 'gateway',
        direction: 'received',
        source: peer,
      });
      assert.deepEqual(other!, {
        time: NOON_OF_DAY + 250_000,
        transport: 'UDP',
        observer: 'gateway',
        direction: 'sent',
        destination: peer,
      });
    }
  });

  it('does not go on where a packet is missing, or where the next one is of something else', () => {
    const text = escaped(invite, '#012');
    const half = 'v=0#012o=- 20518 1';
    const at = text.indexOf(half) + half.length;
    const [before] = [text.slice(0, at).replaceAll('#012', '\n')];
    for (const next of [packet(7, text.slice(at)), packet(6, ' (N  54) ConnectionData::Calculate a=x #012a=sendrecv')]) {
      const log = packet(5, ` ${incoming} #012${text.slice(0, at)}`) + next;
      assert.deepEqual(cleanTexts(openTrace(log)), [`${before}\n`]);
    }
  });

  it('reads what the viewer shows, with lines as lines', () => {
    const head = `12:00:00.250  192.0.2.1  local0.notice  [S=5] [SID=b9027c:24:198171]  ${incoming}`;
    envelopes('audiocodes-syslog', `${head} \n${lines(invite)} [Time:01-03@12:00:00.250]\n${sent}`);
  });

  it('reads the transport behind any name of an interface, and line ends as a server on Windows writes them', () => {
    const named = incoming.replace('(Teams)', '(Teams (Direct Routing))');
    for (const end of ['<013><010>', '#015#012', '\\r\\n']) {
      const [received] = envelopes('audiocodes-syslog', packet(5, ` ${named} ${end}${escaped(invite, end)}`) + sent);
      assert.deepEqual([received!.transport, received!.source], ['TLS', peer]);
    }
  });

  it('keeps the packets when a line that is cut between them is taken out, and puts no packet between two lines', () => {
    const text = escaped(invite, '#012');
    const at = text.indexOf('telephone-event');
    const end = text.indexOf('a=sendrecv');
    const log = packet(5, ` ${incoming} #012${text.slice(0, at)}`) + packet(6, text.slice(at, end)) + packet(7, text.slice(end));
    const analysis = analyse(log);
    const one = analysis.messages[0]!;
    const map = one.sdp!.lines.find(line => line.text.includes('telephone-event'))!;
    const after = analysis.messages[0]!.sdp!.lines.at(-1)!;
    const changed = applyEdits(log, documentEdits(analysis, one, [deleteLine(map), insertAfter(after, 'a=ptime:20')]));
    assert.equal(changed.match(/\[S=\d\]/g)?.join(''), '[S=5][S=6][S=7]');
    const expected = invite.filter(line => !line.includes('telephone-event')).concat('a=ptime:20');
    assert.deepEqual(
      cleanTexts(openTrace(changed)).map(found => found.replace(/Content-Length.*/, '')),
      [lines(expected).replace(/Content-Length.*/, '')],
    );
  });
});

describe('Oracle SBC sipmsg.log', () => {
  const dashes = '-'.repeat(40);

  it('reads both addresses, and a time that has neither year nor, sometimes, hour', () => {
    const text = `${dashes}\nMar  1 12:00:00.250 On [0:0]192.0.2.1:5060 received from 192.0.2.20:5060\n${lines(invite)}\n${dashes}\n00:01.250 On [3:0][2001:db8::1]:5060 sent to [2001:db8::2]:5060\n${lines(busy)}\n${dashes}\n`;
    const [received, sent] = envelopes('oracle-acme-sipmsg', text);
    assert.deepEqual(received!, {
      time: NOON_OF_DAY + 250_000,
      observer: 'gateway',
      direction: 'received',
      source: peer,
      destination: own,
    });
    assert.deepEqual(sent!, {
      observer: 'gateway',
      direction: 'sent',
      source: { host: '2001:db8::1', port: 5060 },
      destination: { host: '2001:db8::2', port: 5060 },
    });
  });

  it('reads what stands before an address: a slot and a port, and a VLAN', () => {
    const text = `Mar  1 12:00:00.250 On [1:0:33]192.0.2.1:5060 received from 192.0.2.20:5060\n${lines(invite)}${dashes}\nMar  1 12:00:00.350 On [1:0]192.0.2.1:5060 sent to 192.0.2.20:5060\n${lines(busy)}${dashes}\n`;
    const [received, sent] = envelopes('oracle-acme-sipmsg', text);
    assert.deepEqual([received!.destination, sent!.source], [own, own]);
  });

  it('leaves out other protocols, and ends at the dashes whatever Content-Length says', () => {
    const long = invite.map(line => line.replace(/^Content-Length.*/, 'Content-Length: 4000'));
    const text = `Mar  1 12:00:00.250 On 127.0.0.1:2945 sent to 127.0.0.1:2944\nMEGACO/1 [127.0.0.1]\n${dashes}\nMar  1 12:00:00.250 On 192.0.2.1:5060 sent to 192.0.2.20:5060\n${lines(long)}${dashes}\nb=other\n`;
    assert.deepEqual(cleanTexts(openTrace(text)), [lines(long)]);
  });
});

describe('Ribbon SBC call trace', () => {
  const stamp = '03012026 120000.000250:1.01.00.38939.MAJOR   .SIPSG:';
  const said = 'FILTER=Call GCID=0x00000DDB: EXTRA INFO: ';
  const received =
    'Ingress: received msg for CallId:call@example.com gcid:0xDDB from IP/port:192.0.2.20/5060, Local IP/port:192.0.2.1/5060';
  const sent = `302 03012026 120000.000251:1.01.00.38940.MAJOR   .SIPSG:${said}Ingress: sent msg for CallId:call@example.com to IP/port:192.0.2.20/5060, Local IP/port:192.0.2.1/5060, SMM:1\nRAW PDU:\n${lines(busy)}\n`;
  const told = [
    { time: NOON + 250, observer: 'gateway', direction: 'received', source: peer, destination: own },
    { time: NOON + 251, observer: 'gateway', direction: 'sent', source: own, destination: peer },
  ];

  it('reads entries, also those that go on in another one', () => {
    const other = '150 03012026 120000.000250:1.02.00.38939.Info    .SIPFE: *FindRegistrationBlock: not found\n';
    assert.deepEqual(envelopes('ribbon-sbc-trc', `902 ${stamp}${said}${received}\nRAW PDU:\n${lines(invite)}\n${other}${sent}`), told);
    const text = lines(invite);
    for (let at = text.indexOf('Via'); at < text.length; at += 11) {
      const log = `902 ${stamp}${said}${received}\nRAW PDU:\n${text.slice(0, at)}\n150 ${stamp}${said}${text.slice(at)}\n${other}${sent}`;
      assert.deepEqual(envelopes('ribbon-sbc-trc', log), told);
    }
  });

  it('reads the syslog and the log of the GSX', () => {
    const syslog = `<147> 1 2026-03-01T12:00:00.250+00:00 sbc USEC x: ${received}, SMM:1 RAW PDU:#012${escaped(invite, '#015#012')}\n<147> 1 2026-03-01T12:00:00.251+00:00 sbc USEC x: sent msg for CallId:c to IP/port:192.0.2.20/5060, Local IP/port:192.0.2.1/5060, SMM:1 RAW PDU:#012${escaped(busy, '#015#012')}\n`;
    assert.deepEqual(envelopes('ribbon-sbc-trc', syslog), [
      { ...told[0], time: NOON + 250_000 },
      { ...told[1], time: NOON + 251_000 },
    ]);
    const gsx = `[01-03-2026 12:00:00,250] SIP: Incoming message on [192.0.2.1]:5060 from [192.0.2.20]:5060\n${lines(invite)}\n[01-03-2026 12:00:00,251] SIP: sending from [192.0.2.1]:5060 to [192.0.2.20]:5060\n${lines(busy)}\n`;
    assert.deepEqual(envelopes('ribbon-sbc-trc', gsx), [
      { ...told[0], time: NOON + 250_000 },
      { ...told[1], time: NOON + 251_000 },
    ]);
  });
});

describe('Avaya', () => {
  const rule = '-'.repeat(20);
  const route = (side: string, address: string): string => `\t${side}: { L192.0.2.1:5061/R${address}/TLS/0x1a }\n`;
  const head = (arrow: string, millisecond: string): string =>
    `com.avaya.asm  SIPMSGT \n${rule}\n01/03/2026 12:00:00.${millisecond} ${arrow} \n\toctets: 812, Body Length: 0\n${route('ingress', '192.0.2.20:5060')}${route('egress', '198.51.100.7:5060')}${rule}\n`;
  const told = [
    {
      time: NOON + 250_000,
      observer: 'gateway',
      transport: 'TLS',
      direction: 'received',
      source: peer,
      destination: { ...own, port: 5061 },
    },
    {
      time: NOON + 251_000,
      observer: 'gateway',
      transport: 'TLS',
      direction: 'sent',
      source: { ...own, port: 5061 },
      destination: { host: '198.51.100.7', port: 5060 },
    },
  ];

  it('reads Session Manager: what traceSM saves, and its syslog, which goes on in the next line', () => {
    const saved = `${head('-->', '250')}${lines(invite)}${rule}\n${head('<--', '251')}${lines(busy)}\n${rule}\n`;
    assert.deepEqual(envelopes('avaya', saved), told);
    const packet = 'Mar  1 12:00:00 sm AasSipMgr[7]: +00:00 2026 250 1 com.avaya.asm | 0 ';
    const syslog = (text: string): string => text.replaceAll('\t', '#011').replaceAll('\n', '#012');
    const first = syslog(head('-->', '250')).slice('com.avaya.asm  '.length);
    const second = syslog(head('<--', '251')).slice('com.avaya.asm  '.length);
    const body = `${escaped(invite, '#015#012')}#012${rule}`;
    for (let at = body.indexOf('v=0'); at < body.length; at += 5) {
      const log = `${packet}${first}${body.slice(0, at)}\n${packet}SIPMSGT+ ${body.slice(at)}\n${packet}${second}${escaped(busy, '#015#012')}#012${rule}\n`;
      assert.deepEqual(envelopes('avaya', log), told);
    }
  });

  it('reads Experience Portal, old and new, with what a forum makes of it', () => {
    const time = '@2026-03-01 12:00:00,250||FINEST|Tele|8513|FileName=sip/UAInterface.cpp,LineNumber=476|';
    const portal = (words: string, list: readonly string[]): string => `${time}${words} ${lines(list, '', '^M')}>\n${time}Other: nothing\n`;
    const old = portal('cUAInterface::SendT oNetwork: To 192.0.2.20:5060[71:0] <^', invite)
      .replace('<^ ', '<^')
      .replace('^M', '^M <- the call');
    const [sent, received] = envelopes('avaya', old + portal('SIPTCP::ProcessRead: <', busy).replace('< ', '<'));
    assert.deepEqual(sent!, { time: NOON + 250_000, observer: 'endpoint', direction: 'sent', destination: peer });
    assert.deepEqual(received!, { time: NOON + 250_000, observer: 'endpoint', direction: 'received' });
    const words = 'RCV sock=136:0 src=192.0.2.20:5060 dst=192.0.2.1:5060 <';
    const [other] = readAs('avaya', portal(words, invite).replace('< ', '<').replaceAll('^M', ''));
    assert.deepEqual(known(other!.envelope), {
      time: NOON + 250_000,
      observer: 'endpoint',
      direction: 'received',
      source: peer,
      destination: own,
    });
  });
});

describe('Technicolor, Sipura and FortiGate', () => {
  it('reads Technicolor', () => {
    const text = `Recv from udp: 192.0.2.20:5060 00:00:00:01:066 (937 bytes)\n${lines(invite)}\nSent to udp: 192.0.2.20:5060 00:00:00:01:099 (291 bytes)\n${lines(busy)}\n`;
    assert.deepEqual(envelopes('misc-vendor', text), [
      { transport: 'UDP', observer: 'endpoint', loggedLength: 937, direction: 'received', source: peer },
      { transport: 'UDP', observer: 'endpoint', loggedLength: 291, direction: 'sent', destination: peer },
    ]);
  });

  it('reads Sipura: one line, with a caret and an M for the line ends', () => {
    const text = `Mar  1 12:00:00 192.0.2.20 ${escaped(invite, '^M ').trimEnd()}\nMar  1 12:00:01 192.0.2.20 RTP Rx Up\nMar  1 12:00:01 192.0.2.20 ${escaped(busy, '^M ')}\n`;
    assert.deepEqual(envelopes('misc-vendor', text), [
      { time: NOON_OF_DAY, observer: 'endpoint' },
      { time: NOON_OF_DAY + 1_000_000, observer: 'endpoint' },
    ]);
  });

  it('reads FortiGate: two dots for the line ends behind the hex', () => {
    const said = (list: readonly string[], from: string, to: string): string =>
      `2026-03-01 12:00:00 sip sess 0x979df38 found for ${from} -> ${to}\n2026-03-01 12:00:00 sip port 26 ${from} -> ${to}\n` +
      `2026-03-01 12:00:00 sip port 26 read [(0,515) (494e56495445)(${escaped(list, '..')})]\n2026-03-01 12:00:00 sip sess 0x979df38 done\n`;
    const text = said(invite, '192.0.2.20:5060', '192.0.2.1:5060') + said(busy, '192.0.2.1:5060', '192.0.2.20:5060');
    assert.deepEqual(envelopes('misc-vendor', text), [
      { time: NOON, observer: 'gateway', source: peer, destination: own },
      { time: NOON, observer: 'gateway', source: own, destination: peer },
    ]);
  });
});
