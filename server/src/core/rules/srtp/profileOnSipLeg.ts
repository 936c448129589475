import { profileOf } from '../../sdp/profiles';
import { exampleCall, exampleSdp } from '../example';
import { sipRewriteFix } from '../rewriteFix';
import { refusalOf, refusedWhat, refuserName, relatedReply, rtpSections, toPhones } from '../support';
import { finding, type Rule } from '../types';

/** What a profile asks of the phone beyond plain RTP, for sentences. */
const asks = (protocol: string): string => {
  const profile = profileOf(protocol);
  if (profile.secure && profile.feedback) return 'SRTP and the feedback messages of browsers';
  return profile.secure
    ? 'SRTP, which it may not have or may not be set up for'
    : 'the feedback messages of browsers (the F in the profile)';
};

export const profileOnSipLeg: Rule = {
  id: 'srtp/profile-on-sip-leg',
  title: 'Profile that the SIP side refused',
  severity: 'error',
  references: [
    { rfc: 4585, section: '5' },
    { rfc: 3264, section: '6' },
    { rfc: 3261, section: '21.4.26' },
  ],
  explanation:
    '`RTP/AVPF` is RTP with the early feedback that browsers use, `RTP/SAVP` is SRTP with keys in `a=crypto`, `RTP/SAVPF` is both. A phone that is set up for plain `RTP/AVP` may refuse each of them with 488.',
  quiet:
    'Many phones accept these profiles, so it is reported only where an offer with one of them was refused with 488, 606 or 415. DTLS profiles have a rule of their own (`srtp/dtls-on-sip-leg`).',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVPF 0', 'a=rtcp-fb:0 nack'), status: 488 }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVPF 0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVPF 0'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/AVP' },
    { gateway: 'asterisk', setting: 'use_avpf=no' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media=forbidden' },
  ],
  checkCall: function* (call) {
    for (const one of toPhones(call)) {
      const refusal = refusalOf(one);
      const section = rtpSections(one.sdp).find(({ protocol }) => {
        const profile = profileOf(protocol);
        return !profile.dtls && (profile.secure || profile.feedback);
      });
      // Where there is DTLS as well, that is what the other side stumbles over first.
      if (!refusal || !section || one.message.edited || one.sdp.lines.some(line => line.attribute === 'fingerprint')) continue;
      const feedback = one.sdp.lines.filter(line => line.attribute === 'rtcp-fb');
      yield finding(profileOnSipLeg, {
        message: one.message,
        span: section.protocolSpan,
        places: profileOf(section.protocol).feedback ? feedback.map(line => line.span) : [],
        text: `The profile ${section.protocol} asks the SIP side for ${asks(section.protocol)}. ${refuserName(one)} answered ${refusal.status}. Offer RTP/AVP there, or set the SIP side up for this profile.`,
        related: relatedReply(refusal, `the offer was refused with ${refusal.status}`),
        fixes: [sipRewriteFix(one, call)],
        leg: one.leg,
        side: one.side,
        verdict: {
          weight: 95,
          text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: it is asked for ${section.protocol}, and most likely supports only plain RTP/AVP.`,
        },
      });
    }
  },
};
