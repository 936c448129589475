import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { decode, decodeExactly, encode, encodingOf } from '../../server/src/cli/encoding';
import { file, folder, REFUSED, refusedText, run, runBytes } from './program';

const DTLS = 'srtp/dtls-on-sip-leg';
const FOR_SIP = ['fix', '--for', 'sip'];

const rulesIn = (text: string | Uint8Array): string[] =>
  JSON.parse(run(['check', '--format', 'json', '-'], { input: text }).stdout).files[0].findings.map((one: { rule: string }) => one.rule);

describe('sip-trace fix', function () {
  this.timeout(60_000);

  it('rewrites for the SIP leg on standard output, and says on standard error what it did', () => {
    const { status, stdout, stderr } = run([...FOR_SIP, REFUSED]);
    assert.equal(status, 0);
    assert.match(stdout, /^m=audio 30000 RTP\/AVP 9 0 8 13 126\r?$/m);
    assert.match(stderr, /^sip-trace: \S+refused\.sip:\d+: [^\n]+\n$/);
    assert.ok(!rulesIn(stdout).includes(DTLS));
    assert.equal(readFileSync(REFUSED, 'utf8'), refusedText());
    assert.equal(run([...FOR_SIP, '-'], { input: refusedText() }).stdout, stdout);
  });

  it('rewrites for a SIP leg with SDES, and says that the key is not made here', () => {
    const { status, stdout, stderr } = run(['fix', '--for', 'sip-sdes', REFUSED]);
    assert.equal(status, 0);
    assert.match(stdout, /^m=audio 30000 RTP\/SAVP 9 0 8 13 126\r?$/m);
    assert.match(stdout, /^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<key>\r?$/m);
    assert.match(stderr, /put it in place of <key>\n$/);
    assert.ok(!rulesIn(stdout).includes(DTLS));
    const again = run(['fix', '--for', 'sip-sdes', '-'], { input: stdout });
    assert.equal(again.stdout, stdout);
    assert.match(again.stderr, /nothing to rewrite/);
  });

  it('fixes whole calls, all or those that are named by number or Call-ID, and says what it did', () => {
    const all = run(['fix', '--whole-calls', REFUSED]);
    assert.equal(all.status, 0);
    assert.match(all.stdout, /^m=audio 30000 RTP\/AVP 9 0 8 13 126\r?$/m);
    assert.match(all.stderr, /^sip-trace: \S+refused\.sip:\d+: rewritten for a SIP leg \(plain RTP\)\n$/);
    assert.ok(!rulesIn(all.stdout).includes(DTLS));
    const id = /^Call-ID: (\S+)/m.exec(refusedText().slice(refusedText().indexOf('INVITE sip:')))![1]!;
    for (const name of ['1', id]) assert.equal(run(['fix', '--call', name, REFUSED]).stdout, all.stdout, name);
    const again = run(['fix', '--whole-calls', '-'], { input: all.stdout });
    assert.equal(again.stdout, all.stdout);
    assert.match(again.stderr, /^sip-trace: -: nothing is wrong that fixing whole calls could cure\n$/);
  });

  it('rewrites for a browser, and says what only the gateway can fill in', () => {
    const phone = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 0.0.0.0', 't=0 0', 'm=audio 9 RTP/AVP 0', ''].join('\n');
    const { status, stdout, stderr } = run(['fix', '--for', 'browser', '-'], { input: phone });
    assert.equal(status, 0);
    assert.match(stdout, /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 0$/m);
    for (const line of [
      'a=ice-ufrag:<gateway-ice-ufrag>',
      'a=ice-pwd:<gateway-ice-pwd>',
      'a=fingerprint:sha-256 <gateway-fingerprint>',
      'a=setup:actpass',
      'a=rtcp-mux',
    ])
      assert.ok(stdout.split('\n').includes(line), line);
    for (const word of [
      '<gateway-address>, and its port in place of 9',
      '<gateway-ice-ufrag> and <gateway-ice-pwd>',
      '<gateway-fingerprint>',
    ])
      assert.ok(stderr.includes(`in place of ${word}\n`), stderr);
    const again = run(['fix', '--for', 'browser', '-'], { input: stdout });
    assert.equal(again.stdout, stdout);
    assert.match(again.stderr, /nothing to rewrite/);
    assert.match(run([...FOR_SIP, '-'], { input: stdout }).stdout, /^m=audio 9 RTP\/AVP 0$/m);
  });

  it('leaves every other message as it is', () => {
    const before = refusedText();
    const { stdout } = run([...FOR_SIP, REFUSED]);
    const invite = before.indexOf('2026/11/22 09:18:52.714634');
    const reply = before.indexOf('2026/11/22 09:18:52.715046');
    assert.ok(stdout.startsWith(before.slice(0, invite)));
    assert.ok(stdout.endsWith(before.slice(reply)));
  });

  it('takes only safe fixes unless asked, and says that there are others', () => {
    const safe = run(['fix', REFUSED]);
    assert.equal(safe.status, 0);
    assert.match(safe.stdout, /m=audio 30000 UDP\/TLS\/RTP\/SAVPF/);
    assert.match(safe.stderr, /: 1 finding has a fix that changes what is offered: --unsafe applies it\n$/);
    const unsafe = run(['fix', '--unsafe', '--rule', DTLS, REFUSED]);
    assert.match(unsafe.stdout, /m=audio 30000 RTP\/AVP/);
    assert.match(unsafe.stderr, new RegExp(`\\(${DTLS}\\)\n$`));
  });

  it('gives back what needs no fix, to the byte', () => {
    const { stdout } = runBytes([...FOR_SIP, REFUSED]);
    const again = runBytes([...FOR_SIP, '-'], { input: stdout });
    assert.deepEqual(again.stdout, stdout);
    assert.match(again.stderr.toString(), /^sip-trace: -: nothing to rewrite[^\n]*\n$/);
  });

  it('says when the address is not in the trace', () => {
    const browser = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      'c=IN IP4 0.0.0.0',
      'a=setup:actpass',
      '',
    ];
    const { status, stdout, stderr } = run([...FOR_SIP, '-'], { input: browser.join('\n') });
    assert.equal(status, 0);
    assert.match(stdout, /<gateway-address>/);
    assert.match(stderr, /put it in place of <gateway-address>\n$/);
  });

  it('writes to a file', () => {
    const { stdout } = run([...FOR_SIP, REFUSED]);
    const root = folder({ 'old.sip': 'old' });
    for (const name of ['new.sip', 'old.sip']) {
      const result = run([...FOR_SIP, REFUSED, '-o', path.join(root, name)]);
      assert.equal(result.status, 0);
      assert.equal(result.stdout, '');
      assert.equal(readFileSync(path.join(root, name), 'utf8'), stdout);
    }
    assert.equal(run([...FOR_SIP, REFUSED, '-o', '/dev/null']).status, 0);
    assert.ok(statSync('/dev/null').isCharacterDevice());
    assert.deepEqual(readdirSync(root).sort(), ['new.sip', 'old.sip']);
  });

  it('writes in place: whole, with the mode that it had, through a link', () => {
    const root = folder({ 'call.sip': refusedText() });
    const call = path.join(root, 'call.sip');
    chmodSync(call, 0o640);
    symlinkSync('call.sip', path.join(root, 'link.sip'));
    const { status, stdout } = run([...FOR_SIP, '--in-place', path.join(root, 'link.sip')]);
    assert.equal(status, 0);
    assert.equal(stdout, '');
    assert.equal(readFileSync(call, 'utf8'), run([...FOR_SIP, REFUSED]).stdout);
    assert.equal(statSync(call).mode & 0o777, 0o640);
    assert.ok(lstatSync(path.join(root, 'link.sip')).isSymbolicLink());
    assert.deepEqual(readdirSync(root).sort(), ['call.sip', 'link.sip']);
    utimesSync(call, 1000, 1000);
    assert.equal(run([...FOR_SIP, '--in-place', call]).status, 0);
    assert.equal(statSync(call).mtimeMs, 1_000_000, 'a file in which nothing is to be done was written');
  });

  it('keeps encoding, byte order mark and line ends', () => {
    const lf = refusedText().replaceAll('\r\n', '\n');
    const fixed = run([...FOR_SIP, '-'], { input: lf }).stdout;
    const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    const forms: Readonly<Record<string, (text: string) => string | Buffer>> = {
      CRLF: text => text.replaceAll('\n', '\r\n'),
      'lone CR': text => text.replaceAll('\n', '\r'),
      'UTF-8 with mark': text => `\ufeff${text}`,
      'UTF-16LE': utf16,
      'UTF-16BE': text => utf16(text).swap16(),
    };
    for (const [name, form] of Object.entries(forms)) {
      const call = file(form(lf));
      assert.equal(run([...FOR_SIP, '--in-place', call]).status, 0, name);
      assert.deepEqual(readFileSync(call), Buffer.from(form(fixed) as Buffer), name);
    }
  });

  it('keeps bytes that are no UTF-8', () => {
    const latin1 = Buffer.from(refusedText().replace('s=-', 's=caf\u00e9'), 'latin1');
    const { stdout } = runBytes([...FOR_SIP, '-'], { input: latin1 });
    assert.ok(stdout.includes(Buffer.from('s=caf\u00e9', 'latin1')));
    assert.match(stdout.toString('latin1'), /m=audio 30000 RTP\/AVP/);
  });

  it('refuses what it cannot do, with one line, and writes nothing', () => {
    const root = folder({
      'call.sip': refusedText(),
      'x.pcap': Buffer.from('d4c3b2a102000400', 'hex'),
      'notes.txt': 'nothing',
      'deep/a.sip': '',
    });
    const before = readdirSync(root).sort();
    for (const args of [
      ['x.pcap', '--in-place'],
      ['notes.txt'],
      ['no-such-file'],
      ['deep'],
      ['-', '--in-place'],
      ['call.sip', '--in-place', '-o', 'x'],
      ['call.sip', '-o', 'deep'],
      ['call.sip', '-o', 'no/such/folder/x'],
      ['call.sip', '--call', '2'],
      ['call.sip', '--call', '1', '--whole-calls'],
      ['call.sip', '--whole-calls', '--unsafe'],
      ['call.sip', '--call', '1', '--for', 'sip'],
      ['call.sip', '--rule', 'no/such-rule'],
      ['call.sip', '--for', 'phone'],
      ['call.sip', 'second.sip'],
    ]) {
      const { status, stdout, stderr } = run(['fix', ...args], { cwd: root });
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '', args.join(' '));
      assert.match(stderr, /^sip-trace: [^\n]+\n$/, args.join(' '));
    }
    assert.deepEqual(readdirSync(root).sort(), before);
    assert.equal(readFileSync(path.join(root, 'call.sip'), 'utf8'), refusedText());
    assert.match(run(['fix', path.join(root, 'x.pcap')]).stderr, /no SIP message in its 0 packets/);
  });
});

describe('encodings', function () {
  this.timeout(60_000);

  it('gives any bytes back as they were', () => {
    const parts = ['\ufeff', 'a', 'é', '\u{1f600}', '\n'].map(part => [...Buffer.from(part)]);
    const broken = [[0xff, 0xfe], [0xfe, 0xff], [0xe9], [0xc3], [0xf0, 0x9f], [0xed, 0xb2, 0x80], [0xc0, 0x80], [0xf8], [0x80]];
    const bytes = fc.array(fc.oneof(fc.constantFrom(...parts, ...broken), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 })));
    fc.assert(
      fc.property(bytes, chunks => {
        const content = Uint8Array.from(chunks.flat());
        const encoding = encodingOf(content);
        assert.deepEqual(Buffer.from(encode(decodeExactly(content, encoding), encoding)), Buffer.from(content));
      }),
    );
  });

  it('reads both ways the same where all is well', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, marked) => {
        const content = Buffer.from(marked ? `\ufeff${text}` : `a${text}`);
        assert.equal(decodeExactly(content, encodingOf(content)), decode(content));
      }),
    );
  });
});
