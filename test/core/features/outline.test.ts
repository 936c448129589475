import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { folds } from '../../../server/src/core/features/folding';
import { type OutlineEntry, outline } from '../../../server/src/core/features/symbols';

const calls = readdirSync('test/fixtures/calls', { recursive: true })
  .map(name => `test/fixtures/calls/${name}`)
  .filter(name => /\.(txt|log)$/.test(name));
const CALL = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');

const find = (entries: readonly OutlineEntry[], name: string): OutlineEntry[] =>
  entries.flatMap(entry => [...(entry.name === name ? [entry] : []), ...find(entry.children, name)]);

describe('outline', function () {
  this.timeout(20_000);

  it('shows calls, their messages, and the media sections below', () => {
    const entries = outline(analyse(CALL));
    const call = entries.find(entry => entry.kind === 'call');
    assert.equal(call?.name, 'Call 100 → 200: 200');
    assert.equal(call.detail, 'browser leg, SIP leg');
    const [offer] = find(entries, 'INVITE 203.0.113.20 → 203.0.113.10');
    assert.equal(offer?.detail, 'offer, browser leg');
    assert.equal(CALL.slice(offer.selection.start, offer.selection.end), 'INVITE sip:200@lab.example SIP/2.0');
    assert.equal(offer.children[0]?.name, 'audio 38492 UDP/TLS/RTP/SAVPF');
    assert.equal(find(entries, 'INVITE 192.168.50.1 → 192.168.50.20')[0]?.detail, 'offer, SIP leg');
    assert.ok(find(entries, '200 Answering (INVITE) 203.0.113.10 → 203.0.113.20')[0]?.detail.startsWith('answer'));
  });

  it('nests its ranges, in every fixture', () => {
    const check = (entry: OutlineEntry, length: number): void => {
      assert.ok(entry.span.start >= 0 && entry.span.end <= length && entry.name !== '');
      assert.ok(entry.selection.start >= entry.span.start && entry.selection.end <= entry.span.end, entry.name);
      for (const child of entry.children) {
        assert.ok(child.span.start >= entry.span.start && child.span.end <= entry.span.end, `${child.name} in ${entry.name}`);
        check(child, length);
      }
    };
    for (const file of calls) {
      const text = readFileSync(file, 'utf8');
      for (const entry of outline(analyse(text))) check(entry, text.length);
    }
  });

  it('tells two programs on one machine apart by their ports', () => {
    const text =
      '2026/11/22 09:38:41.570911 127.0.0.1:5060 -> 127.0.0.1:5070\nOPTIONS sip:a@127.0.0.1 SIP/2.0\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n';
    assert.equal(outline(analyse(text))[0]?.name, 'OPTIONS 127.0.0.1:5060 → 127.0.0.1:5070');
  });

  it('is empty for an empty text, and holds bare SDP', () => {
    assert.deepEqual(outline(analyse('')), []);
    const entries = outline(analyse('v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 49170 RTP/AVP 0\n'));
    assert.equal(entries[0]?.name, 'Session descriptions');
    assert.equal(entries[0]?.children[0]?.name, 'SDP');
    assert.equal(entries[0]?.children[0]?.children[0]?.detail, 'PCMU');
  });
});

describe('folding', () => {
  it('folds each message and the description in it', () => {
    const analysis = analyse(CALL);
    const found = folds(analysis);
    assert.equal(found.filter(fold => fold.kind === 'message').length, analysis.messages.length);
    assert.equal(found.filter(fold => fold.kind === 'sdp').length, analysis.messages.filter(message => message.sdp).length);
    for (const { kind, span } of found) {
      const text = CALL.slice(span.start, span.end);
      assert.match(text, kind === 'sdp' ? /^v=0\r?\n/ : /^\S.*SIP\/2\.0|^SIP\/2\.0 /);
      assert.ok(text.includes('\n') && !/[\r\n]$/.test(text), JSON.stringify(text));
    }
  });

  it('folds messages only, where an editor would leave some of all folds out', () => {
    const analysis = analyse(CALL);
    const all = folds(analysis);
    assert.deepEqual(folds(analysis, all.length), all);
    const fewer = folds(analysis, all.length - 1);
    assert.deepEqual(
      fewer,
      all.filter(fold => fold.kind === 'message'),
    );
    assert.deepEqual(folds(analysis, 3), fewer.slice(0, 3));
  });
});
