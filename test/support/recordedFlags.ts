import type { SettledLeg } from '../../server/src/core/settings/types';

const RELAY = 'replace-origin replace-session-connection';

/** With these RTPEngine was asked in the calls that work, of what goes to each leg. */
export const RIGHT: Readonly<Record<SettledLeg, string>> = {
  sip: `${RELAY} ICE=remove RTP/AVP DTLS=off SDES-off rtcp-mux-demux`,
  webrtc: `${RELAY} ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-offer generate-mid`,
};

/** The same of an answer. */
export const RIGHT_ANSWER: Readonly<Record<SettledLeg, string>> = {
  sip: RIGHT.sip,
  webrtc: `${RELAY} ICE=force UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-accept`,
};

/** What it was asked with in calls of test/fixtures/gateway where the flags of the offer are what is wrong. */
export const WRONG_OFFER: Readonly<Record<string, string>> = {
  'bad-avpf-on-sip-leg': `${RELAY} ICE=remove RTP/AVPF DTLS=off SDES-off rtcp-mux-demux`,
  'bad-bundle-rtcpmux-extmap': `${RELAY} RTP/AVP DTLS=off SDES-off`,
  'bad-dtls-on-sip-leg': `${RELAY} ICE=remove SDES-off rtcp-mux-demux`,
  'bad-ice-default-on-sip-leg': 'RTP/AVP DTLS=off SDES-off rtcp-mux-demux',
  'bad-ice-on-sip-leg': `${RELAY} ICE=force RTP/AVP DTLS=off SDES-off rtcp-mux-demux`,
  'bad-no-dtls-at-gateway-rtp': `${RELAY} ICE=force RTP/AVP DTLS=off SDES-off rtcp-mux-offer generate-mid`,
  'bad-no-dtls-at-gateway-sdes': `${RELAY} ICE=force RTP/SAVPF DTLS=off rtcp-mux-offer generate-mid`,
  'bad-no-ice-to-browser': `${RELAY} ICE=remove UDP/TLS/RTP/SAVPF SDES-off rtcp-mux-offer generate-mid`,
  'bad-rtcpmux-on-sip-leg': `${RELAY} ICE=remove RTP/AVP DTLS=off SDES-off`,
  'bad-rtcpmux-required-on-sip-leg': `${RELAY} ICE=remove RTP/AVP DTLS=off SDES-off rtcp-mux-require`,
};

/** The same of the answer. */
export const WRONG_ANSWER: Readonly<Record<string, string>> = {
  'bad-setup-both-passive': `${RIGHT_ANSWER.webrtc} DTLS=passive`,
  'bad-setup-missing-gateway-passive': `${RIGHT_ANSWER.webrtc} DTLS=passive`,
};

/** Calls in which no media gateway took part: RTPEngine was not asked. */
export const UNASKED: ReadonlySet<string> = new Set([
  'bad-plain-sip-offer-to-browser',
  'bad-proxy-only-rewrites-profile',
  'bad-raw-browser-sdp-to-sip',
]);
