import { exampleBrowserAudio, exampleCall, exampleSdp } from '../../../server/src/core/rules/example';
import { BROWSER_OFFER, exampleProxied, PHONE } from '../../../server/src/core/rules/leg/example';

/** A description on its way through the gateway; `{}` in the flags is where the cure stands, or what is wrong instead. */
export interface Step {
  readonly side: 'offer' | 'answer';
  readonly sdp: readonly string[];
  readonly flags: string;
  /** What its sender says instead once the cure is there: an answer to another offer is another answer. */
  readonly cured?: readonly string[];
  /** The To tag of one of several answerers. */
  readonly tag?: string;
}

/** How the cure of a rule is tried. */
export interface Trial {
  /** Which one, where the rule has several. */
  readonly cure?: string;
  /** The cure with its value, where the rule leaves the value to the reader. */
  readonly filled?: string;
  /** What stands in the place of the cure when it is not there: what leads to the fault. */
  readonly wrong?: string;
  /** Without it, the fault is that the description does not go through the gateway at all. */
  readonly untouched?: true;
  /** In what the gateway gets the page's broken description: flags besides the cure, of the offer before and of an answer. */
  readonly offer?: string;
  readonly answer?: string;
  /** In the place of the page's broken description: what the gateway gets from the other leg. */
  readonly sdp?: readonly string[];
  /** In the place of all that. */
  readonly steps?: readonly Step[];
  /** The trace in which the output stands; the page's example with the output of the last step unless told. */
  readonly trace?: (outputs: readonly string[]) => string;
  /** Of the page's example: which output goes into which message. */
  readonly into?: readonly (readonly [step: number, message: number])[];
  /** What the last description has to show besides with the cure, where the rule's silence says too little. */
  readonly shows?: RegExp;
  /** What is to be known besides. */
  readonly note?: string;
}

const TO_SIP = 'RTP/AVP ICE=remove rtcp-mux-demux';
const TO_BROWSER = 'UDP/TLS/RTP/SAVPF ICE=force SDES-off';
const BROWSER = exampleBrowserAudio('actpass');
const AUDIO = exampleSdp('m=audio 5004 RTP/AVP 0');
const OPUS = exampleSdp('m=audio 49170 RTP/AVP 111', 'a=rtpmap:111 opus/48000/2');
const OPUS_AND_KEYS = exampleSdp('m=audio 49170 RTP/AVP 111 101', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:101 telephone-event/8000');

const linesOf = (sdp: string): string[] => sdp.trimEnd().split(/\r?\n/);
const toPhone = ([output]: readonly string[]): string =>
  exampleCall({ transport: 'UDP', offer: linesOf(output!), status: 200, answer: AUDIO });
const toBrowser = ([output]: readonly string[]): string =>
  exampleProxied({ caller: 'phone', offer: [PHONE, linesOf(output!)], status: ['488 Not Acceptable Here'] });

/** A browser calls, a phone answers in plain RTP, and the page's broken answer is what the browser got. */
const phoneAnswers: Trial = { offer: TO_SIP, answer: `${TO_BROWSER} {}`, sdp: AUDIO };
const withoutBundle = 'RTPEngine 10.5 takes every BUNDLE group out of what it writes.';
const ofLaterVersions = `${withoutBundle} The flag is of later versions.`;

/** By rule; a rule with several cures has several. What is not here is in `NOT_TRIED`. */
export const TRIALS: Readonly<Record<string, readonly Trial[]>> = {
  'media/plain-rtp': [{}],
  'srtp/dtls-on-sip-leg': [{}],
  'srtp/profile-on-sip-leg': [{}],
  'srtp/encryption-demanded': [{}],
  'srtp/keys-and-profile': [{ wrong: 'RTP/SAVP SDES-off DTLS=off', sdp: AUDIO }],
  'srtp/browser-without-dtls': [{ offer: TO_SIP, sdp: AUDIO, answer: '{}', wrong: 'RTP/AVP ICE=force' }],
  'srtp/setup-answer': [{}],
  'srtp/setup-conflict': [{}],
  'srtp/setup-missing': [
    {
      ...phoneAnswers,
      wrong: 'DTLS=passive',
      shows: /^a=setup:active\r?$/m,
      note: 'RTPEngine writes a=setup in every answer. The flag makes it begin the handshake, as a browser takes an answer without the line.',
    },
  ],
  'srtp/setup-role-change': [
    {
      steps: [
        { side: 'offer', sdp: BROWSER, flags: TO_SIP },
        { side: 'answer', sdp: AUDIO, flags: `${TO_BROWSER} {}` },
        { side: 'offer', sdp: BROWSER, flags: TO_SIP },
        { side: 'answer', sdp: AUDIO, flags: `${TO_BROWSER} DTLS=passive` },
      ],
      into: [
        [1, 1],
        [3, 3],
      ],
      note: 'The fault comes of a flag that only some of the answers have.',
    },
  ],
  'srtp/setup-without-fingerprint': [{}],
  'srtp/weak-hash': [
    {
      wrong: 'DTLS-fingerprint=SHA-1',
      steps: [{ side: 'offer', sdp: AUDIO, flags: `${TO_BROWSER} {}` }],
      trace: toBrowser,
      note: 'In an answer RTPEngine takes the hash function of the offer, whatever the flag says.',
    },
  ],
  'srtp/dtls-and-sdes': [{}],
  'srtp/no-encryption': [{}],
  'ice/no-credentials': [{ ...phoneAnswers, wrong: 'ICE=remove', answer: 'UDP/TLS/RTP/SAVPF SDES-off {}' }],
  'ice/no-candidates': [{ ...phoneAnswers, answer: 'UDP/TLS/RTP/SAVPF SDES-off {}' }],
  'ice/trickle-unsupported': [{ ...phoneAnswers, into: [[1, 1]] }],
  'ice/private-candidates': [{ ...phoneAnswers, offer: `${TO_SIP} direction=priv direction=pub`, filled: 'media-address=198.51.100.10' }],
  'ice/no-possible-pair': [{ ...phoneAnswers, offer: `${TO_SIP} direction=dual direction=dual`, wrong: 'address-family=IP6' }],
  'ice/no-rtcp-candidate': [
    {
      steps: [{ side: 'offer', sdp: AUDIO, flags: `${TO_BROWSER} {}` }],
      trace: ([output]) => output!,
    },
  ],
  'ice/both-lite': [{ ...phoneAnswers, offer: `${TO_SIP} {}`, answer: TO_BROWSER, wrong: 'ICE-lite=both' }],
  'ice/on-sip-leg': [{}],
  'ice/answer-only': [{ ...phoneAnswers, answer: 'UDP/TLS/RTP/SAVPF SDES-off {}', wrong: 'ICE=force' }],
  'mux/no-rtcp-mux': [
    { cure: 'rtcp-mux-demux', offer: 'RTP/AVP ICE=remove {}', answer: TO_BROWSER, sdp: AUDIO },
    {
      cure: 'rtcp-mux-offer rtcp-mux-require',
      steps: [{ side: 'offer', sdp: AUDIO, flags: `${TO_BROWSER} {}` }],
      trace: toBrowser,
    },
  ],
  'mux/rtcp-mux-on-sip-leg': [{}],
  'mux/rtcp-mux-not-offered': [{}],
  'mux/rtcp-mux-only': [{}],
  'mux/rtcp-port': [{}],
  'mux/bundle-on-sip-leg': [{ note: ofLaterVersions }],
  'mux/bundle-members': [{ note: withoutBundle }],
  'mux/bundle-not-offered': [{ note: ofLaterVersions }],
  'mux/bundle-rtcp-mux': [
    { cure: 'rtcp-mux-demux', note: withoutBundle },
    {
      cure: 'rtcp-mux-offer rtcp-mux-require',
      steps: [{ side: 'offer', sdp: AUDIO, flags: `${TO_BROWSER} {}` }],
      trace: toBrowser,
      note: withoutBundle,
    },
  ],
  'mux/extmap-id': [{}],
  'mux/extmap-not-offered': [{}],
  'mux/webrtc-leftovers': [
    {
      steps: [
        {
          side: 'offer',
          sdp: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level', 'a=rtcp-mux'),
          flags: `${TO_SIP} {}`,
        },
      ],
      trace: ([output]) => exampleProxied({ caller: 'browser', offer: [BROWSER_OFFER, linesOf(output!)], status: ['486 Busy Here'] }),
      note: 'Of the other lines that are left over, RTPEngine 10.5 takes none out.',
    },
  ],
  'codec/none-in-common': [
    {
      steps: [
        { side: 'offer', sdp: OPUS_AND_KEYS, flags: '{}' },
        {
          side: 'answer',
          sdp: exampleSdp('m=audio 5004 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000'),
          cured: exampleSdp('m=audio 5004 RTP/AVP 8'),
          flags: '',
        },
      ],
      trace: ([, output]) => exampleCall({ transport: 'UDP', offer: OPUS_AND_KEYS, status: 200, answer: linesOf(output!) }),
    },
  ],
  'codec/none-for-browser': [{}],
  'codec/opus-only': [{}],
  'codec/no-g711': [{}],
  'codec/answer-adds': [{}],
  'codec/dtmf-clock-rate': [{}],
  'codec/no-dtmf': [{ offer: '{}', answer: '' }],
  'codec/ptime': [{}],
  'codec/repair-without-codec': [{}],
  'codec/too-many-formats': [{}],
  'exchange/profile-mismatch': [
    {
      offer: 'RTP/AVP',
      sdp: AUDIO,
      wrong: 'RTP/AVP',
      note: 'The cure is the profile of the offer that is answered, in the flags of the answer.',
    },
  ],
  'exchange/all-rejected': [
    {
      steps: [
        { side: 'offer', sdp: OPUS, flags: '{}' },
        { side: 'answer', sdp: exampleSdp('m=audio 0 RTP/AVP 111'), cured: AUDIO, flags: '' },
      ],
      trace: ([, output]) => exampleCall({ transport: 'UDP', offer: OPUS, status: 200, answer: linesOf(output!) }),
    },
  ],
  'exchange/forked-answers': [
    {
      steps: [
        { side: 'offer', sdp: BROWSER, flags: `${TO_SIP} {}` },
        { side: 'answer', sdp: AUDIO, flags: `${TO_BROWSER} {}`, tag: 'one' },
        { side: 'answer', sdp: exampleSdp('m=audio 5008 RTP/AVP 0'), flags: `${TO_BROWSER} {}`, tag: 'two' },
      ],
      into: [
        [1, 1],
        [2, 2],
      ],
    },
  ],
  'exchange/fax-to-browser': [{}],
  'exchange/unchanged-version': [
    {
      steps: [
        { side: 'offer', sdp: exampleSdp('m=audio 49170 RTP/AVP 0'), flags: '{}' },
        { side: 'answer', sdp: AUDIO, flags: '' },
        { side: 'offer', sdp: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=sendonly'), flags: '{}' },
      ],
      into: [
        [0, 0],
        [2, 2],
      ],
    },
  ],
  'leg/offer-passed-on': [
    { cure: 'rtpengine_manage("RTP/AVP ICE=remove")', untouched: true },
    {
      cure: 'rtpengine_manage("UDP/TLS/RTP/SAVPF ICE=force")',
      untouched: true,
      steps: [{ side: 'offer', sdp: PHONE, flags: '{}' }],
      trace: toBrowser,
    },
  ],
  'leg/answer-passed-back': [
    {
      untouched: true,
      steps: [
        { side: 'offer', sdp: BROWSER_OFFER, flags: TO_SIP },
        { side: 'answer', sdp: PHONE, flags: '{}' },
      ],
    },
  ],
  'leg/dtmf-not-passed': [{}],
  'sdp/address-family': [
    {
      steps: [{ side: 'offer', sdp: AUDIO, flags: 'direction=dual direction=dual {}' }],
      wrong: 'address-family=IP6',
      trace: toPhone,
    },
  ],
  'sdp/unreachable-address': [{ offer: 'direction=pub direction=own {}', filled: 'media-address=198.51.100.10' }],
  'sdp/private-address': [{ wrong: 'direction=pub direction=priv' }],
};

const CAPTURED = 'The rule goes by the packets of a capture, and here RTPEngine gets none.';

/** Cures that a description that went through the gateway cannot show, and why. */
export const NOT_TRIED: Readonly<Record<string, string>> = {
  'media/no-client-hello': CAPTURED,
  'media/client-hello-wrong-side': CAPTURED,
  'media/stun-unanswered': `${CAPTURED} That the flag changes candidates too, ice/private-candidates shows.`,
  'media/no-nomination': CAPTURED,
  'media/to-other-address': CAPTURED,
  'media/to-private-address': `${CAPTURED} That the flag changes the address, sdp/unreachable-address shows.`,
  'media/unknown-payload-type': CAPTURED,
  'media/one-way': `${CAPTURED} That the flag changes the address, sdp/private-address shows.`,
  'media/stopped': 'It is an option of the daemon, not a flag.',
  'media/rtcp-unreachable': CAPTURED,
  'ice/no-pair-worked':
    'The rule goes by what the browser tells of its checks. That the flag changes candidates, ice/private-candidates shows.',
  'leg/no-transcoding': CAPTURED,
  'mux/bundle-only':
    'The fault is that the answer has no BUNDLE group, and RTPEngine 10.5 never writes one: the flag is of later versions.',
  'codec/payload-type-differs':
    'The flag is of later versions. RTPEngine 10.5 leaves a codec that the answer gives another number out of what it writes.',
};
