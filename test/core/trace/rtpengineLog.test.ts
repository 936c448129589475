import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse, change, toDocument } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { applyEdits, recordEdits } from '../../../server/src/core/rewrite/edit';
import { COMPLAINTS } from '../../../server/src/core/rules/leg/complaints/index';
import { ruleById } from '../../../server/src/core/rules/index';
import { flagMeaning, nearestFlag } from '../../../server/src/core/trace/rtpengine/flags';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import type { MessageRecord } from '../../../server/src/core/trace/types';
import { assertTrace } from '../../support/pieces';

const PHONE = ['v=0', 'o=- 1 1 IN IP4 192.0.2.20', 's=-', 'c=IN IP4 192.0.2.20', 't=0 0', 'm=audio 4000 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000'];
const BROWSER = [
  'v=0',
  'o=- 2 2 IN IP4 198.51.100.7',
  's=-',
  'c=IN IP4 198.51.100.7',
  't=0 0',
  'm=audio 49170 UDP/TLS/RTP/SAVPF 0',
  'a=ice-ufrag:lOUe',
  'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB',
  'a=candidate:1 1 udp 2130706431 198.51.100.7 49170 typ host',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(':')}`,
  'a=setup:actpass',
  'a=rtcp-mux',
  'a=mid:0',
  'a=rtpmap:0 PCMU/8000',
];

const text = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');
const stderr = (second: number, words: string): string =>
  `[17723592${String(second).padStart(2, '0')}.250000] DEBUG: [f81d4fae]: [control] ${words}\n`;
const ADDRESS = '192.0.2.10:38400';
const went = (command: string, sdp: readonly string[], flags: string, end = '\n'): string =>
  `Dump for '${command}' from ${ADDRESS}: { "sdp": "${sdp.join(end)}${end}", ${flags}, "call-id": "f81d4fae", "from-tag": "a"${command === 'answer' ? ', "to-tag": "b"' : ''}, "command": "${command}" }`;
const came = (command: string, sdp: readonly string[], end = '\n'): string =>
  `Response dump for '${command}' to ${ADDRESS}: { "sdp": "${sdp.join(end)}${end}", "result": "ok" }`;

const found = (log: string): MessageRecord[] => {
  const trace = openTrace(log);
  assert.equal(trace.format, 'rtpengine-log');
  assertTrace(trace, log);
  return trace.records.flatMap(record => record.message ?? []);
};
const placed = (log: string): string[] =>
  openTrace(log).records.flatMap(
    record => record.message?.envelope.ng?.flags.map(flag => `${flag.key} ${record.text.slice(flag.span.start, flag.span.end)}`) ?? [],
  );

describe("RTPEngine's log", () => {
  it('reads what goes in and what comes out on stderr, with real line ends', () => {
    const log =
      stderr(1, "Received command 'ping' from 192.0.2.10:38400") +
      stderr(
        2,
        went(
          'offer',
          BROWSER,
          '"ICE": "remove", "rtcp-mux": [ "demux" ], "codec": { "mask": [ "opus", "G722" ] }, "received-from": [ "IP4", "198.51.100.7" ]',
        ),
      ) +
      stderr(3, 'Creating new call') +
      stderr(4, came('offer', PHONE)) +
      stderr(5, "Replying to 'offer' from 192.0.2.10:38400");
    const [offer, reply, ...more] = found(log);
    assert.equal(more.length, 0);
    assert.equal(offer!.clean.text, text(BROWSER));
    assert.equal(reply!.clean.text, text(PHONE));
    const { flags, ...ng } = offer!.envelope.ng!;
    assert.deepEqual(ng, { command: 'offer', role: 'in', callId: 'f81d4fae', fromTag: 'a', toTag: undefined, cut: false });
    assert.deepEqual(
      flags.map(({ key, text: word }) => [key, word]),
      [
        ['ICE', 'remove'],
        ['rtcp-mux', 'demux'],
        ['codec.mask', 'opus'],
        ['codec.mask', 'G722'],
      ],
    );
    assert.deepEqual(offer!.envelope.source, { host: '198.51.100.7' });
    assert.equal(offer!.envelope.time, 1_772_359_202_250_000);
    assert.equal(reply!.envelope.ng!.callId, 'f81d4fae');
    assert.equal(reply!.envelope.direction, 'sent');
    assert.deepEqual(placed(log), ['ICE remove', 'rtcp-mux demux', 'codec.mask opus', 'codec.mask G722']);
  });

  it('reads a syslog, which escapes line ends and has a long line in pieces, with other lines in between', () => {
    const line = (second: string, words: string): string => `Mar  1 10:00:0${second} gw rtpengine[812]: ${words}\n`;
    const whole = `DEBUG: [f81d4fae]: [control] ${went('offer', BROWSER, '"flags": [ "trust address" ], "rtpp-flags": "ICE=remove rtcp-mux=[demux accept] RTP/AVP"', '#015#012')}`;
    const pieces = [whole.slice(0, 300), whole.slice(300, 460), whole.slice(460)];
    const log =
      line('0', `${pieces[0]} ...`) +
      line('0', 'INFO: [another]: Replying to a command') +
      line('1', `DEBUG: [f81d4fae]: ... ${pieces[1]} ...`) +
      line('1', `DEBUG: [f81d4fae]: ... ${pieces[2]}`) +
      line('2', `DEBUG: [f81d4fae]: [control] ${came('offer', PHONE, '#015#012')}`);
    const [offer, reply] = found(log);
    assert.equal(offer!.clean.text, text(BROWSER));
    assert.equal(reply!.clean.text, text(PHONE));
    assert.deepEqual(placed(log), ['flags trust address', 'ICE remove', 'rtcp-mux demux', 'rtcp-mux accept', 'rtpp-flags RTP/AVP']);
  });

  it('reads a log that the daemon itself cuts at line ends, and one that a container or a journal puts something before', () => {
    const level = 'DEBUG: [f81d4fae]: ';
    const cut = `[control] ${went('offer', PHONE, '"ICE": "remove"')}`
      .split('\n')
      .map((piece, index) => `${index > 0 ? '... ' : ''}${piece}`);
    const atEnds = cut
      .map((piece, index) => `[1772359200.00000${index}] ${level}${piece}${index < cut.length - 1 ? ' ...' : ''}\n`)
      .join('');
    const plain = stderr(1, went('offer', PHONE, '"ICE": "remove"'));
    const container = plain.replace(/^(?=.)/gm, 'rtpengine-1  | ');
    const journal = `Mar 01 10:00:00 gw rtpengine[812]: ${plain.replace(/\n(?=.)/g, `\n${' '.repeat(35)}`)}`;
    for (const log of [atEnds, container, journal, plain.replace(/\n/g, '\r\n')]) {
      const [offer, ...more] = found(log);
      assert.equal(offer?.clean.text, text(PHONE), log);
      assert.equal(more.length, 0);
      assert.deepEqual(placed(log), ['ICE remove']);
    }
  });

  it('reads JSON, and says of a dump that breaks off that it is cut', () => {
    const sdp = [...PHONE, 'a=label:"x"'];
    const value = JSON.stringify({ sdp: sdp.map(line => `${line}\r\n`).join(''), ICE: 'remove', 'call-id': 'f81d4fae', 'from-tag': 'a' });
    const json = `[1772359200.250000] DEBUG: [f81d4fae]: [control] Dump for 'offer' from ${ADDRESS}: ${value.replace(/\//g, String.raw`\/`)}\n`;
    const [offer] = found(json);
    assert.equal(offer!.clean.text, text(sdp));
    assert.deepEqual(placed(json), ['ICE remove']);
    const [cut] = found(stderr(1, went('offer', PHONE, '"ICE": "remove"')).split('a=rtpmap')[0]!);
    assert.equal(cut!.envelope.ng!.cut, true);
    assert.equal(cut!.clean.text, text(PHONE.slice(0, -1)));
  });

  it('makes two legs of a call, tells which is whose, and who spoke on each', () => {
    const log =
      stderr(1, went('offer', BROWSER, '"ICE": "remove", "transport-protocol": "RTP/AVP"')) +
      stderr(2, came('offer', PHONE)) +
      stderr(3, went('answer', PHONE, '"ICE": "force", "transport-protocol": "UDP/TLS/RTP/SAVPF"')) +
      stderr(4, came('answer', BROWSER)) +
      // The 200 has the answer of the 183 again.
      stderr(5, went('answer', PHONE, '"ICE": "force"')) +
      stderr(6, came('answer', BROWSER)) +
      // The phone's side holds the call.
      stderr(7, went('offer', PHONE, '"ICE": "force"').replace('"from-tag": "a"', '"from-tag": "b", "to-tag": "a"')) +
      stderr(8, came('offer', BROWSER));
    const [call, ...more] = analyse(log).calls;
    assert.equal(more.length, 0);
    assert.deepEqual(
      call!.legs.map(leg => [leg.kind, leg.exchanges.map(one => [one.carrier, Boolean(one.offer), Boolean(one.answer)])]),
      [
        [
          'webrtc',
          [
            ['INVITE', true, true],
            ['re-INVITE', true, false],
          ],
        ],
        [
          'sip',
          [
            ['INVITE', true, true],
            ['re-INVITE', true, false],
          ],
        ],
      ],
    );
    assert.deepEqual(
      call!.descriptions.map(one => [one.leg.kind, one.side, one.fromGateway]),
      [
        ['webrtc', 'offer', false],
        ['webrtc', 'answer', true],
        ['webrtc', 'offer', true],
        ['sip', 'offer', true],
        ['sip', 'answer', false],
        ['sip', 'offer', false],
      ],
    );
  });

  it('takes the leg that nobody answered on for what RTPEngine was asked for, not for what came out', () => {
    const kindOf = (flags: string): string | undefined =>
      analyse(stderr(1, went('offer', BROWSER, flags)) + stderr(2, came('offer', BROWSER))).calls[0]?.legs[1]?.kind;
    assert.equal(kindOf('"ICE": "remove", "rtcp-mux": [ "demux" ]'), 'sip');
    assert.equal(kindOf('"ICE": "force", "transport-protocol": "UDP/TLS/RTP/SAVPF"'), 'webrtc');
    assert.equal(kindOf('"ICE": "force", "transport-protocol": "RTP/AVP"'), 'webrtc');
  });

  it('is fixed in place, whatever its line ends are', () => {
    for (const end of ['\n', '#015#012', String.raw`\r\n`]) {
      const log = stderr(1, went('offer', BROWSER, '"ICE": "remove"', end)) + stderr(2, came('offer', PHONE, end));
      const analysis = analyse(log);
      const message = analysis.messages[0]!;
      const line = message.sdp!.lines.find(one => one.attribute === 'rtcp-mux')!;
      assert.equal(log.slice(toDocument(analysis, message, line.span).start, toDocument(analysis, message, line.span).end), 'a=rtcp-mux');
      const edits = recordEdits(message, [{ span: { start: line.span.start, end: line.span.end + 1 }, text: 'a=x\na=y\n' }]);
      const after = applyEdits(log, edits);
      // The flags were for the text as it was, and the marker that says so stands on a line of its own, whatever ends the lines of SDP.
      assert.equal(after, `# sip-trace: edited\n${log.replace('a=rtcp-mux', `a=x${end}a=y`)}`);
      const again = analyse(after);
      assert.deepEqual(
        again.messages.map(one => one.edited),
        [true, ...analysis.messages.slice(1).map(() => false)],
      );
      assert.ok(again.messages[0]!.sdp!.lines.some(one => one.text === 'a=y'));
    }
  });

  it('gives the same after a keystroke as when it is read anew', () => {
    const log = Array.from({ length: 9 }, (_, index) =>
      stderr(index, went('offer', BROWSER, '"ICE": "remove"')).replaceAll('f81d4fae', `call${index % 3}`),
    ).join('');
    const start = log.indexOf('a=setup', 2000);
    const after = change(analyse(log), { start, end: start + 1, text: 'b' });
    const anew = analyse(`${log.slice(0, start)}b${log.slice(start + 1)}`);
    assert.deepEqual(
      after.findings.map(({ rule, text: words }) => [rule, words]),
      anew.findings.map(({ rule, text: words }) => [rule, words]),
    );
    assert.deepEqual(
      after.calls.map(call => call.legs.map(leg => [leg.callId, leg.kind, leg.messages.length])),
      anew.calls.map(call => call.legs.map(leg => [leg.callId, leg.kind, leg.messages.length])),
    );
  });
});

describe("RTPEngine's flags", () => {
  it('are known in every spelling that the daemon takes', () => {
    for (const flag of [
      'ICE=remove',
      'rtcp-mux-demux',
      'reject-ice',
      'ICE-reject',
      'WebRTC',
      'RTP/AVP',
      'codec-mask-opus',
      'SDES-no-NULL_HMAC_SHA1_32',
      'detect-dtmf',
    ]) {
      assert.ok(flagMeaning(flag), flag);
    }
    for (const flag of ['Trust-Address', 'ice-remove', 'rtp/avp', 'rtcp-mux-demx', 'something-else'])
      assert.equal(flagMeaning(flag), undefined, flag);
  });

  it('are guessed where one is nearly right, and not where none is', () => {
    const near = {
      'Trust-Address': 'trust-address',
      'ICE-remove': 'ICE=remove',
      'rtcp-mux-demx': 'rtcp-mux-demux',
      'replace-orgin': 'replace-origin',
      'RTP/AVPP': 'RTP/AVP',
    };
    for (const [flag, meant] of Object.entries(near)) assert.equal(nearestFlag(flag), meant);
    for (const flag of ['x-new-thing', 'via-branch', 'a', '']) assert.equal(nearestFlag(flag), undefined, flag);
  });
});

describe("the hover over RTPEngine's flags", () => {
  it('says what a flag does, and what a misspelt one was meant for', () => {
    const log = stderr(1, went('offer', PHONE, '"rtcp-mux": [ "demux" ], "flags": [ "trust-addres", "x-new-thing" ]'));
    const over = (words: string): string | undefined => hoverAt(analyse(log), log.indexOf(words) + 1)?.markdown;
    assert.match(over('demux"') ?? '', /`rtcp-mux-demux`.*\n\nTakes rtcp-mux/);
    assert.match(over('trust-addres"') ?? '', /Did you mean `trust-address`\?/);
    assert.equal(over('x-new-thing'), undefined);
  });
});

describe('what gateways complain about', () => {
  it('names rules that there are, and words that stand for one thing', () => {
    for (const { rule } of COMPLAINTS) assert.ok(rule === undefined || ruleById(rule), rule);
    assert.equal(new Set(COMPLAINTS.map(one => one.words)).size, COMPLAINTS.length);
  });
});
