import type { Description } from '../call/types';
import { attributeFor } from '../sdp/description';
import type { MediaSection } from '../sdp/types';
import type { NeedName } from './needs';
import type { SettledLeg } from './types';

/** What cures a finding: on either leg, or on one of them. */
type Cured = readonly NeedName[] | Readonly<Partial<Record<SettledLeg, readonly NeedName[]>>>;

/**
 * What cures the findings of each rule, where the gateway wrote the description. Rules that are not here have no setting, or one that
 * nobody can choose for the user (a codec's options, the name of an interface). `leg/offer-passed-on` and `leg/answer-passed-back` are
 * told by `conversion`.
 */
const CURED: Readonly<Record<string, Cured>> = {
  'srtp/dtls-on-sip-leg': ['plainRtp', 'dtlsOff'],
  'srtp/profile-on-sip-leg': ['noFeedback'],
  'srtp/encryption-demanded': ['sdes', 'dtlsOff'],
  'srtp/keys-and-profile': ['sdes', 'dtlsOff'],
  'srtp/browser-without-dtls': ['dtls', 'sdesOff'],
  'srtp/setup-without-fingerprint': ['dtlsOff'],
  'srtp/fingerprint-syntax': ['goodFingerprint'],
  'srtp/weak-hash': ['fingerprint'],
  'srtp/dtls-and-sdes': { webrtc: ['sdesOff'] },
  'srtp/setup-answer': ['dtlsPassive'],
  'srtp/setup-role-change': ['dtlsPassive'],
  // Without the line the answerer is taken for the active side (RFC 4145 section 4): the gateway has to be.
  'srtp/setup-missing': ['dtlsActive'],
  'ice/no-credentials': { webrtc: ['iceForce'] },
  'ice/no-candidates': { webrtc: ['iceForce'] },
  'ice/on-sip-leg': { sip: ['iceRemove'] },
  'ice/answer-only': ['iceIgnored'],
  'ice/private-candidates': ['address'],
  'ice/no-pair-worked': ['address'],
  'ice/no-possible-pair': ['family'],
  'ice/both-lite': ['iceFull'],
  'ice/no-rtcp-candidate': { webrtc: ['muxOffer'] },
  'ice/freeswitch-private-candidates': ['anyCandidate'],
  'mux/no-rtcp-mux': { webrtc: ['muxOffer'] },
  'mux/bundle-rtcp-mux': { webrtc: ['muxOffer'] },
  'mux/rtcp-mux-only': { webrtc: ['muxOffer'], sip: ['muxDemux'] },
  'mux/rtcp-mux-on-sip-leg': { sip: ['muxDemux'] },
  'mux/rtcp-mux-not-offered': { sip: ['muxDemux'], webrtc: ['muxAccept'] },
  'mux/bundle-members': ['mid'],
  'mux/bundle-not-offered': ['bundleAsOffered'],
  'mux/bundle-only': ['bundle'],
  'mux/extmap-id': ['noExtmap'],
  'mux/extmap-not-offered': ['noExtmap'],
  'codec/video-refused': { sip: ['noVideo'] },
  'exchange/answer-changed': ['answersChange'],
  'exchange/no-answer-in-ack': ['lateOffer'],
  'exchange/fax-to-browser': ['fax'],
  'exchange/unchanged-version': ['version'],
  'leg/dtmf-info-refused': ['digitsByInfo'],
  'sdp/address-family': ['family'],
  'sdp/unreachable-address': ['address'],
  'media/no-client-hello': ['dtlsActive'],
  'media/client-hello-wrong-side': ['dtlsPassive'],
  'media/stun-unanswered': ['address'],
  'media/to-private-address': ['address'],
  'media/to-other-address': ['fromSource'],
  'media/one-way': ['symmetric'],
  'media/no-nomination': ['iceFull'],
  'media/plain-rtp': { sip: ['plainRtp', 'noSdes'] },
  'media/rtcp-unreachable': { sip: ['muxDemux'] },
  'sip/missing-ack': ['sipAddress'],
  'sip/response-lost': ['rport'],
  'sip/session-timer': ['noTimer'],
  'sip/missing-prack': ['noPrack'],
  'sip/extension-refused': ['noPrack'],
};

/** What cures faults in the choice of codecs: it counts in the offer, whoever wrote the description that shows the fault. */
const CODECS: Readonly<Record<string, Cured>> = {
  'codec/opus-only': { sip: ['g711'] },
  'codec/no-g711': { sip: ['g711'] },
  'codec/none-for-browser': { webrtc: ['opus'] },
  'codec/none-in-common': { sip: ['g711'], webrtc: ['opus'] },
  'exchange/all-rejected': { sip: ['g711'], webrtc: ['opus'] },
  'leg/no-transcoding': { sip: ['g711'], webrtc: ['opus'] },
  'media/unknown-payload-type': { sip: ['g711'], webrtc: ['opus'] },
  'codec/dtmf-clock-rate': ['digits'],
  'codec/repair-without-codec': ['noRed'],
  'codec/ptime': ['ptime'],
  'codec/too-many-formats': { sip: ['fewCodecs'] },
};

const on = (cured: Cured | undefined, to: SettledLeg): readonly NeedName[] =>
  cured === undefined ? [] : 'length' in cured ? cured : (cured[to] ?? []);

/** Whether the rule is about codecs, so that its cure belongs into the offer. */
export const isAboutCodecs = (rule: string): boolean => Object.hasOwn(CODECS, rule);

/** What cures a finding about codecs in an offer that goes to a leg. */
export const codecNeeds = (rule: string, to: SettledLeg): readonly NeedName[] => on(CODECS[rule], to);

/** What cures any other finding, in the description that shows it. */
export function needsOf(rule: string, to: SettledLeg, one?: Description): readonly NeedName[] {
  if (rule === 'srtp/setup-conflict') return [setupOf(one) === 'passive' ? 'dtlsActive' : 'dtlsPassive'];
  if (rule === 'exchange/profile-mismatch') return answeredAs(one);
  return Object.hasOwn(CURED, rule) ? on(CURED[rule], to) : [];
}

/** RTPEngine answers in the profile that it is told: that of the first section whose answer has another. */
function answeredAs(one: Description | undefined): readonly NeedName[] {
  const other = one?.sdp.media.find(section => section.port !== 0 && offeredProfile(one, section) !== section.protocol.toUpperCase());
  const need = one && other && PROFILES.get(offeredProfile(one, other) ?? '');
  return need ? [need] : [];
}

const offeredProfile = ({ other }: Description, { index }: MediaSection): string | undefined =>
  other?.sdp.media[index]?.protocol.toUpperCase();

const PROFILES: ReadonlyMap<string, NeedName> = new Map([
  ['RTP/AVP', 'answerAvp'],
  ['RTP/AVPF', 'answerAvpf'],
  ['RTP/SAVP', 'answerSavp'],
  ['RTP/SAVPF', 'answerSavpf'],
  ['UDP/TLS/RTP/SAVPF', 'answerDtls'],
] as const);

/** The role that the other side of the exchange took: of two that wait, this one has to begin. */
function setupOf(one: Description | undefined): string | undefined {
  const sdp = one?.other?.sdp;
  const section = sdp?.media[0];
  return sdp && section ? attributeFor(sdp, section, 'setup')?.attributeValue?.trim() : undefined;
}
