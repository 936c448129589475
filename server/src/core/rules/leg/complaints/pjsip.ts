import { firstMedia, inAnswer, sectionWithoutAddress, withoutRtpmap, type Complaint } from './complaint';

/** What PJSIP says, as an application or inside of Asterisk: the names of errors in pjmedia/errno.h. */
export const pjsip: readonly Complaint[] = [
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDP_EMISSINGRTPMAP',
    means: 'A payload type from 96 on has no a=rtpmap, so nobody can know its codec.',
    about: withoutRtpmap,
    rule: 'codec/no-rtpmap',
  },
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDP_EMISSINGCONN',
    means: 'No c= line says where media is to go. Add one.',
    about: sectionWithoutAddress,
    rule: 'sdp/no-connection',
    known: true,
  },
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDP_EINMEDIA',
    means: 'It cannot read an m= line.',
    about: ({ sdp }) => sdp.media[0]?.line,
    rule: 'sdp/broken-line',
  },
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDPNEG_EMISMEDIA',
    means: 'The answer has another number of m= lines than the offer.',
    about: inAnswer(firstMedia),
    rule: 'exchange/section-count',
  },
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDPNEG_EINVANSTP',
    means: 'The answer names another profile on its m= line than the offer.',
    about: inAnswer(firstMedia),
    rule: 'exchange/profile-mismatch',
  },
  {
    program: 'PJSIP',
    words: 'PJMEDIA_SDPNEG_ENOMEDIA',
    means: 'No section can be used: no codec, or no profile, is known to both sides.',
    about: firstMedia,
    rule: 'codec/none-in-common',
  },
];
