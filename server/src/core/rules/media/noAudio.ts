import { bothOfKind, isAudio, isWithoutRtp, relaysMedia } from '../../call/media/ask';
import type { Call } from '../../call/types';
import type { Finding, Rule } from '../types';
import { allows } from './direction';
import {
  CALLEE,
  CALLER,
  exampleCapture,
  exampleDtls,
  exampleRtcp,
  exampleStun,
  exampleWebAudio,
  HEALTHY_WEB_CALL,
  toCaller,
} from './example';
import { isExplained } from './explained';
import { framesOf, mediaFinding, name, partyIn, relatedFlows, SIDES, sideOf, type Talk, talks } from './support';

/** Seconds after which audio should have begun. */
const BEGUN = 5;

export const noAudio: Rule = {
  id: 'media/no-audio',
  title: 'The call is up, but no audio flows',
  severity: 'error',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 3550, section: '5.1' },
  ],
  explanation:
    'The capture shows how the path for the media was set up, with ICE, DTLS or RTCP, but not one RTP packet of this section either way. The two sides may have no codec in common that carries speech, no microphone, or wait for each other.',
  quiet:
    'It is quiet where nothing of the leg’s media is in the capture, where media goes through a TURN server, for hold, for calls of less than five seconds, and where another rule names the reason. It is a warning where the capture has neither RTP nor RTCP of the call, as a filter may have left them out. Reports of a sender in RTCP without any RTP show that it was left out: then it is quiet.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio(CALLER, 'actpass'),
    answer: exampleWebAudio(CALLEE, 'active'),
    flows: [
      exampleStun(),
      exampleStun({ ...toCaller, requests: 1, answered: 1, successes: 8, nominating: 0, controlling: 0, controlled: 1 }),
      exampleDtls({ ...toCaller }),
      exampleDtls({ clientHellos: 0, serverHellos: 1 }),
      exampleRtcp(),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    if (relaysMedia(call) || isWithoutRtp(call)) return;
    for (const talk of talks(call)) if (isSilent(talk) && !isExplained(call)) yield report(talk);
  },
};

function isSilent(talk: Talk): boolean {
  const { section } = talk;
  const others = talk.media.sections.find(one => one.leg === talk.leg && one.index === section.transport) ?? section;
  return (
    isAudio(section) &&
    talk.seconds >= BEGUN &&
    bothOfKind(section, 'rtp').length === 0 &&
    others.toCaller.length > 0 &&
    others.toCallee.length > 0 &&
    SIDES.some(who => allows(talk, who))
  );
}

function report(talk: Talk): Finding {
  const answerer = sideOf(talk, talk.caller) === 'answer' ? 'caller' : 'callee';
  const party = partyIn(talk, answerer);
  const flows = [...talk.section.toCaller, ...talk.section.toCallee];
  const kinds = [...new Set(flows.map(flow => flow.evidence.kind.toUpperCase()))];
  const certain = talk.media.sections.some(one => bothOfKind(one, 'rtp').length + bothOfKind(one, 'rtcp').length > 0);
  return mediaFinding(noAudio, talk, party, {
    severity: certain ? 'error' : 'warning',
    span: party.section.line.span,
    text: `Not one RTP packet of this section was seen in ${Math.round(talk.seconds)} seconds, neither from ${name(talk, 'caller')} nor from ${name(talk, 'callee')}, although its path is there (${kinds.length > 0 ? `${kinds.join(', ')} in ${framesOf(flows)}` : 'that of the section it is bundled with'}).${certain ? '' : ' There is no RTP or RTCP of this call at all: it may have been left out of the capture.'}`,
    related: relatedFlows(flows, 'what was seen instead'),
    verdict: {
      weight: certain ? 58 : 28,
      text: `The call is up but silent: no RTP flows between ${name(talk, 'caller')} and ${name(talk, 'callee')}, although there is a path for it.`,
    },
  });
}
