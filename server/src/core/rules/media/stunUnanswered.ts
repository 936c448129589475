import { answeredChecks, bothOfKind, opposite, relaysMedia, rtpPacketsTo, stunFrom, type Who } from '../../call/media/ask';
import { addressText } from '../../call/hops';
import type { Call } from '../../call/types';
import { addressKind, isInside } from '../../sdp/addressKind';
import { candidatesOf } from '../../sdp/candidate';
import { list, relatedLine } from '../support';
import type { Finding, Rule } from '../types';
import { CALLEE, exampleCapture, exampleStun, exampleWebAudio, HEALTHY_WEB_CALL } from './example';
import { hasRefusedChecks } from './stunRefused';
import {
  count,
  framesOf,
  hasIceAgreed,
  mediaFinding,
  Name,
  name,
  partyIn,
  relatedFlows,
  SIDES,
  type Talk,
  transportTalks,
} from './support';

/** Seconds after which a browser or gateway has tried every pair. */
const TRIED = 5;

const PRIVATE_CALLEE = { host: '10.77.0.5', port: 30000 };

export const stunUnanswered: Rule = {
  id: 'media/stun-unanswered',
  title: 'No ICE check was answered',
  severity: 'error',
  references: [
    { rfc: 8445, section: '7.2.5.2.3' },
    { rfc: 8445, section: '8.1.2' },
  ],
  explanation:
    'With ICE each side sends STUN checks to the candidates of the other; media flows only over a pair of addresses whose checks were answered. Here not one was: neither side can reach what the other named. A browser behind NAT names private or `.local` addresses, which does no harm as long as it can reach the gateway. So mostly the gateway names an address that the browser cannot reach, or a firewall drops UDP.',
  quiet:
    'Unanswered checks to single candidates are normal: it is quiet as soon as one pair of the section works, where DTLS flows, or RTP both ways, where media goes through a TURN server, and for calls that ended within five seconds. Where no check was seen at all it speaks only if the capture shows media of another leg of the same call.',
  bad: exampleCapture({
    transport: 'WS',
    offer: exampleWebAudio({ host: '10.20.30.40', port: 49170 }, 'actpass'),
    answer: exampleWebAudio(PRIVATE_CALLEE, 'active'),
    flows: [
      exampleStun({
        source: CALLEE,
        destination: { host: '10.20.30.40', port: 49170 },
        answered: 0,
        successes: 0,
        lastAnswered: undefined,
      }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'media-address=' },
    { gateway: 'asterisk', setting: 'external_media_address' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of transportTalks(call)) {
      if (talk.seconds < TRIED || !hasIceAgreed(talk) || relaysMedia(call) || hasRefusedChecks(talk)) continue;
      if (answeredChecks(talk.section) === 0 && isSilent(talk) && (isLegSeen(talk) || otherLegIsSeen(talk))) yield report(talk);
    }
  },
};

const checksFrom = (talk: Talk, who: Who): number => stunFrom(talk.section, who).reduce((sum, flow) => sum + flow.evidence.requests, 0);

const checks = (talk: Talk): number => checksFrom(talk, 'caller') + checksFrom(talk, 'callee');

/**
 * A gateway may send RTCP, or even RTP, without waiting for ICE, while the checks of the other side remain without an answer. Who checks
 * and sends has a path, whatever the capture shows.
 */
const isSilent = (talk: Talk): boolean => {
  const sending = SIDES.filter(who => rtpPacketsTo(talk.section, opposite(who)) > 0);
  return bothOfKind(talk.section, 'dtls').length === 0 && sending.every(who => sending.length === 1 && checksFrom(talk, opposite(who)) > 0);
};

/** Whether the capture shows anything of this leg's media: then it would show checks, if there were any. */
const isLegSeen = ({ section }: Talk): boolean => section.toCaller.length + section.toCallee.length > 0;

/** Whether the capture shows that another leg's media came to the gateway, and that it had nothing of this leg to pass on. */
const otherLegIsSeen = ({ call, media, leg }: Talk): boolean =>
  call.legs.length > 1 &&
  media.sections.some(other => {
    const gateway = other.leg.gateway;
    if (other.leg === leg || gateway === undefined) return false;
    return rtpPacketsTo(other, gateway) > 0 && rtpPacketsTo(other, opposite(gateway)) === 0;
  });

/** The side that explains it: one without any address, else the gateway, since a browser can rarely be reached from outside. */
const blamed = (talk: Talk): Who =>
  SIDES.find(who => partyIn(talk, who).addresses.length === 0) ??
  talk.leg.gateway ??
  (talk.section.exchange.answer?.message === talk.caller.side.message ? 'caller' : 'callee');

function report(talk: Talk): Finding {
  const who = blamed(talk);
  const party = partyIn(talk, who);
  const other = partyIn(talk, opposite(who));
  const candidates = candidatesOf(party.side.sdp, party.section);
  const theirs = candidatesOf(other.side.sdp, other.section).filter(one => one.transport === 'udp');
  const lines = [...new Set(candidates.map(one => one.line))];
  const { why, plainly } = reasonOf(talk, who);
  const inside = theirs.length > 0 && theirs.every(one => isInside(one.address));
  const also = inside
    ? ` The candidates of ${name(talk, opposite(who))} cannot be reached from outside either (${list([...new Set(theirs.map(one => addressKind(one.address)))])}), which is common and does no harm by itself.`
    : '';
  const seen =
    checks(talk) === 0
      ? 'not one was seen from either side'
      : list([...SIDES].sort((a, b) => checksFrom(talk, b) - checksFrom(talk, a)).map(side => sentBy(talk, side)));
  return mediaFinding(stunUnanswered, talk, party, {
    span: (lines[0] ?? party.section.line).span,
    places: lines.slice(1).map(line => line.span),
    text: `No ICE check of this section was answered in ${Math.round(talk.seconds)} seconds: ${seen}. ${why}${also} So there is no path for the media.`,
    related: [
      ...relatedLine(other.side.message, theirs[0]?.line, `the first candidate of ${name(talk, opposite(who))}`),
      ...relatedFlows(bothOfKind(talk.section, 'stun'), 'checks without an answer'),
    ],
    verdict: {
      weight: 84,
      text: `The call is up but silent: ICE found no path for the media between ${name(talk, 'caller')} and ${name(talk, 'callee')}. ${plainly}`,
    },
  });
}

/** Why the candidates of a side lead nowhere, at length and in a sentence. */
function reasonOf(talk: Talk, who: Who): { why: string; plainly: string } {
  const party = partyIn(talk, who);
  const [self, peer] = [name(talk, who), name(talk, opposite(who))];
  if (party.addresses.length === 0 && candidatesOf(party.side.sdp, party.section).length === 0) {
    return {
      why: `${Name(talk, who)} names no candidate and no address at all, so nothing can be sent to it. It found none: its TURN server may have refused it or not answered, while its settings allow relays only.`,
      plainly: `${Name(talk, who)} names no address for it: it found no candidate.`,
    };
  }
  const own = candidatesOf(party.side.sdp, party.section);
  if (own.length > 0 && own.every(one => isInside(one.address))) {
    const named = [...new Set(own.map(one => one.address))];
    return {
      why: `${Name(talk, who)} names only ${list(named.map(one => `${one} (${addressKind(one)})`))}, which ${peer} cannot reach from another network.`,
      plainly: `${Name(talk, who)} names only ${list(named)}, which ${peer} cannot reach.`,
    };
  }
  return {
    why: `A firewall on the way may drop UDP, or the address that ${self} names is wrong.`,
    plainly: 'No check was answered.',
  };
}

/** `9 checks from the gateway to 10.20.30.40:51119 (frames 30–900)`. */
function sentBy(talk: Talk, who: Who): string {
  const flows = stunFrom(talk.section, who).filter(flow => flow.evidence.requests > 0);
  const number = checksFrom(talk, who);
  if (number === 0) return `none was seen from ${name(talk, who)}`;
  const where = [...new Set(flows.map(flow => addressText(flow.evidence.destination)))];
  return `${count(number, 'check')} from ${name(talk, who)} to ${list(where)} (${framesOf(flows)})`;
}
