import { answeredChecks, bothOfKind, stunFrom } from '../../call/media/ask';
import type { Call } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import { framesOf, hasIceAgreed, mediaFinding, Name, partyIn, relatedFlows, SIDES, transportTalks } from './support';

/** Seconds in which a controlling side chooses a pair. */
const CHOSEN = 10;

export const noNomination: Rule = {
  id: 'media/no-nomination',
  title: 'ICE never chose a pair',
  severity: 'warning',
  references: [
    { rfc: 8445, section: '8.1.1' },
    { rfc: 8445, section: '6.1.1' },
  ],
  explanation:
    'When checks have found a pair of addresses that works, the controlling side chooses it with USE-CANDIDATE. Here checks were answered, but none was nominating, and neither DTLS nor RTP followed. Both sides may take themselves for the controlled one, as when both say `a=ice-lite`.',
  quiet: 'It is quiet as soon as DTLS or RTP flows, and for calls that ended within ten seconds.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun({ nominating: 0, controlling: 0, controlled: 8 }),
      exampleStun({ ...toCaller, nominating: 0, controlling: 0, controlled: 8, successes: 8 }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [{ gateway: 'rtpengine', setting: 'ICE-lite=off' }],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      const stun = bothOfKind(talk.section, 'stun');
      if (talk.seconds < CHOSEN || !hasIceAgreed(talk) || answeredChecks(talk.section) === 0) continue;
      if (stun.some(flow => flow.evidence.nominating > 0)) continue;
      if (bothOfKind(talk.section, 'dtls').length + bothOfKind(talk.section, 'rtp').length > 0) continue;
      const controlling = SIDES.find(who => stunFrom(talk.section, who).some(flow => flow.evidence.controlling > 0));
      const party = partyIn(talk, controlling ?? 'callee');
      yield mediaFinding(noNomination, talk, party, {
        span: (attributeFor(party.side.sdp, party.section, 'ice-ufrag') ?? party.section.line).span,
        text: `ICE checks were answered (${framesOf(stun)}), but no side chose a pair: there is no USE-CANDIDATE. ${controlling ? `${Name(talk, controlling)} is the controlling side and should do it.` : 'Neither side takes itself for the controlling one.'} No media follows.`,
        related: relatedFlows(stun, 'checks'),
        verdict: {
          weight: 70,
          text: 'The call is up but silent: ICE found a path for the media, but neither side chose it (no USE-CANDIDATE).',
        },
      });
    }
  },
};
