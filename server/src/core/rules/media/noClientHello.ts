import { answeredChecks, bothOfKind, flowsTo, opposite, rtpPacketsTo } from '../../call/media/ask';
import type { Call, Exchange } from '../../call/types';
import { insertAfter, replace } from '../../rewrite/edit';
import { attributeFor } from '../../sdp/description';
import { setupOf } from '../srtp/setup';
import { relatedLine } from '../support';
import { type Finding, finding, type Fix, type Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL, toCaller } from './example';
import {
  count,
  firstExchange,
  framesOf,
  hasDtlsAgreed,
  hasIceAgreed,
  LONG_ENOUGH,
  name,
  offererIn,
  relatedFlows,
  type Talk,
  transportTalks,
} from './support';

export const noClientHello: Rule = {
  id: 'media/no-client-hello',
  title: 'The DTLS handshake never began',
  severity: 'error',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 4145, section: '4.1' },
    { rfc: 6347, section: '4.2' },
  ],
  explanation:
    'DTLS-SRTP is agreed and there is a path for the media, but the capture shows no ClientHello: no side began the handshake, so there are no keys and no audio. `a=setup` says who begins: the side that is `active`. Where the answer has no `a=setup`, stacks do not agree: the default of RFC 4145 makes the offerer begin, while a browser that offered `actpass` waits for the answerer. A gateway may also write one role and play the other.',
  quiet:
    'It is quiet where the capture holds no media, where no ICE check was answered (`media/stun-unanswered`) or no pair chosen (`media/no-nomination`), where RTP flows both ways (the handshake was before the capture), and for calls that ended within three seconds.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun(),
      exampleStun({ ...toCaller, requests: 1, answered: 1, successes: 8, nominating: 0, controlling: 0, controlled: 1 }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=active' },
    { gateway: 'asterisk', setting: 'dtls_setup=active' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      if (hasDtlsAgreed(talk) && talk.seconds >= LONG_ENOUGH && hasPath(talk) && !hasHandshake(talk)) yield silent(talk);
    }
  },
};

/** With ICE a path is there when a pair was chosen; that none ever is has a rule of its own. */
const hasPath = (talk: Talk): boolean =>
  hasIceAgreed(talk)
    ? answeredChecks(talk.section) > 0 && bothOfKind(talk.section, 'stun').some(flow => flow.evidence.nominating > 0)
    : talk.section.toCaller.length + talk.section.toCallee.length > 0;

const hasHandshake = ({ section }: Talk): boolean =>
  bothOfKind(section, 'dtls').length > 0 || (rtpPacketsTo(section, 'caller') > 0 && rtpPacketsTo(section, 'callee') > 0);

function silent(talk: Talk): Finding {
  const exchange = firstExchange(talk);
  const answer = exchange.answer!;
  const section = answer.sdp.media[talk.section.index]!;
  const offered = exchange.offer!.sdp.media[talk.section.index]!;
  const ours = setupOf(answer.sdp, section);
  const theirs = setupOf(exchange.offer!.sdp, offered);
  const offerer = offererIn(talk, exchange);
  const beginner = ours?.value === 'active' ? opposite(offerer) : ours?.value === 'passive' ? offerer : undefined;
  const flows = [...flowsTo(talk.section, 'caller'), ...flowsTo(talk.section, 'callee')];
  const checks = answeredChecks(talk.section);
  const seen = `No ClientHello was seen in ${framesOf(flows)}${checks > 0 ? `, although ${checks === 1 ? '1 ICE check was' : `${checks} ICE checks were`} answered` : ''}`;
  const who = beginner && name(talk, beginner);
  // Two passive sides are a fault of the SDP, which srtp/setup-conflict names.
  const conflict = ours !== undefined && ours.value === theirs?.value;
  return finding(noClientHello, {
    message: answer.message,
    span: ours?.line.span ?? attributeFor(answer.sdp, section, 'fingerprint')!.span,
    text: conflict
      ? `Both sides say a=setup:${ours.value}, so neither begins the DTLS handshake. ${seen}, so there are no keys and no audio.`
      : who
        ? `a=setup:${ours!.value} says that ${who} begins the DTLS handshake, but it does not. ${seen}. Either ${who} waits all the same or DTLS is off there; ${name(talk, opposite(beginner))} waits, so there are no keys and no audio.`
        : `The answer does not say who begins the DTLS handshake, and nobody does: by default the offerer should, but a browser takes the answerer for the active side and waits. ${seen}, so there are no keys and no audio.`,
    related: [
      ...relatedLine(exchange.offer!.message, theirs?.line, theirs ? `the offer says a=setup:${theirs.value}` : ''),
      ...relatedFlows(flows, `no DTLS among ${count(flows.length, 'flow')} of this section`),
    ],
    fixes: fixesOf(exchange, talk.section.index),
    leg: talk.leg,
    side: 'answer',
    verdict: {
      weight: conflict ? 80 : 89,
      text: who
        ? `The call is up but silent: the DTLS handshake never began. By a=setup:${ours!.value} it is for ${who} to begin, but no ClientHello came from it.`
        : `The call is up but silent: the DTLS handshake never began. The answer ${ours ? `says a=setup:${ours.value}, which chooses no side` : 'has no a=setup'}, and each side waits for the other.`,
    },
  });
}

/** The other role in the answer, where the offer leaves the choice. */
function fixesOf(exchange: Exchange, index: number): Fix[] {
  const answer = exchange.answer!;
  const section = answer.sdp.media[index]!;
  const ours = setupOf(answer.sdp, section);
  const theirs = setupOf(exchange.offer!.sdp, exchange.offer!.sdp.media[index]!);
  if (theirs && theirs.value !== 'actpass') return [];
  const role = ours?.value === 'passive' ? 'active' : 'passive';
  const title = `Answer a=setup:${role} (${role === 'active' ? 'this side' : 'the other side'} begins the handshake)`;
  const edits = () =>
    ours ? [replace(ours.span, role)] : [insertAfter(attributeFor(answer.sdp, section, 'fingerprint')!, `a=setup:${role}`)];
  return [{ title, safety: 'unsafe', message: answer.message, edits }];
}
