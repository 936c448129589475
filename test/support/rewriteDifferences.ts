import type { Form, How } from './rewriteSets';

/** Something in which our rewrites and RTPEngine differ, and why. */
export interface Explained {
  readonly forms: readonly Form[];
  readonly how: How;
  /** As `rewriteSets` names it; `a=mid` stands for every mid. */
  readonly what: readonly string[];
  readonly why: string;
}

const SIP: readonly Form[] = ['sip', 'sip-sdes'];

/** Every difference over the recorded calls. One without a row fails the test, and so does a row without a difference. */
export const DIFFERENCES: readonly Explained[] = [
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['a=extmap', 'a=extmap-allow-mixed', 'a=msid', 'a=msid-semantic', 'a=ssrc', 'a=mid'],
    why: 'They name tracks, header extensions and sections for a browser. Most phones ignore them, and healthy calls have them on the SIP leg; but some phones read no more than so many attributes or bytes, so the rewrite leaves nothing that no phone uses.',
  },
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['a=rtcp-fb', 'a=rtcp-rsize', 'a=rtcp-xr'],
    why: 'Early feedback belongs to the profiles with an F (RFC 4585 section 4.2), and reduced-size RTCP depends on it (RFC 5506). Under RTP/AVP or RTP/SAVP they say nothing.',
  },
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['a=end-of-candidates'],
    why: 'It is a word of ICE. RTPEngine of this version takes the candidates out and leaves the line that says that there are no more.',
  },
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['a=rtcp'],
    why: "RTPEngine writes its own RTCP port in place of the browser's. Only the gateway knows that port; without the line it is the RTP port plus one (RFC 3605 section 2.1), as RTPEngine chooses it too.",
  },
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['codec opus/48000/2', 'codec red/48000/2', 'codec telephone-event/48000/1'],
    why: 'Phones that know Opus are rare, its redundancy and keypad tones at its clock rate are of no use without it, and without transcoding the gateway would have to be told so (codec-mask, codec-transcode). The rewrite drops them where G.711 or G.722 is left.',
  },
  {
    forms: SIP,
    how: 'RTPEngine keeps',
    what: ['stream video', 'stream application'],
    why: 'RTPEngine offers the video of a browser as RTP/AVP and passes its data channel on. Phones that refuse the call for a second stream are common (codec/video-refused), so the rewrite keeps its place with port 0.',
  },
  {
    forms: SIP,
    how: 'SIP Trace adds',
    what: ['stream video refused', 'stream application refused'],
    why: 'The same: the place of a stream is kept with port 0 (RFC 3264 section 5.1).',
  },
  {
    forms: SIP,
    how: 'RTPEngine adds',
    what: ['a=ptime'],
    why: "RTPEngine repeats the packet length of the phone's offer in the answer. It is a wish, not a part of the answer (RFC 3264 section 6.1).",
  },
  {
    forms: ['sip'],
    how: 'SIP Trace keeps',
    what: ['codec pcma/8000/1', 'codec pcmu/8000/1'],
    why: 'The answer names a codec that the phone did not offer. RTPEngine takes it out; here that is the matter of another action, "Make this answer fit its offer".',
  },
  {
    forms: ['browser'],
    how: 'RTPEngine adds',
    what: ['a=mid'],
    why: 'Chromium names the sections itself where an offer names none, and answers with those names. The rewrite completes names only where some sections have one, and takes those of the offer in an answer.',
  },
  {
    forms: ['browser'],
    how: 'RTPEngine adds',
    what: ['a=ice-options', 'a=end-of-candidates'],
    why: 'RTPEngine says that it speaks trickle ICE, and that all its candidates are named. A browser needs neither where the candidates stand in the description (RFC 8839 section 5.6); whether the gateway takes trickled candidates only the gateway knows.',
  },
  {
    forms: ['browser'],
    how: 'SIP Trace keeps',
    what: ['codec telephone-event/8000/1'],
    why: 'The phone answers keypad tones with another payload type than it was offered. That is allowed (RFC 3264 section 6.1) and the rewrite lets it stand; RTPEngine goes by the numbers and drops it.',
  },
  {
    forms: ['browser'],
    how: 'SIP Trace keeps',
    what: ['codec pcma/8000/1', 'codec pcmu/8000/1'],
    why: 'The browser offered Opus alone and the phone answered G.711: there is nothing in common. RTPEngine puts the offered codec in, as it would transcode; no rewrite can promise that, and codec/none-in-common tells of it.',
  },
  {
    forms: ['browser'],
    how: 'RTPEngine adds',
    what: ['codec opus/48000/2', 'a=rtcp-fb'],
    why: 'The same: the codec that was offered, and its feedback, in place of what the phone answered.',
  },
];
