import type { Severity } from '../../server/src/core/rules/types';

/** A finding that a recorded call must give: rule, how bad, on which leg, on which side, and how its line begins. */
export type Expected = readonly [rule: string, severity: Severity, leg: 'sip' | 'webrtc', side: 'offer' | 'answer' | null, line: string];

/** What is wrong with a recorded call, as its truth.md says, and what its SIP alone can show of it. */
export interface GatewayCall {
  readonly findings: readonly Expected[];
  /** Words of the verdict; none where the call worked, or where nothing shows. */
  readonly verdict?: string;
  /** Why nothing is expected of a call that went wrong. */
  readonly hidden?: string;
}

/** The reply that goes with every refusal; the offer's own finding says why. */
const REFUSED: Expected = ['exchange/refused', 'info', 'sip', null, 'SIP/2.0 488 '];
const REFUSED_BY_BROWSER: Expected = ['exchange/refused', 'info', 'webrtc', null, 'SIP/2.0 488 '];
const PHONE_REFUSED = 'The phone refused the call with 488: it is asked for ';
const DROPS = 'The call is picked up and drops at once: the browser refuses ';

const MUX_LOST: GatewayCall = {
  findings: [
    ['mux/rtcp-mux-on-sip-leg', 'error', 'sip', 'offer', 'a=rtcp-mux'],
    ['mux/no-rtcp-mux', 'error', 'webrtc', 'answer', 'm=audio 30000 UDP/TLS/RTP/SAVPF '],
  ],
  verdict: `${DROPS}the answer because it lacks a=rtcp-mux, and it lacks it because the gateway asked the phone`,
};

export const BAD_CALLS: Readonly<Record<string, GatewayCall>> = {
  'bad-answer-no-fingerprint': {
    findings: [['srtp/browser-without-dtls', 'error', 'webrtc', 'answer', 'm=audio 30000 UDP/TLS/RTP/SAVPF ']],
    verdict: `${DROPS}the gateway's answer, because it has no fingerprint`,
  },
  'bad-avpf-on-sip-leg': {
    findings: [['srtp/profile-on-sip-leg', 'error', 'sip', 'offer', 'm=audio 30000 RTP/AVPF '], REFUSED],
    verdict: `${PHONE_REFUSED}RTP/AVPF`,
  },
  'bad-bundle-rtcpmux-extmap': {
    ...MUX_LOST,
    findings: [...MUX_LOST.findings, ['ice/on-sip-leg', 'info', 'sip', 'offer', 'a=ice-ufrag:']],
  },
  'bad-codec-g729-to-webrtc': {
    findings: [
      ['codec/none-in-common', 'error', 'webrtc', 'answer', 'm=audio '],
      ['codec/none-in-common', 'error', 'sip', 'answer', 'm=audio '],
    ],
    verdict: 'The call is up but silent: the two sides have no audio codec in common (offered G729 (18))',
  },
  'bad-codec-opus-only': {
    findings: [['codec/opus-only', 'error', 'sip', 'offer', 'm=audio 30000 RTP/AVP 111'], REFUSED],
    verdict: 'it is offered only Opus',
  },
  'bad-codec-opus-only-by-preferences': {
    findings: [['codec/opus-only', 'error', 'sip', 'offer', 'm=audio 30000 RTP/AVP 111'], REFUSED],
    verdict: 'it is offered only Opus',
  },
  'bad-dtls-on-sip-leg': {
    findings: [['srtp/dtls-on-sip-leg', 'error', 'sip', 'offer', 'm=audio 30000 UDP/TLS/RTP/SAVPF '], REFUSED],
    verdict: `${PHONE_REFUSED}encrypted browser media (UDP/TLS/RTP/SAVPF)`,
  },
  'bad-fingerprint-mismatch': {
    findings: [],
    hidden: 'the fingerprint is well formed; only the certificate on the wire shows that it is another',
  },
  'bad-host-only-candidates': {
    findings: [['ice/private-candidates', 'warning', 'webrtc', 'answer', 'a=candidate:e8X3Bc0VLcWrX9TZ 1 UDP 2130706431 10.77.0.5 ']],
    verdict: 'There will probably be no audio: the gateway names only 10.77.0.5 for the media',
  },
  // The phone ignored ICE and audio flowed: that decides how loud it is.
  'bad-ice-default-on-sip-leg': { findings: [['ice/on-sip-leg', 'info', 'sip', 'offer', 'a=ice-ufrag:']] },
  'bad-ice-on-sip-leg': { findings: [['ice/on-sip-leg', 'info', 'sip', 'offer', 'a=ice-ufrag:']] },
  'bad-late-offer-jssip-stuck': {
    findings: [['exchange/no-offer-to-browser', 'warning', 'webrtc', null, 'INVITE sip:8rgic4vs@']],
    verdict: 'The browser was called without an offer (INVITE without SDP) and never made one: it rang, but no 200 was sent',
  },
  'bad-mdns-candidates': {
    findings: [['ice/private-candidates', 'warning', 'webrtc', 'answer', 'a=candidate:Ev2DRziTquB1dPqx 1 UDP 2130706431 10.77.0.5 ']],
    verdict: 'There will probably be no audio: the gateway names only 10.77.0.5 for the media',
  },
  'bad-no-dtls-at-gateway-rtp': {
    findings: [['srtp/browser-without-dtls', 'error', 'webrtc', 'offer', 'm=audio 30000 RTP/AVP '], REFUSED_BY_BROWSER],
    verdict: "The browser refused the call with 488: the gateway's offer cannot be used, because it asks for unencrypted media (RTP/AVP)",
  },
  'bad-no-dtls-at-gateway-sdes': {
    findings: [['srtp/browser-without-dtls', 'error', 'webrtc', 'offer', 'm=audio 30000 RTP/SAVPF '], REFUSED_BY_BROWSER],
    verdict: 'because it has its keys in the SDP itself (a=crypto, SDES)',
  },
  'bad-no-ice-to-browser': {
    findings: [['ice/no-credentials', 'error', 'webrtc', 'offer', 'm=audio 30000 UDP/TLS/RTP/SAVPF '], REFUSED_BY_BROWSER],
    verdict: 'because it lacks the ICE user name and password',
  },
  'bad-plain-sip-offer-to-browser': {
    findings: [
      ['srtp/browser-without-dtls', 'error', 'webrtc', 'offer', 'm=audio 10060 RTP/AVP '],
      ['ice/no-credentials', 'error', 'webrtc', 'offer', 'm=audio 10060 RTP/AVP '],
      ['mux/no-rtcp-mux', 'error', 'webrtc', 'offer', 'm=audio 10060 RTP/AVP '],
      ['leg/offer-passed-on', 'error', 'webrtc', 'offer', 'm=audio 10060 RTP/AVP '],
      REFUSED_BY_BROWSER,
    ],
    verdict: "because it asks for unencrypted media (RTP/AVP). It is the phone's own offer",
  },
  'bad-proxy-only-rewrites-profile': {
    findings: [
      ['mux/bundle-on-sip-leg', 'info', 'sip', 'offer', 'a=group:BUNDLE 0'],
      ['ice/on-sip-leg', 'info', 'sip', 'offer', 'a=candidate:'],
      ['mux/rtcp-mux-on-sip-leg', 'error', 'sip', 'offer', 'a=rtcp-mux'],
      ['srtp/browser-without-dtls', 'error', 'webrtc', 'answer', 'm=audio 6000 RTP/AVP '],
      ['ice/no-credentials', 'error', 'webrtc', 'answer', 'm=audio 6000 RTP/AVP '],
      ['mux/no-rtcp-mux', 'error', 'webrtc', 'answer', 'm=audio 6000 RTP/AVP '],
      ['exchange/profile-mismatch', 'warning', 'webrtc', 'answer', 'm=audio 6000 RTP/AVP '],
      ['leg/answer-passed-back', 'error', 'webrtc', 'answer', 'm=audio 6000 RTP/AVP '],
    ],
    // Without a fingerprint the browser does not get as far as rtcp-mux.
    verdict: `${DROPS}the gateway's answer, because it asks for unencrypted media (RTP/AVP). It is the phone's own answer`,
  },
  'bad-raw-browser-sdp-to-sip': {
    findings: [
      ['mux/bundle-on-sip-leg', 'info', 'sip', 'offer', 'a=group:BUNDLE 0'],
      ['leg/offer-passed-on', 'error', 'sip', 'offer', 'm=audio 56274 UDP/TLS/RTP/SAVPF '],
      ['srtp/dtls-on-sip-leg', 'error', 'sip', 'offer', 'm=audio 56274 UDP/TLS/RTP/SAVPF '],
      ['ice/on-sip-leg', 'warning', 'sip', 'offer', 'a=candidate:'],
      ['mux/rtcp-mux-on-sip-leg', 'info', 'sip', 'offer', 'a=rtcp-mux'],
      REFUSED,
    ],
    verdict: `${PHONE_REFUSED}encrypted browser media (UDP/TLS/RTP/SAVPF), because the gateway passed the browser's offer on`,
  },
  'bad-rtcpmux-on-sip-leg': MUX_LOST,
  'bad-rtcpmux-required-on-sip-leg': MUX_LOST,
  'bad-rtp-offered-to-srtp-only-phone': {
    // That the phone demands SRTP is set in the phone: the offer itself is an ordinary one, and encryption can only be named as likely.
    findings: [
      ['srtp/encryption-demanded', 'info', 'sip', 'offer', 'm=audio 30000 RTP/AVP '],
      ['exchange/refused', 'warning', 'sip', null, 'SIP/2.0 488 '],
    ],
    verdict: 'The phone refused the call with 488. The offer itself shows no reason.',
  },
  'bad-sdes-negotiated-plain-rtp-sent': { findings: [], hidden: 'what the phone sends shows only in the media' },
  'bad-setup-answer-actpass': {
    findings: [['srtp/setup-answer', 'error', 'webrtc', 'answer', 'a=setup:actpass']],
    verdict: `${DROPS}the gateway's answer, because it does not say which side begins`,
  },
  'bad-setup-both-passive': {
    findings: [],
    hidden: 'the answer says active as it should; only the missing handshake shows that the gateway waits',
  },
  'bad-setup-missing-gateway-passive': {
    findings: [['srtp/setup-missing', 'warning', 'webrtc', 'answer', 'a=fingerprint:']],
    verdict: 'There may be no audio: the answer does not say which side begins',
  },
  'bad-turn-unreachable': { findings: [], hidden: 'no INVITE was ever sent' },
  'one-way-audio-wrong-c': { findings: [], hidden: 'that nobody is at the address of the c= line shows only in the media' },
};

/** Against an RFC, and working all the same: at most a warning, on the line that breaks it. */
export const ODD_CALLS: Readonly<Record<string, readonly Expected[]>> = {
  'odd-codec-answer-not-in-offer': [['codec/none-in-common', 'warning', 'sip', 'answer', 'm=audio 6000 RTP/AVP 0 101']],
  'odd-codec-answer-not-offered-on-the-wire': [
    ['codec/none-in-common', 'warning', 'webrtc', 'answer', 'm=audio 30000 UDP/TLS/RTP/SAVPF 0'],
  ],
  'odd-sdes-offered-answered-plain': [['exchange/profile-mismatch', 'warning', 'sip', 'answer', 'm=audio 6000 RTP/AVP 0 101']],
};

/** Offers that Firefox refused, of which bare SDP does not show it. */
export const UNSHOWN_OFFERS: Readonly<Record<string, string>> = {
  'no-dtls-sdes': 'RTP/SAVPF with SDES, ICE and rtcp-mux is what some SIP trunks write: nothing says that it went to a browser',
  none: 'a plain RTP offer is right for a phone: nothing says that it went to a browser',
  'profile-only': 'DTLS without ICE and rtcp-mux is what SIP trunks with DTLS-SRTP write: nothing says that it went to a browser',
  'rtp-avp-ice': 'RTP/AVP with ICE is what phones with ICE write: nothing says that it went to a browser',
};
