/** What somebody hears or sees of a broken call, and the rules that explain it. */
export interface Symptom {
  /** In kebab case. */
  readonly id: string;
  readonly title: string;
  /** What else people call it, in small letters. */
  readonly words: readonly string[];
  /** What to look at first, in one or two sentences. */
  readonly first: string;
  /** Ids of rules, the most likely first. */
  readonly likely: readonly string[];
  /** Ids of the other rules that explain it. */
  readonly also: readonly string[];
}

export const SYMPTOMS: readonly Symptom[] = [
  {
    id: 'no-audio',
    title: 'No audio at all',
    words: ['silence', 'no sound', 'no media', 'no rtp'],
    first:
      'Whether the gateway names an address that the browser can reach (`a=candidate` of its offer or answer), then `a=setup` and the codecs that were answered. A capture shows which of the three it is: checks, handshake, packets.',
    likely: [
      'media/stun-unanswered',
      'ice/private-candidates',
      'media/no-client-hello',
      'srtp/setup-missing',
      'codec/none-in-common',
      'media/certificate-mismatch',
    ],
    also: [
      'media/no-audio',
      'media/handshake-incomplete',
      'media/dtls-alert',
      'media/client-hello-wrong-side',
      'media/no-srtp-profile',
      'media/stun-refused',
      'media/no-nomination',
      'media/unreachable',
      'media/turn-unreachable',
      'media/turn-refused',
      'ice/no-possible-pair',
      'ice/no-pair-worked',
      'srtp/browser-handshake',
      'ice/server-silent',
      'ice/no-candidates',
      'ice/host-only',
      'ice/freeswitch-private-candidates',
      'ice/trickle-unsupported',
      'ice/answer-only',
      'ice/both-lite',
      'ice/default-not-candidate',
      'ice/no-rtcp-candidate',
      'srtp/setup-conflict',
      'srtp/bundle-keys',
      'codec/none-for-browser',
      'leg/no-transcoding',
      'leg/gateway-complaint',
      'leg/flag-without-effect',
      'leg/unknown-flag',
      'exchange/all-rejected',
      'exchange/echoed-answer',
      'exchange/forked-answers',
      'sdp/unreachable-address',
      'sdp/no-connection',
      'sdp/address-family',
    ],
  },
  {
    id: 'one-way-audio',
    title: 'One-way audio',
    words: ['one way', 'half audio', 'cannot hear', 'not heard'],
    first:
      'The `c=` line of the side that hears nothing: does its own media come from that address? Only a capture shows it; a text shows the private addresses.',
    likely: [
      'media/one-way',
      'media/to-other-address',
      'media/to-private-address',
      'sdp/private-address',
      'media/plain-rtp',
      'media/unknown-payload-type',
    ],
    also: [
      'media/to-unknown-address',
      'media/browser-received-nothing',
      'media/unreachable',
      'media/against-direction',
      'srtp/crypto-answer',
      'srtp/crypto-key',
      'srtp/crypto-tags',
      'exchange/profile-mismatch',
      'exchange/answer-direction',
      'exchange/still-on-hold',
      'codec/payload-type-differs',
      'sdp/host-name',
      'sdp/unreachable-address',
    ],
  },
  {
    id: 'refused-with-488',
    title: 'Refused with 488',
    words: ['488', '606', '415', 'refused', 'not acceptable here', 'not acceptable'],
    first:
      'The `m=` line of the offer on the hop where the 488 begins: a phone wants `RTP/AVP` with G.711, a browser `UDP/TLS/RTP/SAVPF` with a fingerprint and ICE.',
    likely: [
      'srtp/dtls-on-sip-leg',
      'srtp/profile-on-sip-leg',
      'codec/opus-only',
      'srtp/browser-without-dtls',
      'leg/offer-passed-on',
      'ice/no-credentials',
    ],
    also: [
      'exchange/refused',
      'exchange/refused-by-browser',
      'srtp/encryption-demanded',
      'srtp/keys-and-profile',
      'srtp/fingerprint-syntax',
      'srtp/weak-hash',
      'srtp/crypto-key',
      'srtp/crypto-suite',
      'ice/on-sip-leg',
      'ice/credentials-format',
      'ice/credentials-pair',
      'ice/candidate-syntax',
      'codec/none-in-common',
      'codec/none-for-browser',
      'codec/no-g711',
      'codec/video-refused',
      'codec/opus-rtpmap',
      'codec/g722-clock-rate',
      'codec/no-rtpmap',
      'codec/static-reassigned',
      'codec/payload-type-rtcp-mux',
      'codec/too-many-formats',
      'mux/no-rtcp-mux',
      'mux/rtcp-mux-on-sip-leg',
      'mux/bundle-members',
      'mux/bundle-rtcp-mux',
      'mux/bundle-payload-types',
      'mux/duplicate-mid',
      'mux/long-mid',
      'mux/extmap-id',
      'exchange/fax-to-browser',
      'leg/gateway-complaint',
      'leg/flag-without-effect',
      'leg/unknown-flag',
      'sdp/missing-line',
      'sdp/line-order',
      'sdp/line-ends',
      'sdp/origin',
      'sdp/media-line',
      'sdp/profile-name',
      'sdp/no-connection',
      'sdp/attribute-level',
      'sip/content-type',
      'sip/warning-header',
    ],
  },
  {
    id: 'drops-at-once',
    title: 'Picked up and drops at once',
    words: ['hangs up at once', 'drops immediately', 'drops after answer', 'incompatible sdp'],
    first:
      'The answer that the browser gets in the 200: it hangs up (BYE right behind its ACK) when it cannot take it. Compare it line by line with the offer: `a=rtcp-mux`, `a=setup`, `a=fingerprint`, the `m=` lines.',
    likely: [
      'mux/no-rtcp-mux',
      'mux/rtcp-mux-on-sip-leg',
      'srtp/setup-answer',
      'srtp/browser-without-dtls',
      'leg/answer-passed-back',
      'exchange/section-count',
    ],
    also: [
      'exchange/answer-refused',
      'exchange/refused-by-browser',
      'exchange/section-order',
      'exchange/rejected-section-answered',
      'exchange/answer-direction',
      'exchange/profile-mismatch',
      'exchange/all-rejected',
      'exchange/no-answer',
      'exchange/no-answer-in-ack',
      'ice/no-credentials',
      'srtp/setup-conflict',
      'srtp/fingerprint-syntax',
      'mux/rtcp-mux-not-offered',
      'mux/bundle-not-offered',
      'mux/bundle-members',
      'mux/extmap-not-offered',
      'codec/none-for-browser',
      'leg/gateway-complaint',
    ],
  },
  {
    id: 'drops-after-30-seconds',
    title: 'Drops after 30 seconds, or always after the same time',
    words: ['30 seconds', '32 seconds', 'drops after 30 seconds', 'drops after 32 seconds', 'drops', 'call drops'],
    first:
      'Who sends the BYE, and when. About 32 seconds after the 200: was there an ACK? At half, two thirds or all of `Session-Expires`: was the session refreshed? With silence before it: did checks go unanswered?',
    likely: ['sip/missing-ack', 'sip/ack-not-heard', 'media/consent-lost', 'sip/session-timer'],
    also: ['media/stopped', 'media/rtcp-unreachable', 'exchange/call-gone', 'exchange/no-answer-in-ack', 'sip/reason'],
  },
  {
    id: 'no-keypad-tones',
    title: 'Keypad tones (DTMF) do nothing',
    words: ['dtmf', 'no dtmf', 'keypad', 'no keypad', 'digits', 'telephone-event'],
    first:
      'Whether `telephone-event` stands in the answers of both legs, and with the clock rate of the voice codec beside it. Then whether digits go as SIP INFO instead.',
    likely: ['codec/no-dtmf', 'leg/dtmf-not-passed', 'codec/dtmf-clock-rate', 'leg/dtmf-info-refused', 'codec/dtmf-events'],
    also: ['codec/payload-type-differs', 'media/unknown-payload-type'],
  },
  {
    id: 'no-video',
    title: 'No video',
    words: ['video', 'black picture'],
    first:
      'The port of `m=video` in the answer: 0 says that it was rejected. Then its codecs: browsers have VP8 and H.264, phones H.264 only.',
    likely: ['mux/bundle-only', 'codec/video-refused', 'codec/h264-parameters', 'codec/repair-without-codec'],
    also: ['mux/bundle-members', 'exchange/section-count', 'exchange/sections-dropped', 'exchange/rejected-section-answered'],
  },
  {
    id: 'bad-audio',
    title: 'Bad audio: noise, gaps, the wrong speed',
    words: ['noise', 'choppy', 'garbled', 'robotic', 'distorted', 'gaps'],
    first:
      'Whether both sides mean the same by a payload type, and whether what is sent is encrypted as agreed: encrypted packets that are played sound like noise.',
    likely: ['media/plain-rtp', 'media/unknown-payload-type', 'codec/packing-differs', 'codec/g729-annexb', 'codec/ptime'],
    also: [
      'codec/payload-type-reused',
      'codec/payload-type-differs',
      'codec/static-reassigned',
      'codec/g722-clock-rate',
      'codec/opus-rtpmap',
    ],
  },
  {
    id: 'never-answered',
    title: 'Rings on, or never gets that far',
    words: ['no answer', 'rings forever', 'not reached', 'timeout', '408', '407', '483'],
    first:
      'The last request that was sent again and again, or the last reply that nobody acted on. No INVITE in the trace at all: the browser waits for candidates, mostly of a TURN server.',
    likely: ['exchange/no-offer-to-browser', 'sip/no-response', 'sip/response-lost', 'sip/credentials-refused', 'media/turn-unreachable'],
    also: [
      'sip/missing-prack',
      'sip/extension-refused',
      'exchange/offer-without-media',
      'ice/server-silent',
      'sip/loop',
      'sip/content-length',
      'sip/missing-header',
      'exchange/no-answer-in-ack',
      'ice/trickle-unsupported',
    ],
  },
  {
    id: 'silent-after-a-change',
    title: 'Silent after hold, transfer or another change',
    words: ['hold', 'transfer', 're-invite', 'reinvite', 'music on hold'],
    first:
      'The last re-INVITE or UPDATE and its answer: the direction (`a=sendonly`, `a=inactive`), then what must change together: fingerprint, `a=setup`, `a=ice-ufrag` with `a=ice-pwd`, the version in `o=`.',
    likely: [
      'exchange/still-on-hold',
      'srtp/setup-role-change',
      'exchange/unchanged-version',
      'ice/hold-by-zero',
      'ice/half-restart',
      'srtp/fingerprint-change',
    ],
    also: [
      'exchange/sections-dropped',
      'exchange/offer-too-soon',
      'exchange/answer-changed',
      'exchange/fax-to-browser',
      'exchange/call-gone',
      'codec/payload-type-reused',
      'media/to-other-address',
      'media/stopped',
      'media/against-direction',
      'sdp/old-hold',
      'sip/glare',
    ],
  },
];

/** Rules that may be an error or a warning and stand for no symptom of their own: doubtful text, and what the trace itself lacks. */
export const OF_NO_SYMPTOM: readonly string[] = [
  'codec/rtpmap-orphan',
  'mux/rtcp-mux-only',
  'sdp/repeated-attribute',
  'capture/broken-file',
];

/** The symptoms that a rule explains. */
export const symptomsOf = (rule: string): Symptom[] => SYMPTOMS.filter(one => one.likely.includes(rule) || one.also.includes(rule));

/** The symptom that somebody names: by its id, its title or another of its names. */
export function symptomByWords(words: string): Symptom | undefined {
  const plain = plainWords(words);
  return SYMPTOMS.find(one => [one.id, one.title, ...one.words].some(name => plainWords(name) === plain));
}

const plainWords = (words: string): string =>
  words
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
