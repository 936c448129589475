import type { Description } from '../../call/types';
import { attributeFor, attributesIn, midOf } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { exampleEvidence, exampleRecord, exampleRecordAnswer, exampleRecordOffer, HEALTHY_DUMP, HOST_CANDIDATE } from '../browserRecord';
import { isChange, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';

const REJECTED = exampleRecordAnswer('203.0.113.10');

export const refusedByBrowser: Rule = {
  id: 'exchange/refused-by-browser',
  title: 'The browser did not take the description',
  severity: 'error',
  references: [
    { rfc: 9429, section: '5.6' },
    { rfc: 9429, section: '5.8.3' },
  ],
  explanation:
    'The browser keeps a record of each `setLocalDescription` and `setRemoteDescription` (chrome://webrtc-internals), and there it says in its own words why it did not take one. The finding stands on the line that the words are about, as far as they tell. An answer that is refused ends the call just after it was picked up; an offer that is refused cannot be answered.',
  quiet:
    'It speaks only of a browser’s own record. It is information where the fault that the browser names has a finding of its own on the same description, and a warning where a running call was to be changed. It is quiet where the description has been edited since.',
  bad: exampleRecord({
    offer: exampleRecordOffer(HOST_CANDIDATE),
    answer: REJECTED.map(line => (line.startsWith('a=candidate') ? line.replace('typ host', 'type host') : line)),
    error: 'Failed to parse SessionDescription. a=candidate:1 1 udp 2130706431 203.0.113.10 30000 type host Expects at least 8 fields.',
    evidence: exampleEvidence({ ice: 'none', pair: 'none', transport: 'none', stream: 'none' }),
  }),
  good: HEALTHY_DUMP,
  cures: [],
  checkDescription: function* (one): Generator<Finding> {
    const browser = one.message.envelope.browser;
    if (browser?.result !== 'failed' || one.message.edited) return;
    yield report(one, browser.error ?? '', browser.set === 'remote');
  },
};

/** What the browser's words are about. */
interface Reason {
  readonly pattern: RegExp;
  readonly text: string;
  /** The line, where the words name one. */
  readonly line?: (one: Description, section: MediaSection | undefined, match: RegExpExecArray) => SdpLine | undefined;
  /** Whether a rule of its own tells of the fault. */
  readonly isTold?: (one: Description, section: MediaSection) => boolean;
}

const setupLine = (one: Description, section: MediaSection | undefined): SdpLine | undefined =>
  section && attributeFor(one.sdp, section, 'setup');

/** Words of libwebrtc, which Chrome, Edge, Opera and, in part, Safari have in common (sdp_offer_answer.cc, webrtc_sdp.cc). */
const REASONS: readonly Reason[] = [
  {
    pattern: /without DTLS fingerprint/,
    text: 'A browser accepts only media whose keys come from a DTLS handshake, so each section needs an a=fingerprint.',
    isTold: (one, section) => attributeFor(one.sdp, section, 'fingerprint') === undefined,
  },
  {
    pattern: /without ice-ufrag and ice-pwd/,
    text: 'A browser sends media only where ICE has found a path, so each section needs an a=ice-ufrag and an a=ice-pwd.',
    isTold: (one, section) => !attributeFor(one.sdp, section, 'ice-ufrag') || !attributeFor(one.sdp, section, 'ice-pwd'),
  },
  {
    pattern: /RTCP-MUX is not enabled|rtcp-mux must be enabled/i,
    text: 'A browser wants RTP and RTCP on one port: the section needs an a=rtcp-mux.',
    isTold: (_, section) => attributesIn(section.lines, 'rtcp-mux').length === 0,
  },
  {
    pattern: /must use either active or passive/,
    text: 'An answer has to choose who begins the DTLS handshake: a=setup:active or a=setup:passive.',
    line: setupLine,
    isTold: (one, section) => setupLine(one, section)?.attributeValue?.trim() === 'actpass',
  },
  {
    pattern: /Offerer must use actpass|SSL role|DTLS role|connection role/i,
    text: 'The role in the DTLS handshake does not go with what was agreed before.',
    line: setupLine,
  },
  {
    pattern: /order of m-lines/,
    text: 'The m= lines have to be those of the offer, in its order and with its a=mid values.',
    isTold: (one, section) => {
      const offered = one.other?.sdp.media;
      return !offered || offered.length !== one.sdp.media.length || offered[section.index]?.media !== section.media || midsDiffer(one);
    },
  },
  {
    pattern: /Called in wrong state: ?("?[\w-]{0,32})/,
    text: 'It came at the wrong time, not with the wrong lines: the page set an answer without an offer that waits for it, or two answers to one offer.',
  },
  {
    pattern: /does not match the previously generated SDP|modified|munging/i,
    text: 'The page has changed the browser’s own description in a way that the browser does not allow.',
  },
];

const midsDiffer = (one: Description): boolean =>
  one.sdp.media.some(section => {
    const offered = one.other?.sdp.media[section.index];
    return offered !== undefined && midOf(offered) !== midOf(section);
  });

function report(one: Description, error: string, isRemote: boolean): Finding {
  const section = sectionIn(one, error);
  const parsed = parsedLine(one, error);
  let match: RegExpExecArray | null = null;
  const reason = REASONS.find(candidate => {
    match = candidate.pattern.exec(error);
    return match !== null;
  });
  const line = parsed ?? (match && reason?.line?.(one, section, match));
  const isTold = section !== undefined && (reason?.isTold?.(one, section) ?? false);
  const change = isChange(one);
  const words = error === '' ? 'It does not say why.' : `Its words: "${error.slice(0, 400)}"`;
  const why = parsed ? ' It cannot read this line.' : reason ? ` ${reason.text}` : '';
  const who = isRemote ? 'the description of the other side' : 'its own description as the page gave it';
  return finding(refusedByBrowser, {
    severity: isTold ? 'info' : change ? 'warning' : 'error',
    message: one.message,
    span: spanOf(one, line ?? section?.line),
    text: `The browser did not take this ${one.side}, ${who}. ${words}${/[.!?"]$/.test(words) ? '' : '.'}${why}`,
    verdict:
      isTold || change ? undefined : { weight: 90, text: `${effectOf(one, isRemote)}: "${error.slice(0, 200) || 'no reason given'}"` },
  });
}

const effectOf = (one: Description, isRemote: boolean): string => {
  if (!isRemote) return 'The call cannot begin: the browser refuses the description that the page gave it';
  return one.side === 'answer'
    ? 'The call is picked up and drops at once: the browser refuses the answer'
    : 'The call cannot be taken: the browser refuses the offer';
};

const spanOf = (one: Description, line: SdpLine | undefined): Span => (line ?? one.sdp.media[0]?.line ?? one.sdp.lines[0]!).span;

/** The section that the words name, `m= section with mid='0'`; else the first one in use. */
function sectionIn(one: Description, error: string): MediaSection | undefined {
  const mid = /\bmid ?= ?'([^']{1,64})'/.exec(error)?.[1] ?? /\bm= section:? ?(\w{1,64}) is invalid/.exec(error)?.[1];
  const named = mid === undefined ? undefined : one.sdp.media.find(section => midOf(section) === mid);
  return named ?? rtpSections(one.sdp)[0] ?? one.sdp.media[0];
}

/** The line that the browser could not read: it repeats the line and then says what it expected. */
function parsedLine(one: Description, error: string): SdpLine | undefined {
  const rest = /Failed to parse SessionDescription\. ?(.{3,1000})/s.exec(error)?.[1];
  if (rest === undefined) return undefined;
  let best: SdpLine | undefined;
  for (const line of one.sdp.lines) {
    const text = `${line.type}=${line.value}`.trimEnd();
    if (rest.startsWith(text) && text.length > (best?.value.length ?? 0) + 2) best = line;
  }
  return best;
}
