import type { Description } from '../../call/types';
import { hostKey } from '../../call/media/addresses';
import { addressKind } from '../../sdp/addressKind';
import { type Candidate, candidatesOf } from '../../sdp/candidate';
import { connectionAddress, connectionFor } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { relatedLine, transportSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { hasNoDefault, usesIce } from './support';

const offer = (candidate: string): string[] => exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, candidate]);
const ANSWER = exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host']);

export const defaultNotCandidate: Rule = {
  id: 'ice/default-not-candidate',
  title: 'The address of c= and m= is none of the candidates',
  severity: 'warning',
  references: [
    { rfc: 8839, section: '4.2.5' },
    { rfc: 8839, section: '5.3' },
  ],
  explanation:
    'With ICE the address of the `c=` line and the port of the `m=` line are one of the candidates. Where they are not, something on the way changed the one and not the other: an ALG in a router, a proxy that "fixes NAT", or a border controller. RFC 8839 calls it an ICE mismatch. Browsers go on with ICE all the same; other stacks give it up, answer `a=ice-mismatch` and send plain to the address of `c=`.',
  quiet:
    'It is information unless the answer says `a=ice-mismatch`. It is quiet for `0.0.0.0`, `::`, port 9 and host names, which stand for no address, where there is no UDP candidate for RTP, and on a SIP leg whose other side does not speak ICE.',
  bad: exampleCall({
    transport: 'WS',
    offer: offer('a=candidate:1 1 udp 2130706431 198.51.100.9 49170 typ host'),
    status: 200,
    answer: ANSWER,
  }),
  good: exampleCall({
    transport: 'WS',
    offer: offer('a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host'),
    status: 200,
    answer: ANSWER,
  }),
  cures: [],
  attributes: ['candidate', 'ice-mismatch'],
  checkDescription: function* (one) {
    if (!usesIce(one)) return;
    const sections = transportSections(one.sdp).filter(section => isMismatch(one, section));
    const [first] = sections;
    if (first) yield report(one, first, sections.slice(1));
  },
};

/** Candidates that could be the default one: UDP, for RTP, with an address that can be compared. */
const comparable = (one: Description, section: MediaSection): Candidate[] =>
  candidatesOf(one.sdp, section).filter(candidate => candidate.component === 1 && candidate.transport === 'udp');

function isMismatch(one: Description, section: MediaSection): boolean {
  const address = connectionAddress(connectionFor(one.sdp, section));
  if (address === undefined || hasNoDefault(one.sdp, section) || isName(address)) return false;
  const candidates = comparable(one, section);
  if (candidates.length === 0 || candidates.some(candidate => isName(candidate.address))) return false;
  return !candidates.some(candidate => hostKey(candidate.address) === hostKey(address) && candidate.port === section.port);
}

const isName = (address: string): boolean => ['mDNS', 'host name'].includes(addressKind(address));

function report(one: Description, section: MediaSection, more: readonly MediaSection[]): Finding {
  const connection = connectionFor(one.sdp, section)!;
  const address = connectionAddress(connection)!;
  const nearest = comparable(one, section).find(candidate => hostKey(candidate.address) === hostKey(address));
  const mismatch = one.side === 'offer' ? one.other?.sdp.lines.find(line => line.attribute === 'ice-mismatch') : undefined;
  const what = nearest
    ? `No candidate has port ${section.port} of the m= line; ${address} is named with port ${nearest.port}.`
    : `No candidate has the address ${address} of the c= line.`;
  return finding(defaultNotCandidate, {
    severity: mismatch ? 'warning' : 'info',
    message: one.message,
    span: nearest ? section.portSpan : connection.span,
    places: more.map(other => other.portSpan),
    text: `${what} Something on the way, such as an ALG or a proxy, changed one and not the other. ${
      mismatch
        ? 'The other side therefore gave up ICE (a=ice-mismatch) and sends plain to this address.'
        : 'Browsers use the candidates; other stacks may give up ICE.'
    }`,
    related: [
      ...relatedLine(one.message, comparable(one, section)[0]?.line, 'the first candidate'),
      ...(one.other ? relatedLine(one.other.message, mismatch, 'the answer says that it does not use ICE') : []),
    ],
  });
}
