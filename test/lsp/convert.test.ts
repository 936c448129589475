import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import { CONVERT_REQUEST, type ConvertAnswer, COMMANDS } from '../../server/src/lsp/protocol';
import { packetsOf, tsharkRows } from '../support/printed';
import { TestClient } from './client';
import { messageOf, REFUSED } from './text';

const DUMP = packetsOf(readFileSync('test/fixtures/captures/bad-dtls-on-sip-leg.pcapng'))
  .map(({ bytes }) => `${tsharkRows(bytes)}\n`)
  .join('');
const URI = 'file:///dump.txt';
const TOP = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

describe('the server on the output of another tool', () => {
  const client = new TestClient();
  before(() => client.initialize(undefined, { commands: [COMMANDS.openConverted] }));
  after(() => client.stop());

  it('converts a text that comes along', async () => {
    const answer = await client.request<ConvertAnswer | null>(CONVERT_REQUEST, { text: DUMP, name: 'dump.txt' });
    assert.equal(answer?.title, 'tshark -x');
    assert.match(answer.text, /^# sip-trace: evidence 1\n/);
    assert.match(answer.text, /^SIP\/2\.0 488 /m);
    assert.equal(answer.messages, answer.text.match(/^# sip-trace: message /gm)?.length);
    assert.deepEqual(answer.problems, ['The dump gives no times: packets stand in its order.']);
  });

  it('answers null for any other text, and for what is no text', async () => {
    for (const params of [{ text: REFUSED, name: 'refused.sip' }, { text: '' }, { text: 7 }, {}])
      assert.equal(await client.request(CONVERT_REQUEST, params), null);
  });

  it('says on the first line of such a document how it is read, and nothing else', async () => {
    const found = await client.open(URI, DUMP);
    assert.deepEqual(
      found.map(one => [one.code, one.severity, one.range.start.line]),
      [['capture/converted', 3, 0]],
    );
    assert.match(messageOf(found[0]!), /output of tshark -x/);
  });

  it('offers to open it there, to a client that can', async () => {
    const actions = await client.codeActions(URI, TOP);
    assert.deepEqual(
      actions.map(one => [one.title, one.kind, one.command?.command]),
      [['Open as converted text', 'quickfix', COMMANDS.openConverted]],
    );
    const below = { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } };
    assert.deepEqual(await client.codeActions(URI, below), []);
    assert.deepEqual(await client.codeActions(URI, TOP, ['refactor.rewrite']), []);
  });

  it('finds the fault in the text that it was converted to', async () => {
    const { text } = (await client.request<ConvertAnswer | null>(CONVERT_REQUEST, { text: DUMP, name: 'dump.txt' }))!;
    const found = await client.open('sip-trace-capture:/dump.txt/converted.sip', text);
    assert.ok(found.some(one => one.code === 'srtp/dtls-on-sip-leg'));
    assert.equal(found.filter(one => one.code === 'capture/converted').length, 1);
    assert.ok(
      (await client.codeActions('sip-trace-capture:/dump.txt/converted.sip', TOP)).every(
        one => one.command?.command !== COMMANDS.openConverted,
      ),
    );
  });
});
