import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { TestClient } from './client';
import { find, messageOf, REFUSED } from './text';

const URI = 'untitled:Untitled-1';
const RULE = 'srtp/dtls-on-sip-leg';

describe('settings, for a client that is asked for them', () => {
  const client = new TestClient();
  before(() => client.initialize());
  after(() => client.stop());

  it('turn a rule off and down, and on again', async () => {
    const before = await client.open(URI, REFUSED);
    assert.ok(before.some(one => one.code === RULE && one.severity === 1));
    await client.configure({ rules: { [RULE]: 'off' } });
    await client.diagnosticsWhere(URI, found => !found.some(one => one.code === RULE));
    await client.configure({ rules: { [RULE]: 'info' } });
    const quieter = await client.diagnosticsWhere(URI, found => found.some(one => one.code === RULE && one.severity === 3));
    assert.match(messageOf(quieter.find(one => one.code === RULE)!), /media not seen/, 'the verdict stays with its finding');
    await client.configure({});
    const again = await client.diagnosticsWhere(URI, found => found.some(one => one.code === RULE && one.severity === 1));
    assert.deepEqual(again, before);
  });

  it('let the user say which leg a host is on', async () => {
    await client.open(URI, REFUSED);
    await client.configure({ legs: { '192.168.50.20': 'webrtc' } });
    const found = await client.diagnosticsWhere(URI, all => !all.some(one => one.code === RULE));
    assert.ok(found.length > 0);
    const line = find(REFUSED, 'INVITE sip:', 1).line;
    const [hint] = await client.hints(URI, { start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    assert.deepEqual(hint?.label, [{ value: 'browser leg' }]);
    assert.match(String(hint?.tooltip), /you said so/);
    await client.configure(null);
  });

  it('put the settings of the chosen gateway first', async () => {
    const offer = find(REFUSED, 'UDP/TLS/RTP/SAVPF', 1);
    const asterisk = new TestClient();
    await asterisk.initialize(undefined, { commands: ['sipTrace.copySetting'], settings: { gateway: 'asterisk' } });
    asterisk.settings = { gateway: 'asterisk' };
    await asterisk.open(URI, REFUSED);
    const titles = (await asterisk.codeActions(URI, { start: offer, end: offer })).filter(one => one.command).map(one => one.title);
    assert.match(titles[0] ?? '', /Asterisk/);
    await asterisk.stop();
  });
});

describe('settings, for a client that cannot be asked', () => {
  const client = new TestClient();
  before(() => client.initialize({}, { settings: { rules: { [RULE]: 'off' } } }));
  after(() => client.stop());

  it('come with the start and with a notice', async () => {
    const found = await client.open(URI, REFUSED);
    assert.ok(found.length > 0 && !found.some(one => one.code === RULE));
    await client.configure({ rules: {} });
    await client.diagnosticsWhere(URI, all => all.some(one => one.code === RULE));
  });
});
