import { codecsOf, isPrimary } from '../sdp/codecs';
import { attributeFor } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp } from '../sdp/types';
import type { NeedName } from './needs';
import type { SettledLeg } from './types';

/** What a description lacks, or has too much, for a leg; and the rule that would say so. */
export interface Lack {
  readonly need: NeedName;
  readonly rule: string;
}

export const otherLeg = (leg: SettledLeg): SettledLeg => (leg === 'sip' ? 'webrtc' : 'sip');

/** What must be done to a description before it fits a leg: a phone or trunk takes plain RTP or SDES, a browser DTLS-SRTP and ICE (RFC 8827 section 6.5, RFC 8834 section 4.5). */
export const lacksFor = (sdp: Sdp, to: SettledLeg): Lack[] => (to === 'sip' ? forPhone(sdp) : forBrowser(sdp));

function forPhone(sdp: Sdp): Lack[] {
  const profiles = sdp.rtp.map(section => profileOf(section.protocol));
  const lacks: Lack[] = [];
  if (has(sdp, 'ice-ufrag') || has(sdp, 'candidate')) lacks.push({ need: 'iceRemove', rule: 'ice/on-sip-leg' });
  if (profiles.some(one => one.dtls) || sdp.rtp.some(section => attributeFor(sdp, section, 'fingerprint')))
    lacks.push({ need: 'plainRtp', rule: 'srtp/dtls-on-sip-leg' }, { need: 'dtlsOff', rule: 'srtp/dtls-on-sip-leg' });
  else if (profiles.some(one => one.feedback)) lacks.push({ need: 'noFeedback', rule: 'srtp/profile-on-sip-leg' });
  if (has(sdp, 'rtcp-mux')) lacks.push({ need: 'muxDemux', rule: 'mux/rtcp-mux-on-sip-leg' });
  if (sdp.rtp.some(section => section.media === 'audio' && isOpusOnly(section))) lacks.push({ need: 'g711', rule: 'codec/opus-only' });
  return lacks;
}

function forBrowser(sdp: Sdp): Lack[] {
  const lacks: Lack[] = [];
  if (!has(sdp, 'ice-ufrag')) lacks.push({ need: 'iceForce', rule: 'ice/no-credentials' });
  const secure = sdp.rtp.every(section => profileOf(section.protocol).secure && attributeFor(sdp, section, 'fingerprint'));
  if (!secure) lacks.push({ need: 'dtls', rule: 'srtp/browser-without-dtls' }, { need: 'sdesOff', rule: 'srtp/browser-without-dtls' });
  else if (has(sdp, 'crypto')) lacks.push({ need: 'sdesOff', rule: 'srtp/dtls-and-sdes' });
  if (!has(sdp, 'rtcp-mux')) lacks.push({ need: 'muxOffer', rule: 'mux/no-rtcp-mux' });
  const audio = sdp.rtp.find(section => section.media === 'audio');
  if (audio && !codecsOf(audio).some(codec => BROWSERS.has(codec.name.toLowerCase())))
    lacks.push({ need: 'opus', rule: 'codec/none-for-browser' });
  return lacks;
}

/** Audio codecs that browsers have (RFC 7874 section 3, and what Chrome and Firefox add). */
const BROWSERS = new Set(['opus', 'pcmu', 'pcma', 'g722']);

const has = (sdp: Sdp, attribute: string): boolean => sdp.lines.some(line => line.attribute === attribute);

function isOpusOnly(section: MediaSection): boolean {
  const codecs = codecsOf(section).filter(isPrimary);
  return codecs.length > 0 && codecs.every(codec => codec.name.toLowerCase() === 'opus');
}

const UNDONE: Readonly<Partial<Record<NeedName, readonly NeedName[]>>> = {
  iceRemove: ['iceForce'],
  plainRtp: ['dtls', 'sdesOff'],
  muxDemux: ['muxAccept'],
  iceForce: ['iceRemove'],
  dtls: ['plainRtp', 'dtlsOff'],
  muxOffer: ['muxDemux'],
  relay: ['relay'],
};

/** What is done to the answer on its way back, so that it answers the offer as the caller wrote it (RFC 3264 section 6). */
export const undone = (need: NeedName, offer: Sdp): readonly NeedName[] =>
  need === 'dtls' && has(offer, 'crypto') && offer.rtp.some(section => profileOf(section.protocol).secure)
    ? ['sdes', 'dtlsOff']
    : (UNDONE[need] ?? []);
