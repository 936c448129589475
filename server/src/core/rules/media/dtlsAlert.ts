import { bothOfKind, dtlsFrom, isFatal, opposite } from '../../call/media/ask';
import type { Call } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import { hasMismatch } from './certificateMismatch';
import { CALLEE, CALLER, exampleCapture, exampleDtls, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import { framesOf, hasDtlsAgreed, mediaFinding, Name, name, partyIn, relatedFlows, SIDES, transportTalks } from './support';

/** Reasons by alert (RFC 5246 section 7.2.2, RFC 8446 section 6.2). */
const REASONS: Readonly<Record<string, string>> = {
  bad_certificate: 'it does not take the other certificate: mostly its hash is not the one of a=fingerprint',
  certificate_unknown: 'it does not take the other certificate: mostly its hash is not the one of a=fingerprint',
  unsupported_certificate: 'it cannot use the other certificate',
  certificate_expired: 'it finds the other certificate expired',
  unknown_ca: 'it asks for a certificate that an authority has signed, which DTLS-SRTP does not need',
  handshake_failure: 'the two have no cipher suite, or no SRTP profile, in common',
  insufficient_security: 'it asks for stronger ciphers than the other offers',
  protocol_version: 'the two have no version of DTLS in common',
  decrypt_error: 'a signature or the Finished did not fit: the handshake of another call, or a middlebox that changes it',
  illegal_parameter: 'a message of the handshake was not as the standard asks',
  unexpected_message: 'the two are not at the same step of the handshake',
};

export const dtlsAlert: Rule = {
  id: 'media/dtls-alert',
  title: 'The DTLS handshake ended with an alert',
  severity: 'error',
  references: [
    { rfc: 5246, section: '7.2' },
    { rfc: 5763, section: '5' },
  ],
  explanation:
    'A side that cannot go on with a DTLS handshake says why in an alert and ends it. Without the handshake there are no keys, so no audio. What the alert names shows where to look: certificates, ciphers, SRTP profiles or the version.',
  quiet:
    'Only fatal alerts in the clear count: what comes behind the handshake is encrypted, and `close_notify` is how a call ends. It is quiet where `media/certificate-mismatch` names the reason, and information where audio flowed both ways.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun(),
      exampleDtls({ ...toCaller, finished: false, certificates: [] }),
      exampleDtls({ clientHellos: 0, finished: false, certificates: [], alerts: ['fatal handshake_failure'] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      if (!hasDtlsAgreed(talk) || hasMismatch(talk)) continue;
      for (const who of SIDES) {
        const flow = dtlsFrom(talk.section, who).find(one => one.evidence.alerts.some(isFatal));
        const alert = flow?.evidence.alerts.find(isFatal);
        if (!flow || alert === undefined) continue;
        const party = partyIn(talk, opposite(who));
        const reason = REASONS[alert.slice('fatal '.length)];
        const dtls = bothOfKind(talk.section, 'dtls');
        yield mediaFinding(dtlsAlert, talk, party, {
          severity: talk.bothWays ? 'info' : 'error',
          span: attributeFor(party.side.sdp, party.section, 'fingerprint')!.span,
          text: `${Name(talk, who)} ended the DTLS handshake with the alert "${alert}" (${framesOf([flow])})${reason ? `: ${reason}` : ''}. ${talk.bothWays ? 'Audio flowed all the same.' : 'There are no keys and no audio.'}`,
          related: relatedFlows([flow], 'the alert').concat(
            relatedFlows(
              dtls.filter(one => one !== flow),
              'the other side of the handshake',
            ),
          ),
          verdict: talk.bothWays
            ? undefined
            : {
                weight: 85,
                text: `The call is up but silent: ${name(talk, who)} ended the DTLS handshake with the alert "${alert}"${reason ? `, as ${reason}` : ''}.`,
              },
        });
      }
    }
  },
};
