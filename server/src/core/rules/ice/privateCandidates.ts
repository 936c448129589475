import type { Description, Leg } from '../../call/types';
import { addressKind, isInside } from '../../sdp/addressKind';
import { type Candidate, candidatesOf } from '../../sdp/candidate';
import type { MediaSection } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { list, relatedLine, transportSections } from '../support';
import { type Finding, finding, type Related, type Rule } from '../types';
import { isMediaSeen, usesIce } from './support';

const host = (address: string, port: number): string => `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`;

const OFFER = exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, host('192.168.1.20', 49170)]);

/** The gateway's proxy saw the browser come from a public address. */
const call = (gateway: string): string =>
  exampleCall({
    transport: 'WS',
    offer: OFFER,
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, host(gateway, 30000)]),
  }).replace(/(SIP\/2\.0 200 OK\nVia: \S+ \S+)/, '$1;received=198.51.100.7');

export const privateCandidates: Rule = {
  id: 'ice/private-candidates',
  title: 'The gateway names only private addresses to a browser outside',
  severity: 'warning',
  references: [
    { rfc: 8445, section: '5.1.1.1' },
    { rfc: 1918, section: '3' },
  ],
  explanation:
    'A browser behind a NAT names private or `.local` addresses, and that does no harm: it sends the first check, and the gateway learns its public address from it. But for that the gateway has to name an address that the browser can reach. Here all candidates of the gateway are private (10.x, 172.16–31.x, 192.168.x, 100.64–127.x), link-local or loopback, while the browser is somewhere else. Neither side can reach the other, and ICE fails after some seconds of silence. Mostly the gateway stands behind a NAT or in a container and was not told its public address.',
  quiet:
    'It is told once, in the first exchange, and is a warning only where SIP itself shows that the two are in different networks: the browser or the gateway has a public address there. Where nothing shows it, or the description was edited, it is a hint, and quiet where both name addresses of one network. It is quiet where the browser has a TURN relay, which may stand beside the gateway, or a public address of its own, and where a capture shows the media: `media/stun-unanswered` tells of that.',
  bad: call('10.77.0.5'),
  good: call('203.0.113.10'),
  cures: [
    { gateway: 'rtpengine', setting: 'media-address=' },
    { gateway: 'asterisk', setting: 'external_media_address' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  attributes: ['candidate'],
  checkDescription: function* (one, inCall) {
    if (one.leg.kind !== 'webrtc' || !one.other || one.fromGateway === false || isMediaSeen(inCall) || !usesIce(one)) return;
    // Once in a call is enough: a re-INVITE mostly names what was named before.
    if (one.exchange.previous) return;
    // Of a bare pair nobody knows which side is the gateway's: it is told once.
    if (one.fromGateway === undefined && one.side === 'offer') return;
    for (const section of transportSections(one.sdp)) {
      const found = check(one, section);
      if (found) {
        yield found;
        return;
      }
    }
  },
};

function check(one: Description, section: MediaSection): Finding | undefined {
  const theirSection = one.other!.sdp.media[section.index];
  const own = candidatesOf(one.sdp, section);
  if (own.length === 0 || !theirSection || !own.every(candidate => isInside(candidate.address))) return undefined;
  const theirs = candidatesOf(one.other!.sdp, theirSection);
  if (theirs.length === 0 || theirs.some(candidate => candidate.type === 'relay' || isReachedBy(candidate, own))) return undefined;
  const outside = one.fromGateway === undefined ? undefined : publicAddress(one);
  if (!outside && (isNear(one) || theirs.some(candidate => own.some(mine => areNeighbours(candidate.address, mine.address)))))
    return undefined;
  return report(one, own, theirs, outside);
}

/** A public address of its own, in a family that the gateway has too. */
const isReachedBy = (candidate: Candidate, own: readonly Candidate[]): boolean =>
  candidate.type === 'host' &&
  addressKind(candidate.address) === 'public' &&
  own.some(mine => mine.address.includes(':') === candidate.address.includes(':'));

/** Where SIP shows that browser and gateway are apart: a public address of either, and whose it is. */
function publicAddress(one: Description): { who: string; address: string } | undefined {
  const seen = seenByGateway(one.leg);
  const browser = seen ?? one.other!.message.envelope.source?.host;
  if (browser !== undefined && addressKind(browser) === 'public') return { who: 'the browser', address: browser };
  const gateway = one.message.envelope.source?.host;
  return seen === undefined && gateway !== undefined && addressKind(gateway) === 'public'
    ? { who: 'the gateway', address: gateway }
    : undefined;
}

/** From where the browser's SIP came, as the gateway's proxy wrote it into the browser's Via (RFC 3261 section 18.2.1). */
const seenByGateway = (leg: Leg): string | undefined =>
  leg.gateway === 'callee' ? leg.messages.find(message => message.status > 0 && message.via?.received)?.via?.received : undefined;

/** Whether the browser's SIP came from a private network itself: then it is likely the gateway's. A proxy in front of it says nothing. */
function isNear(one: Description): boolean {
  const browser = seenByGateway(one.leg) ?? one.other!.message.envelope.source?.host;
  return browser !== undefined && ['private', 'carrier-grade NAT', 'link-local'].includes(addressKind(browser));
}

/** Two addresses that begin alike may well be in one network. */
const areNeighbours = (a: string, b: string): boolean =>
  addressKind(a) !== 'mDNS' && a.split(/[.:]/).slice(0, 2).join() === b.split(/[.:]/).slice(0, 2).join();

const named = (candidates: readonly Candidate[]): string =>
  list([...new Set(candidates.map(candidate => `${candidate.address} (${addressKind(candidate.address)})`))]);

function report(
  one: Description,
  own: readonly Candidate[],
  theirs: readonly Candidate[],
  outside: { who: string; address: string } | undefined,
): Finding {
  const [first, ...more] = own;
  const who = one.fromGateway ? 'The gateway' : 'This side';
  const peer = one.fromGateway ? 'the browser' : 'the other side';
  const apart = outside
    ? `But the SIP of ${outside.who} goes by ${outside.address}, which is outside of that network, so ${peer} cannot send anything there.`
    : `That works only if ${peer} is in the same network.`;
  const back = theirs.every(candidate => isInside(candidate.address))
    ? ` The addresses of ${peer} (${named(theirs)}) cannot be reached from outside either, which alone would do no harm.`
    : ` What the gateway sends to ${peer} mostly stops at the NAT there.`;
  const related: Related[] = relatedLine(one.other!.message, theirs[0]!.line, `a candidate of ${peer}`);
  return finding(privateCandidates, {
    severity: outside && !one.message.edited ? 'warning' : 'hint',
    message: one.message,
    span: first!.addressSpan,
    places: more.map(candidate => candidate.addressSpan),
    text: `${who} names only ${named(own)} for the media. ${apart}${back} Give the gateway its public address.`,
    related,
    verdict:
      outside && !one.message.edited
        ? {
            weight: 68,
            text: `There will probably be no audio: the gateway names only ${list([...new Set(own.map(candidate => candidate.address))])} for the media, an address that the browser cannot reach.`,
          }
        : undefined,
  });
}
