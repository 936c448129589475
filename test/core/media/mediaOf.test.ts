import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { answeredChecks, hasAudio, hasAudioBothWays, lostRtpTo, mediaSummary, oneSided } from '../../../server/src/core/call/media/ask';
import { addressesOf, hostKey } from '../../../server/src/core/call/media/addresses';
import type { CallMedia, Placed } from '../../../server/src/core/call/media/types';
import {
  CALLEE,
  CALLER,
  exampleCapture,
  exampleDtls,
  examplePhoneAudio,
  exampleRtcp,
  exampleRtp,
  exampleStun,
  exampleTurn,
  exampleWebAudio,
  toCaller,
} from '../../../server/src/core/rules/media/example';
import { exampleIcmp } from '../../../server/src/core/rules/media/unreachable';
import type { FlowEvidence } from '../../../server/src/core/trace/evidence/types';

const NAT = { host: '198.51.100.77', port: 4000 };

/** The media of a phone's call with these flows. */
function phoneCall(flows: readonly FlowEvidence[], offer = examplePhoneAudio(CALLER), answer = examplePhoneAudio(CALLEE)): CallMedia {
  const { calls } = analyse(exampleCapture({ transport: 'UDP', offer, answer, flows }));
  assert.equal(calls.length, 1);
  return calls[0]!.media!;
}

function webCall(flows: readonly FlowEvidence[]): CallMedia {
  const text = exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows,
  });
  return analyse(text).calls[0]!.media!;
}

const told = (flows: readonly Placed[]): string[] =>
  flows.map(
    ({ evidence: { kind, source, destination } }) => `${kind} ${source.host}:${source.port} ${destination.host}:${destination.port}`,
  );

describe('which flow belongs to which section', () => {
  it('a text that was not made from a capture has no media', () => {
    const text = exampleCapture({ transport: 'UDP', offer: examplePhoneAudio(CALLER), answer: examplePhoneAudio(CALLEE), flows: [] });
    assert.equal(analyse(text.replace(/^#.*\n/gm, '')).calls[0]!.media, undefined);
    assert.ok(analyse(text).calls[0]!.media);
  });

  it('named addresses: RTP at the port of m=, RTCP above it', () => {
    const media = phoneCall([
      exampleRtp(),
      exampleRtp(toCaller),
      exampleRtcp({ source: { ...CALLEE, port: 30001 }, destination: { ...CALLER, port: 49171 } }),
    ]);
    const [section] = media.sections;
    assert.deepEqual(told(section!.toCallee), ['rtp 192.0.2.20:49170 203.0.113.10:30000']);
    assert.deepEqual(told(section!.toCaller), ['rtp 203.0.113.10:30000 192.0.2.20:49170', 'rtcp 203.0.113.10:30001 192.0.2.20:49171']);
    assert.deepEqual(media.stray, []);
  });

  it('a=rtcp names another port and address', () => {
    const offer = examplePhoneAudio(CALLER, `m=audio ${CALLER.port} RTP/AVP 0`, 'a=rtcp:5555 IN IP4 198.51.100.3');
    const media = phoneCall([exampleRtcp({ source: NAT, destination: { host: '198.51.100.3', port: 5555 } })], offer);
    assert.equal(media.sections[0]!.toCaller.length, 1);
    assert.deepEqual(media.stray, []);
  });

  it('behind a NAT: to a named address, and the way back to where it came from', () => {
    const media = phoneCall(
      [exampleRtp({ source: NAT }), exampleRtp({ source: CALLEE, destination: NAT })],
      examplePhoneAudio({ host: '10.0.0.5', port: 7000 }),
    );
    const [section] = media.sections;
    assert.equal(section!.toCallee.length, 1);
    assert.equal(section!.toCaller.length, 1);
    assert.ok(hasAudioBothWays(section!));
  });

  it('an IPv6 address is the same however it is written', () => {
    assert.equal(hostKey('2001:DB8::1'), hostKey('[2001:0db8:0:0:0:0:0:1]'));
    assert.equal(hostKey('::ffff:192.0.2.1'), hostKey('::ffff:c000:201'));
    assert.notEqual(hostKey('2001:db8::1:0'), hostKey('2001:db8::1'));
    assert.equal(hostKey('192.0.2.1'), '192.0.2.1');
    assert.equal(hostKey(':'.repeat(100_000)).length, 100_000);
  });

  it('what no description names stays apart', () => {
    const media = phoneCall([exampleRtp({ source: NAT, destination: { host: '198.51.100.88', port: 6 } })]);
    assert.equal(media.stray.length, 1);
    assert.equal(media.sections[0]!.toCaller.length + media.sections[0]!.toCallee.length, 0);
  });

  it('questions to STUN and TURN servers are no checks', () => {
    const server = { host: '203.0.113.5', port: 3478 };
    const none = { controlling: 0, controlled: 0, nominating: 0 };
    const media = webCall([
      exampleStun({ destination: server, requests: 2, answered: 2, successes: 0, ...none }),
      exampleStun({ source: server, destination: CALLER, requests: 0, answered: 0, successes: 2, ...none }),
      exampleTurn(),
    ]);
    assert.equal(media.stray.length, 3);
    assert.equal(answeredChecks(media.sections[0]!), 0);
  });

  it('an ICMP error is told to the section of the packet that it quotes', () => {
    const media = phoneCall([exampleIcmp(CALLEE.port)]);
    assert.equal(media.sections[0]!.toCallee[0]!.evidence.kind, 'icmp');
  });

  it('with BUNDLE RTP is told by payload type, and the rest to the first section', () => {
    const both = (at: typeof CALLER, second: number): string[] => [
      ...exampleWebAudio(at, 'actpass').flatMap(line => (line.startsWith('t=') ? [line, 'a=group:BUNDLE 0 1'] : [line])),
      'a=mid:0',
      `m=video ${second} UDP/TLS/RTP/SAVPF 96`,
      'a=mid:1',
      'a=rtpmap:96 VP8/90000',
    ];
    const text = exampleCapture({
      transport: 'WS',
      offer: both(CALLER, 50000),
      answer: both(CALLEE, CALLEE.port).map(line => line.replace('actpass', 'active')),
      flows: [exampleStun(), exampleDtls(), exampleRtp(), exampleRtp({ ssrc: 7, payloadTypes: [{ type: 96, packets: 1000, bytes: 900 }] })],
    });
    const [audio, video] = analyse(text).calls[0]!.media!.sections;
    assert.deepEqual(audio!.toCallee.map(flow => flow.evidence.kind).sort(), ['dtls', 'rtp', 'stun']);
    assert.deepEqual(
      video!.toCallee.map(flow => flow.evidence.kind),
      ['rtp'],
    );
    assert.equal(video!.transport, 0);
  });

  it('a later offer adds addresses', () => {
    const offer = examplePhoneAudio(CALLER);
    assert.deepEqual(
      phoneCall([], offer).sections[0]!.caller!.addresses.map(one => one.port),
      [49170, 49171],
    );
  });
});

describe('what the media of a section shows', () => {
  it('audio that goes where nobody is has not arrived', () => {
    const elsewhere = { host: '10.1.2.3', port: 30000 };
    const [section] = phoneCall(
      [exampleRtp({ destination: elsewhere }), exampleRtp(toCaller)],
      undefined,
      examplePhoneAudio(elsewhere),
    ).sections;
    assert.equal(lostRtpTo(section!, 'callee').length, 1);
    assert.equal(hasAudio(section!, 'callee'), false);
    assert.equal(hasAudio(section!, 'caller'), true);
  });

  it('a sender that learned the address arrives', () => {
    const elsewhere = { host: '10.1.2.3', port: 30000 };
    const flows = [exampleRtp({ destination: elsewhere, packets: 30 }), exampleRtp({ ssrc: 9 }), exampleRtp(toCaller)];
    const [section] = phoneCall(flows, undefined, examplePhoneAudio(elsewhere)).sections;
    assert.deepEqual(lostRtpTo(section!, 'callee'), []);
    assert.ok(hasAudioBothWays(section!));
  });

  it('a few packets are no audio', () => {
    const [section] = phoneCall([exampleRtp({ packets: 2 })]).sections;
    assert.equal(hasAudio(section!, 'callee'), false);
  });

  it('answers to what is not there show that a direction is missing', () => {
    assert.equal(oneSided(webCall([exampleStun({ successes: 8 })]).sections[0]!), true);
    assert.equal(oneSided(webCall([exampleStun({ answered: 0, successes: 0 })]).sections[0]!), false);
    assert.equal(oneSided(webCall([exampleStun(), exampleStun(toCaller)]).sections[0]!), false);
  });

  it('is summed up in a few words', () => {
    const summary = (flows: readonly FlowEvidence[]): string | undefined =>
      mediaSummary(
        analyse(exampleCapture({ transport: 'UDP', offer: examplePhoneAudio(CALLER), answer: examplePhoneAudio(CALLEE), flows })).calls[0]!,
      );
    assert.equal(summary([exampleRtp(), exampleRtp(toCaller)]), 'audio both ways');
    assert.equal(summary([exampleRtp()]), 'audio only from the caller to the callee');
    assert.equal(summary([exampleRtcp()]), 'no audio');
    assert.equal(summary([]), 'media not captured');
  });
});

describe('a fix makes the media hypothetical', () => {
  it('nothing more is said of the media of a text that was edited', () => {
    const text = exampleCapture({
      transport: 'UDP',
      offer: examplePhoneAudio(CALLER),
      answer: examplePhoneAudio(CALLEE),
      flows: [exampleRtp()],
    });
    assert.ok(analyse(text).findings.some(one => one.rule === 'media/one-way'));
    const edited = analyse(text.replace(/(# sip-trace: message [^\n]*\n)(?=[^\n]*203.0.113.10:5060 -> )/, '$1# sip-trace: edited\n'));
    assert.ok(edited.messages.some(message => message.edited));
    assert.ok(!edited.findings.some(one => one.rule.startsWith('media/')));
    assert.equal(mediaSummary(edited.calls[0]!), 'media was recorded for the original text');
  });
});

describe('addresses of a section', () => {
  it('port 9, port 0 and 0.0.0.0 stand for none, and TCP candidates are left out', () => {
    const sdp = analyse(
      [
        'v=0',
        'o=- 1 1 IN IP4 0.0.0.0',
        's=-',
        'c=IN IP4 0.0.0.0',
        't=0 0',
        'm=audio 9 UDP/TLS/RTP/SAVPF 0',
        'a=rtcp:9 IN IP4 0.0.0.0',
        'a=candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host generation 0',
        'a=candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active',
        'a=candidate:3 1 udp 1686052607 198.51.100.7 41000 typ srflx raddr 192.0.2.7 rport 40000',
        '',
      ].join('\n'),
    ).messages[0]!.sdp!;
    assert.deepEqual(
      addressesOf(sdp, sdp.media[0]!).map(one => `${one.endpoint.host}:${one.endpoint.port}`),
      ['192.0.2.7:40000', '198.51.100.7:41000'],
    );
  });
});
