import { ADDRESS_PLACEHOLDER } from '../rewrite/gatewayAddress';

/** One thing that a gateway can be asked for, in the words of each. */
export interface Need {
  /** Flags of RTPEngine as Kamailio writes them; none where it has no word for it. */
  readonly flags: readonly string[];
  /** Flags that stand against them, and go out. */
  readonly against?: RegExp;
  /** The same for people, where such a flag is what mostly causes the fault. */
  readonly instead?: string;
  /** RTPEngine looks at it in an offer only. */
  readonly offerOnly?: true;
  /** Options of an endpoint in pjsip.conf. */
  readonly asterisk?: readonly string[];
  /** Options of the system section of pjsip.conf: without them those of the endpoint do nothing. */
  readonly system?: readonly string[];
  /** Options of a transport in pjsip.conf. */
  readonly transport?: readonly string[];
  /** Channel variables of FreeSWITCH. */
  readonly variables?: readonly string[];
  /** Parameters of a FreeSWITCH profile. */
  readonly params?: readonly string[];
}

const PROFILE = /^(?:UDP\/TLS\/)?RTP\/S?AVPF?$|^transport-protocol=/;
/** The profile of the offer in the answer, whichever that is. */
const AS_OFFERED = ['media_use_received_transport=yes'];
const ICE = /^ICE=/;
const DTLS = /^DTLS=/;
const NO_SDES = /^SDES-(?:off|no|disabled?)$/;
const MUX = /^rtcp-mux-/;
const ADDRESS = {
  flags: [`media-address=${ADDRESS_PLACEHOLDER}`],
  against: /^media-address=/,
  transport: [`external_media_address=${ADDRESS_PLACEHOLDER}`],
  params: [`ext-rtp-ip=${ADDRESS_PLACEHOLDER}`],
};

/**
 * All that can be asked for, in the order in which it is written. Of two that stand against each other the one further up is kept.
 * RTPEngine's words are those of its docs/ng_control_protocol.md; Asterisk's those of res_pjsip; FreeSWITCH's those of mod_sofia and
 * switch_core_media.c.
 */
export const NEEDS = {
  relay: {
    flags: ['replace-origin', 'replace-session-connection'],
    asterisk: ['direct_media=no'],
    variables: ['bypass_media=false'],
  },
  iceForce: { flags: ['ICE=force'], against: ICE, asterisk: ['ice_support=yes'], variables: ['media_webrtc=true'] },
  iceRemove: { flags: ['ICE=remove'], against: ICE, asterisk: ['ice_support=no'], variables: ['media_webrtc=false'] },
  iceIgnored: { flags: ['ICE=remove'], against: ICE, asterisk: ['ice_support=no'], variables: ['ignore_sdp_ice=true'] },
  dtls: {
    flags: ['UDP/TLS/RTP/SAVPF'],
    against: /^(?:UDP\/TLS\/)?RTP\/S?AVPF?$|^transport-protocol=|^DTLS=(?:off|no|disabled?)$/,
    instead: 'DTLS=off',
    asterisk: ['webrtc=yes'],
    variables: ['media_webrtc=true'],
  },
  sdes: {
    flags: ['RTP/SAVP'],
    against: /^(?:UDP\/TLS\/)?RTP\/S?AVPF?$|^transport-protocol=|^SDES-(?:off|no|disabled?)$/,
    instead: 'SDES-off',
    asterisk: ['media_encryption=sdes'],
    variables: ['rtp_secure_media=mandatory'],
  },
  plainRtp: { flags: ['RTP/AVP'], against: PROFILE, asterisk: ['webrtc=no'], variables: ['rtp_secure_media=forbidden'] },
  noFeedback: { flags: ['RTP/AVP'], against: PROFILE, asterisk: ['use_avpf=no'], variables: ['rtp_secure_media=forbidden'] },
  answerAvp: { flags: ['RTP/AVP'], against: PROFILE, asterisk: AS_OFFERED },
  answerAvpf: { flags: ['RTP/AVPF'], against: PROFILE, asterisk: AS_OFFERED },
  answerSavp: { flags: ['RTP/SAVP'], against: PROFILE, asterisk: AS_OFFERED },
  answerSavpf: { flags: ['RTP/SAVPF'], against: PROFILE, asterisk: AS_OFFERED },
  answerDtls: { flags: ['UDP/TLS/RTP/SAVPF'], against: PROFILE, asterisk: AS_OFFERED },
  dtlsOff: { flags: ['DTLS=off'], against: DTLS, asterisk: ['webrtc=no'], variables: ['rtp_secure_media=forbidden'] },
  dtlsPassive: { flags: ['DTLS=passive'], against: DTLS, asterisk: ['dtls_setup=passive'] },
  dtlsActive: { flags: ['DTLS=active'], against: DTLS, asterisk: ['dtls_setup=active'] },
  fingerprint: { flags: ['DTLS-fingerprint=SHA-256'], against: /^DTLS-fingerprint=/, asterisk: ['dtls_fingerprint=SHA-256'] },
  goodFingerprint: { flags: [], asterisk: ['dtls_fingerprint=SHA-256'] },
  sdesOff: { flags: ['SDES-off'], against: NO_SDES, asterisk: ['media_encryption=dtls'], variables: ['media_webrtc=true'] },
  noSdes: { flags: ['SDES-off'], against: NO_SDES, asterisk: ['media_encryption=no'], variables: ['rtp_secure_media=forbidden'] },
  muxDemux: { flags: ['rtcp-mux-demux'], against: MUX, asterisk: ['rtcp_mux=no'], variables: ['rtcp_mux=false'] },
  muxOffer: { flags: ['rtcp-mux-offer'], against: MUX, asterisk: ['rtcp_mux=yes'], variables: ['rtcp_mux=true'] },
  muxAccept: { flags: ['rtcp-mux-accept'], against: MUX, asterisk: ['rtcp_mux=yes'], variables: ['rtcp_mux=true'] },
  mid: { flags: ['generate-mid'], asterisk: ['bundle=yes'] },
  bundleAsOffered: { flags: ['BUNDLE-accept'], asterisk: ['bundle=no'] },
  bundle: { flags: ['BUNDLE-accept'], asterisk: ['bundle=yes'] },
  noExtmap: { flags: ['strip-extmap'] },
  iceFull: { flags: ['ICE-lite=off'], against: /^ICE-lite=/, variables: ['ice_lite=false'] },
  address: ADDRESS,
  family: { flags: ['address-family=IP4'], against: /^address-family=/, asterisk: ['rtp_ipv6=no'] },
  anyCandidate: { flags: [], params: ['apply-candidate-acl=any_v4.auto'] },
  fromSource: {
    flags: ['SIP-source-address'],
    against: /^trust-address$/,
    asterisk: ['rtp_symmetric=yes'],
    params: ['disable-rtp-auto-adjust=false'],
  },
  symmetric: { flags: [], asterisk: ['rtp_symmetric=yes'] },
  g711: {
    flags: ['codec-transcode-PCMU', 'codec-transcode-PCMA'],
    offerOnly: true,
    asterisk: ['allow=!all,alaw,ulaw'],
    variables: ['absolute_codec_string=PCMA,PCMU'],
  },
  opus: {
    flags: ['codec-transcode-opus'],
    offerOnly: true,
    asterisk: ['allow=!all,opus,alaw,ulaw'],
    variables: ['absolute_codec_string=OPUS,PCMA,PCMU'],
  },
  fewCodecs: {
    flags: ['codec-strip-all', 'codec-offer-PCMU', 'codec-offer-PCMA'],
    offerOnly: true,
    asterisk: ['allow=!all,alaw,ulaw'],
    variables: ['absolute_codec_string=PCMA,PCMU'],
  },
  digits: {
    flags: ['codec-mask-telephone-event', 'codec-transcode-telephone-event'],
    offerOnly: true,
    asterisk: ['dtmf_mode=auto'],
    params: ['liberal-dtmf=true'],
  },
  noRed: { flags: ['codec-strip-red'], offerOnly: true },
  ptime: {
    flags: ['ptime=20', 'ptime-reverse=20'],
    offerOnly: true,
    asterisk: ['use_ptime=yes'],
    variables: ['absolute_codec_string=PCMA@20i,PCMU@20i'],
  },
  noVideo: { flags: [], asterisk: ['max_video_streams=0'], variables: ['absolute_codec_string=PCMA,PCMU'] },
  fax: { flags: ['T.38=decode'], offerOnly: true, asterisk: ['t38_udptl=no'], variables: ['fax_enable_t38=false'] },
  version: { flags: ['replace-sdp-version'] },
  lateOffer: { flags: [], params: ['enable-3pcc=true'] },
  answersChange: {
    flags: [],
    asterisk: ['accept_multiple_sdp_answers=yes'],
    system: ['accept_multiple_sdp_answers=yes'],
  },
  digitsByInfo: { flags: [], asterisk: ['dtmf_mode=auto_info'], params: ['dtmf-type=info'] },
  sipAddress: {
    flags: [],
    transport: [`external_signaling_address=${ADDRESS_PLACEHOLDER}`],
    params: [`ext-sip-ip=${ADDRESS_PLACEHOLDER}`],
  },
  rport: { flags: [], asterisk: ['force_rport=yes'], params: ['NDLB-force-rport=true'] },
  noTimer: { flags: [], asterisk: ['timers=no'], params: ['enable-timer=false'] },
  noPrack: { flags: [], asterisk: ['100rel=no'], params: ['enable-100rel=false'] },
} as const satisfies Readonly<Record<string, Need>>;

export type NeedName = keyof typeof NEEDS;

export const needOf = (name: NeedName): Need => NEEDS[name];

const ORDER = Object.keys(NEEDS);

/** In the order of the table. */
export const byOrder = (a: NeedName, b: NeedName): number => ORDER.indexOf(a) - ORDER.indexOf(b);
