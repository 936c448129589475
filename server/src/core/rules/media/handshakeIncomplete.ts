import { bothOfKind, dtlsFrom, handshakeDone, hellosFrom, isFatal, opposite, rtpPacketsTo, type Who } from '../../call/media/ask';
import type { Call } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import { hasMismatch } from './certificateMismatch';
import { wrongSide } from './clientHelloWrongSide';
import { CALLEE, CALLER, exampleCapture, exampleDtls, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import {
  count,
  framesOf,
  hasDtlsAgreed,
  LONG_ENOUGH,
  mediaFinding,
  Name,
  name,
  partyIn,
  relatedFlows,
  SECOND,
  SIDES,
  type Talk,
  transportTalks,
} from './support';

export const handshakeIncomplete: Rule = {
  id: 'media/handshake-incomplete',
  title: 'The DTLS handshake was begun and never completed',
  severity: 'error',
  references: [
    { rfc: 6347, section: '4.2.4' },
    { rfc: 5763, section: '5' },
  ],
  explanation:
    'One side sent a ClientHello, as was agreed, but the handshake did not come to its end. Where no ServerHello came back, the other side does not do DTLS at that address, whatever its `a=fingerprint` promises, or the packets do not arrive. Where it came back, a later message was lost again and again: mostly the certificate, whose packets are the longest, or one side was not content and said nothing. There are no keys and no audio.',
  quiet:
    'It is quiet where an alert, the certificate or the roles explain it (`media/dtls-alert`, `media/certificate-mismatch`, `media/client-hello-wrong-side`), where RTP flows both ways, where the handshake began in the last three seconds of the call, and for what DTLS 1.3 encrypts.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [exampleStun(), exampleDtls({ ...toCaller, finished: false, certificates: [], repeated: 6 })],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      const client = SIDES.find(who => hellosFrom(talk.section, who) > 0);
      if (client && isStuck(talk, client)) yield report(talk, client);
    }
  },
};

function isStuck(talk: Talk, client: Who): boolean {
  const { section } = talk;
  const dtls = bothOfKind(section, 'dtls');
  const begun = Math.min(...dtls.map(flow => flow.evidence.first));
  const answered = dtlsFrom(section, opposite(client)).length > 0;
  if (!hasDtlsAgreed(talk) || talk.up.end < begun + LONG_ENOUGH * SECOND || wrongSide(talk) !== undefined) return false;
  if (handshakeDone(section) || (rtpPacketsTo(section, 'caller') > 0 && rtpPacketsTo(section, 'callee') > 0)) return false;
  // What follows the hellos of DTLS 1.3 is encrypted (RFC 9147 section 5), and a fatal alert has a rule of its own.
  if (answered && dtls.some(flow => flow.evidence.version === '1.3')) return false;
  return !dtls.some(flow => flow.evidence.applicationData > 0 || flow.evidence.alerts.some(isFatal)) && !hasMismatch(talk);
}

function report(talk: Talk, client: Who): Finding {
  const server = opposite(client);
  const sent = dtlsFrom(talk.section, client);
  const back = dtlsFrom(talk.section, server);
  const party = partyIn(talk, server);
  const repeated = sent.reduce((sum, flow) => sum + flow.evidence.repeated, 0);
  const silent = back.length === 0;
  return mediaFinding(handshakeIncomplete, talk, party, {
    span: (attributeFor(party.side.sdp, party.section, 'fingerprint') ?? party.section.line).span,
    text: silent
      ? `${Name(talk, client)} sent a ClientHello (${framesOf(sent)}${repeated > 0 ? `, ${count(repeated, 'message')} sent again` : ''}), but ${name(talk, server)} never answered it, although this fingerprint promises DTLS. Either DTLS is off there or the packets do not arrive. There are no keys and no audio.`
      : `The DTLS handshake began with a ClientHello of ${name(talk, client)} (${framesOf([...sent, ...back])}) and was never completed: no Finished came from ${SIDES.filter(
          who => !dtlsFrom(talk.section, who).some(flow => flow.evidence.finished),
        )
          .map(who => name(talk, who))
          .join(' and ')}. Packets may be lost, the long ones with the certificate first. There are no keys and no audio.`,
    related: relatedFlows([...sent, ...back], 'the handshake'),
    verdict: {
      weight: 86,
      text: silent
        ? `The call is up but silent: ${name(talk, server)} did not answer the DTLS handshake that ${name(talk, client)} began.`
        : 'The call is up but silent: the DTLS handshake was begun, but never completed.',
    },
  });
}
