import { answeredChecks, opposite, stunFrom, type Who } from '../../call/media/ask';
import type { Placed } from '../../call/media/types';
import type { Call } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import type { StunEvidence } from '../../trace/evidence/types';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import { count, framesOf, LONG_ENOUGH, mediaFinding, Name, name, partyIn, relatedFlows, SIDES, type Talk, transportTalks } from './support';

/** Error codes of STUN (RFC 8489 section 14.8, RFC 8445 section 7.3.1.1). */
const CODES: Readonly<Record<number, string>> = {
  400: 'Bad Request: mostly the user name is of another session',
  401: 'Unauthenticated: the password is not the a=ice-pwd of the SDP',
  420: 'Unknown Attribute',
  487: 'Role Conflict',
  500: 'Server Error',
};

export const stunRefused: Rule = {
  id: 'media/stun-refused',
  title: 'ICE checks were refused',
  severity: 'error',
  references: [
    { rfc: 8445, section: '7.3' },
    { rfc: 8489, section: '9.1.3' },
    { rfc: 8839, section: '5.4' },
  ],
  explanation:
    'An ICE check names the `a=ice-ufrag` of both sides and is signed with the `a=ice-pwd` of its receiver. Here checks were answered with errors, or carry names or signatures that do not fit the SDP: one side works with the credentials of another session, of another fork or from before an ICE restart.',
  quiet:
    'It is quiet as soon as one check of the section was answered with success: 487 (Role Conflict) once is normal, and so is a check that is older than the answer.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun({ answered: 0, successes: 0, lastAnswered: undefined, integrity: 'wrong' }),
      exampleStun({
        ...toCaller,
        requests: 0,
        answered: 0,
        successes: 0,
        nominating: 0,
        controlling: 0,
        lastAnswered: undefined,
        errors: [[401, 8]],
      }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      if (talk.seconds < LONG_ENOUGH || answeredChecks(talk.section) > 0) continue;
      for (const who of SIDES) {
        const reasons = reasonsOf(talk, who);
        if (reasons) yield report(talk, who, reasons);
      }
    }
  },
};

/** Whether checks of a section that got no success were refused, for those who ask whether they were just lost. */
export const hasRefusedChecks = (talk: Talk): boolean =>
  answeredChecks(talk.section) === 0 && SIDES.some(who => reasonsOf(talk, who) !== undefined);

interface Reasons {
  readonly texts: readonly string[];
  readonly flows: readonly Placed<StunEvidence>[];
  readonly line?: SdpLine;
}

/** Why the checks toward a party were refused; undefined where nothing shows that they were. */
function reasonsOf(talk: Talk, receiver: Who): Reasons | undefined {
  const { side, section } = partyIn(talk, receiver);
  const errors = stunFrom(talk.section, receiver).filter(flow => flow.evidence.errors.some(([code]) => code !== 487));
  const sent = stunFrom(talk.section, opposite(receiver)).filter(flow => flow.evidence.requests > 0);
  const unsigned = sent.filter(flow => flow.evidence.integrity === 'wrong');
  const strange = sent.filter(flow => isStrange(talk, flow.evidence.username));
  const texts = [
    ...errors.flatMap(flow =>
      flow.evidence.errors
        .filter(([code]) => code !== 487)
        .map(
          ([code, times]) => `${Name(talk, receiver)} answered ${code} ${count(times, 'time')}${CODES[code] ? ` (${CODES[code]})` : ''}`,
        ),
    ),
    ...unsigned.slice(0, 1).map(() => `The checks of ${name(talk, opposite(receiver))} are not signed with this a=ice-pwd`),
    ...strange
      .slice(0, 1)
      .map(flow => `The checks of ${name(talk, opposite(receiver))} name "${flow.evidence.username}", which is not in the SDP of this leg`),
  ];
  if (texts.length === 0) return undefined;
  const line = attributeFor(side.sdp, section, unsigned.length > 0 || strange.length === 0 ? 'ice-pwd' : 'ice-ufrag');
  return { texts, flows: [...errors, ...unsigned, ...strange], line };
}

/** Whether a USERNAME (receiver's ufrag, colon, sender's ufrag) has a ufrag that no description of the leg has. */
function isStrange(talk: Talk, username: string | undefined): boolean {
  const colon = username?.indexOf(':') ?? -1;
  if (username === undefined || colon < 0) return false;
  const known = new Set(
    talk.leg.exchanges
      .flatMap(one => [one.offer, one.answer])
      .flatMap(side => side?.sdp.lines.filter(line => line.attribute === 'ice-ufrag') ?? [])
      .map(line => line.attributeValue?.trim()),
  );
  return !known.has(username.slice(0, colon));
}

function report(talk: Talk, receiver: Who, { texts, flows, line }: Reasons): Finding {
  const party = partyIn(talk, receiver);
  return mediaFinding(stunRefused, talk, party, {
    span: (line ?? party.section.line).span,
    text: `No ICE check of this section was accepted. ${texts.join('. ')} (${framesOf(flows)}). So there is no path for the media. One side works with credentials of another session or fork.`,
    related: relatedFlows([...new Set(flows)], 'the checks'),
    verdict: {
      weight: 84,
      text: `The call is up but silent: the ICE checks were refused, so there is no path for the media. ${texts[0]}.`,
    },
  });
}
