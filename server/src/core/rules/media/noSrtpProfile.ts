import { bothOfKind, dtlsFrom } from '../../call/media/ask';
import type { Placed } from '../../call/media/types';
import type { Call } from '../../call/types';
import type { DtlsEvidence } from '../../trace/evidence/types';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, exampleDtls, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import { framesOf, hasDtlsAgreed, mediaFinding, Name, name, partyIn, relatedFlows, SIDES, type Talk, transportTalks } from './support';

export const noSrtpProfile: Rule = {
  id: 'media/no-srtp-profile',
  title: 'The DTLS handshake agrees on no SRTP profile',
  severity: 'error',
  references: [
    { rfc: 5764, section: '4.1.1' },
    { rfc: 5764, section: '4.1.2' },
  ],
  explanation:
    'For DTLS-SRTP the ClientHello lists the protection profiles of SRTP that it can do (`use_srtp`), and the ServerHello chooses one. A hello without them is of a plain DTLS stack, or the two have no profile in common: the handshake may be completed, but it gives no keys for SRTP.',
  quiet:
    'It is quiet for sections without RTP, where packets were cut short by the capture, and for what DTLS 1.3 encrypts. It is information where audio flowed both ways.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun(),
      exampleDtls({ ...toCaller, srtpProfiles: [] }),
      exampleDtls({ clientHellos: 0, serverHellos: 1, srtpProfiles: [] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      const found = hasDtlsAgreed(talk) && talk.media.capture.cut === 0 ? check(talk) : undefined;
      if (found) yield found;
    }
  },
};

function check(talk: Talk): Finding | undefined {
  const client = hello(talk, one => one.clientHellos > 0);
  const server = hello(talk, one => one.serverHellos > 0);
  const lacking = client && client.flow.evidence.srtpProfiles.length === 0 ? client : server;
  if (!lacking || lacking.flow.evidence.srtpProfiles.length > 0) return undefined;
  // The ServerHello of DTLS 1.3 has its extensions encrypted (RFC 8446 section 4.3.1).
  if (lacking === server && server.flow.evidence.version === '1.3') return undefined;
  const party = partyIn(talk, lacking.who);
  const offered =
    client && client.flow.evidence.srtpProfiles.length > 0
      ? ` of the ${client.flow.evidence.srtpProfiles.length} that ${name(talk, client.who)} offers`
      : '';
  const what =
    lacking === client
      ? 'lists no SRTP profile (use_srtp) in its ClientHello'
      : `chooses no SRTP profile (use_srtp) in its ServerHello${offered}`;
  return mediaFinding(noSrtpProfile, talk, party, {
    severity: talk.bothWays ? 'info' : 'error',
    span: party.section.protocolSpan,
    text: `${party.section.protocol} asks for DTLS-SRTP, but ${name(talk, lacking.who)} ${what} (${framesOf([lacking.flow])}). ${talk.bothWays ? 'Audio flowed all the same.' : 'The handshake gives no keys for SRTP, so there is no audio.'}`,
    related: relatedFlows(bothOfKind(talk.section, 'dtls'), 'the handshake'),
    verdict: talk.bothWays
      ? undefined
      : {
          weight: 83,
          text: `The call is up but silent: the DTLS handshake agreed on no SRTP profile. ${Name(talk, lacking.who)} ${what}.`,
        },
  });
}

function hello(
  talk: Talk,
  has: (evidence: DtlsEvidence) => boolean,
): { who: (typeof SIDES)[number]; flow: Placed<DtlsEvidence> } | undefined {
  for (const who of SIDES) {
    const flow = dtlsFrom(talk.section, who).find(one => has(one.evidence));
    if (flow) return { who, flow };
  }
  return undefined;
}
