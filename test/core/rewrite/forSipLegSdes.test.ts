import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse, DEFAULT_SETTINGS } from '../../../server/src/core/analysis';
import { codeActionsAt } from '../../../server/src/core/features/codeActions';
import { fixText } from '../../../server/src/core/features/fix';
import { FOR_SIP_LEG, forSipLeg } from '../../../server/src/core/rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES, forSipLegSdes } from '../../../server/src/core/rewrite/forSipLegSdes';
import { applyEdits } from '../../../server/src/core/rewrite/edit';
import { exampleCall, exampleSdp } from '../../../server/src/core/rules/example';

const KEY = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
const OTHER_KEY = 'NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj';
const PLACEHOLDER = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<key>';
const BROWSER_LINES = ['a=ice-ufrag:lOUe', 'a=fingerprint:sha-256 00:11', 'a=setup:actpass', 'a=rtcp-mux', 'a=sendrecv'];

/** The body of each message with SDP after the rewrite of the whole SIP leg. */
function rewritten(offer: readonly string[], answer: readonly string[] = []): string[][] {
  const status = answer.length > 0 ? 200 : 488;
  const { text } = fixText(exampleCall({ transport: 'UDP', offer, status, answer }), DEFAULT_SETTINGS, { target: 'sip-sdes' });
  const twice = fixText(text, DEFAULT_SETTINGS, { target: 'sip-sdes' });
  assert.equal(twice.text, text, 'a second rewrite changes something');
  return analyse(text)
    .messages.filter(message => message.sdp)
    .map(message => message.sdp!.lines.map(line => line.text));
}

const mediaOf = (lines: readonly string[]): string[] => lines.slice(lines.findIndex(line => line.startsWith('m=')));

describe('rewrite for a SIP leg with SDES', () => {
  it('makes SRTP with a place for the key of what a browser offers', () => {
    const [offer] = rewritten(exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', 'a=rtpmap:111 opus/48000/2', ...BROWSER_LINES));
    assert.deepEqual(mediaOf(offer!), ['m=audio 49170 RTP/SAVP 0', PLACEHOLDER, 'a=sendrecv']);
  });

  it('makes it of plain RTP as well, with the line where attributes begin', () => {
    const [offer] = rewritten(exampleSdp('m=audio 49170 RTP/AVP 0', 'c=IN IP4 192.0.2.1', 'b=AS:80', 'a=ptime:20'));
    assert.deepEqual(mediaOf(offer!), ['m=audio 49170 RTP/SAVP 0', 'c=IN IP4 192.0.2.1', 'b=AS:80', PLACEHOLDER, 'a=ptime:20']);
  });

  it('keeps the keys that are there', () => {
    const crypto = [`a=crypto:4 AEAD_AES_128_GCM inline:${KEY.slice(0, 38)}`, `a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`];
    const [offer] = rewritten(exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 0', ...BROWSER_LINES, ...crypto));
    assert.deepEqual(mediaOf(offer!), ['m=audio 49170 RTP/SAVP 0', 'a=sendrecv', ...crypto]);
    assert.deepEqual(rewritten(exampleSdp('m=audio 49170 RTP/SAVP 0', ...crypto)), [exampleSdp('m=audio 49170 RTP/SAVP 0', ...crypto)]);
  });

  it('takes the tag and suite of the offer in an answer', () => {
    const offer = exampleSdp(
      'm=audio 49170 RTP/SAVP 0',
      `a=crypto:2 NULL_HMAC_SHA1_80 inline:${KEY}`,
      `a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`,
    );
    const [, answer] = rewritten(offer, exampleSdp('m=audio 5004 RTP/AVP 0', 'a=ptime:20'));
    assert.deepEqual(mediaOf(answer!), ['m=audio 5004 RTP/SAVP 0', 'a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:<key>', 'a=ptime:20']);
  });

  it('keeps the key of an answer that takes an offered line, and no other', () => {
    const offer = exampleSdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`);
    const right = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${OTHER_KEY}`;
    const [, kept] = rewritten(offer, exampleSdp('m=audio 5004 RTP/SAVP 0', right));
    assert.deepEqual(mediaOf(kept!), ['m=audio 5004 RTP/SAVP 0', right]);
    const [, replaced] = rewritten(offer, exampleSdp('m=audio 5004 RTP/SAVP 0', right.replace(':1 ', ':5 ')));
    assert.deepEqual(mediaOf(replaced!), ['m=audio 5004 RTP/SAVP 0', PLACEHOLDER]);
  });

  it('gives offer and answer fitting lines where neither had one', () => {
    const [offer, answer] = rewritten(
      exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 0', ...BROWSER_LINES),
      exampleSdp('m=audio 5004 RTP/AVP 0'),
    );
    assert.deepEqual(mediaOf(offer!), ['m=audio 49170 RTP/SAVP 0', PLACEHOLDER, 'a=sendrecv']);
    assert.deepEqual(mediaOf(answer!), ['m=audio 5004 RTP/SAVP 0', PLACEHOLDER]);
  });

  it('refuses the video of browsers and leaves what is rejected without keys', () => {
    const [offer] = rewritten(
      exampleSdp(
        'm=audio 49170 RTP/SAVP 0',
        'm=video 49172 UDP/TLS/RTP/SAVPF 96',
        'm=audio 0 RTP/SAVP 8',
        `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`,
      ),
    );
    assert.deepEqual(mediaOf(offer!), ['m=audio 49170 RTP/SAVP 0', PLACEHOLDER, 'm=video 0 RTP/SAVP 96', 'm=audio 0 RTP/SAVP 8']);
  });

  it('differs from the plain rewrite in nothing but profile and keys', () => {
    const text = exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', 'a=rtpmap:111 opus/48000/2', ...BROWSER_LINES).join('\n');
    const [message] = analyse(text).messages;
    const plain = applyEdits(text, forSipLeg(message!, message!.sdp!));
    const sdes = applyEdits(text, forSipLegSdes(message!, message!.sdp!));
    assert.equal(sdes.replace(`${PLACEHOLDER}\n`, '').replace('RTP/SAVP ', 'RTP/AVP '), plain);
  });

  it('takes the keys of video away with its profile where RTP is to be plain', () => {
    const text = exampleSdp(
      'm=audio 49170 RTP/AVP 0',
      'm=video 49172 RTP/SAVP 99',
      'a=rtpmap:99 H264/90000',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`,
    ).join('\n');
    const [message] = analyse(text).messages;
    assert.match(applyEdits(text, forSipLeg(message!, message!.sdp!)), /m=video 49172 RTP\/AVP 99\na=rtpmap:99 H264\/90000$/m);
    assert.match(
      applyEdits(text, forSipLegSdes(message!, message!.sdp!)),
      /m=video 49172 RTP\/SAVP 99\na=rtpmap:99 H264\/90000\na=crypto:1 /,
    );
  });

  it('is offered where it changes something: beside the plain rewrite, or as the only rewrite', () => {
    const titles = (lines: readonly string[]): string[] => {
      const text = exampleCall({ transport: 'UDP', offer: lines, status: 488 });
      const at = text.indexOf('m=');
      const actions = codeActionsAt(analyse(text), { start: at, end: at }, ['refactor']);
      return actions.filter(action => action.edits).map(action => action.title);
    };
    assert.deepEqual(titles(exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 0', ...BROWSER_LINES)), [FOR_SIP_LEG, FOR_SIP_LEG_SDES]);
    assert.deepEqual(titles(exampleSdp('m=audio 49170 RTP/AVP 0')), [FOR_SIP_LEG_SDES]);
    assert.deepEqual(titles(exampleSdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`)), [FOR_SIP_LEG]);
    assert.deepEqual(titles(exampleSdp('m=image 49170 udptl t38')), []);
  });
});
