import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { CheckReport } from '../../server/src/core/report/json';
import { folder, REFUSED, refusedText, run } from './program';

const RULE = 'srtp/dtls-on-sip-leg';
const NAME = '.siptrace.json';
/** The same call, captured. */
const CAPTURE = readFileSync(path.resolve(path.dirname(REFUSED), '../captures/bad-dtls-on-sip-leg.pcapng'));
const OFF = JSON.stringify({ rules: { [RULE]: 'off' } });

const rulesIn = (args: readonly string[], cwd: string): string[] => {
  const report: CheckReport = JSON.parse(run(['check', '--format', 'json', ...args], { cwd }).stdout);
  return report.files.flatMap(file => file.findings.map(one => one.rule));
};

describe('sip-trace and .siptrace.json', () => {
  it('takes the nearest one beside or above each trace, and no other', () => {
    const cwd = folder({
      'a/call.sip': refusedText(),
      'a/b/call.sip': refusedText(),
      'c/call.sip': refusedText(),
      [`a/${NAME}`]: OFF,
      [`a/b/${NAME}`]: JSON.stringify({ rules: { [RULE]: 'info' } }),
    });
    assert.equal(run(['check', 'a/call.sip'], { cwd }).status, 0);
    assert.ok(!rulesIn(['a/call.sip'], cwd).includes(RULE));
    assert.ok(rulesIn(['a/b/call.sip'], cwd).includes(RULE));
    assert.equal(run(['check', 'a'], { cwd }).status, 0);
    assert.equal(run(['check', '.'], { cwd }).status, 1, 'c has none');
    assert.equal(run(['check', 'call.sip'], { cwd: path.join(cwd, 'a') }).status, 0, 'whatever the current folder is');
    assert.equal(run(['check', '-'], { cwd: path.join(cwd, 'a'), input: refusedText() }).status, 0, 'that of the current folder');
  });

  it('lets the command line win', () => {
    const cwd = folder({ 'call.sip': refusedText(), [NAME]: OFF, 'other.json': '{}' });
    for (const args of [['--no-config'], ['--config', 'other.json'], ['--rule', `${RULE}=error`]])
      assert.equal(run(['check', ...args, 'call.sip'], { cwd }).status, 1, args.join(' '));
    const legs = folder({ 'call.sip': refusedText(), [NAME]: '{ "legs": { "192.168.50.20": "webrtc" } }' });
    assert.ok(!rulesIn(['call.sip'], legs).includes(RULE));
    assert.ok(rulesIn(['--leg', '192.168.50.20=sip', 'call.sip'], legs).includes(RULE));
  });

  it('says what is wrong in it, once, and does the rest all the same', () => {
    const cwd = folder({
      'a.sip': refusedText(),
      'b.sip': refusedText(),
      [NAME]: `{\n  "rules": { "${RULE}": "off", "ice/on-sipleg": "off" }\n}`,
    });
    const { status, stdout, stderr } = run(['check', '--format', 'json', '.'], { cwd });
    assert.equal(status, 2);
    const said = "There is no rule 'ice/on-sipleg'; did you mean ice/on-sip-leg?";
    assert.equal(stderr, `sip-trace: ${NAME}: line 2, column 45: ${said}\n`);
    const report: CheckReport = JSON.parse(stdout);
    assert.deepEqual(report.errors, [{ path: NAME, message: `line 2, column 45: ${said}` }]);
    assert.equal(report.files.length, 2);
    assert.ok(!report.files.some(file => file.findings.some(one => one.rule === RULE)));
  });

  it('puts the settings of its gateway first', () => {
    const cwd = folder({ 'call.sip': refusedText(), [NAME]: '{ "gateway": "freeswitch" }' });
    assert.match(run(['check', 'call.sip'], { cwd }).stdout, /at the source: FreeSWITCH/);
    assert.match(run(['check', '--format', 'github', 'call.sip'], { cwd }).stdout, /At the source: FreeSWITCH/);
    assert.match(run(['check', '--no-config', 'call.sip'], { cwd }).stdout, /at the source: RTPEngine/);
  });

  it('has the fixes of what it turns off left out, unless the rule is asked for by name', () => {
    const rule = 'mux/webrtc-leftovers';
    const cwd = folder({ 'call.sip': refusedText(), [NAME]: JSON.stringify({ rules: { [rule]: 'off' } }) });
    const fix = (...args: string[]): string => run(['fix', ...args, 'call.sip'], { cwd }).stderr;
    assert.match(fix('--no-config', '--unsafe'), new RegExp(rule));
    assert.doesNotMatch(fix('--unsafe'), new RegExp(rule));
    assert.match(fix('--unsafe', '--rule', rule), new RegExp(rule));
  });

  it('lists calls with the legs that it names', () => {
    const cwd = folder({ 'call.sip': refusedText(), [NAME]: '{ "legs": { "192.168.50.20": "webrtc" } }' });
    assert.match(run(['calls', 'call.sip'], { cwd }).stdout, /→ browser 192\.168\.50\.20 /);
    assert.match(run(['calls', '--no-config', 'call.sip'], { cwd }).stdout, /→ phone 192\.168\.50\.20 /);
  });
});

describe('sip-trace check --write-baseline', () => {
  it('writes down what is found, which is then reported no more; what is new is', () => {
    const cwd = folder({ 'logs/call.sip': refusedText() });
    const first = run(['check', '--write-baseline', 'logs/call.sip'], { cwd });
    assert.deepEqual([first.status, first.stdout], [0, '']);
    assert.match(first.stderr, /^sip-trace: logs\/\.siptrace\.json: \d+ findings are known now\n$/);
    assert.deepEqual(rulesIn(['logs'], cwd), []);
    assert.equal(run(['check', 'logs'], { cwd }).status, 0);
    writeFileSync(path.join(cwd, 'logs/new.sip'), refusedText().replaceAll('m=audio 30000', 'm=audio 30002'));
    assert.deepEqual([...new Set(rulesIn(['logs'], cwd))], [RULE]);
    assert.equal(run(['check', 'logs'], { cwd }).status, 1);
  });

  it('adds to the file that counts and keeps the rest of it', () => {
    const before = '{\n  "gateway": "asterisk",\n  "baseline": ["0123456789abcdef"]\n}\n';
    const cwd = folder({ 'logs/call.sip': refusedText(), [NAME]: before });
    assert.equal(run(['check', '--write-baseline', 'logs'], { cwd }).status, 0);
    assert.ok(!existsSync(path.join(cwd, 'logs', NAME)));
    const after = JSON.parse(readFileSync(path.join(cwd, NAME), 'utf8'));
    assert.equal(after.gateway, 'asterisk');
    assert.equal(after.baseline[0], '0123456789abcdef');
    assert.ok(after.baseline.length > 1);
    assert.match(run(['check', '--write-baseline', 'logs'], { cwd }).stderr, /nothing new was found/);
    assert.deepEqual(JSON.parse(readFileSync(path.join(cwd, NAME), 'utf8')), after);
  });

  it('does not touch a file that is no JSON', () => {
    const cwd = folder({ 'call.sip': refusedText(), [NAME]: '{ "rules": ' });
    const { status, stderr } = run(['check', '--write-baseline', 'call.sip'], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /cannot be written into it before it is mended/);
    assert.equal(readFileSync(path.join(cwd, NAME), 'utf8'), '{ "rules": ');
  });

  it('knows the findings of a capture as well', () => {
    const cwd = folder({ 'call.pcapng': CAPTURE });
    const found = rulesIn(['call.pcapng'], cwd);
    run(['check', '--write-baseline', 'call.pcapng'], { cwd });
    assert.ok(found.length > 0);
    assert.deepEqual(rulesIn(['call.pcapng'], cwd), []);
  });
});

describe('sip-trace check --format', () => {
  it('sarif prints one log, with paths from the current folder', () => {
    const cwd = folder({ 'logs/call.sip': refusedText() });
    const { status, stdout, stderr } = run(['check', '--format', 'sarif', path.join(cwd, 'logs'), 'none.sip'], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /none\.sip/);
    const log = JSON.parse(stdout);
    assert.equal(log.version, '2.1.0');
    const [one] = log.runs[0].results;
    assert.equal(one.locations[0].physicalLocation.artifactLocation.uri, 'logs/call.sip');
    assert.equal(log.runs[0].invocations[0].toolExecutionNotifications.length, 1);
    assert.match(log.runs[0].tool.driver.rules[0].helpUri, /^https:.*\/docs\/rules\/.*\.md$/);
  });

  it('github prints a command for each problem', () => {
    const cwd = folder({ 'logs/call.sip': refusedText(), 'logs/call.pcapng': CAPTURE });
    const { status, stdout } = run(['check', '--format', 'github', 'logs'], { cwd });
    assert.equal(status, 1);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^::(error|warning|notice) file=logs\/call\.(sip|pcapng),line=\d+,/);
    for (const name of ['call.sip', 'call.pcapng'])
      assert.ok(
        lines.some(line => line.startsWith(`::error file=logs/${name},line=`) && line.includes(`title=${RULE}::`)),
        name,
      );
  });
});
