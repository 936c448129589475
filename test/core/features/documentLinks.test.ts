import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { longTrace } from '../../../bench/trace';
import { analyse } from '../../../server/src/core/analysis';
import { documentLinks } from '../../../server/src/core/features/documentLinks';

const CALL = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');

const linked = (text: string): { text: string; target: string; tooltip: string; start: number }[] =>
  documentLinks(analyse(text)).map(({ span, target, tooltip }) => ({
    text: text.slice(span.start, span.end),
    target,
    tooltip,
    start: span.start,
  }));

describe('document links', () => {
  it('lead from names of headers and attributes to the sections that define them', () => {
    const links = linked(CALL);
    const fingerprint = links.find(link => link.text === 'fingerprint');
    assert.deepEqual(fingerprint, {
      text: 'fingerprint',
      target: 'https://www.rfc-editor.org/rfc/rfc8122#section-5',
      tooltip: 'RFC 8122 section 5',
      start: CALL.indexOf('a=fingerprint') + 2,
    });
    assert.equal(links.find(link => link.text === 'Via')?.target, 'https://www.rfc-editor.org/rfc/rfc3261#section-20.42');
  });

  it('are there once for each name, where it stands first, in order', () => {
    const links = linked(CALL);
    assert.equal(new Set(links.map(link => link.text.toLowerCase())).size, links.length);
    for (const [index, link] of links.entries()) assert.ok(index === 0 || link.start > links[index - 1]!.start);
    assert.equal(links.find(link => link.text === 'setup')?.start, CALL.indexOf('a=setup') + 2);
    // A compact form is the same header.
    const both = linked('INVITE sip:a@b SIP/2.0\nv: SIP/2.0/UDP h\nVia: SIP/2.0/UDP h\nX-Foo: 1\n\nv=0\ns=-\na=foo\na=mid:0\na=mid:1\n');
    assert.deepEqual(
      both.map(link => link.text),
      ['v', 'mid'],
    );
  });

  it('are no more in a long trace than in a call, and none in a very long one', () => {
    assert.equal(linked(longTrace(30)).length, linked(longTrace(6)).length);
    assert.deepEqual(linked(`${CALL}\n${'x'.repeat(5_000_000)}`), []);
  });

  it('are on RFCs that the lines between messages name', () => {
    const text = `see RFC 3264 section 8.4 and rfc5763, [RFC3264], RFC 8866, §5.14 (RFC 12)\nagain RFC 5763\n\n${CALL}`;
    const links = linked(text).filter(link => /rfc/i.test(link.text));
    assert.deepEqual(
      links.map(link => [link.text, link.target.replace('https://www.rfc-editor.org/rfc/', '')]),
      [
        ['RFC 3264 section 8.4', 'rfc3264#section-8.4'],
        ['rfc5763', 'rfc5763'],
        ['RFC3264', 'rfc3264'],
        ['RFC 8866, §5.14', 'rfc8866#section-5.14'],
      ],
    );
  });

  it('lead nowhere else, whatever a trace says', () => {
    const evil = 'RFC 1234 section 1)](command:x) https://evil.example/ RFC 99999 section 1.2.3.4.5.6.7.8.9\n';
    for (const { target } of linked(`${evil}INVITE sip:a@b SIP/2.0\nVia: x\n\nv=0\ns=${evil}a=mid:x\n`))
      assert.match(target, /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d{3,5}(#(section|appendix)-[\dA-Z.]+)?$/);
  });
});
