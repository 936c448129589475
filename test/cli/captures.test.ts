import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CallsReport } from '../../server/src/cli/calls';
import type { CheckReport, FileReport } from '../../server/src/core/report/json';
import { call, captureOf, inTime, type Sent, sip, voice } from '../core/listing/calls';
import { file, folder, REFUSED, refusedText, run, runBytes } from './program';

const CAPTURES = path.resolve(path.dirname(REFUSED), '../captures');
/** The same call as the text fixture holds: refused with 488 for its DTLS. */
const DTLS = path.join(CAPTURES, 'bad-dtls-on-sip-leg.pcapng');
const G729 = path.join(CAPTURES, 'bad-codec-g729-to-webrtc.pcapng');

const PHONE = '192.0.2.20';
const GATEWAY = '192.0.2.1';

/** A REGISTER, and three calls one after the other: answered with audio, refused, answered with audio one way. */
const THREE: readonly Sent[] = inTime(
  [
    [
      0,
      `${PHONE}:5060`,
      `${GATEWAY}:5060`,
      sip({ start: 'REGISTER sip:example.com SIP/2.0', callId: 'r', cseq: '1 REGISTER', via: PHONE }),
    ],
  ],
  call({ callId: 'one', at: 1, caller: PHONE, callee: GATEWAY, from: 'alice' }),
  voice(2.1, 1, `${PHONE}:4000`, `${GATEWAY}:6000`, 1),
  voice(2.1, 1, `${GATEWAY}:6000`, `${PHONE}:4000`, 2),
  call({ callId: 'two', at: 30, caller: PHONE, callee: GATEWAY, from: 'carol', status: 488, media: [`${PHONE}:4010`, ''] }),
  call({ callId: 'three', at: 60, caller: PHONE, callee: GATEWAY, from: 'dave', media: [`${PHONE}:4020`, `${GATEWAY}:6020`] }),
  voice(61.1, 4, `${PHONE}:4020`, `${GATEWAY}:6020`, 3),
);
const three = captureOf(THREE);

const checkJson = (name: string, input?: Uint8Array): FileReport =>
  (JSON.parse(run(['check', '--format', 'json', name], { input }).stdout) as CheckReport).files[0]!;
const callsJson = (name: string, input?: Uint8Array): CallsReport =>
  JSON.parse(run(['calls', '--format', 'json', name], { input }).stdout) as CallsReport;

describe('sip-trace check on captures', function () {
  this.timeout(60_000);

  it('finds in a capture what it finds in the text of the same call', () => {
    const capture = checkJson(DTLS);
    const text = checkJson(REFUSED);
    assert.equal(capture.format, 'pcapng');
    const essence = (report: FileReport): unknown =>
      report.findings
        .filter(one => one.call !== null)
        .map(({ rule, severity, legId, leg, exchange, text }) => ({ rule, severity, legId, leg, exchange, text }));
    assert.deepEqual(essence(capture), essence(text));
    assert.deepEqual(capture.calls[0]!.legs, text.calls[0]!.legs);
    assert.equal(capture.calls[0]!.verdict?.text, text.calls[0]!.verdict?.text);
  });

  it('counts lines and messages in the text that show prints, and names the frame', () => {
    for (const name of [DTLS, G729, file(three, 'three.pcap')]) {
      const lines = run(['show', name]).stdout.split('\n');
      const report = checkJson(name);
      assert.ok(report.findings.some(one => one.call !== null));
      const starts = lines.flatMap((line, index) => (/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} /.test(line) ? [index + 1] : []));
      assert.equal(report.messages, starts.length);
      for (const one of report.findings.filter(finding => finding.sipMessage !== null)) {
        assert.equal(lines[one.line - 1]!.slice(one.column - one.textColumn), one.text);
        const message = starts.filter(line => line <= one.line).length;
        assert.equal(one.sipMessage, message);
        const evidence = lines[starts[message - 1]! - 2]!;
        assert.equal(one.frame, Number(/^# sip-trace: message frames=(\d+)/.exec(evidence)![1]));
        for (const related of one.related) assert.equal(lines[related.line - 1], related.text);
      }
    }
  });

  it('numbers calls and legs through, as calls does', () => {
    const name = file(three, 'three.pcap');
    const report = checkJson(name);
    assert.deepEqual(
      report.calls.map(one => [one.id, one.legs.map(leg => leg.id), one.legs.map(leg => leg.callId), one.result]),
      [
        [1, ['1a'], ['one'], 200],
        [2, ['2a'], ['two'], 488],
        [3, ['3a'], ['three'], 200],
      ],
    );
    assert.deepEqual(
      callsJson(name).files[0]!.calls.map(one => [one.id, one.legs.map(leg => leg.callId), one.result]),
      report.calls.map(one => [one.id, one.legs.map(leg => leg.callId), one.result]),
    );
    const refused = report.findings.find(one => one.rule === 'exchange/refused')!;
    assert.deepEqual([refused.call, refused.legId], [2, '2a']);
    assert.equal(report.calls[1]!.verdict?.line !== undefined, true);
  });

  it('says the same of a file that is packed, of standard input and of a part of a folder', () => {
    const expected = checkJson(file(three, 'three.pcap'));
    const essence = ({ calls, findings, messages }: FileReport): unknown => ({ calls, findings, messages });
    assert.deepEqual(essence(checkJson('-', three)), essence(expected));
    assert.deepEqual(essence(checkJson(file(gzipSync(three), 'three.pcap.gz'))), essence(expected));
    assert.deepEqual(essence(checkJson('-', gzipSync(three))), essence(expected));
    const root = folder({ 'a/three.pcap': three, 'b.sip': refusedText(), 'c.pcap': captureOf([]) });
    const { stdout, stderr } = run(['check', '--format', 'json', root]);
    const { files, errors } = JSON.parse(stdout) as CheckReport;
    assert.deepEqual(errors, []);
    assert.deepEqual(
      files.map(one => one.format),
      ['pcap', 'sngrep-txt'],
    );
    assert.deepEqual(essence(files[0]!), essence(expected));
    assert.match(stderr, /passed over 1 capture without SIP\n$/);
  });

  it('says what is to be said of the whole file once', () => {
    const late = [...THREE.slice(0, 5), ...THREE.slice(6), THREE[5]!];
    const { findings } = checkJson(file(captureOf(late), 'late.pcap'));
    const ofFile = findings.filter(one => one.call === null && one.rule === 'capture/unsorted-packets');
    assert.equal(ofFile.length, 1);
    assert.equal(run(['check', file(captureOf(late), 'late.pcap')]).stdout.match(/capture\/unsorted-packets/g)!.length, 1);
  });

  it('tells in words what it rests on', () => {
    const { stdout } = run(['check', file(three, 'three.pcap')]);
    assert.match(stdout, /^call 1 {2}phone 192\.0\.2\.20 → phone 192\.0\.2\.1 {3}answered\n.*from SIP and media/m);
    assert.match(stdout, /^call 2 /m);
    assert.match(stdout, /^3 calls, /m);
    assert.equal(run(['check', '--fail-on', 'never', file(three, 'three.pcap')]).status, 0);
  });

  it('says where the lines are that it names, and only where it names some', () => {
    const hint = /\nLines of captures are counted in their text: sip-trace show FILE prints it\.\n.*\n$/;
    assert.match(run(['check', DTLS]).stdout, hint);
    assert.doesNotMatch(run(['check', REFUSED]).stdout, hint);
    const quiet = captureOf(call({ callId: 'one', at: 1, caller: PHONE, callee: GATEWAY, status: 486, media: [`${PHONE}:4000`, ''] }));
    assert.doesNotMatch(run(['check', file(quiet, 'quiet.pcap')]).stdout, hint);
  });

  it('does not take what other packets did for a text without messages', () => {
    const one = call({ callId: 'one', at: 100, caller: PHONE, callee: GATEWAY });
    const name = file(captureOf([...voice(1, 1, '198.51.100.1:4000', '198.51.100.2:4000', 9), ...one]), 'other.pcap');
    assert.match(run(['show', name]).stdout.split('\n')[2]!, /^# sip-trace: rtp 198\.51\.100\.1:4000 /);
    assert.ok(!checkJson(name).findings.some(finding => finding.rule === 'capture/unknown-form'));
  });

  it('is a mistake for a capture without SIP, and says why', () => {
    const media = captureOf(voice(0, 1, `${PHONE}:4000`, `${GATEWAY}:6000`));
    const { status, stderr } = run(['check', file(media, 'media.pcap')]);
    assert.equal(status, 2);
    assert.match(stderr, /media\.pcap: no SIP message in its 50 packets\n$/);
  });
});

describe('sip-trace show', function () {
  this.timeout(60_000);

  it('prints a text that is read as the capture is', () => {
    const shown = runBytes(['show', G729]);
    assert.equal(shown.status, 0);
    assert.equal(shown.stderr.toString(), '');
    const again = checkJson('-', shown.stdout);
    const capture = checkJson(G729);
    assert.equal(again.format, 'sip-trace');
    assert.deepEqual(again.calls, capture.calls);
    assert.deepEqual(new Set(again.findings.map(one => JSON.stringify(one))), new Set(capture.findings.map(one => JSON.stringify(one))));
  });

  it('prints chosen calls, in order of time', () => {
    const name = file(three, 'three.pcap');
    const { stdout } = run(['show', '--call', '3', '--call', '1', name]);
    assert.deepEqual([...new Set(Array.from(stdout.matchAll(/^Call-ID: (\w+)/gm), match => match[1]))], ['one', 'three']);
    const wrong = run(['show', '--call', '4', name]);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /there is no call 4; the last one is 3\n$/);
  });

  it('keeps bytes that are no UTF-8', () => {
    const latin = Buffer.from(three);
    latin.set(Buffer.from([0xe9]), latin.indexOf('carol@'));
    const shown = runBytes(['show', '--call', '2', file(latin, 'latin.pcap')]).stdout;
    assert.ok(shown.includes(Buffer.concat([Buffer.from('<sip:'), Buffer.from([0xe9]), Buffer.from('arol@')])));
  });

  it('prints a text trace as it is', () => {
    const latin = Buffer.from(refusedText().replaceAll('s=-', 's=caf\u00e9'), 'latin1');
    assert.deepEqual(runBytes(['show', '-'], { input: latin }).stdout, latin);
  });

  it('refuses what is no trace, in one line', () => {
    for (const name of [file('nothing\n', 'a.txt'), file(captureOf([]), 'b.pcap'), folder(), 'no-such-file']) {
      const { status, stdout, stderr } = run(['show', name]);
      assert.deepEqual([status, stdout], [2, ''], name);
      assert.match(stderr, /^sip-trace: [^\n]+\n$/, name);
    }
  });
});

describe('sip-trace calls', function () {
  this.timeout(60_000);

  it('prints an aligned table', () => {
    const { status, stdout, stderr } = run(['calls', file(three, 'three.pcap')]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      'call  time                     from   to   legs                          result            codecs  media      messages',
      '1     2027-01-15 08:00:01.000  alice  bob  phone 192.0.2.20 → 192.0.2.1  answered          PCMU    both ways  6',
      '2     2027-01-15 08:00:30.000  carol  bob  phone 192.0.2.20 → 192.0.2.1  refused with 488  PCMU               4',
      '3     2027-01-15 08:01:00.000  dave   bob  phone 192.0.2.20 → 192.0.2.1  answered          PCMU    one way    6',
      '',
    ]);
  });

  it('has every field of the contract and no other', () => {
    const report = callsJson(DTLS);
    assert.deepEqual(Object.keys(report), ['version', 'files', 'errors']);
    assert.equal(report.version, 1);
    const [one] = report.files;
    assert.deepEqual(Object.keys(one!), ['path', 'format', 'messages', 'calls']);
    assert.deepEqual(one!.calls, [
      {
        id: 1,
        time: '2026-11-22T09:18:52.708452Z',
        parties: ['100', '200'],
        legs: [
          { kind: 'webrtc', callId: 'dtj7e4ddpjjo8qglul2u', parties: ['203.0.113.20:51318', '203.0.113.10:8080'], result: 488 },
          { kind: 'sip', callId: 'dtj7e4ddpjjo8qglul2u', parties: ['192.168.50.1:5060', '192.168.50.20:5060'], result: 488 },
        ],
        result: 488,
        outcome: 'refused with 488',
        codecs: ['opus', 'G722', 'PCMU', 'PCMA'],
        media: '',
        messages: 7,
        ended: true,
      },
    ]);
  });

  it('lists any number of calls, all of them aligned', () => {
    const count = 130_000;
    const digits = String(count).length;
    const start = 'INVITE sip:b@example.com SIP/2.0';
    const text = Array.from(
      { length: count },
      (_, index) => `${sip({ start, callId: `c${index}`, cseq: '1 INVITE', via: PHONE, from: 'a', to: 'b' })}\r\n`,
    ).join('');
    const lines = run(['calls', file(text, 'many.sip')])
      .stdout.trimEnd()
      .split('\n');
    assert.equal(lines.length, count + 1);
    const from = lines[0]!.indexOf('from');
    assert.ok(from > digits);
    for (const index of [1, 1000, 1001, count]) {
      assert.equal(lines[index]!.split(' ')[0], String(index));
      assert.equal(lines[index]!.indexOf(' a '), from - 1);
    }
  });

  it('lists the calls of a text, whatever its encoding', () => {
    const expected = callsJson(REFUSED).files[0]!;
    assert.deepEqual([expected.format, expected.messages, expected.calls.length], ['sngrep-txt', 11, 1]);
    assert.deepEqual(expected.calls[0]!.legs, callsJson(DTLS).files[0]!.calls[0]!.legs);
    const utf16 = Buffer.from(`\ufeff${refusedText()}`, 'utf16le');
    for (const input of [Buffer.from(refusedText()), utf16, Buffer.from(utf16).swap16()]) {
      assert.deepEqual(callsJson('-', input).files[0]!.calls, expected.calls);
    }
  });

  it('lists the calls of a text that is too large to be checked', () => {
    const noise = Buffer.from('nothing of interest\n'.repeat(3_500_000));
    const large = file(
      Buffer.concat([Buffer.from(refusedText()), noise, Buffer.from(refusedText().replaceAll('dtj7e4ddpjjo8qglul2u', 'other'))]),
    );
    assert.equal(callsJson(large).files[0]!.calls.length, 2);
    const { status, stderr } = run(['check', large]);
    assert.equal(status, 2);
    assert.match(stderr, /larger than 64 MB: sip-trace calls lists its calls; cut out those in question first\n$/);
  });

  it('goes through folders and names each file', () => {
    const root = folder({ 'a.pcap': three, 'b.sip': refusedText(), 'notes.txt': 'nothing\n' });
    const { status, stdout, stderr } = run(['calls', root]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /a\.pcap {3}pcap, 17 messages\n[\s\S]*b\.sip {3}sngrep-txt, 11 messages\n/);
    const failed = run(['calls', 'no-such-file', path.join(root, 'a.pcap')]);
    assert.equal(failed.status, 2);
    assert.match(failed.stderr, /^sip-trace: no-such-file: no such file or folder\n$/);
    assert.match(failed.stdout, /^1 {5}2027/m);
  });

  it('never lets the trace write to the terminal', () => {
    const hostile = Buffer.from(three);
    hostile.set(Buffer.from('\u202e'), hostile.indexOf('carol@'));
    const { stdout } = run(['calls', file(hostile, 'hostile.pcap')]);
    assert.doesNotMatch(stdout, /[^\P{Cc}\n]|\p{Cf}/u);
    assert.match(stdout, / {2}<U\+202E>ol {2}/);
  });
});

describe('sip-trace fix on captures', function () {
  this.timeout(60_000);

  it('writes the fixed text of its calls and leaves the capture as it is', () => {
    const before = readFileSync(DTLS);
    const target = path.join(folder(), 'call.sip');
    const { status, stdout, stderr } = run(['fix', '--for', 'sip', '-o', target, DTLS]);
    assert.deepEqual([status, stdout], [0, '']);
    assert.match(stderr, /Rewritten for a SIP leg/);
    const fixed = checkJson(target);
    assert.equal(fixed.format, 'sip-trace');
    assert.ok(!fixed.findings.some(one => one.rule === 'srtp/dtls-on-sip-leg'));
    assert.deepEqual(readFileSync(DTLS), before);
  });

  it('is never done in place', () => {
    const name = file(three, 'three.pcap');
    const { status, stderr } = run(['fix', '--in-place', name]);
    assert.equal(status, 2);
    assert.match(stderr, /a capture is never changed: give -o FILE for the text of its calls\n$/);
    assert.deepEqual(readFileSync(name), Buffer.from(three));
  });
});
