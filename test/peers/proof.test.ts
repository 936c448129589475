import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ownSections, translator } from './browsers/translate';
import { isJudgeOf } from './endpoints';
import { fill } from './fill';
import { kindOf } from './kind';
import { differences, keep, type Proof } from './proof';

const sdp = (...lines: string[]): string => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines, ''].join('\r\n');

const OFFER = sdp(
  'a=group:BUNDLE audio video',
  'm=audio 9 UDP/TLS/RTP/SAVPF 96 0',
  'a=mid:audio',
  'a=rtcp-mux',
  'a=rtpmap:96 opus/48000/2',
  'a=extmap:5 urn:ietf:params:rtp-hdrext:sdes:mid',
  'm=video 9 UDP/TLS/RTP/SAVPF 97',
  'a=mid:video',
  'a=rtcp-mux',
  'a=rtpmap:97 VP8/90000',
);
const OWN = OFFER.replaceAll(/\baudio\b(?! 9)/g, '0')
  .replaceAll(/\bvideo\b(?! 9)/g, '1')
  .replaceAll('96', '111')
  .replaceAll('97', '96')
  .replace('extmap:5', 'extmap:4');

describe('an answer for the browser’s own offer', () => {
  const translate = translator(OFFER, OWN);

  it('has its mids, payload types and extension numbers', () => {
    assert.equal(translate(OFFER), OWN);
  });

  it('has nothing that was offered in place of what was not', () => {
    const answer = OFFER.replace('SAVPF 96 0', 'SAVPF 111 0').replace('rtpmap:96', 'rtpmap:111').replace('a=mid:audio', 'a=mid:1');
    const translated = translate(answer);
    assert.doesNotMatch(translated, /SAVPF 111/);
    assert.match(translated, /^a=rtpmap:97 opus\/48000\/2/m);
    assert.match(translated, /^a=mid:not-offered-1/m);
  });

  it('is no question where no browser makes such an offer', () => {
    assert.equal(typeof ownSections(OFFER, true), 'object');
    assert.equal(ownSections(sdp('m=audio 4000 RTP/AVP 0'), true), 'no browser offers RTP/AVP');
    assert.equal(ownSections(sdp('m=image 4000 udptl t38'), true), 'no browser offers m=image');
    assert.equal(ownSections(OFFER.replace('m=audio 9', 'm=audio 0'), true), 'no browser offers port 0 at first');
  });
});

describe('an endpoint', () => {
  const asks = (name: string, ...lines: string[]): boolean => isJudgeOf({ leg: 'sip', name }, { side: 'offer', sdp: sdp(...lines) });

  it('is asked only about what it speaks', () => {
    assert.ok(asks('baresip 1.0.0', 'm=audio 4000 RTP/AVP 0'));
    assert.ok(!asks('baresip 1.0.0', 'm=audio 4000 RTP/AVP 18'));
    assert.ok(!asks('baresip 1.0.0', 'm=audio 4000 RTP/SAVP 0'));
    assert.ok(!asks('baresip 1.0.0 with SDES mandatory', 'm=audio 4000 RTP/AVP 0'));
    assert.ok(asks('baresip 1.0.0 with SDES mandatory', 'm=audio 4000 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x'));
    assert.ok(!asks('baresip 1.0.0 with ICE', 'm=audio 4000 RTP/AVP 0'));
  });

  it('gets no placeholder', () => {
    const placeholders = ['<gateway-address>', '<key>', '<gateway-ice-ufrag>', '<gateway-ice-pwd>', '<gateway-fingerprint>'];
    assert.doesNotMatch(fill(placeholders.join(' ')), /[<>]/);
  });
});

describe('a proof', () => {
  const proof: Proof = {
    endpoints: ['Chromium 1.0', 'baresip 2.0 with ICE'],
    proven: [
      { rule: 'a/b', fix: 'Use 96', endpoint: 'Chromium', source: 'here', words: 'no' },
      { rule: 'a/c', fix: 'Write it', endpoint: 'baresip with ICE', source: 'there', words: '488' },
    ],
    unproven: [{ rule: 'a/d', fix: 'Remove it', reason: 'No endpoint gets it.' }],
  };
  const lost: Proof = { endpoints: ['Chromium 1.1'], proven: [], unproven: [{ rule: 'a/b', fix: 'Use 97', reason: 'x' }] };

  it('is missed where the endpoint that gave it runs, and only there', () => {
    assert.deepEqual(differences(proof, lost, new Set(['Chromium'])), ['no longer proven on Chromium: a/b, "Use 96" (here)']);
    assert.deepEqual(differences(proof, lost, new Set()), []);
  });

  it('is missed for a fix that is new', () => {
    const now = { ...lost, unproven: [{ rule: 'a/e', fix: 'Add it', reason: 'x' }] };
    assert.equal(differences(proof, now, new Set()).length, 1);
  });

  it('is kept of an endpoint that was not there', () => {
    const kept = keep(proof, lost, new Set(['Chromium']));
    assert.deepEqual(
      kept.proven.map(one => one.endpoint),
      ['baresip with ICE'],
    );
    assert.deepEqual(kept.endpoints, ['Chromium 1.1', 'baresip 2.0 with ICE']);
  });

  it('is of a fix, whatever its numbers', () => {
    assert.equal(kindOf('r', 'Use the number of the offer (101)'), kindOf('r', 'Use the number of the offer (111)'));
    assert.equal(
      kindOf('r', 'Take opus (111) out of the answer'),
      kindOf('r', 'Take G729 (18) and telephone-event (101) out of the answer'),
    );
    assert.notEqual(kindOf('r', 'Answer a=setup:active'), kindOf('r', 'Answer a=setup:passive'));
  });
});
