import assert from 'node:assert/strict';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import type { CallsReport } from '../../server/src/cli/calls';
import type { CheckReport } from '../../server/src/core/report/json';
import { file, REFUSED, refusedText, run } from './program';

const DUMPS = path.join(path.dirname(REFUSED), '../internals');
const dump = (name: string): string => path.join(DUMPS, `${name}.gz`);

describe('sip-trace on packed texts', function () {
  this.timeout(60_000);

  it('reads a dump of webrtc-internals, and counts lines in what show prints', () => {
    const name = dump('bad-host-only-candidates');
    const [report] = (JSON.parse(run(['check', '--format', 'json', name]).stdout) as CheckReport).files;
    assert.deepEqual([report!.format, report!.calls.length], ['webrtc-internals', 1]);
    assert.equal(report!.calls[0]!.verdict?.basis, 'browser');
    const found = report!.findings.find(one => one.rule === 'ice/no-pair-worked');
    assert.match(run(['show', name]).stdout.split('\n')[found!.line! - 1]!, /^a=candidate:.* 10\.77\.0\.5 /);
  });

  it('lists its connections', () => {
    const { files } = JSON.parse(run(['calls', '--format', 'json', dump('good-turn-relay')]).stdout) as CallsReport;
    const [call] = files[0]!.calls;
    assert.deepEqual([call!.outcome, call!.media, call!.messages], ['ICE connected', 'both ways', 2]);
    assert.match(run(['show', '--call', '1', dump('good-turn-relay')]).stdout, /^# sip-trace: evidence 1\n/);
  });

  it('says of a dump that has forgotten its connection what to do', () => {
    const { status, stderr } = run(['check', dump('bad-avpf-on-sip-leg')]);
    assert.equal(status, 2);
    assert.match(stderr, /a webrtc-internals dump without a description in it: .* make the dump while the call is up$/m);
  });

  it('finds in a packed log what it finds in the log', () => {
    const findings = (name: string): unknown =>
      (JSON.parse(run(['check', '--format', 'json', name]).stdout) as CheckReport).files[0]!.findings.map(one => [one.rule, one.line]);
    assert.deepEqual(findings(file(gzipSync(refusedText()), 'refused.log.gz')), findings(REFUSED));
  });

  it('does not write a text over a packed one', () => {
    const { status, stderr } = run(['fix', '--in-place', file(gzipSync(refusedText()), 'refused.log.gz')]);
    assert.equal(status, 2);
    assert.match(stderr, /it is packed \(gzip\): give -o FILE for its text/);
  });
});
