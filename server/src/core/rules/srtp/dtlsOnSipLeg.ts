import type { Call, Description, Leg } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import { EXAMPLE_FINGERPRINT, PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { sipRewriteFix } from '../rewriteFix';
import {
  hasDtls,
  legsWhoseParty,
  looksBrowserMade,
  refusalOf,
  refusedWhat,
  refuserName,
  relatedReply,
  rtpSections,
  toPhones,
  wasTaken,
} from '../support';
import { type Finding, finding, type Rule } from '../types';

export const dtlsOnSipLeg: Rule = {
  id: 'srtp/dtls-on-sip-leg',
  title: 'DTLS-SRTP offered on the SIP leg',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 5764, section: '8' },
    { rfc: 3261, section: '21.4.26' },
  ],
  explanation:
    'The profile `UDP/TLS/RTP/SAVPF` says that the media keys come from a DTLS handshake. Browsers insist on it; nearly all phones and trunks speak plain `RTP/AVP` or SDES and answer 488. The gateway must write `RTP/AVP` (or `RTP/SAVP` with `a=crypto`) toward the SIP side and terminate DTLS itself.',
  quiet:
    'It is quiet where the other side itself answers with DTLS or offered it earlier or later in the call (a secure trunk), and on a hop whose far end calls on: a proxy or gateway is no phone. It is information where the SIP side made the offer itself, and where the phone rang or the call ended for another reason. It is an error where the offer was refused, otherwise a warning.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 0', EXAMPLE_FINGERPRINT, 'a=setup:actpass'),
    status: 488,
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/AVP DTLS=off' },
    { gateway: 'asterisk', setting: 'webrtc=no' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media=forbidden' },
  ],
  checkCall: function* (call) {
    let secure: ReadonlySet<Leg> | undefined;
    for (const one of toPhones(call)) {
      if (!one.sdp.attributes.has('fingerprint') && !rtpSections(one.sdp).some(section => profileOf(section.protocol).dtls)) continue;
      secure ??= legsWhoseParty(call, hasDtls);
      const found = one.fromGateway && secure.has(one.leg) ? undefined : check(call, one);
      if (found) yield found;
    }
  },
};

function check(call: Call, one: Description): Finding | undefined {
  // Who answers DTLS with DTLS speaks it.
  if (one.other ? hasDtls(one.other.sdp) : one.side === 'answer') return undefined;
  const sections = rtpSections(one.sdp).filter(
    section => profileOf(section.protocol).dtls || attributeFor(one.sdp, section, 'fingerprint'),
  );
  const first = sections[0];
  if (!first) return undefined;
  const refusal = refusalOf(one);
  const byProfile = profileOf(first.protocol).dtls;
  const lines = one.sdp.lines.filter(line => ['fingerprint', 'setup', 'tls-id'].includes(line.attribute ?? ''));
  // A fingerprint under RTP/AVP is an offer that may be ignored (RFC 8643).
  if (!byProfile && !refusal) return undefined;
  const refuser = refuserName(one);
  const what = byProfile ? `This asks for DTLS-SRTP (${first.protocol}) on the SIP leg` : 'a=fingerprint asks for DTLS-SRTP on the SIP leg';
  const reply = refusal
    ? `${refuser} answered ${refusal.status}.`
    : one.other
      ? one.side === 'answer'
        ? 'The offer did not ask for it.'
        : 'The other side answered without it.'
      : one.overcome
        ? `${refuser} refused it and accepted a later offer.`
        : 'A phone or trunk that does not support it answers 488.';
  const byGateway = one.fromGateway ?? looksBrowserMade(one.sdp);
  const severity = refusal ? 'error' : byGateway && !(wasTaken(one) && !one.other) ? 'warning' : 'info';
  return finding(dtlsOnSipLeg, {
    severity,
    message: one.message,
    span: byProfile ? first.protocolSpan : lines[0]!.span,
    places: [...sections.slice(1).map(section => section.protocolSpan), ...lines.map(line => line.span)].filter(
      (_, index) => byProfile || index > 0,
    ),
    text: `${what}: the media keys would come from a DTLS handshake, which few phones and trunks support. ${reply} ${one.side === 'answer' ? 'Write' : 'Offer'} RTP/AVP there and leave out a=fingerprint and a=setup.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: [sipRewriteFix(one, call)],
    leg: one.leg,
    side: one.side,
    verdict:
      severity === 'info' || one.overcome
        ? undefined
        : {
            weight: refusal ? 100 : 50,
            text: refusal
              ? `${refuser} refused ${refusedWhat(one)} with ${refusal.status}: it is asked for encrypted browser media (${byProfile ? first.protocol : 'a=fingerprint'}), which it does not support.`
              : one.side === 'answer'
                ? `The call to the browser is answered, but the phone gets encrypted browser media (${first.protocol}), which it did not offer.`
                : `The SIP side is asked for encrypted browser media (${first.protocol}), which few phones and trunks support.`,
          },
  });
}
