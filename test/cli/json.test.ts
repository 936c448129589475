import assert from 'node:assert/strict';
import type { CheckReport, FileReport, FindingReport } from '../../server/src/core/report/json';
import { file, REFUSED, refusedText, run } from './program';

const DTLS = 'srtp/dtls-on-sip-leg';

function checkJson(path: string, input?: string | Uint8Array): FileReport {
  const { stdout } = run(['check', '--format', 'json', path], { input });
  return (JSON.parse(stdout) as CheckReport).files[0]!;
}

const dtlsIn = (report: FileReport): FindingReport => report.findings.find(one => one.rule === DTLS)!;

/** What an edit of the file's bytes must not change. */
const essence = (report: FileReport): unknown => ({ ...report, path: '', findings: report.findings.map(one => ({ ...one, related: [] })) });

describe('sip-trace check --format json', function () {
  this.timeout(60_000);

  it('has every field of the contract and no other', () => {
    const report = JSON.parse(run(['check', '--format', 'json', REFUSED, 'nope']).stdout);
    assert.deepEqual(Object.keys(report), ['version', 'files', 'errors']);
    assert.equal(report.version, 1);
    assert.deepEqual(report.errors, [{ path: 'nope', message: 'no such file or folder' }]);
    const [one] = report.files;
    assert.deepEqual(Object.keys(one), ['path', 'format', 'messages', 'calls', 'findings']);
    const [call] = one.calls;
    assert.deepEqual(Object.keys(call), ['id', 'legs', 'result', 'media', 'verdict']);
    assert.deepEqual(Object.keys(call.verdict), ['text', 'basis', 'rule', 'line']);
    for (const leg of call.legs) assert.deepEqual(Object.keys(leg), ['id', 'kind', 'reason', 'callId', 'result', 'parties']);
    const fields = 'rule severity message line column endLine endColumn text textColumn fingerprint call legId leg';
    const more = 'sipMessage exchange frame related fixes cures';
    for (const finding of one.findings) assert.deepEqual(Object.keys(finding), `${fields} ${more}`.split(' '));
    const dtls = one.findings.find((finding: FindingReport) => finding.rule === DTLS);
    assert.deepEqual(Object.keys(dtls.related[0]), ['line', 'text', 'message']);
    assert.deepEqual(Object.keys(dtls.fixes[0]), ['title', 'safety']);
    assert.deepEqual(Object.keys(dtls.cures[0]), ['gateway', 'setting']);
  });

  it('tells the call, its legs and its verdict', () => {
    const report = checkJson(REFUSED);
    assert.equal(report.path, REFUSED);
    assert.equal(report.format, 'sngrep-txt');
    assert.equal(report.messages, 11);
    assert.equal(report.calls.length, 1);
    const [call] = report.calls;
    assert.equal(call!.id, 1);
    assert.equal(call!.result, 488);
    assert.deepEqual(
      call!.legs.map(({ id, kind, reason, result, parties }) => ({ id, kind, reason, result, parties })),
      [
        { id: '1a', kind: 'webrtc', reason: 'topmost Via is WS', result: 488, parties: ['203.0.113.20:51318', '203.0.113.10:8080'] },
        { id: '1b', kind: 'sip', reason: 'topmost Via is UDP', result: 488, parties: ['192.168.50.1:5060', '192.168.50.20:5060'] },
      ],
    );
    assert.equal(call!.verdict?.rule, DTLS);
    assert.equal(call!.verdict?.line, 179);
    assert.equal(call!.verdict?.basis, 'sip');
    assert.match(call!.verdict!.text, /488/);
  });

  it('tells where a finding is, on which leg, and what belongs to it', () => {
    const { message, fingerprint, related, fixes, ...finding } = dtlsIn(checkJson(REFUSED));
    assert.match(message, /DTLS/);
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
    assert.deepEqual(
      related.map(({ line, text }) => ({ line, text })),
      [{ line: 209, text: 'SIP/2.0 488 Not Acceptable Here' }],
    );
    assert.ok(fixes.every(fix => fix.safety === 'safe' || fix.safety === 'unsafe'));
    assert.deepEqual(finding, {
      rule: DTLS,
      severity: 'error',
      line: 179,
      column: 15,
      endLine: 179,
      endColumn: 32,
      text: 'm=audio 30000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
      textColumn: 15,
      call: 1,
      legId: '1b',
      leg: 'sip',
      sipMessage: 9,
      exchange: 'offer',
      frame: null,
      cures: [
        { gateway: 'rtpengine', setting: 'RTP/AVP DTLS=off' },
        { gateway: 'asterisk', setting: 'webrtc=no' },
        { gateway: 'freeswitch', setting: 'rtp_secure_media=forbidden' },
      ],
    });
  });

  it('counts the same whatever the line ends, the byte order mark and the encoding', () => {
    const text = refusedText().replaceAll('\r\n', '\n');
    const expected = essence(checkJson(REFUSED));
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const forms = {
      CRLF: text.replaceAll('\n', '\r\n'),
      'lone CR': text.replaceAll('\n', '\r'),
      'UTF-8 with mark': `\ufeff${text}`,
      'UTF-16LE': utf16,
      'UTF-16BE': Buffer.from(utf16).swap16(),
      'UTF-16LE with half a unit behind': Buffer.concat([utf16, Buffer.from([0x41])]),
    };
    for (const [name, content] of Object.entries(forms)) assert.deepEqual(essence(checkJson(file(content))), expected, name);
    assert.deepEqual(essence(checkJson('-', text)), expected);
  });

  it('reads bytes that are no UTF-8', () => {
    const latin1 = Buffer.from(
      refusedText().replaceAll('s=-', 's=caf\u00e9').replaceAll('Content-Length: 12', 'Content-Length: 13'),
      'latin1',
    );
    const report = checkJson(file(latin1));
    assert.equal(dtlsIn(report).line, 179);
  });

  it('counts columns in UTF-16 units', () => {
    const text = refusedText().replaceAll('Not Acceptable Here', 'Not \u{1f600} Acceptable');
    const refused = checkJson(file(text)).findings.find(one => one.rule === 'exchange/refused');
    assert.equal(refused?.endColumn, 1 + 'SIP/2.0 488 Not xx Acceptable'.length);
  });

  it('gives fingerprints that edits elsewhere do not change', () => {
    const text = refusedText();
    const browser = text.indexOf('2026/11/22 09:18:52.404965');
    const before = checkJson(REFUSED);
    const after = checkJson(file(text.slice(browser)));
    assert.equal(dtlsIn(after).line, 179 - (text.slice(0, browser).split('\n').length - 1));
    assert.deepEqual(
      after.findings.map(one => one.fingerprint),
      before.findings.map(one => one.fingerprint),
    );
    assert.equal(new Set(before.findings.map(one => one.fingerprint)).size, before.findings.length);
  });

  it('tells equal findings of two calls apart', () => {
    const text = refusedText();
    const twice = checkJson(file(`${text}\n${text.replaceAll('dtj7e4ddpjjo8qglul2u', 'another').replaceAll('z9hG4bK', 'z9hG4bKx')}`));
    const fingerprints = twice.findings.filter(one => one.rule === DTLS).map(one => one.fingerprint);
    assert.equal(fingerprints.length, 2);
    assert.equal(new Set(fingerprints).size, 2);
    assert.equal(fingerprints[0], dtlsIn(checkJson(REFUSED)).fingerprint);
  });
});
