import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import { TestClient } from './client';
import { ALL, messageOf, REFUSED } from './text';

const URI = 'file:///bad.sip';

const PHONE = REFUSED.slice(REFUSED.indexOf('2026/11/22 09:18:52.714634'));

/** Many calls, each refused: more problems than an editor shows. */
const manyCalls = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    PHONE.replaceAll('dtj7e4ddpjjo8qglul2u', `call-${index}`).replaceAll('z9hG4bK', `z9hG4bK${index}x`),
  ).join('');

const HEALTHY = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');

/** Many calls at which nothing is wrong: each has a few lines that are faded. */
const healthyCalls = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    HEALTHY.replace(/^(Call-ID: )/gm, `$1call-${index}-`).replaceAll('z9hG4bK', `z9hG4bK${index}x`),
  ).join('\n');

const TEXTS: Record<string, string> = {
  empty: '',
  'white space': ' \r\n\t\n',
  binary: Array.from({ length: 20_000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join(''),
  'unpaired surrogates': '\ud800\udc00\ud800 INVITE sip:\udfff SIP/2.0\r\nFrom: \ud800\r\n\r\nv=0\r\nm=\udfff\r\n',
  'half a message': REFUSED.slice(0, REFUSED.indexOf('m=audio') + 9),
  'one line of 10 MB': 'a=x'.repeat(3_400_000),
  'a 10 MB line in a message': `INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\nv=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=${'x'.repeat(10_000_000)}\r\n`,
  'ten thousand m-lines': `INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n${'m=audio 9 UDP/TLS/RTP/SAVPF 0 111\r\n'.repeat(10_000)}`,
  'a header injection':
    'INVITE sip:a@b SIP/2.0\r\nFrom: "a\r\nVia: SIP/2.0/WS x\r\n[click](command:x)<img src=x onerror=y>" <sip:a>\r\n\r\n',
};

describe('the server on bad input', function () {
  this.timeout(60_000);
  const client = new TestClient();
  before(() => client.initialize());
  after(() => client.stop());

  for (const [name, text] of Object.entries(TEXTS)) {
    it(`answers every request about ${name}`, async () => {
      const diagnostics = await client.open(URI, text);
      assert.ok(diagnostics.length <= 901);
      for (const position of [
        { line: 0, character: 0 },
        { line: 5, character: 2 },
        { line: 1e9, character: 1e9 },
      ])
        await client.hover(URI, position);
      await client.codeActions(URI, ALL);
      await client.codeActions(URI, ALL, ['source.fixAll.sipTrace']);
      await client.symbols(URI);
      await client.folding(URI);
      await client.links(URI);
      await client.hints(URI, ALL);
      await client.change(URI, { range: { start: { line: 3, character: 1 }, end: { line: 4, character: 0 } }, text: 'v=0\r\n' });
      await client.diagnostics(URI);
      await client.close(URI);
    });
  }

  it('says once of a text of no known form that it is of none', async () => {
    const found = await client.open(URI, 'Jul 30 12:00:01 host app[1]: nothing here is SIP\nand nothing here');
    assert.deepEqual(
      found.map(one => [one.code, one.severity, one.range.start.line]),
      [['capture/unknown-form', 3, 0]],
    );
  });

  it('shows the worst 900 of more problems, and says how many are left', async () => {
    const found = await client.open(URI, manyCalls(600));
    assert.equal(found.length, 901);
    const remarks = found.filter(one => one.code === undefined);
    assert.match(messageOf(remarks[0]!), /^\d+ more problems are not shown/);
    assert.equal(remarks.length, 1);
    // Each call's verdict is among them: nothing is worse.
    assert.equal(found.filter(one => messageOf(one).includes('media not seen')).length, 600);
  });

  it('has nothing to say about what is only faded, on a long healthy trace', async () => {
    const found = await client.open(URI, healthyCalls(320));
    assert.equal(found.length, 900);
    assert.ok(found.every(one => one.severity === 4 && one.code !== undefined));
  });

  it('answers with nothing about a document that is not open', async () => {
    const unknown = 'file:///nowhere.sip';
    assert.equal(await client.hover(unknown, { line: 0, character: 0 }), null);
    assert.deepEqual(await client.codeActions(unknown, ALL), []);
    await client.change(unknown, { text: 'v=0' });
    assert.deepEqual(await client.symbols(unknown), []);
  });

  it('takes back what it said when a document is closed', async () => {
    const found = await client.open(URI, REFUSED);
    assert.ok(found.length > 0);
    await client.close(URI);
    assert.deepEqual(await client.diagnosticsWhere(URI, all => all.length === 0), []);
  });
});
