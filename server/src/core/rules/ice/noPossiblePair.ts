import type { Description } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { type Candidate, candidatesOf } from '../../sdp/candidate';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { list, relatedLine, transportSections } from '../support';
import { finding, type Rule } from '../types';
import { isComplete, isMediaSeen, usesIce } from './support';

const OFFER = exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host']);
const call = (candidate: string): string =>
  exampleCall({ transport: 'WS', offer: OFFER, status: 200, answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, candidate]) });

export const noPossiblePair: Rule = {
  id: 'ice/no-possible-pair',
  title: 'No candidate of one side can be paired with one of the other',
  severity: 'warning',
  references: [
    { rfc: 8445, section: '6.1.2.2' },
    { rfc: 6544, section: '6.2' },
  ],
  explanation:
    'ICE tries pairs of candidates: UDP with UDP, an active TCP candidate with a passive one, IPv4 with IPv4 and IPv6 with IPv6. Here no pair can be made, for example because the gateway names only IPv6 and the browser only IPv4 addresses. Then there is nothing to try and no path for the media.',
  quiet:
    'Host names and `.local` names may stand for either family. Where a browser may still find more candidates (trickle), it is information. It is quiet where a capture shows the media.',
  bad: call('a=candidate:1 1 udp 2130706431 2001:db8::10 30000 typ host'),
  good: call('a=candidate:1 1 udp 2130706431 192.0.2.2 30000 typ host'),
  cures: [{ gateway: 'rtpengine', setting: 'address-family=IP4' }],
  attributes: ['candidate'],
  checkDescription: function* (one, inCall) {
    if (one.side !== 'answer' || !one.other || one.cut || isMediaSeen(inCall) || !usesIce(one)) return;
    for (const section of transportSections(one.sdp)) {
      const offered = one.other.sdp.media[section.index];
      const [own, theirs] = [candidatesOf(one.sdp, section), offered ? candidatesOf(one.other.sdp, offered) : []];
      if (own.length === 0 || theirs.length === 0 || canPair(own, theirs)) continue;
      yield finding(noPossiblePair, {
        severity: isComplete(one.sdp) && isComplete(one.other.sdp) ? 'warning' : 'info',
        message: one.message,
        span: own[0]!.line.span,
        places: own.slice(1).map(candidate => candidate.line.span),
        text: `The answer names only ${waysOf(own)} and the offer only ${waysOf(theirs)}: no pair of candidates can be made of them, so there is nothing to check. ${isComplete(one.other.sdp) ? 'There is no path for the media.' : 'The call connects only if more candidates are found later.'}`,
        related: relatedLine(one.other.message, theirs[0]!.line, 'the first candidate of the offer'),
        verdict: isLost(one)
          ? { weight: 66, text: `There will be no audio: one side has only ${waysOf(own)}, the other only ${waysOf(theirs)}.` }
          : undefined,
      });
      return;
    }
  },
};

const isLost = (one: Description): boolean => isComplete(one.sdp) && isComplete(one.other!.sdp);

/** The ways in which a candidate can be reached, as keys: two candidates make a pair when one's ways meet the other's wants. */
const waysOf = (candidates: readonly Candidate[]): string => list([...new Set(candidates.map(wayOf))].slice(0, 6));

function wayOf(candidate: Candidate): string {
  const family = familiesOf(candidate).join(' or ');
  return candidate.transport === 'udp' ? `UDP over ${family}` : `${candidate.tcpType ?? 'passive'} TCP over ${family}`;
}

function familiesOf({ address }: Candidate): readonly string[] {
  const kind = addressKind(address);
  if (kind === 'mDNS' || kind === 'host name') return ['IPv4', 'IPv6'];
  return address.includes(':') ? ['IPv6'] : ['IPv4'];
}

/** `UDP IPv4`, `passive IPv6`: what a candidate offers. */
function keysOf(candidate: Candidate): string[] {
  const kinds = candidate.transport === 'udp' ? ['UDP'] : candidate.tcpType === 'so' ? ['so'] : [candidate.tcpType ?? 'passive'];
  return kinds.flatMap(kind => familiesOf(candidate).map(family => `${kind} ${family}`));
}

const MATCHING: readonly (readonly [string, string])[] = [
  ['UDP', 'UDP'],
  ['active', 'passive'],
  ['passive', 'active'],
  ['so', 'so'],
];

function canPair(own: readonly Candidate[], theirs: readonly Candidate[]): boolean {
  const [mine, other] = [new Set(own.flatMap(keysOf)), new Set(theirs.flatMap(keysOf))];
  return MATCHING.some(([a, b]) => ['IPv4', 'IPv6'].some(family => mine.has(`${a} ${family}`) && other.has(`${b} ${family}`)));
}
