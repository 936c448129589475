import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { COMMANDS, SETTING_REQUEST, type SettingAnswer, type SettingParams } from '../../server/src/lsp/protocol';
import { TestClient } from './client';
import { find, REFUSED } from './text';

const URI = 'file:///refused.sip';
const OFFER = find(REFUSED, 'UDP/TLS/RTP/SAVPF', 1);
const BARE = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
const TITLE = 'Generate the gateway setting for this call';

describe('the server asked for a gateway’s setting', () => {
  const client = new TestClient();
  before(async () => {
    await client.initialize(undefined, { commands: [COMMANDS.generateSetting], settings: { gateway: 'asterisk' } });
    await client.open(URI, REFUSED);
  });
  after(() => client.stop());

  const ask = (params: Partial<SettingParams> = {}): Promise<SettingAnswer | null> =>
    client.request<SettingAnswer | null>(SETTING_REQUEST, { textDocument: { uri: URI }, position: OFFER, ...params });

  it('gives a text for each gateway, those of the user’s first', async () => {
    const answer = await ask();
    assert.ok(answer && !answer.asksForLeg && !answer.nothing);
    assert.deepEqual(
      answer.texts.map(one => one.language),
      ['ini', 'plaintext', 'plaintext', 'json', 'xml'],
    );
    assert.match(answer.texts[0]!.text, /^webrtc=no$/m);
    assert.match(answer.texts[1]!.text, /^rtpengine_offer\(".*RTP\/AVP DTLS=off.*"\);$/m);
  });

  it('offers it once at a place, on a finding and on an SDP', async () => {
    const actions = await client.codeActions(URI, { start: OFFER, end: OFFER });
    const offered = actions.filter(one => one.command?.command === COMMANDS.generateSetting);
    assert.deepEqual(
      offered.map(one => [one.title, one.kind, typeof one.command?.arguments?.[0]]),
      [[TITLE, 'quickfix', 'number']],
    );
    const quiet = find(REFUSED, 'v=0');
    const elsewhere = (await client.codeActions(URI, { start: quiet, end: quiet })).filter(one => one.title === TITLE);
    assert.deepEqual(
      elsewhere.map(one => one.kind),
      ['refactor.rewrite'],
    );
    const start = find(REFUSED, 'INVITE sip:');
    const outside = await client.codeActions(URI, { start, end: start });
    assert.ok(!outside.some(one => one.title === TITLE));
  });

  it('asks for the leg of SDP without SIP, and says when nothing must change', async () => {
    const uri = 'file:///bare.sdp';
    await client.open(uri, BARE, 'sdp');
    const place = { textDocument: { uri }, position: { line: 2, character: 0 } };
    assert.deepEqual(await ask(place), { asksForLeg: true, nothing: false, texts: [] });
    const toBrowser = await ask({ ...place, leg: 'webrtc' });
    assert.match(toBrowser!.texts[1]!.text, /^rtpengine_offer\("ICE=force UDP\/TLS\/RTP\/SAVPF SDES-off rtcp-mux-offer"\);$/m);
    assert.equal((await ask({ ...place, leg: 'sip' }))!.nothing, true);
    assert.equal((await ask({ ...place, leg: 'moon' as 'sip' }))!.asksForLeg, true);
    await client.close(uri);
  });

  it('answers null where there is no call', async () => {
    assert.equal(await ask({ textDocument: { uri: 'file:///never-opened.sip' } }), null);
    const uri = 'file:///empty.sip';
    await client.open(uri, 'no trace\n');
    assert.equal(await ask({ textDocument: { uri }, position: { line: 0, character: 0 } }), null);
    await client.close(uri);
  });
});
