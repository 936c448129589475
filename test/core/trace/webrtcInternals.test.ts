import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../../server/src/core/analysis';
import { isCut } from '../../../server/src/core/call/descriptions';
import { documentEdits } from '../../../server/src/core/features/fix';
import { convertTrace } from '../../../server/src/core/listing/convertedTrace';
import { applyEdits } from '../../../server/src/core/rewrite/edit';
import { claimsConversion } from '../../../server/src/core/trace/convert/index';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { messagesOf } from '../../support/printed';

const OFFER = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'c=IN IP4 0.0.0.0', 'a=mid:0', ''].join(
  '\r\n',
);
const ANSWER = [
  'v=0',
  'o=- 3 4 IN IP4 203.0.113.10',
  's=-',
  'c=IN IP4 203.0.113.10',
  't=0 0',
  'm=audio 30000 UDP/TLS/RTP/SAVPF 0',
  '',
].join('\r\n');
const CANDIDATE = 'candidate:1 1 udp 2122260223 192.0.2.20 49170 typ host generation 0';
const REASON = 'Failed to set remote answer sdp: Called with SDP without DTLS fingerprint.';
const BEGIN = 1_795_338_980_000;

type Entry = readonly [type: string, value: string];

/** A dump as Chrome writes it; an older one has no times. */
const dump = (log: readonly Entry[], more: object = {}, timed = true): string =>
  JSON.stringify({
    timestamp: timed ? BEGIN + 30_000 : undefined,
    PeerConnections: {
      '9-1': {
        rtcConfiguration: '{"iceServers":[{"urls":["stun:stun.example.com"]}],"iceTransportPolicy":"all"}',
        stats: {},
        updateLog: log.map(([type, value], index) => ({ type, value, ...(timed ? { timestamp: BEGIN + index * 100.25 } : { time: 'x' }) })),
        ...more,
      },
    },
  });

const json = (type: string, sdp: string): string => JSON.stringify({ type, sdp });
const words = (type: string, sdp: string): string => `type: ${type}, sdp: ${sdp}`;

const NEWER: readonly Entry[] = [
  ['createOfferOnSuccess', json('offer', OFFER)],
  ['setLocalDescription', json('offer', OFFER)],
  ['setLocalDescriptionOnSuccess', ''],
  ['onicegatheringstatechange', '"gathering"'],
  ['onicecandidate', JSON.stringify({ sdpMid: '0', sdpMLineIndex: 0, candidate: CANDIDATE })],
  ['onicecandidateerror', JSON.stringify({ url: 'stun:stun.example.com', error_text: 'STUN binding request timed out.', error_code: 701 })],
  ['onicegatheringstatechange', '"complete"'],
  ['setRemoteDescription', json('answer', ANSWER)],
  ['setRemoteDescriptionOnFailure', REASON],
  ['oniceconnectionstatechange', '"checking"'],
];
const OLDER: readonly Entry[] = [
  ['createOfferOnSuccess', words('offer', OFFER)],
  ['setLocalDescription', words('offer', OFFER)],
  ['setLocalDescriptionOnSuccess', ''],
  ['iceGatheringStateChange', 'ICEGatheringStateGathering'],
  ['onIceCandidate', `sdpMid: 0, sdpMLineIndex: 0, candidate: ${CANDIDATE}`],
  [
    'icecandidateerror',
    'url: stun:stun.example.com\naddress: 192.0.2.x\nport: 49170\nhost_candidate: 192.0.2.x:49170\nerror_text: STUN binding request timed out.\nerror_code: 701',
  ],
  ['iceGatheringStateChange', 'ICEGatheringStateComplete'],
  ['setRemoteDescription', words('answer', ANSWER)],
  ['setRemoteDescriptionOnFailure', REASON],
  ['iceConnectionStateChange', 'ICEConnectionStateChecking'],
];

function converted(text: string): string {
  assert.equal(claimsConversion(text), 'webrtc-internals');
  const trace = convertTrace(text, 'dump.txt');
  assert.ok(trace);
  assert.equal(openTrace(trace.text).format, 'sip-trace');
  assert.equal(messagesOf(trace.text).length, trace.messages);
  return trace.text;
}

const linesOf = (text: string, word: string): string[] => text.split('\n').filter(line => line.startsWith(`# sip-trace: ${word} `));

describe('dumps of webrtc-internals', () => {
  it('give the descriptions with what the browser said to them, and the evidence', () => {
    const text = converted(dump(NEWER));
    const [offer, answer] = messagesOf(text);
    assert.equal(offer!.kind, 'sdp');
    assert.equal(offer!.clean.text, `${OFFER}a=${CANDIDATE}\n`.replaceAll('\r\n', '\n'));
    assert.equal(offer!.envelope.time, (BEGIN + 100.25) * 1000);
    const { direction, observer, browser } = offer!.envelope;
    assert.deepEqual([direction, observer, browser?.set, browser?.type, browser?.result], ['sent', 'endpoint', 'local', 'offer', 'ok']);
    assert.deepEqual([answer!.envelope.browser?.result, answer!.envelope.browser?.error], ['failed', REASON]);
    assert.deepEqual(linesOf(text, 'gathering'), [
      '# sip-trace: gathering state=complete first=2026-11-22T09:16:20.300750Z last=2026-11-22T09:16:20.601500Z candidates=host:1 servers="stun:stun.example.com" policy=all',
    ]);
    assert.match(linesOf(text, 'failure')[0]!, /url="stun:stun\.example\.com" code=701 text="STUN binding request timed out\." count=1/);
    assert.match(linesOf(text, 'ice')[0]!, /states=checking .* last=2026-11-22T09:16:50\.000000Z$/);
  });

  it('are the same of an older Chrome, which writes words and no times', () => {
    const withoutTimes = (text: string): string => text.replace(/ (?:time|first|last)=\S+/g, '');
    assert.equal(withoutTimes(converted(dump(OLDER, {}, false))), withoutTimes(converted(dump(NEWER))));
  });

  it('are one leg of a browser, with an offer and the answer to it', () => {
    const { calls } = analyse(converted(dump(NEWER)));
    assert.equal(calls.length, 1);
    const [leg] = calls[0]!.legs;
    assert.deepEqual([leg!.kind, leg!.callId, leg!.exchanges.length], ['webrtc', '9-1', 1]);
    assert.deepEqual(
      calls[0]!.descriptions.map(one => [one.side, one.fromGateway]),
      [
        ['offer', false],
        ['answer', true],
      ],
    );
  });

  it('have the description that the browser made by itself', () => {
    for (const name of ['setLocalDescription', 'setLocalDescriptionImplicitCreateOfferOrAnswer']) {
      const [offer] = messagesOf(
        converted(
          dump([
            [name, ''],
            [`${name}OnSuccess`, json('offer', OFFER)],
          ]),
        ),
      );
      assert.deepEqual([offer!.envelope.browser?.set, offer!.envelope.browser?.result], ['local', 'ok']);
    }
  });

  it('pair a later answer with the offer where one was refused, and a new offer with its own', () => {
    const again: readonly Entry[] = [
      ...NEWER,
      ['setRemoteDescription', json('answer', ANSWER.replace('3 4', '3 5'))],
      ['setRemoteDescriptionOnSuccess', ''],
      ['setRemoteDescription', json('offer', ANSWER.replace('3 4', '3 6'))],
      ['setRemoteDescriptionOnSuccess', ''],
      ['setLocalDescription', json('answer', OFFER)],
      ['setLocalDescriptionOnSuccess', ''],
    ];
    const [call] = analyse(converted(dump(again))).calls;
    const set = (side: { message: { envelope: { browser?: { set: string; result?: string } } } } | undefined): string =>
      `${side?.message.envelope.browser?.set} ${side?.message.envelope.browser?.result}`;
    assert.deepEqual(
      call!.legs[0]!.exchanges.map(one => [one.carrier, set(one.offer), set(one.answer), one.offererTag]),
      [
        ['INVITE', 'local ok', 'remote failed', 'local'],
        ['INVITE', 'local ok', 'remote ok', 'local'],
        ['re-INVITE', 'remote ok', 'local ok', 'remote'],
      ],
    );
  });

  it('put a candidate into the section that its mid names, else its index', () => {
    const two = `${OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n`;
    const candidate = (value: object): Entry => ['onicecandidate', JSON.stringify(value)];
    const text = converted(
      dump([
        ['setLocalDescription', json('offer', two)],
        candidate({ sdpMid: 'v', sdpMLineIndex: 0, candidate: 'candidate:2 1 udp 1 192.0.2.20 2 typ host' }),
        candidate({ sdpMLineIndex: 0, candidate: 'candidate:3 1 udp 1 192.0.2.20 3 typ host\r\nm=evil 1 x' }),
        candidate({ sdpMid: 'nowhere', candidate: 'candidate:4 1 udp 1 192.0.2.20 4 typ host' }),
      ]),
    );
    assert.deepEqual(messagesOf(text)[0]!.clean.text.split('\n').slice(6), [
      'a=mid:0',
      'a=candidate:3 1 udp 1 192.0.2.20 3 typ host',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=mid:v',
      'a=candidate:2 1 udp 1 192.0.2.20 2 typ host',
      '',
    ]);
  });

  it('tell of statistics the last value', () => {
    const series = (statsType: string, values: unknown[]): object => ({
      startTime: '2026-11-22T09:16:21.000Z',
      endTime: '2026-11-22T09:16:31.000Z',
      statsType,
      values: JSON.stringify(values),
    });
    const stats = {
      'T01-dtlsState': series('transport', ['new', 'connecting', 'connected', 'connected']),
      'T01-packetsReceived': series('transport', [1, 22, 333]),
      'CPa-b_c-state': series('candidate-pair', ['in-progress', 'succeeded']),
      'CPa-b_c-localCandidateId': series('candidate-pair', ['Ia-b']),
      'CPa-b_c-requestsSent': series('candidate-pair', [1, 2]),
      'Ia-b-candidateType': series('local-candidate', ['host']),
      'Ia-b-address': series('local-candidate', ['2001:db8::1']),
      'Ia-b-port': series('local-candidate', [49170]),
      'IT1-packetsReceived': series('inbound-rtp', [1, 500]),
      'IT1-kind': series('inbound-rtp', ['audio']),
      'IT1-[packetsReceived/s]': series('inbound-rtp', [50]),
    };
    const text = converted(dump(NEWER, { stats }));
    assert.match(linesOf(text, 'transport')[0]!, /dtls=new,connecting,connected received=333 first=2026-11-22T09:16:21\.000000Z/);
    assert.equal(linesOf(text, 'pair')[0], '# sip-trace: pair types=host,unknown local=[2001:db8::1]:49170 state=succeeded requests=2');
    assert.match(linesOf(text, 'stream')[0]!, /direction=in media=audio packets=500 /);
  });

  it('are each connection a call of its own; those without a description are left out', () => {
    const { PeerConnections } = JSON.parse(dump(NEWER));
    const all = { ...PeerConnections, '9-2': PeerConnections['9-1'], '9-3': { updateLog: [] } };
    const trace = convertTrace(JSON.stringify({ PeerConnections: all }))!;
    assert.equal(trace.list.calls, 2);
    assert.equal(analyse(trace.text).calls.length, 2);
    assert.deepEqual(
      trace.list.rows().map(row => [row.outcome, row.legs[0]!.callId, row.messages]),
      [
        ['answer refused', '9-1', 2],
        ['answer refused', '9-2', 2],
      ],
    );
    assert.equal(trace.textOf([2]), [...trace.texts()][1]!.text);
    assert.equal(convertTrace(JSON.stringify({ PeerConnections: { '9-3': { updateLog: [] } } })), undefined);
  });

  it('may be cut anywhere, and what was cut off is not missed', () => {
    const text = dump(NEWER);
    let halves = 0;
    for (let end = 0; end < text.length; end += 3) {
      const trace = convertTrace(text.slice(0, end));
      if (!trace) continue;
      const { messages } = analyse(trace.text);
      assert.equal(messages.length, trace.messages);
      for (const message of messages.filter(isCut)) {
        halves++;
        const whole = message.envelope.browser?.set === 'local' ? OFFER : ANSWER;
        assert.ok(whole.replaceAll('\r\n', '\n').startsWith(message.text.trimEnd()), message.text);
      }
      convertTrace(text.slice(end));
    }
    assert.ok(halves > 20);
  });

  it('may hold anything in a description: it comes back as it was, line by line', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('# sip-trace: description set=local type=offer connection="x"', '2026/11/22 10:00:04.761000 a -> b', '', 'v=0', '\\'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), lines => {
        const sdp = `v=0\n${lines.join('\n').replace(/\r/g, '')}\nm=audio 9 RTP/AVP 0\n`;
        const [message, ...more] = messagesOf(converted(dump([['setRemoteDescription', json('offer', sdp)]])));
        assert.equal(more.length, 0);
        const shown = sdp.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, control =>
          control === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0)),
        );
        assert.equal(message!.clean.text, shown);
      }),
      { numRuns: 200 },
    );
  });

  it('may have values of any kind', () => {
    const value = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...NEWER.map(entry => entry[1]), ...OLDER.map(entry => entry[1])));
    const type = fc.constantFrom(...NEWER.map(entry => entry[0]), ...OLDER.map(entry => entry[0]), 'stop', 'setConfiguration');
    fc.assert(
      fc.property(fc.array(fc.tuple(type, value), { maxLength: 12 }), log => {
        const trace = convertTrace(dump(log));
        if (trace) assert.equal(analyse(trace.text).messages.length, trace.messages);
      }),
      { numRuns: 200 },
    );
  });

  it('may be large: what is not needed is passed over', () => {
    const stats = `"stats":{${Array.from({ length: 2000 }, (_, index) => `"X${index}-y":{"statsType":"x","values":"[${'1234567,'.repeat(1500)}1]"}`).join(',')}}`;
    const text = dump(NEWER).replace('"stats":{}', stats);
    assert.ok(text.length > 20_000_000);
    assert.equal(messagesOf(converted(text)).length, 2);
  });

  it('keep the browser’s word away from what was edited since', () => {
    const text = converted(dump(NEWER));
    const analysis = analyse(text);
    assert.ok(analysis.findings.some(one => one.rule === 'exchange/refused-by-browser'));
    const answer = analysis.messages[1]!;
    const at = answer.text.indexOf('m=audio');
    const edited = applyEdits(text, documentEdits(analysis, answer, [{ span: { start: at, end: at }, text: 'a=ice-lite\n' }]));
    const after = analyse(edited);
    assert.ok(after.messages[1]!.edited);
    assert.deepEqual(
      after.findings.filter(one => one.rule === 'exchange/refused-by-browser'),
      [],
    );
  });
});

/** What the dump of each recorded call shows: errors and warnings. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  'bad-answer-no-fingerprint': ['error srtp/browser-without-dtls'],
  // JsSIP closed the connection when the call was refused, and Chrome forgot it.
  'bad-avpf-on-sip-leg': [],
  'bad-fingerprint-mismatch': ['error srtp/browser-handshake'],
  'bad-host-only-candidates': ['error ice/no-pair-worked'],
  'bad-late-offer-jssip-stuck': ['error exchange/offer-without-media'],
  'bad-mdns-candidates': ['error ice/no-pair-worked'],
  'bad-proxy-only-rewrites-profile': [
    'error exchange/section-order',
    'error ice/no-credentials',
    'error mux/no-rtcp-mux',
    'error srtp/browser-without-dtls',
    'warning exchange/profile-mismatch',
  ],
  'bad-rtcpmux-on-sip-leg': ['error mux/no-rtcp-mux'],
  'bad-sdes-negotiated-plain-rtp-sent': ['warning media/browser-received-nothing'],
  'bad-setup-answer-actpass': ['error srtp/setup-answer'],
  'bad-setup-both-passive': ['error srtp/browser-handshake'],
  'bad-setup-missing-gateway-passive': ['error srtp/browser-handshake', 'warning srtp/setup-missing'],
  'bad-turn-unreachable': ['error ice/server-silent'],
};

const loud = (analysis: Analysis): string[] =>
  analysis.findings
    .filter(one => one.severity === 'error' || one.severity === 'warning')
    .map(one => `${one.severity} ${one.rule}`)
    .sort();

describe('dumps of recorded calls', () => {
  const folder = path.resolve('test/fixtures/internals');
  const names = readdirSync(folder).map(name => name.replace(/\.gz$/, ''));

  for (const name of names) {
    it(name, () => {
      const trace = convertTrace(gunzipSync(readFileSync(path.join(folder, `${name}.gz`))).toString());
      const analysis = trace && analyse(trace.text);
      assert.deepEqual(analysis ? loud(analysis) : [], RECORDED[name] ?? []);
      if (name.startsWith('bad-') && analysis) assert.equal(analysis.verdicts.size, 1);
      if (!name.startsWith('bad-')) assert.equal(analysis?.verdicts.size, 0);
    });
  }

  it('are there for each that is expected', () => {
    assert.deepEqual(
      Object.keys(RECORDED).filter(name => !names.includes(name)),
      [],
    );
  });
});
