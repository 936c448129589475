import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { addressKind } from '../../../server/src/core/sdp/addressKind';
import { descriptions } from '../../support/descriptions';

const SESSION = 'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n';

/** The hover over the first place of a text in a document, a few units into it. */
function over(analysis: Analysis, text: string, needle: string, into = 0): { shown: string; markdown: string; first: string } {
  const at = text.indexOf(needle);
  assert.ok(at >= 0, needle);
  const hover = hoverAt(analysis, at + into);
  assert.ok(hover, `no hover over ${needle}`);
  return { shown: text.slice(hover.span.start, hover.span.end), markdown: hover.markdown, first: hover.markdown.split('\n')[0]! };
}

/** The hover over a part of a line that stands below `media`. */
function overLine(line: string, part: string, media = 'm=audio 49170 RTP/AVP 0 8 101'): { shown: string; markdown: string; first: string } {
  const text = line.startsWith('m=') || !line.startsWith('a=') ? `${SESSION}${line}\n` : `${SESSION}${media}\n${line}\n`;
  const at = text.lastIndexOf(line) + line.indexOf(part);
  const hover = hoverAt(analyse(text), at);
  assert.ok(hover, `no hover over ${part}`);
  return { shown: text.slice(hover.span.start, hover.span.end), markdown: hover.markdown, first: hover.markdown.split('\n')[0]! };
}

const CALL = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');
const call = analyse(CALL);

describe('hover over SDP', function () {
  this.timeout(60_000);

  it('shows the whole line off its values, and a value over it', () => {
    const line = overLine('a=ptime:20', 'a=');
    assert.equal(line.shown, 'a=ptime:20');
    const value = overLine('a=ptime:20', '20');
    assert.equal(value.shown, '20');
    assert.ok(value.first.startsWith('**`20` = '));
  });

  it('names static and dynamic payload types', () => {
    assert.match(overLine('m=audio 49170 RTP/AVP 8 101', ' 8'.trim()).first, /^\*\*`8` = PCMA, 8000 Hz, 1 channel, static\*\*$/);
    assert.match(overLine('m=audio 49170 RTP/AVP 8 101', '101').first, /dynamic payload type without a=rtpmap/);
    assert.equal(over(call, CALL, 'SAVPF 111', 6).first, '**`111` = opus, 48000 Hz, 2 channels, dynamic**');
    assert.match(overLine('m=audio 49170 RTP/AVP 18', '18').markdown, /RFC 3551 §6/);
  });

  it('spells ports and profiles out', () => {
    assert.match(overLine('m=audio 49170 RTP/AVP 0', '49170').first, /RTP is received here; RTCP on 49171/);
    assert.match(overLine('m=audio 0 RTP/AVP 0', '0').first, /rejected or switched off/);
    assert.match(overLine('m=audio 9 UDP/TLS/RTP/SAVPF 0', '9').first, /port 9 \(discard\)/);
    assert.match(overLine('m=audio 49170 UDP/TLS/RTP/SAVPF 0', 'UDP').first, /SRTP, its keys from DTLS/);
    assert.match(overLine('m=audio 49170 RTP/SAVP 0', 'RTP').first, /SRTP, its keys from a=crypto.*without early feedback/);
    assert.match(overLine('m=image 4000 udptl t38', 'udptl').first, /fax over UDPTL/);
    assert.match(overLine('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'UDP').first, /SCTP over DTLS/);
  });

  it('takes a candidate apart', () => {
    const line = 'a=candidate:842163049 1 udp 1677729535 203.0.113.20 51111 typ srflx raddr 10.20.30.40 rport 38492 generation 0';
    assert.equal(overLine(line, '1677729535').first, '**`1677729535` = type preference 100, local preference 30, component 1**');
    assert.match(overLine(line, 'srflx').first, /STUN server/);
    assert.match(overLine(line, '203.0.113.20').first, /= public\*\*$/);
    assert.match(overLine(line, '10.20.30.40').first, /private/);
    assert.equal(overLine(line, '10.20.30.40').shown, '10.20.30.40');
    const whole = overLine(line, 'a=').markdown;
    assert.match(whole, /Related address `10\.20\.30\.40 port 38492`: private/);
    assert.match(
      overLine('a=candidate:1 1 udp 2122260223 6f0c1b5a-1111-4222-8333-444455556666.local 50000 typ host', '6f0c').first,
      /mDNS name/,
    );
    assert.match(overLine('a=candidate:1 1 tcp 1518280447 10.0.0.1 9 typ host tcptype active', 'active').first, /opens the connection/);
  });

  it('knows what an address can be reached from', () => {
    const kinds = {
      '10.1.2.3': 'private',
      '172.31.0.1': 'private',
      '172.32.0.1': 'public',
      '192.168.1.1': 'private',
      '100.64.0.1': 'carrier-grade NAT',
      '127.0.0.1': 'loopback',
      '169.254.1.1': 'link-local',
      '0.0.0.0': 'unspecified',
      '192.0.2.1': 'public',
      '2001:db8::1': 'public',
      'fd00::1': 'private',
      'fe80::1': 'link-local',
      '::1': 'loopback',
      '::': 'unspecified',
      '::ffff:10.0.0.1': 'private',
      '239.1.1.1': 'multicast',
      'a.local': 'mDNS',
      'sbc.example.com': 'host name',
    } as const;
    for (const [address, kind] of Object.entries(kinds)) assert.equal(addressKind(address), kind, address);
    assert.match(overLine('c=IN IP4 0.0.0.0', '0.0.0.0').first, /no address/);
    assert.match(overLine('c=IN IP4 192.168.1.5', 'c=').markdown, /`192\.168\.1\.5`: private/);
  });

  it('explains parameters of codecs', () => {
    const opus = 'm=audio 49170 RTP/AVP 111 101\na=rtpmap:111 opus/48000/2\na=rtpmap:101 telephone-event/8000';
    assert.match(overLine('a=fmtp:111 minptime=10;useinbandfec=1', 'useinbandfec', opus).first, /repair data for lost packets is wanted/);
    assert.match(overLine('a=fmtp:111 minptime=10;useinbandfec=1', 'useinbandfec', opus).markdown, /RFC 7587 §6\.1/);
    assert.match(overLine('a=fmtp:101 0-15', '0-15', opus).first, /digits 0 to 9, `\*` and `#`, A to D/);
    assert.match(overLine('a=fmtp:101 0-11', '0-11', opus).first, /digits 0 to 9, `\*` and `#`\*\*$/);
    assert.match(overLine('a=fmtp:18 annexb=no', 'annexb', 'm=audio 4000 RTP/AVP 18').first, /no silence suppression/);
    const video = 'm=video 4000 RTP/AVP 102 103\na=rtpmap:102 H264/90000\na=rtpmap:103 rtx/90000';
    assert.match(
      overLine('a=fmtp:102 profile-level-id=42e01f;packetization-mode=1', 'profile', video).first,
      /constrained baseline, level 3\.1/,
    );
    assert.match(overLine('a=fmtp:103 apt=102', 'apt', video).first, /payload type `102`/);
  });

  it('weighs keys without showing them', () => {
    const key = 'PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR';
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`;
    for (const part of ['a=', 'AES', 'inline', '2^20', '1:4']) assert.ok(!overLine(line, part).markdown.includes('PS1u'), part);
    assert.match(overLine(line, 'inline').first, /key and salt, 30 bytes, as the suite requires/);
    assert.match(overLine(line, '2^20').first, /2\^20 packets/);
    assert.match(overLine(line, '1:4').first, /master key identifier 1, 4 bytes/);
    assert.match(
      overLine(line.replace('_128_', '_256_').replace('AES_CM_256', 'AES_256_CM'), 'a=').markdown,
      /30 bytes, but the suite requires 46/,
    );
    for (const broken of [
      `a=crypto:1 ${key}`,
      `a=crypto:${key}`,
      `a=crypto:1 X ${key}`,
      `a=crypto:1 X inline:${key};inline:${key}`,
      `a=crypto: 1 X  inline:${key}`,
    ]) {
      for (let into = 0; into < broken.length; into++) {
        const found = overLine(broken, broken.slice(into));
        // A key that stands in the place of the suite is shown as a suite; one behind inline: never is.
        if (broken.includes('inline:')) assert.ok(!found.markdown.includes('PS1u'), `${broken} at ${into}: ${found.markdown}`);
      }
    }
    const secret = `${SESSION}k=base64:c2VjcmV0\n`;
    assert.ok(!hoverAt(analyse(secret), secret.indexOf('c2V'))!.markdown.includes('c2Vj'));
    assert.ok(!overLine('a=ice-pwd:6l/n9c9fZ0/1SdEzAyQdn9F1', '6l/n').markdown.includes('6l/n'));
  });

  it('checks the length of a fingerprint', () => {
    const hash = Array.from({ length: 32 }, () => 'AB').join(':');
    assert.match(overLine(`a=fingerprint:sha-256 ${hash}`, 'AB').first, /32 bytes, as it should be/);
    assert.match(overLine(`a=fingerprint:sha-1 ${hash}`, 'AB').first, /32 bytes, but SHA-1 has 20/);
    assert.match(overLine(`a=fingerprint:sha-256 ${hash}`, 'sha').first, /SHA-256, 32 bytes/);
  });

  it('says who sends the ClientHello, given the other side', () => {
    assert.match(
      over(call, CALL, 'a=setup:actpass').markdown,
      /The answer says `active`: the gateway \(answer\) sends the ClientHello, this side waits/,
    );
    assert.match(over(call, CALL, 'setup:active', 6).markdown, /The offer says `actpass`: the gateway \(answer\) sends the ClientHello\./);
    const wrong = readFileSync('test/fixtures/calls/bad-setup-answer-actpass/text/sngrep.txt', 'utf8');
    assert.match(over(analyse(wrong), wrong, 'a=setup:actpass').markdown, /which only an offer may say/);
    const exchange = (offer: string, answer: string): string =>
      ['1', '2']
        .map((id, side) => {
          const [role, profile] = (side === 0 ? offer : answer).split(' ');
          return `v=0\no=- ${id} 1 IN IP4 192.0.2.${id}\ns=-\nc=IN IP4 192.0.2.${id}\nt=0 0\nm=audio 4000 ${profile ?? 'UDP/TLS/RTP/SAVPF'} 0\na=ice-ufrag:abcd\n${profile ? '' : `a=fingerprint:sha-256 AB\n`}a=setup:${role}\n`;
        })
        .join('\n');
    const told = (offer: string, answer: string): string => {
      const text = exchange(offer, answer);
      return over(analyse(text), text, 'a=setup').markdown;
    };
    assert.match(told('actpass', 'active'), /the answerer sends the ClientHello, this side waits for it/);
    assert.match(told('actpass', 'passive'), /The answer says `passive`: the offerer sends the ClientHello\./);
    assert.match(told('passive', 'passive'), /Both sides are passive: nobody sends the ClientHello/);
    assert.match(told('active', 'active'), /Both sides are active/);
    assert.match(told('actpass', 'active RTP/AVP'), /The answer has no DTLS/);
  });

  it('names the sections of a group and of a mid', () => {
    const text = `${SESSION}a=group:BUNDLE 0 x\nm=audio 9 UDP/TLS/RTP/SAVPF 0\na=mid:0\n`;
    const analysis = analyse(text);
    assert.equal(over(analysis, text, 'BUNDLE 0', 7).first, '**`0` = `audio`, section 1**');
    assert.equal(over(analysis, text, 'BUNDLE 0', 9).first, '**`x` = no section has this mid**');
    assert.match(over(analysis, text, 'mid:0', 4).first, /in the bundle of 2 sections as its first/);
  });

  it('tells leg, side and setting', () => {
    const browser = over(call, CALL, 'a=rtcp-mux').markdown;
    assert.match(browser, /\*Browser leg, offer\.\* Must be in offer and answer/);
    assert.match(browser, /RTPEngine `rtcp-mux-offer rtcp-mux-require` · Asterisk `rtcp_mux=yes` · FreeSWITCH `rtcp_mux=true`/);
    assert.match(browser, /\[RFC 5761 §5\.1\.1\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc5761#section-5\.1\.1\)/);
    const refused = readFileSync('test/fixtures/calls/bad-dtls-on-sip-leg/text/sngrep.txt', 'utf8');
    const sip = refused.lastIndexOf('a=setup:actpass');
    assert.match(hoverAt(analyse(refused), sip)!.markdown, /\*SIP leg, offer\.\*.*`DTLS=off`/s);
  });

  it('says what both directions come to', () => {
    assert.match(over(call, CALL, 'a=sendrecv').markdown, /The answer says `sendrecv`: media goes both ways\./);
  });

  it('stays short and within its line, wherever the pointer stands', () => {
    for (const folder of ['good-offer-webrtc-to-sip', 'bad-dtls-on-sip-leg', 'flow-prack']) {
      const text = readFileSync(`test/fixtures/calls/${folder}/text/sngrep.txt`, 'utf8');
      const analysis = analyse(text);
      for (let offset = 0; offset <= text.length; offset += 3) {
        const hover = hoverAt(analysis, offset);
        if (!hover) continue;
        const shown = text.slice(hover.span.start, hover.span.end);
        assert.ok(hover.span.start <= offset && offset <= hover.span.end, shown);
        assert.ok(!/[\r\n]./.test(shown) || /^\S+[ \t]*:/.test(shown), shown);
        assert.ok(hover.markdown.split('\n').filter(Boolean).length <= 12, hover.markdown);
        assert.ok(!hover.markdown.includes('undefined') && !hover.markdown.includes('NaN'), hover.markdown);
      }
    }
  });

  it('has something to say of every line of the corpus', () => {
    // Each attribute once for each way it is written: without its digits many lines are the same.
    const seen = new Set<string>();
    for (const { file, sdp, text } of descriptions()) {
      const fresh = sdp.lines.filter(line => !seen.has(line.text.replace(/[\dA-Fa-f]+/g, '')));
      for (const line of fresh) seen.add(line.text.replace(/[\dA-Fa-f]+/g, ''));
      if (fresh.length === 0) continue;
      const bare = text.slice(sdp.span.start, sdp.span.end);
      const analysis = analyse(bare);
      if (analysis.messages[0]?.sdp?.lines.length !== sdp.lines.length) continue;
      for (const line of fresh) {
        const hover = hoverAt(analysis, line.span.start - sdp.span.start);
        assert.ok(hover?.markdown, `${line.text} in ${file}`);
        assert.ok(!/undefined|NaN/.test(hover.markdown.replace(/`[^`]*`/g, '')), hover.markdown);
      }
    }
    assert.ok(seen.size > 30, 'a corpus');
  });

  it('finds the same value in every log of the same call', () => {
    for (const file of ['text/sngrep.txt', 'kamailio-sipdump.txt', 'baresip-sip.log', 'jssip-console.log']) {
      const text = readFileSync(`test/fixtures/calls/good-offer-webrtc-to-sip/${file}`, 'utf8');
      const found = over(analyse(text), text, 'telephone-event/8000', 3);
      assert.equal(found.shown, 'telephone-event', file);
      assert.match(found.first, /DTMF digits as RTP events/);
    }
  });
});

describe('hover over SIP', () => {
  it('explains a request, and the leg with its reason', () => {
    const hover = over(call, CALL, 'INVITE sip:200@lab.example');
    assert.equal(hover.shown, 'INVITE');
    assert.match(hover.markdown, /Browser leg: topmost Via is WS/);
    assert.match(hover.markdown, /From `203\.0\.113\.20 port 38958` to `203\.0\.113\.10 port 8080`, over `WS`/);
    assert.match(hover.markdown, /Carries the offer/);
    assert.equal(over(call, CALL, 'INVITE sip:200@lab.example', 8).shown, 'sip:200@lab.example');
  });

  it('explains a status code, and shows a reason phrase that is not the usual one', () => {
    const hover = over(call, CALL, '200 Answering');
    assert.equal(hover.shown, '200');
    assert.equal(hover.first, '**200 OK, here `Answering`**');
    const refused = readFileSync('test/fixtures/calls/bad-dtls-on-sip-leg/text/sngrep.txt', 'utf8');
    assert.match(over(analyse(refused), refused, '488 Not').markdown, /The offer is refused: its profile, encryption, codecs or media/);
  });

  it('says that a message was edited', () => {
    const text = '# sip-trace: edited\nOPTIONS sip:a@example.com SIP/2.0\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n';
    const analysis = analyse(text);
    if (analysis.messages[0]?.edited) assert.match(over(analysis, text, 'OPTIONS sip').markdown, /\*\*Edited:\*\*/);
    else assert.fail('the marker is not read');
  });

  it('has nothing to say between messages', () => {
    assert.equal(hoverAt(call, 0), undefined);
    assert.equal(hoverAt(analyse(''), 0), undefined);
  });
});
