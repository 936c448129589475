import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../../server/src/core/analysis';
import { mediaSummary } from '../../../server/src/core/call/media/ask';

const CALLS = path.resolve('test/fixtures/captured');

/** A recorded call that went wrong: what its verdict says, where it stands, and what its audio did, as its truth.md counts it. */
interface Wrong {
  readonly verdict: string;
  readonly rule: string;
  /** How the line begins that the verdict's finding stands on. */
  readonly line: string;
  readonly leg: 'webrtc' | 'sip';
  readonly summary: string;
}

const WRONG: Readonly<Record<string, Wrong>> = {
  'bad-answer-no-fingerprint': {
    verdict: 'because it has no fingerprint of its certificate',
    rule: 'srtp/browser-without-dtls',
    line: 'm=audio 30000 UDP/TLS/RTP/SAVPF',
    leg: 'webrtc',
    summary: 'no audio',
  },
  'bad-codec-g729-to-webrtc': {
    verdict: 'the two sides have no audio codec in common (offered G729 (18))',
    rule: 'codec/none-in-common',
    line: 'm=audio 30000 RTP/AVP 101',
    leg: 'sip',
    summary: 'no audio',
  },
  'bad-fingerprint-mismatch': {
    verdict: 'the DTLS handshake failed with an alert, because the certificate of the gateway is not the one of its a=fingerprint',
    rule: 'media/certificate-mismatch',
    line: 'a=fingerprint:sha-256 00:11:',
    leg: 'webrtc',
    summary: 'no audio: that of the phone ends at the gateway',
  },
  'bad-host-only-candidates': {
    verdict: 'The gateway names only 10.77.0.5, which the browser cannot reach.',
    rule: 'media/stun-unanswered',
    line: 'a=candidate:e8X3Bc0VLcWrX9TZ 1 UDP 2130706431 10.77.0.5 30000 typ host',
    leg: 'webrtc',
    summary: 'no audio: that of the phone ends at the gateway',
  },
  'bad-mdns-candidates': {
    verdict: 'The gateway names only 10.77.0.5, which the browser cannot reach.',
    rule: 'media/stun-unanswered',
    line: 'a=candidate:Ev2DRziTquB1dPqx 1 UDP 2130706431 10.77.0.5 30000 typ host',
    leg: 'webrtc',
    summary: 'audio only from the phone to the gateway',
  },
  'bad-sdes-negotiated-plain-rtp-sent': {
    verdict: 'The phone is not heard: encrypted media was agreed (RTP/SAVP), but it sends plain RTP',
    rule: 'media/plain-rtp',
    line: 'm=audio 6000 RTP/SAVP 0',
    leg: 'sip',
    summary: 'audio only from the browser to the phone',
  },
  'bad-setup-both-passive': {
    verdict: 'By a=setup:active it is for the gateway to begin, but no ClientHello came from it.',
    rule: 'media/no-client-hello',
    line: 'a=setup:active',
    leg: 'webrtc',
    summary: 'no audio: that of the phone ends at the gateway',
  },
  'bad-setup-missing-gateway-passive': {
    verdict: 'The answer has no a=setup, and each side waits for the other.',
    rule: 'media/no-client-hello',
    line: 'a=fingerprint:sha-256',
    leg: 'webrtc',
    summary: 'no audio: that of the phone ends at the gateway',
  },
  'one-way-audio-wrong-c': {
    verdict: 'Audio goes only from the phone to the browser: the answer of the phone names 10.1.2.3 (c=), where nobody is',
    rule: 'media/to-other-address',
    line: 'c=IN IP4 10.1.2.3',
    leg: 'sip',
    summary: 'audio only from the phone to the browser',
  },
};

/** Calls that were not answered have no audio to speak of. */
const UNANSWERED = ['flow-cancel'];

const read = (name: string): Analysis => analyse(readFileSync(path.join(CALLS, `${name}.txt`), 'utf8'));
const names = readdirSync(CALLS)
  .filter(name => name.endsWith('.txt'))
  .map(name => name.slice(0, -4))
  .sort();

const loud = (analysis: Analysis): string[] =>
  analysis.findings.filter(one => one.severity === 'error' || one.severity === 'warning').map(one => `${one.rule} ${one.severity}`);

describe('media of calls through a real gateway', () => {
  it('has a row for every call that went wrong', () => {
    const broken = names.filter(name => !/^(good|flow|odd)-/.test(name) && name !== 'bad-ice-on-sip-leg');
    assert.deepEqual(broken, Object.keys(WRONG).sort());
  });

  for (const [name, wanted] of Object.entries(WRONG)) {
    it(name, () => {
      const analysis = read(name);
      assert.equal(analysis.calls.length, 1);
      const [call] = analysis.calls;
      const verdict = analysis.verdicts.get(call!);
      assert.ok(verdict);
      assert.ok(verdict.text.includes(wanted.verdict), verdict.text);
      assert.equal(verdict.basis, 'sip+media');
      const { message, span, rule, leg } = verdict.finding;
      assert.equal(rule, wanted.rule);
      assert.equal(leg?.kind, wanted.leg);
      const start = message.text.lastIndexOf('\n', span.start) + 1;
      assert.ok(message.text.startsWith(wanted.line, start), message.text.slice(start, start + 80));
      assert.equal(mediaSummary(call!), wanted.summary);
    });
  }

  for (const name of names.filter(one => /^(good|flow)-/.test(one))) {
    it(`${name} is healthy`, () => {
      const analysis = read(name);
      assert.deepEqual(loud(analysis), []);
      assert.equal(analysis.verdicts.size, 0);
      assert.equal(mediaSummary(analysis.calls[0]!), UNANSWERED.includes(name) ? undefined : 'audio both ways');
    });
  }

  for (const name of names.filter(one => one.startsWith('odd-'))) {
    it(`${name} works against the RFC: a warning at most, and no verdict`, () => {
      const analysis = read(name);
      assert.deepEqual(
        loud(analysis).filter(one => one.endsWith(' error')),
        [],
      );
      assert.equal(analysis.verdicts.size, 0);
      assert.equal(mediaSummary(analysis.calls[0]!), 'audio both ways');
    });
  }

  it('ICE that a phone ignores is information: audio went both ways', () => {
    const analysis = read('bad-ice-on-sip-leg');
    assert.deepEqual(loud(analysis), []);
    assert.ok(analysis.findings.some(one => one.rule === 'ice/on-sip-leg' && one.severity === 'info'));
    assert.equal(mediaSummary(analysis.calls[0]!), 'audio both ways');
  });

  it('nothing is said of media that is not in the capture', () => {
    for (const name of names) {
      const text = readFileSync(path.join(CALLS, `${name}.txt`), 'utf8');
      const silent = text.replace(/ media=\d+/g, '').replace(/^# sip-trace: (stun|dtls|rtp|rtcp|icmp|udp) .*\n/gm, '');
      const analysis = analyse(silent);
      assert.deepEqual(
        analysis.findings.filter(one => one.rule.startsWith('media/')).map(one => one.rule),
        [],
        name,
      );
      for (const call of analysis.calls) assert.equal(mediaSummary(call), 'media not captured');
      for (const verdict of analysis.verdicts.values()) assert.equal(verdict.basis, 'sip');
    }
  });

  it('nothing is missed where the capture lacks one direction of a leg', () => {
    for (const name of names.filter(one => /^(good|flow)-/.test(one))) {
      const text = readFileSync(path.join(CALLS, `${name}.txt`), 'utf8');
      // Plain RTP of one direction cannot be told from a phone that is silent; what ICE and DTLS prove can.
      for (const host of ['203.0.113.20', '203.0.113.5', '[2001:db8:10::40]', '203.0.113.10', '[2001:db8:1::10]']) {
        const from = new RegExp(`^# sip-trace: (stun|dtls|rtp|rtcp) ${host.replace(/[[\].]/g, '\\$&')}:.*\n`, 'gm');
        assert.deepEqual(loud(analyse(text.replace(from, ''))), [], `${name} without what ${host} sent`);
      }
    }
  });
});
