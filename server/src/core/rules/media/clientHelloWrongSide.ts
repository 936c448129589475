import { bothOfKind, handshakeDone, hellosFrom, opposite, type Who } from '../../call/media/ask';
import type { Call, Exchange } from '../../call/types';
import { setupOf } from '../srtp/setup';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, exampleDtls, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import { firstExchange, framesOf, hasDtlsAgreed, Name, name, offererIn, relatedFlows, SIDES, type Talk, transportTalks } from './support';

export const clientHelloWrongSide: Rule = {
  id: 'media/client-hello-wrong-side',
  title: 'A ClientHello came from the side that should wait',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 8842, section: '5.3' },
    { rfc: 4145, section: '4.1' },
  ],
  explanation:
    'The answer settles who begins the DTLS handshake: the side that is `a=setup:active` sends the ClientHello, the `passive` one waits for it. In this call the side that should wait began, or both did. Two clients do not answer each other, and a stack that is set up as client may drop a ClientHello.',
  quiet:
    'It is quiet where the answer chooses no role, and where a later offer and answer gave the side that began the active role. It is information where the handshake was completed all the same.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'passive'),
    flows: [
      exampleStun(),
      exampleDtls({ ...toCaller, finished: false, certificates: [] }),
      exampleDtls({ finished: false, certificates: [] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=passive' },
    { gateway: 'asterisk', setting: 'dtls_setup=passive' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      const wrong = hasDtlsAgreed(talk) ? wrongSide(talk) : undefined;
      if (wrong) yield began(talk, wrong);
    }
  },
};

/** The side that sent a ClientHello though it never was given the active role. */
export function wrongSide(talk: Talk): Who | undefined {
  const roles = rolesIn(talk);
  return SIDES.find(who => hellosFrom(talk.section, who) > 0 && roles[who] === 'passive');
}

/** Passive is who never was given the active role in an exchange of the leg; undefined where some answer chose none. */
function rolesIn(talk: Talk): Partial<Record<Who, 'active' | 'passive'>> {
  const { index } = talk.section;
  const active = new Set<Who>();
  for (const exchange of talk.leg.exchanges) {
    const section = exchange.answer?.sdp.media[index];
    if (!exchange.offer || !section) continue;
    const value = setupOf(exchange.answer!.sdp, section)?.value;
    if (value !== 'active' && value !== 'passive') return {};
    active.add(value === 'active' ? opposite(offererIn(talk, exchange)) : offererIn(talk, exchange));
  }
  return { caller: active.has('caller') ? 'active' : 'passive', callee: active.has('callee') ? 'active' : 'passive' };
}

function began(talk: Talk, wrong: Who): Finding {
  const exchange: Exchange = firstExchange(talk);
  const answer = exchange.answer!;
  const ours = setupOf(answer.sdp, answer.sdp.media[talk.section.index]!)!;
  const theirs = setupOf(exchange.offer!.sdp, exchange.offer!.sdp.media[talk.section.index]!);
  const right = opposite(wrong);
  const both = hellosFrom(talk.section, right) > 0;
  const done = handshakeDone(talk.section) || talk.bothWays;
  const hellos = bothOfKind(talk.section, 'dtls').filter(flow => flow.evidence.clientHellos > 0);
  const what = both
    ? `Both sides sent a ClientHello (${framesOf(hellos)})`
    : `The ClientHello came from ${name(talk, wrong)} (${framesOf(hellos)})`;
  return finding(clientHelloWrongSide, {
    severity: done ? 'info' : 'error',
    message: answer.message,
    span: ours.line.span,
    text: `${what}, but by a=setup:${ours.value} it is for ${name(talk, right)} alone to begin the DTLS handshake. ${done ? 'It was completed all the same.' : 'It was not completed, so there are no keys and no audio.'} ${Name(talk, wrong)} plays another role than the one that was agreed.`,
    related: [
      ...relatedLine(exchange.offer!.message, theirs?.line, theirs ? `the offer says a=setup:${theirs.value}` : ''),
      ...relatedFlows(hellos, 'a ClientHello'),
    ],
    leg: talk.leg,
    side: 'answer',
    verdict: done
      ? undefined
      : {
          weight: 86,
          text: both
            ? 'The call is up but silent: both sides began the DTLS handshake, so it was never completed.'
            : `The call is up but silent: ${name(talk, wrong)} began the DTLS handshake, although the answer gave that role to ${name(talk, right)}.`,
        },
  });
}
