import type { Call, Description } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import { looksRedacted } from '../../sdp/redacted';
import type { MediaSection, Sdp } from '../../sdp/types';
import { header } from '../../sip/message';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { areTrickled, candidateLines, hasNoDefault, iceSections, isMediaSeen, saysEnd, trickleLine, usesIce } from './support';

const CANDIDATE = 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host';

export const noCandidates: Rule = {
  id: 'ice/no-candidates',
  title: 'No ICE candidate at all',
  severity: 'warning',
  references: [
    { rfc: 8839, section: '4.3.1' },
    { rfc: 8839, section: '4.3.2' },
  ],
  explanation:
    'A description with ICE but without a single `a=candidate` gives the other side nothing to try. The call can still connect if this side sends the first checks: the other side then learns its address from them. That works for a browser whose offer was sent before it had found its candidates, as long as the gateway names an address that it can reach. It does not work where the browser found none: its settings allow only a TURN relay (`iceTransportPolicy: "relay"`), and the TURN server refused it or did not answer. And a gateway that names none cannot be found by a browser.',
  quiet:
    'It is quiet where candidates followed in INFO requests, in later offers and answers of a call, where the `m=` and `c=` lines name a real address (unless the gateway names no candidate to a browser that names some), on a SIP leg whose other side does not speak ICE, where a capture shows the media (`media/stun-unanswered` tells of that), and where a browser’s own record tells of its search (`ice/server-silent`). A browser’s offer is told as information, as the gateway may learn its address; it is a warning where the offer says that its candidates are all named (`a=end-of-candidates`), where JsSIP or SIP.js sent it, which wait for the end of the search, and where neither side names any. As long as no answer is known it is a hint.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, CANDIDATE]),
    status: 200,
    answer: exampleBrowserAudio('active'),
  }),
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, CANDIDATE]),
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, CANDIDATE.replaceAll('192.0.2.1 ', '192.0.2.2 ')]),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'ICE=force' },
    { gateway: 'asterisk', setting: 'ice_support=yes' },
  ],
  attributes: ['ice-ufrag', 'ice-pwd', 'candidate'],
  checkDescription: function* (one, call) {
    const found = check(one, call);
    if (found) yield found;
  },
};

function check(one: Description, call: Call): Finding | undefined {
  // A browser's own record tells what came of its search for candidates.
  if (one.leg.browser && one.fromGateway === false) return undefined;
  if (one.cut || isMediaSeen(call) || !usesIce(one) || candidateLines(one.sdp).length > 0 || isLater(one)) return undefined;
  if (one.sdp.lines.some(line => line.attribute === 'ice-mismatch')) return undefined;
  const [section] = iceSections(one.sdp);
  if (!section || areTrickled(one) || areCredentialsLeftOut(one.sdp, section)) return undefined;
  const theirs = one.other ? candidateLines(one.other.sdp)[0] : undefined;
  // A real address on the m= line serves a gateway, but no browser; and the browser's candidates show that none were left out of the text.
  if (!hasNoDefault(one.sdp, section) && !(theirs && isToBrowser(one))) return undefined;
  return report(one, section, theirs !== undefined);
}

/** Who takes the credentials out of a text, or has a placeholder stand for them, does the same with the candidates. */
const areCredentialsLeftOut = (sdp: Sdp, section: MediaSection): boolean =>
  looksRedacted(attributeFor(sdp, section, 'ice-ufrag')?.attributeValue ?? '');

const isToBrowser = (one: Description): boolean => one.leg.kind === 'webrtc' && one.fromGateway === true;

const isLater = ({ exchange }: Description): boolean => exchange.previous !== undefined || /^(re-INVITE|UPDATE)$/.test(exchange.carrier);

/** JsSIP and SIP.js send the INVITE when the browser has ended its search; without a candidate then, it found none. */
const waitsForCandidates = (one: Description): boolean =>
  one.fromGateway === false &&
  one.message.sip !== undefined &&
  /^(JsSIP|SIP\.js)\b/i.test(header(one.message.sip, 'user-agent')?.value ?? '');

function report(one: Description, section: MediaSection, othersNamed: boolean): Finding {
  const none = hasNoDefault(one.sdp, section);
  const byGateway = isToBrowser(one);
  const neither = one.other !== undefined && !othersNamed && iceSections(one.other.sdp).every(other => hasNoDefault(one.other!.sdp, other));
  const final = saysEnd(one.sdp) || waitsForCandidates(one);
  const trickle = trickleLine(one.sdp);
  return finding(noCandidates, {
    severity: severityOf(one, byGateway, neither, final),
    message: one.message,
    span: section.line.span,
    text: `This ${one.side} uses ICE but names no candidate${none ? ', and its m= and c= lines name no address either' : ''}. ${why(one, byGateway, neither, final)}`,
    related: relatedLine(one.message, final ? undefined : trickle, 'more candidates may follow, but none are in this trace'),
    cures: byGateway ? noCandidates.cures : [],
    verdict:
      final || byGateway
        ? {
            weight: 72,
            text: byGateway
              ? `There will be no audio: the gateway's ${one.side} names no ICE candidate, so the browser knows of no address to send to.`
              : 'There may be no audio: the browser found no address for its media. If it may only use a TURN server, that server refused it or did not answer.',
          }
        : undefined,
  });
}

function severityOf(one: Description, byGateway: boolean, neither: boolean, final: boolean): Severity {
  if (!one.other) return final ? 'info' : 'hint';
  return byGateway || neither || final ? 'warning' : 'info';
}

function why(one: Description, byGateway: boolean, neither: boolean, final: boolean): string {
  if (neither && one.side === 'answer')
    return 'The other side names none either, so nobody can send the first check: unless candidates follow, there is no path for the media.';
  if (byGateway)
    return 'A browser uses candidates only, so it has nowhere to send its checks. The call connects only if the gateway can reach the browser first. Have the gateway write its candidates.';
  const works = 'The call connects only if this side sends the first check, to a candidate of the other side.';
  return final
    ? `It says or shows that no more will follow, so it found none: where its settings allow only relays, its TURN server refused it or did not answer. ${works} Look at the TURN address, user name and password.`
    : `It may have been sent before the search for candidates had ended, or the search found none. ${works}`;
}

/** A browser's offer sent before it has any candidate, for examples. */
export const exampleTrickle = (...lines: readonly string[]): string[] =>
  exampleSdp('m=audio 9 UDP/TLS/RTP/SAVPF 111 0', 'c=IN IP4 0.0.0.0', ...EXAMPLE_BROWSER_LINES, 'a=ice-options:trickle', ...lines);
