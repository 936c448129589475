import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { codeActionsAt } from '../../../server/src/core/features/codeActions';
import { ANSWER_FITS_OFFER, fittingEdits } from '../../../server/src/core/rewrite/answerFitsOffer';
import { applyEdits } from '../../../server/src/core/rewrite/edit';
import { exampleCall, exampleSdp } from '../../../server/src/core/rules/example';

const FINGERPRINT = `a=fingerprint:sha-256 ${new Array(32).fill('AB').join(':')}`;

/** A document with its answer made to fit, as the editor does it; undefined where nothing is offered. */
function fitted(text: string): string | undefined {
  const analysis = analyse(text);
  const start = text.indexOf('v=0', text.indexOf('SIP/2.0 200'));
  const action = codeActionsAt(analysis, { start, end: start }, ['refactor.rewrite']).find(one => one.title === ANSWER_FITS_OFFER);
  return action && applyEdits(text, action.edits!);
}

const callOf = (offer: readonly string[], answer: readonly string[], transport: 'UDP' | 'WS' = 'UDP'): string =>
  exampleCall({ transport, offer: exampleSdp(...offer), status: 200, answer: exampleSdp(...answer) });

/** The answer from its first m= or a=group line on, after the rewrite; a second one must find nothing to do, nor any rule of this kind. */
function rewritten(offer: readonly string[], answer: readonly string[], transport: 'UDP' | 'WS' = 'UDP'): string[] {
  const once = fitted(callOf(offer, answer, transport));
  assert.ok(once !== undefined, 'the rewrite is not offered');
  assert.equal(fitted(once), undefined, 'a second rewrite changes something');
  const { findings, messages } = analyse(once);
  const left = findings.filter(one => /^exchange\/(section|answer|rejected|profile)/.test(one.rule));
  assert.deepEqual(
    left.map(one => one.text),
    [],
  );
  const lines = messages.find(message => message.status === 200)!.sdp!.lines.map(line => line.text);
  return lines.slice(lines.indexOf('t=0 0') + 1);
}

describe('rewrite of an answer for its offer', () => {
  it('rejects what the answer leaves out, at its place', () => {
    const offer = ['m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34', 'm=audio 49174 RTP/AVP 8'];
    assert.deepEqual(rewritten(offer, ['m=audio 5004 RTP/AVP 0', 'a=ptime:20', 'm=audio 5008 RTP/AVP 8', 'a=ptime:30']), [
      ...['m=audio 5004 RTP/AVP 0', 'a=ptime:20'],
      'm=video 0 RTP/AVP 34',
      ...['m=audio 5008 RTP/AVP 8', 'a=ptime:30'],
    ]);
  });

  it('takes out what was not offered, in the middle and at the end', () => {
    const answer = ['m=video 5006 RTP/AVP 34', 'm=audio 5004 RTP/AVP 0', 'a=ptime:20', 'm=image 5010 udptl t38'];
    assert.deepEqual(rewritten(['m=audio 49170 RTP/AVP 0'], answer), ['m=audio 5004 RTP/AVP 0', 'a=ptime:20']);
  });

  it('puts sections in the order of the offer, by their mids first', () => {
    const offer = ['m=audio 1000 RTP/AVP 0', 'a=mid:a', 'm=video 1002 RTP/AVP 34', 'a=mid:v', 'm=audio 1004 RTP/AVP 0', 'a=mid:b'];
    const answer = ['m=audio 2004 RTP/AVP 0', 'a=mid:b', 'm=audio 2000 RTP/AVP 0', 'a=mid:a', 'm=video 2002 RTP/AVP 34', 'a=mid:v'];
    assert.deepEqual(rewritten(offer, answer), [
      ...['m=audio 2000 RTP/AVP 0', 'a=mid:a'],
      ...['m=video 2002 RTP/AVP 34', 'a=mid:v'],
      ...['m=audio 2004 RTP/AVP 0', 'a=mid:b'],
    ]);
  });

  it('takes mids and groups of the offer, and no rejected section into a group', () => {
    const offer = ['a=group:BUNDLE 0 1', 'm=audio 1000 RTP/AVP 0', 'a=mid:0', 'm=video 1002 RTP/AVP 34', 'a=mid:1'];
    const answer = ['a=group:BUNDLE audio video more', 'm=audio 2000 RTP/AVP 0', 'a=mid:audio', 'm=video 0 RTP/AVP 34', 'a=mid:video'];
    assert.deepEqual(rewritten(offer, answer), [
      'a=group:BUNDLE 0',
      ...['m=audio 2000 RTP/AVP 0', 'a=mid:0'],
      ...['m=video 0 RTP/AVP 34', 'a=mid:1'],
    ]);
    assert.deepEqual(rewritten(['m=audio 1000 RTP/AVP 0'], ['a=group:BUNDLE 0', 'm=audio 2000 RTP/AVP 0', 'a=mid:0']), [
      'm=audio 2000 RTP/AVP 0',
    ]);
  });

  it('turns directions that the offer does not allow', () => {
    const turned = (offered: string, answered: string): string[] =>
      rewritten(['m=audio 1000 RTP/AVP 0', `a=${offered}`], ['m=audio 2000 RTP/AVP 0', `a=${answered}`]).slice(1);
    assert.deepEqual(turned('sendonly', 'sendrecv'), ['a=recvonly']);
    assert.deepEqual(turned('sendonly', 'sendonly'), ['a=recvonly']);
    assert.deepEqual(turned('recvonly', 'sendrecv'), ['a=sendonly']);
    assert.deepEqual(turned('inactive', 'recvonly'), ['a=inactive']);
    const session = ['a=sendrecv', 'm=audio 2000 RTP/AVP 0', 'c=IN IP4 192.0.2.9', 'a=ptime:20', 'm=audio 2002 RTP/AVP 0'];
    assert.deepEqual(rewritten(['m=audio 1000 RTP/AVP 0', 'a=sendonly', 'm=audio 1002 RTP/AVP 0'], session), [
      'a=sendrecv',
      ...['m=audio 2000 RTP/AVP 0', 'c=IN IP4 192.0.2.9', 'a=recvonly', 'a=ptime:20'],
      'm=audio 2002 RTP/AVP 0',
    ]);
  });

  it('chooses a DTLS role, and the profile and rtcp-mux of the offer', () => {
    const dtls = (setup: string, ...more: string[]): string[] => [FINGERPRINT, `a=setup:${setup}`, ...more];
    const m = 'm=audio 1000 UDP/TLS/RTP/SAVPF 0';
    assert.deepEqual(rewritten([m, ...dtls('actpass')], [m, ...dtls('actpass', 'a=rtcp-mux')]), [m, ...dtls('active')]);
    assert.deepEqual(rewritten([m, ...dtls('active')], [m, ...dtls('active')]), [m, ...dtls('passive')]);
    assert.deepEqual(rewritten([m, ...dtls('passive')], [m, FINGERPRINT]), [m, 'a=setup:active', FINGERPRINT]);
    assert.deepEqual(rewritten([m, ...dtls('actpass')], ['m=audio 1000 RTP/SAVPF 0', ...dtls('passive')]), [m, ...dtls('passive')]);
  });

  it('keeps only codecs that were offered, unless none would be left', () => {
    const offer = ['m=audio 1000 RTP/AVP 111 0 101', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:101 telephone-event/8000'];
    const events = ['a=rtpmap:126 telephone-event/8000', 'a=fmtp:126 0-16'];
    const answer = ['m=audio 2000 RTP/AVP 0 8 18 126', 'a=rtpmap:8 PCMA/8000', 'a=fmtp:18 annexb=no', ...events];
    assert.deepEqual(rewritten(offer, answer), ['m=audio 2000 RTP/AVP 0 126', ...events]);
    assert.equal(fitted(callOf(offer, ['m=audio 2000 RTP/AVP 8'])), undefined);
  });

  it('rejects what was offered with port 0, and leaves a bundle-only section alone', () => {
    const offer = ['m=audio 1000 RTP/AVP 0', 'm=video 0 RTP/AVP 34', 'm=audio 0 RTP/AVP 0', 'a=bundle-only'];
    assert.deepEqual(rewritten(offer, ['m=audio 2000 RTP/AVP 0', 'm=video 2002 RTP/AVP 34', 'm=audio 2000 RTP/AVP 0']), [
      'm=audio 2000 RTP/AVP 0',
      'm=video 0 RTP/AVP 34',
      'm=audio 2000 RTP/AVP 0',
    ]);
  });

  it('gives a rejected section an address where none holds for it', () => {
    const answer = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', 'm=audio 2000 RTP/AVP 0', 'c=IN IP4 192.0.2.1'];
    const text = exampleCall({
      transport: 'UDP',
      offer: exampleSdp('m=audio 1000 RTP/AVP 0', 'm=video 1002 RTP/AVP 34'),
      status: 200,
      answer,
    });
    assert.ok(
      fitted(text)!
        .trimEnd()
        .endsWith([...answer.slice(4), 'm=video 0 RTP/AVP 34', 'c=IN IP4 0.0.0.0'].join('\n')),
    );
  });

  it('finds nothing to do in what healthy calls answered, nor in an offer', () => {
    const folder = path.resolve('test/fixtures/gateway');
    let seen = 0;
    for (const name of readdirSync(folder).filter(one => /^(good|flow)-/.test(one))) {
      for (const call of analyse(readFileSync(path.join(folder, name), 'utf8')).calls) {
        for (const one of call.descriptions) {
          if (one.side === 'answer') seen++;
          assert.deepEqual(fittingEdits(one), [], name);
        }
      }
    }
    assert.ok(seen > 20);
  });
});
