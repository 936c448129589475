import { profileOf } from '../../../sdp/profiles';
import { rtpSections } from '../../support';
import { attribute, sectionWithout, mediaOf, fingerprintOf, withValue, hasIce, type Complaint } from './complaint';

/** What Asterisk says: res/res_pjsip_sdp_rtp.c and res/res_rtp_asterisk.c. */
export const asterisk: readonly Complaint[] = [
  {
    program: 'Asterisk',
    words: 'No joint capabilities for ',
    detail: /No joint capabilities for '(\w{1,20})' media stream/,
    means: 'It may use none of the codecs that are listed here. Allow one of them for the endpoint (allow=), or have one added before.',
    about: mediaOf,
    rule: 'codec/none-in-common',
  },
  {
    program: 'Asterisk',
    words: 'Unsupported fingerprint hash type ',
    detail: /Unsupported fingerprint hash type '([\w-]{1,20})'/,
    means: 'It reads fingerprints made with sha-1 and sha-256 only, and goes on as if this line were not there: DTLS then fails.',
    about: fingerprintOf,
    rule: 'srtp/fingerprint-syntax',
  },
  {
    program: 'Asterisk',
    words: 'Unsupported setup attribute value ',
    detail: /Unsupported setup attribute value '\s{0,40}([^']{0,40})'/,
    means: 'It knows active, passive, actpass and holdconn.',
    about: withValue('setup'),
    rule: 'srtp/setup-answer',
  },
  {
    program: 'Asterisk',
    words: 'Unsupported connection attribute value ',
    detail: /Unsupported connection attribute value '\s{0,40}([^']{0,40})'/,
    means: 'It knows new and existing.',
    about: withValue('connection'),
    goesOn: true,
  },
  {
    program: 'Asterisk',
    words: 'ICE no, or invalid ice-ufrag',
    means: 'There is no a=ice-ufrag that it can use, so it does without ICE.',
    about: one => sectionWithout('ice-ufrag')(one, []) ?? attribute('ice-ufrag')(one, []),
    rule: 'ice/credentials-pair',
  },
  {
    program: 'Asterisk',
    words: 'ICE no, or invalid ice-pwd',
    means: 'There is no a=ice-pwd that it can use, so it does without ICE.',
    about: one => sectionWithout('ice-pwd')(one, []) ?? attribute('ice-pwd')(one, []),
    rule: 'ice/credentials-pair',
  },
  {
    program: 'Asterisk',
    words: 'ICE no RTP candidates; skipping checklist',
    means: 'Not one candidate for RTP that it can use came in, so it checks no path.',
    about: one => (hasIce(one) ? (sectionWithout('candidate')(one, []) ?? attribute('candidate')(one, [])) : undefined),
    rule: 'ice/no-candidates',
    late: true,
  },
  {
    program: 'Asterisk',
    words: 'ICE no RTCP candidates; skipping checklist',
    means:
      'There are candidates for RTP but none for RTCP, and no rtcp-mux was agreed on, so it checks no path. Set rtcp_mux=yes for the endpoint.',
    about: one => (hasIce(one) ? attribute('candidate')(one, []) : undefined),
    rule: 'ice/no-rtcp-candidate',
    late: true,
  },
  {
    program: 'Asterisk',
    words: 'Consider increasing PJ_ICE_MAX_CAND',
    means: 'There are more candidates than it was built for, and it leaves some out.',
    about: attribute('candidate'),
    goesOn: true,
  },
  {
    program: 'Asterisk',
    words: 'DTLS failure occurred on RTP instance ',
    detail: /DTLS failure occurred on RTP instance '[^']{1,40}' due to reason '([^']{1,120})'/,
    means: 'The DTLS handshake with the side that sent this fingerprint failed, so there are no keys and no media.',
    about: attribute('fingerprint'),
    rule: 'media/dtls-alert',
    late: true,
  },
  {
    program: 'Asterisk',
    words: 'Unsupported suite specified for DTLS-SRTP',
    means: 'Its own configuration names an SRTP suite that it does not have, so it cannot take DTLS-SRTP.',
    about: ({ sdp }) => rtpSections(sdp).find(section => profileOf(section.protocol).dtls)?.line,
    rule: 'media/no-srtp-profile',
  },
  {
    program: 'Asterisk',
    words: 'SRTP support module is not loaded or available',
    means: 'It cannot encrypt at all: load res_srtp.so, which is only built where libsrtp is there.',
    about: ({ sdp }) => rtpSections(sdp).find(section => profileOf(section.protocol).secure)?.line,
    rule: 'srtp/encryption-demanded',
  },
  {
    program: 'Asterisk',
    words: 'for lack of audio RTP activity',
    means: 'No RTP came for as long as rtp_timeout says, so it hung up.',
    about: mediaOf,
    rule: 'media/stopped',
    late: true,
  },
];
