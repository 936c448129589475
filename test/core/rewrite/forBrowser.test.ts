import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DEFAULT_SETTINGS } from '../../../server/src/core/analysis';
import { fixText } from '../../../server/src/core/features/fix';
import { exampleBrowserAudio, exampleCall, exampleReinvite, exampleSdp } from '../../../server/src/core/rules/example';
import {
  FINGERPRINT,
  ICE,
  PLACEHOLDERS,
  CRYPTO,
  candidate,
  OFFER,
  fromGateway,
  rewritten,
  mediaOf,
  offered,
  answered,
} from '../../support/browserRewrites';

/** A browser's offer of audio and video. */
const WITH_VIDEO = OFFER(
  'm=video 49172 UDP/TLS/RTP/SAVPF 96',
  'a=rtpmap:96 VP8/90000',
  ...ICE,
  FINGERPRINT,
  'a=setup:actpass',
  'a=rtcp-mux',
  'a=mid:1',
);

describe('rewrite for a browser', () => {
  it("makes DTLS-SRTP and ICE of a phone's offer, at the gateway's address", () => {
    assert.deepEqual(offered('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=rtcp:49171', 'a=sendrecv'), [
      'm=audio 49170 UDP/TLS/RTP/SAVPF 0 101',
      'a=rtpmap:101 telephone-event/8000',
      'a=sendrecv',
      ...PLACEHOLDERS,
      'a=setup:actpass',
      'a=rtcp-mux',
      candidate(49170),
    ]);
  });

  it('takes SDES keys out, and leaves what is there and legal', () => {
    const own = ['a=rtpmap:111 opus/48000/2', ...ICE, FINGERPRINT, 'a=setup:actpass', 'a=rtcp-mux', candidate(49170)];
    assert.deepEqual(offered('m=audio 49170 RTP/SAVP 111', CRYPTO, ...own), ['m=audio 49170 UDP/TLS/RTP/SAVPF 111', ...own]);
    assert.deepEqual(offered('m=audio 49170 RTP/SAVPF 111', ...own), ['m=audio 49170 UDP/TLS/RTP/SAVPF 111', ...own]);
  });

  it('answers a browser with its profile and name, as the side that begins', () => {
    assert.deepEqual(answered(OFFER(), 'm=audio 5004 RTP/AVP 0', 'a=ptime:20'), [
      'm=audio 5004 UDP/TLS/RTP/SAVPF 0',
      'a=ptime:20',
      'a=mid:0',
      ...PLACEHOLDERS,
      'a=setup:active',
      'a=rtcp-mux',
      candidate(5004),
    ]);
  });

  it('never answers actpass, nor the role that the browser has taken', () => {
    const role = (theirs: string, ...ours: readonly string[]): string | undefined =>
      answered(
        OFFER().map(line => line.replace('actpass', theirs)),
        ...['m=audio 5004 UDP/TLS/RTP/SAVPF 0', ...ICE, FINGERPRINT, 'a=rtcp-mux', ...ours],
      ).find(line => line.startsWith('a=setup'));
    assert.equal(role('actpass', 'a=setup:actpass'), 'a=setup:active');
    assert.equal(role('actpass', 'a=setup:passive'), 'a=setup:passive');
    assert.equal(role('actpass', 'a=setup:holdconn'), 'a=setup:active');
    assert.equal(role('active', 'a=setup:active'), 'a=setup:passive');
    assert.equal(role('passive'), 'a=setup:active');
  });

  it('takes keys, address and role of what the same sender said before', () => {
    const good = exampleBrowserAudio('passive').map(line => line.replace('192.0.2.1', '192.0.2.9'));
    const first = exampleCall({ transport: 'WS', offer: OFFER(), status: 200, answer: good });
    const again = exampleReinvite(
      exampleCall({
        transport: 'WS',
        offer: OFFER(),
        status: 200,
        answer: exampleSdp('m=audio 9 RTP/AVP 0').map(line => line.replace(/^c=.*/, 'c=IN IP4 0.0.0.0')),
      }),
    );
    const answer = mediaOf(rewritten(`${first}\n${again}`)[3]);
    for (const line of good.filter(one => /^a=(ice-|fingerprint|setup:passive)/.test(one))) assert.ok(answer.includes(line), line);
    assert.ok(answer.includes(candidate(49170, '192.0.2.9')), answer.join('\n'));
    assert.ok(answer.includes('m=audio 49170 UDP/TLS/RTP/SAVPF 0'), answer.join('\n'));
  });

  it('lets a later offer keep its role and the names of before', () => {
    const first = exampleCall({ transport: 'WS', offer: OFFER(), status: 200, answer: [...exampleBrowserAudio('active'), 'a=mid:0'] });
    const later = [...exampleBrowserAudio('active'), 'a=sendonly'];
    // A re-INVITE of the side that was called: tags and CSeq are its own.
    const again = exampleCall({ transport: 'WS', offer: later, status: 486 })
      .replaceAll('z9hG4bKexample', 'z9hG4bKback')
      .replaceAll('From: <sip:alice@example.com>;tag=a', 'From: <sip:bob@example.com>;tag=b')
      .replaceAll(/To: <sip:bob@example.com>(;tag=b)?/g, 'To: <sip:alice@example.com>;tag=a')
      .replaceAll('a1b2c3.invalid', '192.0.2.1:8080');
    const offer = mediaOf(rewritten(`${first}\n${again}`)[2]);
    assert.ok(offer.includes('a=setup:active') && offer.includes('a=mid:0'), offer.join('\n'));
  });

  it('keeps video that browsers know, and refuses what they do not', () => {
    const [audio, vp8] = [['m=audio 49170 RTP/AVP 0'], ['m=video 49172 RTP/AVP 96', 'a=rtpmap:96 VP8/90000', 'a=rtcp-fb:* nack']];
    const kept = offered(...audio, ...vp8);
    assert.ok(kept.includes('m=video 49172 UDP/TLS/RTP/SAVPF 96') && kept.includes('a=rtcp-fb:* nack') && kept.includes(candidate(49172)));
    const video = (...lines: readonly string[]): string[] =>
      offered(...audio, ...lines).filter(
        (_, index, all) => index >= all.findIndex(line => /^m=(video|image|text|message|application)/.test(line)),
      );
    assert.deepEqual(video('m=video 49172 RTP/AVP 34', 'a=rtpmap:34 H263/90000', 'a=sendrecv'), ['m=video 0 RTP/AVP 34']);
  });

  it('writes a stream that no browser can read as refused audio, or as what it was before', () => {
    const [audio, refused] = ['m=audio 49170 RTP/AVP 0', 'm=audio 0 UDP/TLS/RTP/SAVPF 0'];
    for (const lines of [
      ['m=image 49172 udptl t38', 'a=T38FaxVersion:0'],
      ['m=image 0 udptl t38'],
      ['m=text 49172 RTP/AVP 98', 'a=rtpmap:98 t140/1000'],
      ['m=message 49172 TCP/MSRP *'],
      ['m=application 49172 TCP/BFCP *'],
    ])
      assert.deepEqual(
        offered(audio, ...lines)
          .filter(line => line.startsWith('m='))
          .slice(1),
        [refused],
        lines[0],
      );
    const video = ['m=video 49172 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000', FINGERPRINT, 'a=setup:actpass', ...ICE, 'a=rtcp-mux'];
    const described = (setup: string): string[] => [...exampleBrowserAudio(setup), ...video.map(line => line.replace('actpass', setup))];
    const call = exampleCall({ transport: 'WS', offer: described('actpass'), status: 200, answer: described('active') });
    const fax = exampleReinvite(
      exampleCall({ transport: 'WS', offer: exampleSdp('m=image 49170 udptl t38', 'm=image 49172 udptl t38'), status: 488 }),
    );
    const lines = fixText(fromGateway(call + fax), DEFAULT_SETTINGS, { target: 'browser' }).text.split('\n');
    assert.deepEqual(lines.filter(line => line.startsWith('m=')).slice(-2), [refused, 'm=video 0 UDP/TLS/RTP/SAVPF 0']);
  });

  it('leaves header extensions out whose number is taken, in a section and in the BUNDLE', () => {
    const [mid, level, time] = ['urn:ietf:params:rtp-hdrext:sdes:mid', 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', 'urn:example:time'];
    const section = (media: string, ...extensions: readonly string[]): string[] => [media, ...extensions.map(line => `a=extmap:${line}`)];
    const numbers = (...media: readonly string[]): string[] =>
      offered(...media)
        .filter(line => line.startsWith('a=extmap:'))
        .map(line => line.slice(9));
    const audio = section('m=audio 49170 RTP/AVP 0', `1 ${mid}`, `1 ${level}`, `2 ${level}`, `2 ${level}`);
    const video = section('m=video 49172 RTP/AVP 96', `1 ${mid}`, `2 ${time}`);
    assert.deepEqual(numbers(...audio, 'a=mid:0', ...video, 'a=rtpmap:96 VP8/90000', 'a=mid:1'), [
      `1 ${mid}`,
      `2 ${level}`,
      `1 ${mid}`,
      `2 ${time}`,
    ]);
    const bundle = exampleSdp(...audio, 'a=mid:0', ...video, 'a=rtpmap:96 VP8/90000', 'a=mid:1');
    bundle.splice(5, 0, 'a=group:BUNDLE 0 1', 'a=extmap:3 urn:example:a', 'a=extmap:3 urn:example:b');
    const [lines] = rewritten(fromGateway(exampleCall({ transport: 'WS', offer: bundle, status: 486 })));
    assert.deepEqual(
      lines!.filter(line => line.startsWith('a=extmap:')).map(line => line.slice(9)),
      ['3 urn:example:a', `1 ${mid}`, `2 ${level}`, `1 ${mid}`],
    );
  });

  it('gives a data channel DTLS and ICE, but no rtcp-mux', () => {
    const channel = offered('m=audio 49170 RTP/AVP 0', 'm=application 49174 UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:5000');
    assert.deepEqual(channel.slice(channel.indexOf('a=sctp-port:5000') + 1), [...PLACEHOLDERS, 'a=setup:actpass', candidate(49174)]);
  });

  it('leaves rejected sections rejected, with the name and profile of the offer', () => {
    const answer = answered(WITH_VIDEO, 'm=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 96', CRYPTO);
    assert.deepEqual(answer.slice(-2), ['m=video 0 UDP/TLS/RTP/SAVPF 96', 'a=mid:1']);
    assert.deepEqual(offered('m=audio 49170 RTP/AVP 0', 'm=video 0 RTP/AVP 34', CRYPTO).slice(-1), ['m=video 0 RTP/AVP 34']);
  });

  it('gives an answer the sections of its offer, in order', () => {
    const [, answer] = rewritten(
      exampleCall({ transport: 'WS', offer: WITH_VIDEO, status: 200, answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=sendrecv') }),
    );
    assert.deepEqual(
      mediaOf(answer).filter(line => /^(m=|a=mid)/.test(line)),
      ['m=audio 5004 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', 'm=video 0 UDP/TLS/RTP/SAVPF 96', 'a=mid:1'],
    );
  });

  it('turns hold by the address 0.0.0.0 into a direction', () => {
    const lines = offered('m=audio 49170 RTP/AVP 0', 'c=IN IP4 0.0.0.0');
    assert.ok(lines.includes('a=sendonly'), lines.join('\n'));
    assert.ok(lines.includes('c=IN IP4 <gateway-address>') && lines.includes(candidate(9, '<gateway-address>')), lines.join('\n'));
    assert.ok(offered('m=audio 49170 RTP/AVP 0', 'c=IN IP4 0.0.0.0', 'a=recvonly').includes('a=inactive'));
    const held = OFFER('a=sendonly');
    assert.ok(answered(held, 'm=audio 5004 RTP/AVP 0', 'a=recvonly').includes('a=recvonly'));
    assert.ok(answered(held, 'm=audio 5004 RTP/AVP 0').includes('a=recvonly'), 'the direction answers that of the offer');
  });

  it('adds no candidate where candidates are there or follow', () => {
    const named = ['m=audio 49170 RTP/AVP 0', 'a=candidate:7 1 udp 1 198.51.100.7 4000 typ host'];
    assert.equal(offered(...named).filter(line => line.startsWith('a=candidate')).length, 1);
    assert.ok(!offered('m=audio 9 RTP/AVP 0', 'a=ice-options:trickle').some(line => line.startsWith('a=candidate')));
    const broken = offered('m=audio 49170 RTP/AVP 0', 'a=candidate:1 1 udp many 192.0.2.1 49170 typ host');
    assert.deepEqual(
      broken.filter(line => line.startsWith('a=candidate')),
      [candidate(49170)],
    );
  });

  describe('BUNDLE', () => {
    const bundled = (port: number, ...lines: readonly string[]): string[] =>
      exampleSdp(
        'a=group:BUNDLE a v',
        ...['m=audio 49170 UDP/TLS/RTP/SAVPF 0', 'a=mid:a', ...ICE, FINGERPRINT, 'a=setup:actpass', 'a=rtcp-mux'],
        ...[
          `m=video ${port} UDP/TLS/RTP/SAVPF 96`,
          'a=mid:v',
          'a=rtpmap:96 VP8/90000',
          ...ICE,
          FINGERPRINT,
          'a=setup:actpass',
          'a=rtcp-mux',
          ...lines,
        ],
      );
    const sections = ['m=audio 5004 RTP/AVP 0', 'm=video 5006 RTP/AVP 96', 'a=rtpmap:96 VP8/90000'];
    const session = (offer: readonly string[], ...answer: readonly string[]): string[] =>
      rewritten(exampleCall({ transport: 'WS', offer, status: 200, answer: exampleSdp(...answer) }))[1]!.filter(line =>
        line.startsWith('a=group'),
      );

    it('is answered only as it was offered, with sections that are in use', () => {
      assert.deepEqual(session(bundled(49170), 'a=group:BUNDLE a v x', ...sections), ['a=group:BUNDLE a v']);
      assert.deepEqual(session(bundled(49170), 'a=group:BUNDLE a v', 'm=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 96'), [
        'a=group:BUNDLE a',
      ]);
      assert.deepEqual(session(OFFER(), 'a=group:BUNDLE 0', 'm=audio 5004 RTP/AVP 0'), []);
    });

    it('is made only where a stream was offered in it alone', () => {
      assert.deepEqual(session(bundled(49170), ...sections), []);
      assert.deepEqual(session(bundled(0, 'a=bundle-only'), ...sections), ['a=group:BUNDLE a v']);
    });

    it('needs keys and candidates in its first section only', () => {
      const [, answer] = rewritten(
        exampleCall({
          transport: 'WS',
          offer: bundled(49170),
          status: 200,
          answer: exampleSdp(
            'a=group:BUNDLE a v',
            'm=audio 5004 RTP/AVP 0',
            'a=mid:a',
            'm=video 5004 RTP/AVP 96',
            'a=mid:v',
            'a=rtpmap:96 VP8/90000',
          ),
        }),
      );
      const video = answer!.slice(answer!.findIndex(line => line.startsWith('m=video')));
      assert.deepEqual(video, ['m=video 5004 UDP/TLS/RTP/SAVPF 96', 'a=mid:v', 'a=rtpmap:96 VP8/90000', 'a=rtcp-mux']);
    });
  });

  it('gives all sections names where some have one', () => {
    const names = offered(
      'm=audio 49170 RTP/AVP 0',
      'a=mid:0',
      'm=video 49172 RTP/AVP 96',
      'a=rtpmap:96 VP8/90000',
      'm=audio 49174 RTP/AVP 0',
      'a=mid:0',
    );
    assert.deepEqual(
      names.filter(line => line.startsWith('a=mid')),
      ['a=mid:0', 'a=mid:1', 'a=mid:2'],
    );
  });

  it('goes by the media level where the two contradict each other, and drops defaults that nobody can use', () => {
    const [offer] = rewritten(
      fromGateway(
        exampleCall({
          transport: 'WS',
          offer: exampleSdp(
            ...['a=ice-ufrag:ab', 'a=ice-pwd:short', 'a=fingerprint:sha-256 00:11', 'a=setup:passive', CRYPTO, 'a=rtcp-mux', 'a=sendonly'],
            ...['m=audio 49170 RTP/SAVP 0', ...ICE, FINGERPRINT, 'a=setup:actpass', 'a=sendrecv'],
            ...['m=video 49172 RTP/SAVP 96', 'a=rtpmap:96 VP8/90000'],
          ),
          status: 486,
        }),
      ),
    );
    assert.deepEqual(offer!.slice(5), [
      'a=sendonly',
      ...['m=audio 49170 UDP/TLS/RTP/SAVPF 0', ...ICE, FINGERPRINT, 'a=setup:actpass', 'a=sendrecv', 'a=rtcp-mux', candidate(49170)],
      ...[
        'm=video 49172 UDP/TLS/RTP/SAVPF 96',
        'a=rtpmap:96 VP8/90000',
        ...PLACEHOLDERS,
        'a=setup:actpass',
        'a=rtcp-mux',
        candidate(49172),
      ],
    ]);
  });

  it('keeps defaults at session level that are legal', () => {
    const session = [...ICE, FINGERPRINT, 'a=setup:actpass'];
    const [offer] = rewritten(
      fromGateway(exampleCall({ transport: 'WS', offer: exampleSdp(...session, 'm=audio 49170 RTP/SAVPF 0'), status: 486 })),
    );
    assert.deepEqual(offer!.slice(5), [...session, 'm=audio 49170 UDP/TLS/RTP/SAVPF 0', 'a=rtcp-mux', candidate(49170)]);
  });

  it('puts right a fingerprint that can be read, and asks for one that cannot', () => {
    const plain = FINGERPRINT.replaceAll(':AB', 'AB').replace('sha-256 ', 'sha-256 ').toLowerCase();
    assert.ok(offered('m=audio 49170 UDP/TLS/RTP/SAVPF 0', plain).includes(FINGERPRINT), plain);
    assert.ok(offered('m=audio 49170 UDP/TLS/RTP/SAVPF 0', 'a=fingerprint:sha-256 AB:CD').includes(PLACEHOLDERS[2]!));
    assert.ok(offered('m=audio 49170 UDP/TLS/RTP/SAVPF 0', 'a=fingerprint:sha-256 <removed>').includes('a=fingerprint:sha-256 <removed>'));
  });
});
