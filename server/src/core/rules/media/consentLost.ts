import { ofKind, flowsFrom, opposite, rtpTo, stunFrom } from '../../call/media/ask';
import type { Call } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import {
  CALLEE,
  CALLER,
  exampleCapture,
  exampleDtls,
  exampleRtp,
  exampleStun,
  exampleWebAudio,
  HEALTHY_WEB_CALL,
  toCaller,
} from './example';
import { framesOf, mediaFinding, Name, name, partyIn, relatedFlows, SECOND, SIDES, transportTalks } from './support';

/** Consent expires 30 seconds after the last answer (RFC 7675 section 5.1). */
const CONSENT = 30 * SECOND;
/** How much later the last packets may still be on their way. */
const SLACK = 5 * SECOND;

const BEGIN = exampleRtp().first;

export const consentLost: Rule = {
  id: 'media/consent-lost',
  title: 'Checks were no longer answered, and the media stopped',
  severity: 'error',
  references: [{ rfc: 7675, section: '5.1' }],
  explanation:
    'A browser goes on checking the path during the call: each answered check is the consent of the other side to get media. After 30 seconds without an answer it must stop sending. So a gateway that stops answering checks, or an address that changed behind a NAT, ends the audio half a minute later, while SIP says that the call is up.',
  quiet:
    'It speaks only where checks were answered before, more were sent afterwards without an answer for 30 seconds, and the sender’s RTP stopped then while the call went on.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    seconds: 90,
    flows: [
      exampleStun({ requests: 20, answered: 8, lastAnswered: BEGIN + 20 * SECOND, last: BEGIN + 51 * SECOND }),
      exampleDtls({ ...toCaller }),
      exampleDtls({ clientHellos: 0, serverHellos: 1 }),
      exampleRtp({ packets: 2500, last: BEGIN + 50 * SECOND, payloadTypes: [{ type: 0, packets: 2500, bytes: 170 }] }),
      exampleRtp({ ...toCaller, packets: 4400, last: BEGIN + 88 * SECOND, payloadTypes: [{ type: 0, packets: 4400, bytes: 170 }] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      for (const who of SIDES) {
        const stun = stunFrom(talk.section, who).filter(flow => flow.evidence.requests > 0);
        const answered = Math.max(...stun.map(flow => flow.evidence.lastAnswered ?? 0));
        const rtp = rtpTo(talk.section, opposite(who));
        const stopped = Math.max(...rtp.map(flow => flow.evidence.last));
        if (stun.length === 0 || rtp.length === 0 || answered === 0) continue;
        // Checks went on, and the sender stopped when consent had expired, not before: then for another reason.
        const tried = stun.some(flow => flow.evidence.last > answered + SLACK && flow.evidence.requests > flow.evidence.answered + 2);
        const expired = stopped > answered + CONSENT - SLACK && stopped < answered + CONSENT + SLACK;
        if (!tried || !expired || talk.up.end < stopped + SLACK) continue;
        const party = partyIn(talk, opposite(who));
        const alive = ofKind(flowsFrom(talk.section, opposite(who)), 'rtp').some(flow => flow.evidence.last > answered + SLACK);
        yield mediaFinding(consentLost, talk, party, {
          span: (attributeFor(party.side.sdp, party.section, 'ice-ufrag') ?? party.section.line).span,
          text: `${Name(talk, opposite(who))} stopped answering the ICE checks of ${name(talk, who)} (${framesOf(stun)}), and 30 seconds later ${name(talk, who)} stopped sending, as it must. ${alive ? `The media of ${name(talk, opposite(who))} still came in: it lives, but does not answer checks.` : 'The path was lost, or the other side was gone.'} The call stayed up ${Math.round((talk.up.end - stopped) / SECOND)} seconds longer.`,
          related: [...relatedFlows(stun, 'checks, the last ones without an answer'), ...relatedFlows(rtp, 'the media that stopped')],
          verdict: {
            weight: 75,
            text: `The audio from ${name(talk, who)} stopped during the call: ${name(talk, opposite(who))} no longer answered its ICE checks.`,
          },
        });
      }
    }
  },
};
