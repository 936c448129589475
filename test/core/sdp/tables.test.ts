import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { ATTRIBUTES } from '../../../server/src/core/sdp/attributes/index';
import { EXTENSIONS } from '../../../server/src/core/sdp/attributes/extensions';
import { LINES } from '../../../server/src/core/sdp/lines';
import { readSdp } from '../../../server/src/core/sdp/description';
import type { Fact } from '../../../server/src/core/sip/fact';
import { HEADERS } from '../../../server/src/core/sip/headerTable';
import { readSipMessage } from '../../../server/src/core/sip/message';
import { METHODS } from '../../../server/src/core/sip/methods';
import { RESPONSES } from '../../../server/src/core/sip/responses';

const SESSION = 'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n';
const MEDIA = 'm=audio 49170 UDP/TLS/RTP/SAVPF 111 97 96 0\na=rtpmap:111 opus/48000/2\n';

/** The hover over the first sign of a line that stands at the end of a description. */
function hoverOver(line: string): { shown: string; markdown: string } {
  const before = line.startsWith('m=') || /^[b-z]=/.test(line) ? SESSION : SESSION + MEDIA;
  const text = `${before}${line}\n`;
  const hover = hoverAt(analyse(text), before.length);
  assert.ok(hover, `no hover over ${line}`);
  return { shown: text.slice(hover.span.start, hover.span.end), markdown: hover.markdown };
}

function checkRow(fact: Fact): void {
  assert.ok(fact.title.length > 0 && fact.title.length < 90, `title of ${fact.name}`);
  assert.match(fact.explanation, /\.$/, `explanation of ${fact.name} is a sentence`);
  assert.ok(fact.explanation.length < 320, `explanation of ${fact.name} is short`);
  if (fact.reference) {
    assert.ok(fact.reference.rfc > 2000 && fact.reference.rfc < 10000);
    assert.match(fact.reference.section ?? '1', /^(\d+|[A-Z])(\.\d+)*$/);
  }
}

const unique = (facts: readonly Fact[]): void => assert.equal(new Set(facts.map(fact => fact.name)).size, facts.length);

describe('tables of SDP', () => {
  it('has every line type once, in the order of RFC 8866', () => {
    unique(LINES);
    assert.equal(LINES.map(fact => fact.name).join(''), 'vosiuepcbtrzkam');
  });

  it('has every attribute once', () => unique(ATTRIBUTES));

  for (const fact of LINES) {
    it(`${fact.name}=: the example is such a line, and its hover names the row`, () => {
      checkRow(fact);
      const sdp = readSdp(fact.example, { start: 0, end: fact.example.length });
      assert.equal(sdp.lines[0]!.type, fact.name);
      const hover = hoverOver(fact.example);
      assert.equal(hover.shown, fact.example);
      // The example of a= is an attribute that is not in our tables.
      assert.ok(
        hover.markdown.startsWith(fact.name === 'a' ? '**`a=x-unknown`: ' : `**\`${fact.name}=\`: ${fact.title}**`),
        hover.markdown,
      );
      assert.ok(hover.markdown.includes(fact.explanation));
    });
  }

  for (const fact of ATTRIBUTES) {
    it(`a=${fact.name}: the example is such a line, and its hover names the row`, () => {
      checkRow(fact);
      const sdp = readSdp(fact.example, { start: 0, end: fact.example.length });
      assert.equal(sdp.lines[0]!.attribute, fact.name);
      const hover = hoverOver(fact.example);
      assert.equal(hover.shown, fact.example);
      assert.ok(hover.markdown.startsWith(`**\`a=${fact.name}\`: ${fact.title}**`), hover.markdown);
      assert.ok(!hover.markdown.includes('Malformed'), hover.markdown);
      assert.ok(hover.markdown.split('\n').filter(Boolean).length <= 12, hover.markdown);
    });
  }

  it('names header extensions by a URI', () => {
    for (const uri of Object.keys(EXTENSIONS)) assert.match(uri, /^(urn:|https?:\/\/)\S+$/);
  });
});

describe('tables of SIP', () => {
  it('has every method, status code and header once', () => {
    unique(METHODS);
    unique(RESPONSES);
    unique(HEADERS);
  });

  for (const fact of METHODS) {
    it(`${fact.name}: the example is such a request`, () => {
      checkRow(fact);
      const start = readSipMessage(`${fact.example}\nCSeq: 1 ${fact.name}\n\n`).startLine;
      assert.equal(start?.kind === 'request' && start.method, fact.name);
      const hover = hoverAt(analyse(`${fact.example}\nCSeq: 1 ${fact.name}\n\n`), 1);
      assert.ok(hover?.markdown.startsWith(`**\`${fact.name}\`: ${fact.title}**`), hover?.markdown);
    });
  }

  for (const fact of RESPONSES) {
    it(`${fact.name}: the example is such a response`, () => {
      checkRow(fact);
      const text = `${fact.example}\nCSeq: 1 INVITE\n\n`;
      const start = readSipMessage(text).startLine;
      assert.equal(start?.kind === 'response' && start.status, fact.status);
      const hover = hoverAt(analyse(text), 9)!;
      assert.equal(text.slice(hover.span.start, hover.span.end), fact.name);
      assert.ok(hover.markdown.startsWith(`**${fact.status} ${fact.title}**`), hover.markdown);
    });
  }

  for (const fact of HEADERS) {
    it(`${fact.name}: the example is such a header`, () => {
      checkRow(fact);
      const text = `OPTIONS sip:bob@example.com SIP/2.0\n${fact.example}\n\n`;
      assert.equal(readSipMessage(text).headers[0]?.name, fact.name.toLowerCase());
      const hover = hoverAt(analyse(text), text.indexOf(fact.example));
      assert.ok(hover?.markdown.startsWith(`**${fact.name}: ${fact.title}**`), hover?.markdown);
    });
  }
});
