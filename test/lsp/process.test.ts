import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TestClient } from './client';
import { REFUSED } from './text';

describe('the server process', () => {
  it('says what it can do, and ends as it is told', async () => {
    const client = new TestClient();
    const { capabilities } = await client.initialize();
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: true });
    assert.equal(await client.stop(), 0);
  });

  it('is the same as sip-trace server --stdio', async () => {
    const client = new TestClient(['dist/cli.js', 'server', '--stdio']);
    await client.initialize();
    const found = await client.open('file:///a.sip', REFUSED);
    assert.ok(found.some(one => one.code === 'srtp/dtls-on-sip-leg'));
    assert.equal(await client.stop(), 0);
  });
});
