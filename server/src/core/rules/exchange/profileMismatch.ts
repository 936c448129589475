import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributeFor, attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection, Sdp } from '../../sdp/types';
import { PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { type Cure, type Finding, finding, type Rule, type VerdictCandidate } from '../types';
import { descriptionOf, goesToBrowser } from './support';

export const profileMismatch: Rule = {
  id: 'exchange/profile-mismatch',
  title: 'The answer has another profile than the offer',
  severity: 'warning',
  references: [
    { rfc: 9429, section: '5.8.3' },
    { rfc: 9429, section: '5.3.1' },
  ],
  explanation:
    'An answer must repeat the transport profile of the offer, or reject the section with port 0. Another profile means that the two sides disagree on encryption or feedback: one sends SRTP and the other expects RTP, or the offerer refuses the answer.',
  quiet:
    'Upper and lower case do not matter. Where both sides have a fingerprint, `RTP/SAVPF` and `UDP/TLS/RTP/SAVPF` count as the same: RFC 9429 wants the same name back, but browsers go by the fingerprint. Where the answer only drops the feedback (`RTP/AVPF` answered with `RTP/AVP`), as many phones do, it is information. It is quiet where the answer chose from an offered list of profiles (RFC 5939), and for rejected sections.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/SAVP' },
    { gateway: 'asterisk', setting: 'media_use_received_transport=yes' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { offer, answer } of leg.exchanges) {
        for (const section of answer?.sdp.media ?? []) {
          const offered = offer?.sdp.media[section.index];
          if (!offered || section.port === 0 || !profileOf(section.protocol).rtp || agrees(offer!.sdp, offered, answer!.sdp, section))
            continue;
          const lost = profileOf(offered.protocol).secure && !profileOf(section.protocol).secure;
          const dropped = profileOf(offered.protocol).feedback && !profileOf(section.protocol).feedback;
          const feedbackOnly =
            leg.kind !== 'webrtc' && dropped && profileOf(offered.protocol).secure === profileOf(section.protocol).secure;
          yield finding(profileMismatch, {
            severity: feedbackOnly ? 'info' : 'warning',
            message: answer!.message,
            span: section.protocolSpan,
            text: `The offer says ${offered.protocol} but the answer says ${section.protocol}. An answer must repeat the profile of the offer.${lost ? ' The offer asked for encryption and the answer gives none: one side may send SRTP while the other expects plain RTP.' : ''} ${leg.kind === 'webrtc' ? 'By RFC 9429 a browser refuses such an answer.' : 'Some gateways accept such an answer, others drop the media.'}`,
            related: [{ message: offer!.message, span: offered.protocolSpan, text: `the offer says ${offered.protocol}` }],
            cures: curesFor(offered.protocol),
            // Where the profiles bring their keys in different ways, another profile alone would promise keys that are not there.
            fixes: sameKeys(offered, section)
              ? [
                  {
                    title: `Answer with the offer's profile ${offered.protocol}`,
                    safety: 'unsafe',
                    message: answer!.message,
                    edits: () => [replace(section.protocolSpan, offered.protocol)],
                  },
                ]
              : [],
            leg,
            side: 'answer',
            verdict: verdictFor(descriptionOf(call, answer!.message), lost, section),
          });
        }
      }
    }
  },
};

/** RTPEngine answers in the profile that it is told, and in the offered one where it is told none. */
function curesFor(offered: string): readonly Cure[] {
  const known = /^(?:UDP\/TLS\/)?RTP\/S?AVPF?$/.test(offered);
  const others = profileMismatch.cures.filter(one => one.gateway !== 'rtpengine');
  return known ? [{ gateway: 'rtpengine', setting: offered }, ...others] : others;
}

function sameKeys(a: MediaSection, b: MediaSection): boolean {
  const [one, other] = [profileOf(a.protocol), profileOf(b.protocol)];
  return one.secure === other.secure && one.dtls === other.dtls;
}

function agrees(offerSdp: Sdp, offered: MediaSection, answerSdp: Sdp, section: MediaSection): boolean {
  if (offered.protocol.toUpperCase() === section.protocol.toUpperCase()) return true;
  if (attributesIn(section.lines, 'acfg').length > 0) return true;
  const dtls =
    attributeFor(offerSdp, offered, 'fingerprint') !== undefined && attributeFor(answerSdp, section, 'fingerprint') !== undefined;
  return dtls && profileOf(offered.protocol).rtp && profileOf(section.protocol).secure;
}

/** What it may do to the call: it is not sure, as some put up with it. */
function verdictFor(answer: Description | undefined, lost: boolean, section: MediaSection): VerdictCandidate | undefined {
  const kind = section.media === 'video' ? 'video' : 'audio';
  if (answer && goesToBrowser(answer)) {
    const text = `The browser may refuse the gateway's answer: for ${kind} it names another way of sending (${section.protocol.slice(0, 40)}) than the offer.`;
    return { weight: 35, text };
  }
  return lost ? { weight: 35, text: `There may be no ${kind}: the offer asks for encryption, and the answer gives none.` } : undefined;
}
