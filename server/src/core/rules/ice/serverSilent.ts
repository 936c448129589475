import type { BrowserRecord, Description } from '../../call/types';
import {
  BEGIN,
  exampleEvidence,
  exampleRecord,
  exampleRecordOffer,
  HEALTHY_DUMP,
  isLatest,
  relatedRecord,
  SECOND,
  secondsBetween,
} from '../browserRecord';
import { list } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { foundNoPath } from './noPairWorked';

/** Seconds that a search for candidates may take: servers that are there answer within one. */
const LONG_SEARCH = 5;

export const serverSilent: Rule = {
  id: 'ice/server-silent',
  title: 'A STUN or TURN server gave the browser no candidate',
  severity: 'error',
  references: [
    { rfc: 8445, section: '5.1.1.2' },
    { rfc: 8656, section: '7' },
  ],
  explanation:
    'The page names STUN or TURN servers, and the browser tells itself (chrome://webrtc-internals) that they gave it nothing: they did not answer, could not be found, or refused the user name and password. A search that waits for a silent server takes up to half a minute, and JsSIP and SIP.js may hold the INVITE back until it has ended. With `iceTransportPolicy: "relay"` and no relay the browser has no candidate at all, and the call cannot work.',
  quiet:
    'That single servers fail on single networks of a machine is common, so it is quiet as soon as ICE was connected, and where a server of the same kind gave a candidate and the search ended. A search that ended without anything from its servers is information as long as nothing shows that the call failed of it.',
  bad: exampleRecord({
    offer: exampleRecordOffer(),
    evidence: exampleEvidence({
      gathering: {
        state: 'gathering',
        last: BEGIN + 30 * SECOND,
        candidates: [],
        servers: ['turn:203.0.113.99:3478?transport=udp'],
        policy: 'relay',
      },
      ice: 'none',
      pair: 'none',
      transport: 'none',
      stream: 'none',
    }),
  }),
  good: HEALTHY_DUMP,
  cures: [],
  checkDescription: function* (one): Generator<Finding> {
    const { browser } = one.leg;
    if (!browser?.gathering || !isLatest(one, 'local') || one.cut || one.message.edited) return;
    const fault = faultOf(browser);
    if (fault) yield report(one, browser, fault);
  },
};

interface Fault {
  readonly severity: Severity;
  /** What the browser waits for, or did not get. */
  readonly what: string;
  /** No candidate at all. */
  readonly none: boolean;
  /** The search has not ended. */
  readonly isLate: boolean;
}

function faultOf(browser: BrowserRecord): Fault | undefined {
  const { gathering, ice, failures } = browser;
  const { state, first, last, candidates, servers } = gathering!.evidence;
  if (ice?.evidence.connected !== undefined || servers.length === 0) return undefined;
  const none = candidates.length === 0;
  const seconds = secondsBetween(first, last);
  if (state === 'gathering' && seconds >= LONG_SEARCH) {
    const what = `The search for candidates did not end within ${Math.round(seconds)} seconds: the browser waits for ${list(servers.slice(0, 4))}.`;
    return { severity: none ? 'error' : 'warning', what, none, isLate: true };
  }
  if (state !== 'complete') return undefined;
  const found = new Set(candidates.map(([type]) => type));
  const wants = servers.some(server => /^turns?:/.test(server)) ? 'relay' : 'srflx';
  // A machine with a public address has no other one that a STUN server could tell.
  if (found.has(wants) || (wants === 'srflx' && failures.length === 0)) return undefined;
  const what = `The search for candidates ended without a ${wants} candidate, although the page names ${list(servers.slice(0, 4))}.`;
  return { severity: none ? 'error' : foundNoPath(browser) ? 'warning' : 'info', what, none, isLate: false };
}

function report(one: Description, browser: BrowserRecord, { severity, what, none, isLate }: Fault): Finding {
  const { gathering, failures } = browser;
  const relayOnly = gathering!.evidence.policy === 'relay';
  const kind = gathering!.evidence.servers.some(server => /^turns?:/.test(server)) ? 'TURN' : 'STUN';
  const words = [...new Set(failures.map(({ evidence }) => `${evidence.url}: ${evidence.text.trim() || 'no reason'} (${evidence.code})`))];
  const said = words.length > 0 ? ` It says: ${list(words.slice(0, 3).map(word => `"${word}"`))}.` : '';
  const effect = none
    ? ` ${relayOnly ? 'Since the page allows only relays, the browser' : 'The browser'} has no candidate at all: programs that wait for the search hold the INVITE back, and without a candidate there is no path for the media.`
    : isLate
      ? ' Programs that wait for the end of the search send the INVITE late or not at all.'
      : '';
  return finding(serverSilent, {
    severity,
    message: one.message,
    span: (one.sdp.media[0]?.line ?? one.sdp.lines[0]!).span,
    text: `${what}${said}${effect} Look at the address, the transport, the user name and the password of the server, and at firewalls in front of it.`,
    related: [...relatedRecord([gathering!], 'the search for candidates'), ...relatedRecord(failures, 'a server that failed')],
    verdict: none
      ? {
          weight: 88,
          text: `The call cannot begin: the browser found no address for its media, since its ${kind} server ${failures.some(({ evidence }) => evidence.code < 700) ? 'refused it' : 'did not answer'}${relayOnly ? ' and the page allows only relays' : ''}.`,
        }
      : undefined,
  });
}
