import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { CallsReport } from '../../server/src/cli/calls';
import type { CheckReport, FileReport } from '../../server/src/core/report/json';
import { dateOf, packetsOf, tcpdumpRows } from '../support/printed';
import { file, folder, REFUSED, run } from './program';

const CAPTURE = path.join(path.dirname(REFUSED), '../captures/bad-dtls-on-sip-leg.pcapng');
const DUMP = packetsOf(readFileSync(CAPTURE))
  .map(({ time, bytes }) => `${dateOf(time)} IP a > b\n${tcpdumpRows(bytes)}`)
  .join('');

const checkJson = (name: string, input?: string): FileReport =>
  (JSON.parse(run(['check', '--format', 'json', name], { input }).stdout) as CheckReport).files[0]!;

describe('sip-trace on the output of other tools', function () {
  this.timeout(60_000);

  it('finds what it finds in the capture, and names the form', () => {
    const capture = checkJson(CAPTURE);
    for (const report of [checkJson(file(DUMP, 'dump.txt')), checkJson('-', DUMP)]) {
      assert.equal(report.format, 'tcpdump-X');
      const essence = ({ findings }: FileReport): unknown =>
        findings.filter(one => one.call !== null).map(({ rule, line, text }) => ({ rule, line, text }));
      assert.deepEqual(essence(report), essence(capture));
      assert.ok(report.findings.some(one => one.rule === 'capture/converted' && one.call === null));
    }
  });

  it('says once in a text report what was converted and where lines are counted', () => {
    const { stdout, status } = run(['check', file(DUMP, 'dump.txt')]);
    assert.equal(status, 1);
    assert.equal(stdout.match(/converted from the output of tcpdump -X/g)?.length, 1);
    assert.equal(stdout.match(/Lines of converted texts/g)?.length, 1);
    assert.doesNotMatch(stdout, /Lines of captures/);
  });

  it('counts lines in what show prints, also of one call', () => {
    const name = file(DUMP, 'dump.txt');
    const lines = run(['show', name]).stdout.split('\n');
    const found = checkJson(name).findings.find(one => one.rule === 'srtp/dtls-on-sip-leg');
    assert.ok(found?.line);
    assert.match(lines[found.line - 1]!, /^m=audio .*SAVPF/);
    const call = run(['show', '--call', '1', name]).stdout;
    assert.ok(call.startsWith('# sip-trace: evidence 1\n# sip-trace: capture file="dump.txt" form=text converted="tcpdump -X"'));
  });

  it('lists its calls, with what the media did', () => {
    const list = (name: string): unknown => {
      const [{ calls }] = (JSON.parse(run(['calls', '--format', 'json', name]).stdout) as CallsReport).files as [CallsReport['files'][0]];
      return calls;
    };
    assert.deepEqual(list(file(DUMP, 'dump.txt')), list(CAPTURE));
    const report = JSON.parse(run(['calls', '--format', 'json', '-'], { input: DUMP }).stdout) as CallsReport;
    assert.equal(report.files[0]?.format, 'tcpdump-X');
  });

  it('writes the fixed text elsewhere, never over the output itself', () => {
    const made = folder({ 'dump.txt': DUMP });
    const name = path.join(made, 'dump.txt');
    const refused = run(['fix', '--unsafe', '--in-place', name]);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /output of tcpdump -X, which is never changed/);
    const target = path.join(made, 'fixed.sip');
    assert.equal(run(['fix', '--unsafe', '-o', target, name]).status, 0);
    assert.equal(readFileSync(name, 'utf8'), DUMP);
    assert.match(readFileSync(target, 'utf8'), /^# sip-trace: edited$/m);
  });

  it('says that there is no trace where nothing of SIP was printed', () => {
    const dns = `10:00:00.000001 IP a > b\n${tcpdumpRows(Buffer.from('4500001e00000000401100007f0000017f000001003500350000000000010203', 'hex'))}`;
    for (const command of ['check', 'show', 'calls']) {
      const { status, stderr } = run([command, file(dns, 'dump.txt')]);
      assert.equal(status, 2, command);
      assert.match(stderr, /not a trace/, command);
    }
  });
});
