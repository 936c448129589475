// node check.js [NAME]
// Hands small offers and answers, each with one thing that only a browser wants or that is broken, to all agents, and prints what they make of
// them. What must hold for the peers to be of use is checked: the last line is the sum, N passed, N failed.
import type { Answer, Question } from '../types';
import { sipPeers } from './index';

const SESSION = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
const G711 = ['a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'];
const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<key>';
const ICE = ['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901'];
const candidate = (component: number, address: string, port: number): string =>
  `a=candidate:1 ${component} UDP ${2113929472 - component} ${address} ${port} typ host`;
const OWN_CANDIDATES = [candidate(1, '192.0.2.1', 49170), candidate(2, '192.0.2.1', 49171)];
const FINGERPRINT = ['a=setup:actpass', 'a=fingerprint:sha-256 <gateway-fingerprint>'];

const audio = (profile: string, ...more: string[]): string[] => [`m=audio 49170 ${profile} 0 8 101`, ...G711, ...more];
const text = (...lines: string[]): string => [...SESSION, ...lines, ''].join('\r\n');

const OFFERS: Readonly<Record<string, string>> = {
  'RTP/AVP': text(...audio('RTP/AVP')),
  'RTP/AVPF': text(...audio('RTP/AVPF')),
  'RTP/SAVP with a=crypto': text(...audio('RTP/SAVP', CRYPTO)),
  'RTP/SAVP without a=crypto': text(...audio('RTP/SAVP')),
  'RTP/SAVPF with a=crypto': text(...audio('RTP/SAVPF', CRYPTO)),
  'RTP/AVP with a=crypto': text(...audio('RTP/AVP', CRYPTO)),
  'UDP/TLS/RTP/SAVP with a=fingerprint': text(...audio('UDP/TLS/RTP/SAVP', ...FINGERPRINT)),
  'UDP/TLS/RTP/SAVPF with a=fingerprint': text(...audio('UDP/TLS/RTP/SAVPF', ...FINGERPRINT)),
  'UDP/TLS/RTP/SAVPF without a=fingerprint': text(...audio('UDP/TLS/RTP/SAVPF')),
  'RTP/AVP with a=fingerprint': text(...audio('RTP/AVP', ...FINGERPRINT)),
  'ICE, own candidates': text(...audio('RTP/AVP', ...ICE, ...OWN_CANDIDATES)),
  'ICE, one component and rtcp-mux': text(...audio('RTP/AVP', ...ICE, candidate(1, '192.0.2.1', 49170), 'a=rtcp-mux')),
  'ICE, the browser’s candidates': text(...audio('RTP/AVP', ...ICE, candidate(1, '198.51.100.7', 50000), 'a=rtcp-mux')),
  'ICE without a candidate': text(...audio('RTP/AVP', ...ICE)),
  'rtcp-mux': text(...audio('RTP/AVP', 'a=rtcp-mux')),
  'rtcp-mux-only': text(...audio('RTP/AVP', 'a=rtcp-mux', 'a=rtcp-mux-only')),
  'BUNDLE, mid, extmap, ssrc, msid': text(
    'a=group:BUNDLE 0',
    'a=msid-semantic: WMS stream',
    ...audio('RTP/AVP', 'a=mid:0', 'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level', 'a=ssrc:1 cname:x', 'a=msid:stream track'),
  ),
  'opus only': text('m=audio 49170 RTP/AVP 111', 'a=rtpmap:111 opus/48000/2'),
  'opus first, then G.711': text('m=audio 49170 RTP/AVP 111 0', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:0 PCMU/8000'),
  'telephone-event only': text('m=audio 49170 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000'),
  'G.711 without rtpmap': text('m=audio 49170 RTP/AVP 0 8'),
  'dynamic type without rtpmap': text('m=audio 49170 RTP/AVP 111 0', 'a=rtpmap:0 PCMU/8000'),
  'ptime 60, maxptime 20': text(...audio('RTP/AVP', 'a=ptime:60', 'a=maxptime:20')),
  'audio and video': text(...audio('RTP/AVP'), 'm=video 49172 RTP/AVP 96', 'a=rtpmap:96 VP8/90000'),
  'video alone': text('m=video 49172 RTP/AVP 96', 'a=rtpmap:96 VP8/90000'),
  'audio and data channel': text(...audio('RTP/AVP'), 'm=application 49174 UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:5000'),
  'port 9, c=0.0.0.0': text(...audio('RTP/AVP'))
    .replace('49170', '9')
    .replace('c=IN IP4 192.0.2.1', 'c=IN IP4 0.0.0.0'),
  'port 0': text(...audio('RTP/AVP')).replace('49170', '0'),
  'c= with a host name': text(...audio('RTP/AVP')).replace('c=IN IP4 192.0.2.1', 'c=IN IP4 abc.local'),
  'no c=': text(...audio('RTP/AVP')).replace('c=IN IP4 192.0.2.1\r\n', ''),
  'no o=': text(...audio('RTP/AVP')).replace(/o=.*\r\n/, ''),
  'no t=': text(...audio('RTP/AVP')).replace('t=0 0\r\n', ''),
  'no v=': text(...audio('RTP/AVP')).replace('v=0\r\n', ''),
  sendonly: text(...audio('RTP/AVP', 'a=sendonly')),
  recvonly: text(...audio('RTP/AVP', 'a=recvonly')),
  inactive: text(...audio('RTP/AVP', 'a=inactive')),
  'a=crypto with a short key': text(...audio('RTP/SAVP', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAA')),
  'a=crypto with an unknown suite': text(...audio('RTP/SAVP', CRYPTO.replace('AES_CM_128_HMAC_SHA1_80', 'AES_CM_999'))),
  'a=crypto with AES_256': text(...audio('RTP/SAVP', CRYPTO.replace('AES_CM_128', 'AES_256_CM'))),
  'a=crypto in lower case': text(...audio('RTP/SAVP', CRYPTO.replace('AES_CM_128_HMAC_SHA1_80', 'aes_cm_128_hmac_sha1_80'))),
  'a=crypto with lifetime and MKI': text(...audio('RTP/SAVP', `${CRYPTO}|2^20|1:4`)),
};

const PLAIN_ANSWER = text('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000');
const SDES_ANSWER = text(...audio('RTP/SAVP', CRYPTO));
const ANSWERS: Readonly<Record<string, [answer: string, offer: string]>> = {
  'RTP/AVP': [PLAIN_ANSWER, OFFERS['RTP/AVP']!],
  'RTP/AVPF': [PLAIN_ANSWER.replace('RTP/AVP', 'RTP/AVPF'), OFFERS['RTP/AVP']!],
  'UDP/TLS/RTP/SAVPF to RTP/AVP': [PLAIN_ANSWER.replace('RTP/AVP', 'UDP/TLS/RTP/SAVPF'), OFFERS['RTP/AVP']!],
  'opus, not offered': [text('m=audio 49170 RTP/AVP 111', 'a=rtpmap:111 opus/48000/2'), OFFERS['RTP/AVP']!],
  'no m=': [text(), OFFERS['RTP/AVP']!],
  'port 0': [PLAIN_ANSWER.replace('49170', '0'), OFFERS['RTP/AVP']!],
  'RTP/SAVP with a=crypto': [SDES_ANSWER, OFFERS['RTP/SAVP with a=crypto']!],
  'RTP/SAVP without a=crypto': [text(...audio('RTP/SAVP')), OFFERS['RTP/SAVP with a=crypto']!],
  'RTP/SAVP with another tag': [SDES_ANSWER.replace('crypto:1', 'crypto:7'), OFFERS['RTP/SAVP with a=crypto']!],
  'RTP/AVP to RTP/SAVP': [PLAIN_ANSWER, OFFERS['RTP/SAVP with a=crypto']!],
};

/** What must hold, by the start of the question's name and the end of the peer's. */
const MUST: readonly [question: RegExp, peer: RegExp, accepted: boolean][] = [
  [/^offer: RTP\/AVP$/, /baresip [\d.]+$|optional$|plain RTP$/, true],
  [/^offer: RTP\/SAVP with a=crypto$/, /SDES( \w+)?$/, true],
  [/^offer: ICE, own candidates$/, /ICE$/, true],
  [/^offer: UDP\/TLS\/RTP\/SAVP with/, /DTLS-SRTP$/, true],
  [/^offer: (UDP\/TLS|RTP\/SAVPF)/, /baresip [\d.]+$|ICE$|plain RTP$/, false],
  [/^offer: UDP\/TLS/, /SDES/, false],
  [/^offer: RTP\/AVP$/, /mandatory$|phone for SDES$/, false],
  [/^offer: opus only$/, /baresip|SIPp/, false],
  [/^offer: video alone$/, /./, false],
  [/^offer: RTP\/AVP$/, /Linphone/, true],
  [/^offer: (RTP\/SAVP without a=crypto|no [ot]=)$/, /Linphone/, false],
  [/^offer: UDP\/TLS\S+ without/, /./, false],
  [/^offer: (no c=|port 0)$/, /./, false],
  [/^answer: RTP\/AVP$/, /baresip [\d.]+$|plain RTP$/, true],
  [/^answer: RTP\/SAVP with a=crypto$/, /mandatory$|phone for SDES$/, true],
  [/^answer: RTP\/AVP to RTP\/SAVP$/, /mandatory$|phone for SDES$/, false],
];

async function main(only: string): Promise<void> {
  let [passed, failed] = [0, 0];
  const offers = Object.entries(OFFERS).map(([name, sdp]): [string, Question] => [`offer: ${name}`, { side: 'offer', sdp }]);
  const answers = Object.entries(ANSWERS).map(([name, [sdp, offer]]): [string, Question] => [
    `answer: ${name}`,
    { side: 'answer', sdp, offer },
  ]);
  for (const start of sipPeers) {
    const peer = await start();
    if (!peer?.name.includes(only)) continue;
    console.log(`\n${peer.name}`);
    for (const [name, question] of [...offers, ...answers]) {
      const answer = await peer.ask(question);
      if (answer.unable) continue;
      console.log(`  ${name}: ${describe(answer)}`);
      for (const [, , accepted] of MUST.filter(([one, of]) => one.test(name) && of.test(peer.name))) {
        if (answer.accepted === accepted) passed++;
        else {
          failed++;
          console.log(`    FAILED: it should ${accepted ? 'be accepted' : 'be refused'}`);
        }
      }
    }
    await peer.stop();
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

function describe({ accepted, words, media, sdp }: Answer): string {
  const line = sdp?.match(/^m=.*$/gm)?.join(' + ');
  const heard = media && `${media.sent} sent, ${media.received} received`;
  return [accepted ? 'yes' : 'NO', words, line, heard].filter(Boolean).join(' | ');
}

void main(process.argv[2] ?? '');
