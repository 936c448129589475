import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import type { Message } from '../../../server/src/core/call/types';
import { codeActionsAt, FIX_CALL_KIND } from '../../../server/src/core/features/codeActions';
import { FIX_CALL, fixCall, fixCalls } from '../../../server/src/core/features/fixCall';
import { header } from '../../../server/src/core/sip/message';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleSdp } from '../../../server/src/core/rules/example';
import { fixProblems, wholeCallProblems } from '../../support/fixProperty';

const GATEWAY = path.resolve('test/fixtures/gateway');
const recorded = (name: string): string => readFileSync(path.join(GATEWAY, `${name}.txt`), 'utf8');

/** All calls of a text as they are after the fix, which has to hold what every fix must. */
function fixed(text: string): { text: string; applied: { title: string }[] } {
  assert.deepEqual(fixProblems(text), []);
  const analysis = analyse(text);
  return fixCalls(analysis, analysis.calls);
}

const loudIn = (text: string): string[] =>
  analyse(text)
    .findings.filter(one => /error|warning/.test(one.severity))
    .map(one => one.rule);

/** The descriptions of a text from their first m= line on. */
const mediaIn = (text: string): string[][] =>
  analyse(text)
    .messages.filter(message => message.sdp)
    .map(({ sdp }) => sdp!.lines.map(line => line.text).slice(sdp!.session.length));

/** The Vias of a request on a leg, those of the caller's leg behind those of the gateway, as a proxy sends it on. */
type Leg = readonly string[];

const BROWSER: Leg = ['SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bKweb'];
const TO_PHONE: Leg = ['SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKsip', ...BROWSER];
const PHONE: Leg = ['SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bKphone'];
const TO_BROWSER: Leg = ['SIP/2.0/WS 192.0.2.9:8080;branch=z9hG4bKout', ...PHONE];

function message(leg: Leg, first: string, body: readonly string[], { cseq = 1, caller = 'a' } = {}): string {
  const tags = caller === 'a' ? ['a', cseq > 1 || !first.startsWith('INVITE') ? 'b' : undefined] : ['b', 'a'];
  const length = body.length === 0 ? 0 : Buffer.byteLength(`${body.join('\r\n')}\r\n`);
  return [
    first,
    ...leg.map(via => `Via: ${via}${caller}${cseq}`),
    `From: <sip:${caller}@example.com>;tag=${tags[0]}`,
    `To: <sip:bob@example.com>${tags[1] ? `;tag=${tags[1]}` : ''}`,
    'Call-ID: whole',
    `CSeq: ${cseq} INVITE`,
    ...(body.length > 0 ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${length}`,
    '',
    ...body,
    '',
  ].join('\n');
}

const INVITE = 'INVITE sip:bob@example.com SIP/2.0';
const fromBrowser = exampleBrowserAudio('actpass');
const phoneSays = (version: number, ...media: readonly string[]): string[] => [
  'v=0',
  `o=phone 7 ${version} IN IP4 198.51.100.20`,
  's=-',
  'c=IN IP4 198.51.100.20',
  't=0 0',
  ...media,
];

describe('fix of a whole call', () => {
  it('rewrites only the offer of a call that was refused', () => {
    const text = recorded('bad-raw-browser-sdp-to-sip');
    const analysis = analyse(text);
    const fixes = fixCall(analysis, analysis.calls[0]!);
    assert.deepEqual(
      fixes.map(one => [one.message.method, one.reasons]),
      [['INVITE', ['rewritten for a SIP leg (plain RTP)']]],
    );
    assert.deepEqual(loudIn(fixed(text).text), []);
  });

  it('rewrites both legs where a proxy changed no more than the profile, and the answer has the payload types of its offer', () => {
    const { text } = fixed(recorded('bad-proxy-only-rewrites-profile'));
    assert.deepEqual(loudIn(text), []);
    const [offer, answer, browsersOffer, browsersAnswer] = mediaIn(text);
    assert.deepEqual(
      browsersOffer,
      mediaIn(recorded('bad-proxy-only-rewrites-profile'))[2],
      'what the browser sent is not the gateway’s to change',
    );
    assert.equal(offer![0], 'm=audio 9 RTP/AVP 9 0 8 13 126');
    assert.equal(answer![0], 'm=audio 6000 RTP/AVP 0 101');
    assert.equal(browsersAnswer![0], 'm=audio 9 UDP/TLS/RTP/SAVPF 0 126');
    assert.ok(browsersAnswer!.includes('a=setup:active') && browsersAnswer!.includes('a=mid:0') && browsersAnswer!.includes('a=rtcp-mux'));
  });

  it('leaves nothing loud in any recorded call where a rule says that a rewrite cures it', () => {
    let count = 0;
    for (const name of readdirSync(GATEWAY)) {
      const text = readFileSync(path.join(GATEWAY, name), 'utf8');
      const analysis = analyse(text);
      const after = fixCalls(analysis, analysis.calls);
      if (after.applied.length > 0) count++;
      const left = analyse(after.text).findings.filter(one => one.severity === 'error' && one.fixes.length > 0);
      assert.deepEqual(
        left.map(one => `${name}: ${one.rule}`),
        [],
      );
    }
    assert.ok(count >= 15, String(count));
  });

  it('is not offered for healthy calls, and leaves their text as it is', () => {
    for (const name of readdirSync(GATEWAY).filter(one => /^(good|flow)-/.test(one))) {
      const text = readFileSync(path.join(GATEWAY, name), 'utf8');
      const analysis = analyse(text);
      assert.deepEqual(fixCalls(analysis, analysis.calls), { text, applied: [] }, name);
      const start = text.indexOf('INVITE sip:');
      assert.deepEqual(codeActionsAt(analysis, { start, end: start }, [FIX_CALL_KIND]), [], name);
    }
  });

  it('repeats a description as it is now: retransmissions, and the 200 after the 183', () => {
    const offer = exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 0', ...EXAMPLE_BROWSER_LINES.slice(0, 4), 'a=setup:actpass');
    const answer = phoneSays(1, 'm=audio 5004 RTP/AVP 0');
    const text = [
      message(BROWSER, INVITE, fromBrowser),
      message(TO_PHONE, INVITE, offer),
      message(TO_PHONE, INVITE, offer),
      message(TO_PHONE, 'SIP/2.0 183 Session Progress', answer),
      message(TO_PHONE, 'SIP/2.0 200 OK', answer),
      message(BROWSER, 'SIP/2.0 183 Session Progress', answer),
      message(BROWSER, 'SIP/2.0 200 OK', answer),
    ].join('\n');
    const media = mediaIn(fixed(text).text);
    assert.deepEqual(media[2], media[1]);
    assert.deepEqual(media[4], media[3]);
    assert.deepEqual(media[6], media[5]);
    assert.match(media[1]![0]!, /^m=audio \d+ RTP\/AVP 0$/);
    assert.match(media[5]![0]!, /^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0$/);
  });

  it('offers SDES to a phone that speaks it, and takes tag and suite of its offer in the answer', () => {
    const key = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
    const crypto = `a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:${key}`;
    const text = [
      message(PHONE, INVITE, phoneSays(1, 'm=audio 5004 RTP/SAVP 0', crypto)),
      message(TO_BROWSER, INVITE.replace('example.com', 'x9y8z7.invalid'), exampleBrowserAudio('actpass')),
      message(TO_BROWSER, 'SIP/2.0 200 OK', exampleBrowserAudio('active')),
      message(PHONE, 'SIP/2.0 200 OK', exampleBrowserAudio('active')),
    ].join('\n');
    const { text: after, applied } = fixed(text);
    assert.match(applied[0]?.title ?? '', /SDES/);
    const answer = mediaIn(after)[3];
    assert.match(answer![0]!, /^m=audio \d+ RTP\/SAVP 0$/);
    assert.ok(answer!.includes('a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:<key>'));
  });

  it('raises the version in o= where a description is no longer the one before', () => {
    const wrong = exampleSdp('m=audio 30002 UDP/TLS/RTP/SAVPF 0', ...EXAMPLE_BROWSER_LINES.slice(0, 4), 'a=setup:actpass').map(line =>
      line.replace('o=- 1 1', 'o=gw 9 4'),
    );
    const phone = phoneSays(1, 'm=audio 5004 RTP/AVP 0');
    const text = [
      message(BROWSER, INVITE, fromBrowser),
      message(TO_PHONE, INVITE, exampleSdp('m=audio 30000 RTP/AVP 0')),
      message(TO_PHONE, 'SIP/2.0 200 OK', phone),
      message(BROWSER, 'SIP/2.0 200 OK', wrong),
      message(TO_BROWSER.slice(0, 1), INVITE.replace('example.com', 'a1b2c3.invalid'), wrong, { cseq: 2, caller: 'b' }),
    ].join('\n');
    const versions = (of: string): (string | undefined)[] =>
      analyse(of)
        .messages.filter(one => one.sdp?.lines[1]?.text.startsWith('o=gw'))
        .map(one => one.sdp!.lines[1]!.text.split(' ')[2]);
    assert.deepEqual(versions(text), ['4', '4']);
    const after = fixed(text).text;
    assert.deepEqual(versions(after), ['4', '5']);
    const roles = analyse(after)
      .messages.slice(-2)
      .map(one => one.sdp!.lines.find(line => line.attribute === 'setup')?.attributeValue);
    assert.deepEqual(roles, ['active', 'actpass']);
  });

  it('counts what it changes right, with the line ends of the log', () => {
    for (const text of [recorded('bad-bundle-rtcpmux-extmap'), recorded('bad-bundle-rtcpmux-extmap').replace(/\r?\n/g, '\r\n')]) {
      const after = fixed(text).text;
      for (const one of analyse(after).messages.filter(other => other.sdp)) assert.equal(lengthOf(one), bodyLength(one));
      if (!/[^\r]\n/.test(text)) assert.doesNotMatch(after, /[^\r]\n/);
    }
  });

  it('is offered on what broke the call as quick fix and refactoring, and anywhere in the call where just that is asked for', () => {
    const text = recorded('bad-dtls-on-sip-leg');
    const analysis = analyse(text);
    const [verdict] = [...analysis.verdicts.values()];
    const start = text.indexOf('UDP/TLS/RTP/SAVPF', text.indexOf('UDP/TLS/RTP/SAVPF') + 1);
    assert.equal(text.indexOf('UDP/TLS/RTP/SAVPF', text.indexOf(verdict!.finding.message.record.text)), start);
    const kindsAt = (offset: number, only?: string[]): string[] =>
      codeActionsAt(analysis, { start: offset, end: offset }, only)
        .filter(one => one.title === FIX_CALL)
        .map(one => one.kind);
    assert.deepEqual(kindsAt(start), ['quickfix', FIX_CALL_KIND]);
    assert.deepEqual(kindsAt(start, ['refactor']), [FIX_CALL_KIND]);
    const bye = text.lastIndexOf('ACK sip:');
    assert.deepEqual(kindsAt(bye), []);
    assert.deepEqual(kindsAt(bye, [FIX_CALL_KIND]), [FIX_CALL_KIND]);
  });
});

const bodyOf = ({ sip, text }: Message): string => text.slice(sip!.bodySpan.start);
const bodyLength = (one: Message): number => Buffer.byteLength(bodyOf(one)) + bodyOf(one).split('\n').length - 1;
const lengthOf = (one: Message): number => Number(header(one.sip!, 'content-length')?.value);

describe('fix of a whole call that is out of order', () => {
  const refused = (offer: readonly string[]): string =>
    [
      message(BROWSER, INVITE, fromBrowser),
      message(TO_PHONE, INVITE, offer),
      message(TO_PHONE, 'SIP/2.0 488 Not Acceptable Here', []),
    ].join('\n');

  it('with thirty m= lines', () => {
    const section = (index: number): string[] => [
      `m=${index % 3 === 0 ? 'video' : 'audio'} ${40000 + 2 * index} UDP/TLS/RTP/SAVPF 0 96`,
      `a=mid:${index}`,
      'a=rtpmap:96 VP8/90000',
      ...EXAMPLE_BROWSER_LINES.slice(0, 4),
      'a=setup:actpass',
    ];
    const thirty = Array.from({ length: 30 }, (_, index) => section(index));
    const { text } = fixed(refused(exampleSdp('a=group:BUNDLE 0 1 2', ...thirty.flat())));
    const offer = analyse(text).messages[1]!.sdp!;
    assert.equal(offer.media.length, 30);
    assert.ok(offer.media.every(one => one.protocol === 'RTP/AVP'));
    assert.ok(offer.media.filter(one => one.media === 'video').every(one => one.port === 0));
  });

  it('with session and media level that contradict each other', () => {
    const levels = ['a=setup:active', 'a=ice-ufrag:above', 'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB', 'a=sendonly'];
    const offer = exampleSdp(
      ...levels,
      'm=audio 49170 UDP/TLS/RTP/SAVPF 0',
      ...EXAMPLE_BROWSER_LINES.slice(0, 4),
      'a=setup:actpass',
      'a=recvonly',
    );
    const { text } = fixed(refused(offer));
    assert.deepEqual(mediaIn(text)[1]!.slice(1), ['c=IN IP4 <gateway-address>', 'a=recvonly']);
    assert.deepEqual(
      analyse(text)
        .messages[1]!.sdp!.session.map(line => line.text)
        .slice(-1),
      ['a=sendonly'],
    );
  });

  it('cut anywhere in the middle', () => {
    const text = recorded('bad-proxy-only-rewrites-profile');
    const cuts = [];
    for (let at = 397; at < text.length; at += 397) cuts.push(text.slice(0, at), text.slice(at));
    for (const cut of cuts) assert.deepEqual(wholeCallProblems(analyse(cut), cut), []);
  });

  it('leaves alone what the log cut off', () => {
    const whole = refused(fromBrowser);
    const end = whole.indexOf('a=fingerprint', whole.indexOf(INVITE, 10));
    const text = whole.slice(0, end);
    assert.equal(fixed(text).text, text);
  });

  it('with the placeholders of an earlier fix left in it', () => {
    const once = fixed(recorded('bad-proxy-only-rewrites-profile')).text;
    assert.ok(['<gateway-address>', '<gateway-ice-ufrag>', '<gateway-fingerprint>'].every(word => once.includes(word)));
    assert.deepEqual(fixed(once), { text: once, applied: [] });
    const last = once.lastIndexOf('a=rtcp-mux');
    const again = once.slice(0, last) + once.slice(last).replace(/a=rtcp-mux\r?\n/, '');
    assert.notEqual(fixed(again).text, again);
  });
});
