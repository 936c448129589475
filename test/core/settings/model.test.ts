import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { rules } from '../../../server/src/core/rules/index';
import type { Rule } from '../../../server/src/core/rules/types';
import { flagsOf, isBare, settingsFor, withAsked } from '../../../server/src/core/settings/model';
import { codecNeeds, needsOf } from '../../../server/src/core/settings/cured';
import { NEEDS, needOf } from '../../../server/src/core/settings/needs';
import type { GatewaySettings, SettledLeg } from '../../../server/src/core/settings/types';
import { flagMeaning } from '../../../server/src/core/trace/rtpengine/flags';
import { RIGHT, WRONG_OFFER } from '../../support/recordedFlags';

const CALLS = 'test/fixtures/gateway';
/** Recorded calls; in one of them the INVITE was never sent. */
const NAMES = readdirSync(CALLS).filter(name => name.endsWith('.txt') && name !== 'bad-turn-unreachable.txt');
const ENDPOINTS = 'test/fixtures/endpoints';

function settingsOf(file: string, leg?: SettledLeg): GatewaySettings {
  const analysis = analyse(readFileSync(file, 'utf8'));
  assert.equal(analysis.calls.length, 1, file);
  return settingsFor(analysis, analysis.calls[0]!, leg);
}

/** The flags of each direction, as they are written. */
const flags = (settings: GatewaySettings): Record<string, string> =>
  Object.fromEntries(settings.directions.map(one => [`${one.side} to ${one.to}`, flagsOf({ directions: [one] }, one.side).join(' ')]));

const RELAY = 'replace-origin replace-session-connection';
const TO_PHONE = `${RELAY} ICE=remove RTP/AVP DTLS=off rtcp-mux-demux`;
const ADDRESS = { 'answer to webrtc': 'media-address=<gateway-address>' };
const G711 = { 'offer to sip': 'codec-transcode-PCMU codec-transcode-PCMA' };
const DTLS = { 'offer to webrtc': 'UDP/TLS/RTP/SAVPF SDES-off' };

/** What must change for each recorded call in which something is wrong that shows. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'bad-answer-no-fingerprint': { 'answer to webrtc': 'UDP/TLS/RTP/SAVPF SDES-off' },
  'bad-avpf-on-sip-leg': { 'offer to sip': 'RTP/AVP' },
  'bad-bundle-rtcpmux-extmap': { 'offer to sip': 'ICE=remove rtcp-mux-demux' },
  'bad-codec-g729-to-webrtc': { 'offer to webrtc': 'codec-transcode-opus' },
  'bad-codec-opus-only': G711,
  'bad-codec-opus-only-by-preferences': G711,
  'bad-dtls-on-sip-leg': { 'offer to sip': 'RTP/AVP DTLS=off' },
  'bad-host-only-candidates': ADDRESS,
  'bad-ice-default-on-sip-leg': { 'offer to sip': 'ICE=remove' },
  'bad-ice-on-sip-leg': { 'offer to sip': 'ICE=remove' },
  'bad-mdns-candidates': ADDRESS,
  'bad-no-dtls-at-gateway-rtp': DTLS,
  'bad-no-dtls-at-gateway-sdes': DTLS,
  'bad-no-ice-to-browser': { 'offer to webrtc': 'ICE=force' },
  'bad-plain-sip-offer-to-browser': {
    'offer to webrtc': `${RELAY} ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-offer`,
    'answer to sip': TO_PHONE,
  },
  'bad-proxy-only-rewrites-profile': {
    'offer to sip': TO_PHONE,
    'answer to webrtc': `${RELAY} ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-accept`,
  },
  'bad-raw-browser-sdp-to-sip': {
    'offer to sip': TO_PHONE,
    'answer to webrtc': `${RELAY} ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-accept`,
  },
  'bad-rtcpmux-on-sip-leg': { 'offer to sip': 'rtcp-mux-demux' },
  'bad-rtcpmux-required-on-sip-leg': { 'offer to sip': 'rtcp-mux-demux' },
  'bad-setup-answer-actpass': { 'answer to webrtc': 'DTLS=passive' },
  'bad-setup-missing-gateway-passive': { 'answer to webrtc': 'DTLS=active' },
  'odd-codec-answer-not-in-offer': G711,
  'odd-codec-answer-not-offered-on-the-wire': G711,
};

const sorted = (words: string | readonly string[]): string[] => [...(typeof words === 'string' ? words.split(' ') : words)].sort();

const flagsNamed = ({ cures }: Rule): string[] =>
  cures.flatMap(({ gateway, setting }) => (gateway === 'rtpengine' && !setting.startsWith('rtpengine_') ? setting.split(' ') : []));

/** An answer has the profile that was offered, whichever that is. */
const PROFILES = /^(?:UDP\/TLS\/)?RTP\/S?AVPF?$/;

/** What rules name and no setting asks for. */
const NOT_ASKED: Readonly<Record<string, readonly string[]>> = {
  // Only the user knows what the interfaces are called.
  'media/one-way': ['direction=priv', 'direction=pub'],
  // An option of the daemon.
  'media/stopped': ['timeout'],
  // Where ICE is missing too, ice/no-credentials asks for it.
  'srtp/browser-without-dtls': ['ICE=force'],
  // The line is there with rtcp-mux-offer alone.
  'mux/no-rtcp-mux': ['rtcp-mux-require'],
  'mux/rtcp-mux-only': ['rtcp-mux-require'],
  'mux/bundle-rtcp-mux': ['rtcp-mux-require'],
  // Told by the description at hand.
  'srtp/setup-conflict': ['DTLS=passive'],
  'exchange/profile-mismatch': ['RTP/SAVP'],
};

describe('what must change at the gateway', () => {
  for (const name of NAMES.map(file => file.replace('.txt', ''))) {
    it(`is for ${name} ${EXPECTED[name] ? 'what cures it' : 'nothing'}`, () => {
      assert.deepEqual(flags(settingsOf(`${CALLS}/${name}.txt`)), EXPECTED[name] ?? {});
    });
  }

  it('makes of the flags that were asked those of the calls that work', () => {
    for (const [name, asked] of Object.entries(WRONG_OFFER).filter(([, flags]) => flags.includes('replace-origin'))) {
      const [direction, ...others] = settingsOf(`${CALLS}/${name}.txt`).directions;
      assert.ok(direction && others.length === 0, name);
      assert.deepEqual(sorted(withAsked({ ...direction, asked: asked.split(' ') })), sorted(RIGHT[direction.to]), name);
    }
  });

  it('names the findings that each change cures', () => {
    const [offer, answer] = settingsOf(`${CALLS}/bad-raw-browser-sdp-to-sip.txt`).directions;
    const why = new Map(offer!.changes.map(({ need, reasons }) => [need, reasons.map(one => one.rule)]));
    assert.deepEqual(why.get('iceRemove'), ['ice/on-sip-leg']);
    assert.deepEqual(why.get('plainRtp'), ['srtp/dtls-on-sip-leg']);
    assert.deepEqual(why.get('relay'), ['leg/offer-passed-on']);
    assert.ok(answer!.changes.every(one => one.undoes && one.reasons.some(({ rule }) => rule === 'leg/offer-passed-on')));
    for (const { reasons } of offer!.changes)
      for (const { rule, text } of reasons) assert.equal(text, rules.find(one => one.id === rule)?.title);
  });

  it('is, of SDP alone, what it lacks for the leg that the user names, and what undoes that in the answer', () => {
    const browser = `${ENDPOINTS}/aiortc-offer-audio.sdp`;
    assert.deepEqual(settingsOf(browser).directions, []);
    assert.deepEqual(flags(settingsOf(browser, 'sip')), {
      'offer to sip': 'ICE=remove RTP/AVP DTLS=off rtcp-mux-demux',
      'answer to webrtc': 'ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-accept',
    });
    assert.deepEqual(settingsOf(browser, 'webrtc').directions, []);
    const phone = `${ENDPOINTS}/baresip-offer-g711.sdp`;
    assert.deepEqual(settingsOf(phone, 'sip').directions, []);
    assert.deepEqual(flags(settingsOf(phone, 'webrtc')), {
      'offer to webrtc': 'ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-offer',
      'answer to sip': 'ICE=remove RTP/AVP DTLS=off rtcp-mux-demux',
    });
    // A phone that offers SRTP with its keys in the SDP is answered in kind.
    assert.match(flags(settingsOf(`${ENDPOINTS}/baresip-offer-sdes.sdp`, 'webrtc'))['answer to sip']!, /RTP\/SAVP DTLS=off/);
  });

  it('does not ask for a leg where SIP or a log tells it', () => {
    for (const name of NAMES) {
      const { calls } = analyse(readFileSync(`${CALLS}/${name}`, 'utf8'));
      assert.ok(!calls.some(isBare), name);
    }
    assert.ok(isBare(analyse('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n').calls[0]!));
  });

  it('answers in the profile that was offered', () => {
    const mismatch = rules.find(one => one.id === 'exchange/profile-mismatch')!;
    const flagsFor = (text: string): string[] => {
      const analysis = analyse(text);
      return analysis.calls.flatMap(call =>
        settingsFor(analysis, call).directions.flatMap(one => flagsOf({ directions: [one] }, one.side)),
      );
    };
    assert.deepEqual(flagsFor(mismatch.bad), ['RTP/SAVP']);
    assert.deepEqual(flagsFor(mismatch.bad.replace('RTP/SAVP 0', 'X/Y 0')), []);
  });

  it('takes the flags of RTPEngine’s log along', () => {
    const log = rules.find(one => one.id === 'leg/flag-without-effect')!.bad;
    const analysis = analyse(log);
    const directions = analysis.calls.flatMap(call => settingsFor(analysis, call).directions);
    const asked = directions.filter(one => one.asked);
    assert.ok(asked.length > 0);
    for (const one of asked) for (const flag of flagsOf({ directions: [one] }, one.side)) assert.ok(withAsked(one).includes(flag), flag);
  });

  it('asks RTPEngine only for what it knows, and for what a rule names as its cure', () => {
    const named = new Set(rules.flatMap(rule => flagsNamed(rule)));
    // That the gateway is to put its own address in is a matter of course where it was not asked at all.
    const relay: readonly string[] = NEEDS.relay.flags;
    for (const flag of Object.values(NEEDS).flatMap(need => [...need.flags])) {
      const plain = flag.replace(/=<.*>$/, '=');
      assert.ok(
        flagMeaning(flag) !== undefined || /^(?:[\w-]*address|[\w-]*family|[\w-]*fingerprint|ptime|ptime-reverse|T\.38)=/.test(flag),
        flag,
      );
      assert.ok(named.has(plain) || relay.includes(flag) || PROFILES.test(flag), flag);
    }
  });

  it('asks for all that a rule names as the cure of an error or a warning', () => {
    for (const rule of rules.filter(one => one.severity === 'error' || one.severity === 'warning')) {
      const asked = (['sip', 'webrtc'] as const).flatMap(to => [...needsOf(rule.id, to), ...codecNeeds(rule.id, to)]);
      const known = new Set(asked.flatMap(need => needOf(need).flags.map(flag => flag.replace(/=<.*>$/, '='))));
      const missing = flagsNamed(rule).filter(flag => !known.has(flag) && !NOT_ASKED[rule.id]?.includes(flag));
      assert.deepEqual(missing, [], rule.id);
    }
  });

  it('keeps quiet where the good example of a rule is all there is', () => {
    for (const { id, good } of rules) {
      const analysis = analyse(good);
      const told = analysis.calls.flatMap(call =>
        settingsFor(analysis, call).directions.flatMap(one => one.changes.flatMap(({ reasons }) => reasons)),
      );
      assert.ok(!told.some(({ rule }) => rule === id), id);
    }
  });
});
