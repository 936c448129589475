import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { file, folder, REFUSED, refusedText, run, start } from './program';

const HEALTHY = [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 49170 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  '',
].join('\n');

describe('sip-trace check: exit status and streams', function () {
  this.timeout(60_000);

  it('is 1 with findings, and prints nothing but the result', () => {
    const { status, stdout, stderr } = run(['check', REFUSED]);
    assert.equal(status, 1);
    assert.equal(stderr, '');
    assert.match(stdout, /^call 1 {2}browser/);
  });

  it('is 0 for a healthy description', () => {
    const { status, stdout } = run(['check', file(HEALTHY, 'offer.sdp')]);
    assert.equal(status, 0);
    assert.match(stdout, /nothing wrong found \(from SIP alone: media not seen\)/);
    assert.match(stdout, /1 call, 0 errors, 0 warnings\n$/);
  });

  it('follows --fail-on', () => {
    assert.equal(run(['check', '--fail-on', 'never', REFUSED]).status, 0);
    assert.equal(run(['check', '--fail-on', 'error', REFUSED]).status, 1);
    const quiet = ['check', '--rule', 'srtp/dtls-on-sip-leg=warning', REFUSED];
    assert.equal(run(quiet).status, 0);
    assert.equal(run([...quiet, '--fail-on', 'warning']).status, 1);
  });

  it('takes severities and legs, each repeated', () => {
    const off = run(['check', '--format', 'json', '--rule', 'srtp/dtls-on-sip-leg=off', '--rule', 'exchange/refused=off', REFUSED]);
    const [report] = JSON.parse(off.stdout).files;
    assert.deepEqual(
      report.findings.filter((one: { rule: string }) => /dtls-on-sip-leg|refused/.test(one.rule)),
      [],
    );
    const turned = run(['check', '--format', 'json', '--leg', '192.168.50.20:5060=webrtc', '--leg', '203.0.113.20=sip', REFUSED]);
    assert.deepEqual(
      JSON.parse(turned.stdout).files[0].calls[0].legs.map((leg: { kind: string }) => leg.kind),
      ['sip', 'webrtc'],
    );
    assert.equal(turned.stderr, '');
  });

  it('says when a leg was named that is in no trace', () => {
    const { status, stderr } = run(['check', '--leg', '192.0.2.99=sip', REFUSED]);
    assert.equal(status, 1);
    assert.match(stderr, /^sip-trace: --leg 192\.0\.2\.99: no leg of that host in these traces\n$/);
  });

  it('is 2 with one line for each wrong path, and checks the others', () => {
    const { status, stdout, stderr } = run(['check', 'no-such-file', REFUSED]);
    assert.equal(status, 2);
    assert.equal(stderr, 'sip-trace: no-such-file: no such file or folder\n');
    assert.match(stdout, /srtp\/dtls-on-sip-leg/);
  });

  it('is 2 with one line for each wrong command line', () => {
    for (const args of [
      [],
      ['frobnicate'],
      ['check'],
      ['check', '--format', 'xml', REFUSED],
      ['check', '--config', 'no-such-file', REFUSED],
      ['check', '--write-baseline', '--no-config', REFUSED],
      ['check', '--fail-on', 'often', REFUSED],
      ['check', '--rule', 'srtp/dtls-on-sip-leg', REFUSED],
      ['check', '--rule', 'no/such-rule=off', REFUSED],
      ['check', '--leg', 'gateway', REFUSED],
      ['check', '--nonsense', REFUSED],
      ['show'],
      ['show', REFUSED, '--call', 'first'],
      ['calls'],
      ['calls', '--format', 'sarif', REFUSED],
      ['redact', REFUSED],
      ['server'],
      ['fix'],
      ['fix', REFUSED, '--for', 'phone'],
      ['explain'],
    ]) {
      const { status, stdout, stderr } = run(args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '', args.join(' '));
      assert.match(stderr, /^sip-trace: [^\n]+\n$/, args.join(' '));
    }
  });

  it('lists in --help only what it does', () => {
    const { status, stdout, stderr } = run(['--help']);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    for (const command of ['check', 'calls', 'show', 'fix', 'explain', 'server']) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    assert.doesNotMatch(stdout, /\bredact\b/);
    assert.equal(run(['--version']).status, 0);
  });

  it('stays quiet and keeps its status when the reader goes away', async () => {
    const many = Array.from({ length: 300 }, (_, index) => refusedText().replaceAll('dtj7e4ddpjjo8qglul2u', `call-${index}`)).join('\n');
    const child = start(['check', '--format', 'json', file(many)]);
    let stderr = '';
    child.stderr?.on('data', chunk => {
      stderr += chunk;
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const status = await new Promise(resolve => child.once('close', resolve));
    assert.equal(stderr, '');
    assert.equal(status, 1);
  });
});

describe('sip-trace check: what it reads', function () {
  this.timeout(60_000);

  it('reads standard input', () => {
    const { status, stdout, stderr } = run(['check', '-'], { input: refusedText() });
    assert.equal(status, 1);
    assert.equal(stderr, '');
    assert.match(stdout, /^<stdin>:\d+:\d+ {2}error/m);
  });

  it('goes through folders in the order of names and passes over what is no trace', () => {
    const root = folder({
      'b.log': refusedText(),
      'a/deep/offer': HEALTHY,
      'a/notes.txt': 'nothing here\n',
      'a/capture.pcap': Buffer.from('d4c3b2a102000400', 'hex'),
      'node_modules/x.sip': refusedText(),
      '.hidden.sip': refusedText(),
      '.git/x.sip': refusedText(),
    });
    const { status, stdout, stderr } = run(['check', '--format', 'json', '.'], { cwd: root });
    assert.equal(status, 1);
    const report = JSON.parse(stdout);
    assert.deepEqual(
      report.files.map((one: { path: string }) => one.path),
      [path.join('a', 'deep', 'offer'), 'b.log'],
    );
    assert.deepEqual(report.errors, []);
    assert.equal(stderr, 'sip-trace: .: passed over 1 capture without SIP and 1 file without a trace\n');
  });

  it('names each of several files', () => {
    const { stdout } = run(['check', folder({ 'one.sip': refusedText(), 'two.sdp': HEALTHY })]);
    assert.match(stdout, /one\.sip {3}sngrep-txt, 11 messages\n\ncall 1 /);
    assert.match(stdout, /two\.sdp {3}bare-sdp, 1 message\n\ncall 1 /);
    assert.match(stdout, / in 2 files\n$/);
  });

  it('is not caught in loops of links, and reads a file once', () => {
    const root = folder({ 'a/call.sip': refusedText() });
    symlinkSync('..', path.join(root, 'a/up'));
    symlinkSync('call.sip', path.join(root, 'a/again.sip'));
    symlinkSync('nowhere', path.join(root, 'a/dangling'));
    const report = JSON.parse(run(['check', '--format', 'json', root, path.join(root, 'a/call.sip')]).stdout);
    assert.equal(report.files.length, 1);
    assert.deepEqual(report.errors, []);
  });

  it('takes a folder without any trace for a mistake', () => {
    const { status, stdout, stderr } = run(['check', folder({ 'notes.txt': 'nothing\n' })]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /no trace in this folder; passed over 1 file without a trace\n$/);
  });

  it('says of each file that it cannot read why', () => {
    const root = folder({
      empty: '',
      blank: ' \r\n\n',
      'text.txt': 'nothing here is SIP\n',
      'x.bin': Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
      'x.pcap': Buffer.from('d4c3b2a102000400', 'hex'),
      'x.pcapng': Buffer.from('0a0d0d0a1c000000', 'hex'),
      'x.gz': Buffer.from('1f8b0800', 'hex'),
    });
    const names = ['empty', 'blank', 'text.txt', 'x.bin', 'x.pcap', 'x.pcapng', 'x.gz'];
    const { status, stdout, stderr } = run(['check', '--format', 'json', ...names], { cwd: root });
    assert.equal(status, 2);
    const { files, errors } = JSON.parse(stdout);
    assert.deepEqual(files, []);
    assert.deepEqual(
      errors.map((one: { path: string }) => one.path),
      names,
    );
    const messages = errors.map((one: { message: string }) => one.message);
    for (const index of [0, 1]) assert.equal(messages[index], 'not a trace: it is empty');
    assert.match(messages[2], /^not a trace: no SIP message and no SDP in it \(known forms: SIP Trace, sngrep, /);
    assert.equal(messages[3], 'not a trace: binary data');
    for (const index of [4, 5]) assert.match(messages[index], /^no SIP message in its 0 packets; The file ends inside /);
    assert.match(messages[6], /^not a trace: packed \(gzip\)/);
    assert.equal(stderr.trimEnd().split('\n').length, names.length);
  });

  it('reads a log that a rotation has padded with NULs', () => {
    const { status, stdout } = run(['check', file(`${'\0'.repeat(10_000)}${refusedText()}`)]);
    assert.equal(status, 1);
    assert.match(stdout, /srtp\/dtls-on-sip-leg/);
  });

  it('is bounded by lines of any length', () => {
    const long = refusedText().replaceAll('UDP/TLS/RTP/SAVPF 111', `UDP/TLS/RTP/SAVPF 111 ${'1'.repeat(5_000_000)}`);
    for (const form of ['text', 'json']) {
      const { status, stdout } = run(['check', '--format', form, file(long)]);
      assert.equal(status, 1);
      assert.match(stdout, /srtp\/dtls-on-sip-leg/);
      assert.ok(stdout.length < 200_000, String(stdout.length));
    }
  });

  it('says that a file cannot be read, and reads the others', () => {
    const root = folder({ 'call.sip': refusedText() });
    const gone = path.join(root, 'gone.sip');
    const { status, stdout, stderr } = run(['check', gone, path.join(root, 'call.sip')]);
    assert.equal(status, 2);
    assert.match(stderr, /gone\.sip: no such file/);
    assert.match(stdout, /srtp\/dtls-on-sip-leg/);
  });
});
