import type { BrowserRecord, Description } from '../../call/types';
import { addressKind, isInside } from '../../sdp/addressKind';
import { type Candidate, candidatesOf } from '../../sdp/candidate';
import {
  exampleEvidence,
  exampleRecord,
  exampleRecordAnswer,
  exampleRecordOffer,
  HEALTHY_DUMP,
  HOST_CANDIDATE,
  isLatest,
  relatedRecord,
  secondsBetween,
} from '../browserRecord';
import { list, relatedLine, transportSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { usesIce } from './support';

/** Seconds after which a browser has tried every pair several times. */
const TRIED = 10;

export const noPairWorked: Rule = {
  id: 'ice/no-pair-worked',
  title: 'The browser found no path: no pair of candidates worked',
  severity: 'error',
  references: [
    { rfc: 8445, section: '7.2.5.2.3' },
    { rfc: 8445, section: '8.1.2' },
  ],
  explanation:
    'The browser tells itself what became of ICE (chrome://webrtc-internals): it tried the pairs of its own candidates and those of the other side, and none of its checks was answered, so there is no path for the media. Mostly the gateway names an address that the browser cannot reach, such as a private one, or a firewall drops UDP. A TURN server (a `relay` candidate) helps where the browser’s own network is closed; it does not help where the gateway names an address that nobody outside can reach, unless the TURN server stands beside the gateway.',
  quiet:
    'It speaks only of a browser’s own record, and only where the browser says that ICE failed, or has tried for ten seconds. It is quiet as soon as ICE was connected once, or one pair succeeded, and where the search for candidates found none at all: `ice/server-silent` tells of that.',
  bad: exampleRecord({
    offer: exampleRecordOffer(HOST_CANDIDATE),
    answer: exampleRecordAnswer('10.77.0.5'),
    evidence: exampleEvidence({
      ice: { states: ['checking', 'failed'], connected: undefined },
      pair: {
        types: ['host', 'host'],
        local: { host: '10.20.30.40', port: 49170 },
        remote: { host: '10.77.0.5', port: 30000 },
        state: 'failed',
        nominated: false,
        requests: 40,
        answered: 0,
      },
      transport: { dtls: ['new'], cipher: undefined, sent: 0, received: 0 },
      stream: 'none',
    }),
  }),
  good: HEALTHY_DUMP,
  cures: [
    { gateway: 'rtpengine', setting: 'media-address=' },
    { gateway: 'asterisk', setting: 'external_media_address' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  checkDescription: function* (one): Generator<Finding> {
    const { browser } = one.leg;
    if (browser && isLatest(one, 'remote') && !one.cut && !one.message.edited && usesIce(one) && foundNoPath(browser))
      yield report(one, browser);
  },
};

/** Whether a browser says that ICE did not find a path. */
export function foundNoPath({ ice, pairs }: BrowserRecord): boolean {
  if (!ice || ice.evidence.connected !== undefined || ice.evidence.states.some(state => state === 'connected' || state === 'completed'))
    return false;
  if (pairs.some(({ evidence }) => evidence.state === 'succeeded')) return false;
  return ice.evidence.states.includes('failed') || secondsBetween(ice.evidence.first, ice.evidence.last) >= TRIED;
}

function report(one: Description, browser: BrowserRecord): Finding {
  const theirs = transportSections(one.sdp).flatMap(section => candidatesOf(one.sdp, section));
  const own = one.other ? transportSections(one.other.sdp).flatMap(section => candidatesOf(one.other!.sdp, section)) : [];
  const lines = [...new Set(theirs.map(candidate => candidate.line))];
  const unreachable = theirs.length > 0 && theirs.every(candidate => isInside(candidate.address));
  const hasRelay = own.some(candidate => candidate.type === 'relay');
  const failed = browser.ice!.evidence.states.includes('failed');
  return finding(noPairWorked, {
    message: one.message,
    span: (lines[0] ?? one.sdp.media[0]?.line ?? one.sdp.lines[0]!).span,
    places: lines.slice(1).map(line => line.span),
    text: `${failed ? 'The browser says that ICE failed' : 'The browser is still looking for a path'}: ${triedText(browser)}. ${why(theirs, unreachable, hasRelay)}${relayText(own, browser)}`,
    related: [
      ...(one.other ? relatedLine(one.other.message, own[0]?.line, 'what the browser found itself') : []),
      ...relatedRecord([browser.ice!], 'what became of ICE'),
      ...relatedRecord(browser.pairs, 'a pair that was tried'),
    ],
    cures: unreachable && one.fromGateway === true ? noPairWorked.cures : [],
    verdict: {
      weight: 84,
      text: `There is no audio: the browser found no path for the media. ${
        unreachable ? `The other side names only ${named(theirs)}, which the browser cannot reach.` : 'None of its checks was answered.'
      }`,
    },
  });
}

function triedText({ pairs }: BrowserRecord): string {
  const checks = pairs.reduce((sum, { evidence }) => sum + evidence.requests, 0);
  const answered = pairs.reduce((sum, { evidence }) => sum + evidence.answered, 0);
  if (pairs.length === 0) return 'no pair of candidates worked';
  const ways = [...new Set(pairs.map(({ evidence }) => evidence.types.join(' to ')))].slice(0, 6);
  const what = `${pairs.length === 1 ? 'the only pair of candidates' : `none of the ${pairs.length} pairs of candidates`} (${list(ways)})`;
  const word = pairs.length === 1 ? 'did not work' : 'worked';
  return `${what} ${word}, and of ${checks} ${checks === 1 ? 'check' : 'checks'} ${answered === 0 ? 'none was' : `only ${answered} were`} answered`;
}

function why(theirs: readonly Candidate[], unreachable: boolean, hasRelay: boolean): string {
  if (theirs.length === 0) return 'This description names no candidate, so the browser has nowhere to send its checks.';
  if (unreachable)
    return `This description names only ${named(theirs)}: the browser can reach that only from the same network. Have the gateway name its public address.`;
  return hasRelay
    ? 'Not even the TURN server reached the addresses that are named here: they are wrong, or a firewall in front of them drops UDP.'
    : 'A firewall on the way may drop UDP, around which a TURN server over TCP leads, or the addresses that are named here are wrong.';
}

const named = (candidates: readonly Candidate[]): string =>
  list([...new Set(candidates.map(candidate => `${candidate.address} (${addressKind(candidate.address)})`))].slice(0, 6));

/** What the browser itself had to offer, and whether a relay was among it. */
function relayText(own: readonly Candidate[], { gathering }: BrowserRecord): string {
  const counted = gathering?.evidence.candidates.map(([type]) => type) ?? [];
  const types = counted.length > 0 ? counted : [...new Set(own.map(candidate => candidate.type))];
  const servers = gathering?.evidence.servers ?? [];
  if (types.length === 0 || types.includes('relay')) return '';
  const have = types.every(type => type === 'host')
    ? 'The browser itself found only addresses of its own machine (host)'
    : `The browser itself found ${list(types)} candidates and no relay`;
  if (servers.length === 0) return ` ${have}: its page names no STUN and no TURN server.`;
  return ` ${have}, although its page names ${list(servers.slice(0, 4))}.`;
}
