import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { code, escaped, plain, rfcLink } from '../../../server/src/core/features/markdown';
import { outline } from '../../../server/src/core/features/symbols';

const HOSTILE = [
  '`](command:evil)`',
  '``` ](command:evil) ```',
  '[x](command:evil)',
  '![x](https://evil.example/x.png)',
  '<img/src=x/onerror=alert(1)>',
  '<a/href="command:evil">x</a>',
  'https://evil.example/',
  '**`**`',
  '$(rocket)',
  '\\`](command:evil)',
  '`',
  '``',
  '&lt;script&gt;',
  '__proto__',
  'constructor',
  'toString',
  '\u202eevil\u202c',
];

/** Markdown with its code spans taken out, as CommonMark finds them: a run of backticks closes with one of the same length. */
function withoutCode(markdown: string): string {
  let rest = markdown;
  let out = '';
  for (;;) {
    const open = /(?<!\\)`+/.exec(rest);
    if (!open) return out + rest;
    out += rest.slice(0, open.index);
    const behind = rest.slice(open.index + open[0].length);
    const close = [...behind.matchAll(/`+/g)].find(run => run[0].length === open[0].length);
    if (!close) return `${out}${open[0]}${behind}`;
    rest = behind.slice(close.index + close[0].length);
  }
}

/** What may stand outside code: our words and links to RFCs. */
function assertHarmless(markdown: string, what: string): void {
  for (const paragraph of markdown.split('\n')) {
    const bare = withoutCode(paragraph).replaceAll(
      /\[RFC \d+( §[\d.]+)?\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+(#section-[\d.]+)?\)/g,
      '',
    );
    assert.ok(!/evil|command:|<|\]\(|https?:|onerror|rocket|script&|native code|\[object/.test(bare), `${what}: ${paragraph}`);
  }
  assert.ok(!/[\u202a-\u202e\u200b]/.test(markdown), what);
}

describe('text of a trace in Markdown', function () {
  this.timeout(20_000);

  it('cannot leave a code span', () => {
    for (const text of HOSTILE) assert.equal(withoutCode(code(text)), '', text);
    assert.equal(code('a`b'), '``a`b``');
    assert.equal(code('`a'), '`` `a ``');
    assert.equal(code(''), '(empty)');
    assert.equal(code('a\r\nb'), '`a b`');
    assert.ok(code('x'.repeat(1000)).length < 130);
  });

  it('is escaped as plain text', () => {
    assert.equal(escaped('[a](b)'), '\\[a\\]\\(b\\)');
    assert.equal(escaped('<b>&'), '&lt;b&gt;&amp;');
    for (const text of HOSTILE) assert.ok(!/(?<!\\)[[\]()`*_<>!]/.test(escaped(text)), text);
    assert.equal(plain('\u202ea\u0007b'), '\ufffda\ufffdb');
  });

  it('links to the section of an RFC', () => {
    assert.equal(rfcLink({ rfc: 8866, section: '5.14' }), '[RFC 8866 §5.14](https://www.rfc-editor.org/rfc/rfc8866#section-5.14)');
    assert.equal(rfcLink({ rfc: 9143, section: 'A.3' }), '[RFC 9143 §A.3](https://www.rfc-editor.org/rfc/rfc9143#appendix-A.3)');
    assert.equal(rfcLink({ rfc: 6086 }), '[RFC 6086](https://www.rfc-editor.org/rfc/rfc6086)');
  });

  const lines = (evil: string): string[] => [
    `a=${evil}`,
    `a=x:${evil}`,
    `a=mid:${evil}`,
    `a=rtpmap:0 ${evil}/8000`,
    `a=fmtp:0 ${evil}=1;${evil}`,
    `a=candidate:${evil} 1 udp 1 ${evil} 1 typ ${evil} raddr ${evil} rport 1 ${evil} ${evil}`,
    `a=setup:${evil}`,
    `a=fingerprint:${evil} ${evil}`,
    `a=crypto:1 ${evil} inline:${evil}|${evil}`,
    `a=group:${evil} ${evil}`,
    `a=extmap:1 ${evil} ${evil}`,
    `a=ssrc:1 ${evil}:${evil}`,
    `a=rtcp-fb:${evil} ${evil} ${evil}`,
    `a=rtcp:1 IN IP4 ${evil}`,
    `a=ice-options:${evil}`,
    `a=ssrc-group:${evil} ${evil}`,
    `a=msid:${evil} ${evil}`,
    `c=IN ${evil} ${evil}`,
    `o=${evil} 1 1 IN IP4 ${evil}`,
    `b=${evil}:1`,
    `m=${evil} 1 ${evil} ${evil}`,
    `${evil}`,
  ];

  const headers = (evil: string): string[] => [
    `Via: SIP/2.0/UDP ${evil};branch=${evil};received=${evil};rport=1`,
    `Contact: "${evil}" <sip:${evil}@${evil};transport=${evil}>;expires=${evil}`,
    `Record-Route: <sip:${evil};r2=on>`,
    `Reason: ${evil};cause=1;text="${evil}"`,
    `Reason: Q.850;cause=${evil};text="${evil}"`,
    `Warning: 399 ${evil} "${evil}"`,
    `Supported: ${evil}`,
    `Allow: ${evil}`,
    `User-Agent: ${evil} JsSIP ${evil}`,
    `Authorization: Digest username="${evil}", realm="${evil}", uri="${evil}", algorithm=${evil}`,
    `Subscription-State: terminated;reason=${evil}`,
    `Content-Type: ${evil}`,
    `Session-Expires: ${evil};refresher=${evil}`,
    `P-RTP-Stat: PS=${evil},PR=${evil}`,
    `X-${evil}: ${evil}`,
  ];

  for (const evil of HOSTILE) {
    it(`is harmless in every hover over a header: ${JSON.stringify(evil)}`, () => {
      for (const line of headers(evil)) {
        const text = `INVITE sip:a@example.com SIP/2.0\n${line}\nCSeq: 1 INVITE\n\n`;
        const analysis = analyse(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const hover = hoverAt(analysis, offset);
          if (hover) assertHarmless(hover.markdown, line);
        }
      }
    });

    it(`is harmless in every hover: ${JSON.stringify(evil)}`, () => {
      for (const line of lines(evil)) {
        const text = `v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0 ${evil}\n${line}\na=sendrecv\n`;
        const analysis = analyse(text);
        for (let offset = text.indexOf('m=audio'); offset <= text.length; offset++) {
          const hover = hoverAt(analysis, offset);
          if (hover) assertHarmless(hover.markdown, line);
        }
      }
      const sip = `INVITE sip:${evil} SIP/2.0\nVia: SIP/2.0/${evil} ${evil};branch=z9hG4bK${evil}\nFrom: <sip:${evil}@x>;tag=${evil}\nTo: <sip:${evil}@x>\nCall-ID: ${evil}\nCSeq: 1 INVITE\n\nSIP/2.0 200 ${evil}\nVia: SIP/2.0/UDP x;branch=z9hG4bK${evil}\nCSeq: 1 INVITE\nCall-ID: ${evil}\n\n`;
      const analysis = analyse(sip);
      for (let offset = 0; offset <= sip.length; offset++) {
        const hover = hoverAt(analysis, offset);
        if (hover) assertHarmless(hover.markdown, sip);
      }
      for (const entry of outline(analysis)) assert.ok(!/[\r\n\u202a-\u202e]/.test(entry.name + entry.detail));
    });
  }
});
