import assert from 'node:assert/strict';
import { cells, excerpt, visible, wrap } from '../../server/src/core/report/display';
import { file, folder, REFUSED, refusedText, run, runInTerminal } from './program';

describe('sip-trace check in words', function () {
  this.timeout(60_000);

  const lines = (): string[] => run(['check', 'refused.sip'], { cwd: folder({ 'refused.sip': refusedText() }) }).stdout.split('\n');

  it('begins with the call, what became of it, and why', () => {
    const [title, ...rest] = lines();
    assert.equal(title, 'call 1  browser 203.0.113.20 → gateway → phone 192.168.50.20   refused with 488');
    const verdict = rest.slice(0, rest.indexOf(''));
    assert.ok(verdict.every(line => line.startsWith('        ') && line.length <= 100));
    assert.match(verdict.join('\n'), /\(from SIP alone: media not seen\)$/);
  });

  it('shows the finding that the verdict rests on first, marked in its line', () => {
    const all = lines();
    const first = all.findIndex(line => /^refused\.sip:/.test(line));
    assert.deepEqual(all.slice(first, first + 3), [
      'refused.sip:179:15  error  srtp/dtls-on-sip-leg   SIP leg, offer',
      '   179 | m=audio 30000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
      '       |               ^^^^^^^^^^^^^^^^^',
    ]);
    const block = all.slice(first, all.indexOf('', first));
    assert.ok(block.includes('   also on lines 204, 205'));
    assert.ok(block.includes('   209 | SIP/2.0 488 Not Acceptable Here'));
    assert.ok(block.some(line => /^ {7}\| -{31} /.test(line)));
    assert.ok(block.includes('   fix: Rewrite this SDP for a SIP leg (plain RTP) (sip-trace fix --for sip)'));
    assert.ok(block.includes('   at the source: RTPEngine `RTP/AVP DTLS=off` · Asterisk `webrtc=no`'));
    assert.ok(block.every(line => !/^ {7}\| /.test(line) || line.length <= 100));
  });

  it('only counts what is harmless, and ends with the totals', () => {
    const all = lines();
    assert.ok(all.includes('3 harmless leftovers not shown'));
    assert.ok(!all.some(line => line.includes('mux/webrtc-leftovers')));
    assert.match(all.at(-2)!, /^1 call, 1 error, 0 warnings, /);
    assert.equal(all.at(-1), '');
  });

  it('says no more than a line of healthy calls, and only counts them where there are many', () => {
    const call = (index: number): string =>
      [
        'INVITE sip:bob@example.com SIP/2.0',
        `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK${index}`,
        `From: <sip:alice${index}@example.com>;tag=a`,
        'To: <sip:bob@example.com>',
        `Call-ID: ${index}`,
        'CSeq: 1 INVITE',
        'Content-Length: 0',
        '',
        'SIP/2.0 486 Busy Here',
        `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK${index}`,
        `From: <sip:alice${index}@example.com>;tag=a`,
        'To: <sip:bob@example.com>;tag=b',
        `Call-ID: ${index}`,
        'CSeq: 1 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\n');
    assert.equal(
      run(['check', '-'], { input: call(1) }).stdout,
      'call 1  phone 192.0.2.1 → phone   busy\n        nothing wrong found (from SIP alone: media not seen)\n\n1 call, 0 errors, 0 warnings\n',
    );
    const many = run(['check', '-'], { input: Array.from({ length: 50 }, (_, index) => call(index)).join('') }).stdout;
    assert.equal(many, '50 more calls with nothing wrong found (from SIP alone: media not seen)\n\n50 calls, 0 errors, 0 warnings\n');
  });

  it('shows findings beyond a sensible number as a number', () => {
    const text = refusedText();
    const many = Array.from({ length: 150 }, (_, index) =>
      text.replaceAll('dtj7e4ddpjjo8qglul2u', `c${index}`).replaceAll('z9hG4bK', `z9hG4bK${index}`),
    );
    const { stdout } = run(['check', file(many.join('\n'))]);
    const shown = stdout.match(/^\S+:\d+:\d+ {2}/gm)!.length;
    assert.ok(shown <= 100, String(shown));
    assert.match(stdout, /^… and \d more findings? \(1 error.*\): --format json lists them$/m);
    assert.equal(stdout.match(/^call \d+ /gm)!.length, 150);
  });

  it('never lets the trace write to the terminal', () => {
    const hostile = '\u001b]0;owned\u0007\u009b31m\u202e\u0008\u2028';
    const text = refusedText()
      .replaceAll('488 Not Acceptable Here', `488 Not${hostile.replace('\u2028', '')} Acceptable`)
      .replaceAll('UDP/TLS/RTP/SAVPF 111', `UDP/TLS/RTP/SAVPF 111 ${hostile}`);
    const named = folder({ 'evil\u001b[31m.sip': text, 'no\u001b[31m.txt': 'nothing\n' });
    for (const args of [
      ['check', named],
      ['check', `${named}/no\u001b[31m.txt`],
      ['check', '--rule', `${hostile}=off`, named],
      ['explain', hostile],
      [hostile],
    ]) {
      const { stdout, stderr } = run(args);
      assert.doesNotMatch(stdout + stderr, /[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]/u, args.join(' '));
    }
    const { stdout } = run(['check', named]);
    assert.match(stdout, /488 Not␛\]0;owned␇<U\+009B>31m<U\+202E>␈ Acceptable/);
  });

  it('has colour only on a terminal that wants it', () => {
    assert.match(runInTerminal(['check', REFUSED]), /\u001b\[1;31merror\u001b\[0m/);
    assert.doesNotMatch(runInTerminal(['check', REFUSED], { NO_COLOR: '1' }), /\u001b/);
    assert.doesNotMatch(runInTerminal(['check', REFUSED], { TERM: 'dumb' }), /\u001b/);
    assert.doesNotMatch(runInTerminal(['check', '--help'], { NO_COLOR: '1' }), /\u001b/);
    assert.doesNotMatch(run(['check', REFUSED]).stdout, /\u001b/);
  });
});

describe('text for a terminal', function () {
  this.timeout(60_000);

  it('keeps the mark under what it marks', () => {
    const marked = (line: string, part: string, width = 200): string => {
      const from = line.indexOf(part);
      const shown = excerpt(line, from, from + part.length, width);
      let position = 0;
      let text = '';
      for (const char of shown.text) {
        if (position >= shown.start && position < shown.start + shown.length) text += char;
        position += cells(char);
      }
      assert.ok(cells(shown.text) <= width);
      return text;
    };
    assert.equal(marked('a=mid:0', 'mid'), 'mid');
    assert.equal(marked('a=\tx mid:0', 'mid'), 'mid');
    assert.equal(marked('s=日本語 mid', 'mid'), 'mid');
    assert.equal(marked('s=日本語 mid', '本'), '本');
    assert.equal(marked('s=\u{1f600}e\u0301\u001b mid', 'mid'), 'mid');
    assert.equal(marked(`${'x'.repeat(500)}mid${'y'.repeat(500)}`, 'mid', 80), 'mid');
    assert.equal(marked(`${'\u{1f600}'.repeat(500)}mid`, 'mid', 80), 'mid');
    assert.equal(marked(`${'x'.repeat(10_000_000)}mid`, 'mid', 80), 'mid');
  });

  it('marks one cell where there is nothing to mark', () => {
    assert.deepEqual(excerpt('', 0, 0, 80), { text: '', start: 0, length: 1 });
    assert.deepEqual(excerpt('ab', 2, 2, 80), { text: 'ab', start: 2, length: 1 });
  });

  it('makes visible what cannot be seen', () => {
    assert.equal(visible('a\u0000\u007f\u0085\ud800b\ufeff'), 'a␀␡<U+0085>\ufffdb<U+FEFF>');
  });

  it('wraps at words', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
    assert.deepEqual(wrap('incomprehensible', 4), ['incomprehensible']);
    assert.deepEqual(wrap('日本 日本 日本', 9), ['日本 日本', '日本']);
  });
});
