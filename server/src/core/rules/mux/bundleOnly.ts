import type { Description } from '../../call/types';
import { isCut } from '../../call/descriptions';
import { attributesIn, groups, midOf } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { isFirefoxMade } from '../exchange/support';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule, type VerdictCandidate } from '../types';
import { answerCall, bundledBrowser } from './example';
import { browserSeverity } from './support';

const bundleOnlyVideo = (lines: string[], index: number): string[] =>
  index === 1 ? [...lines.map(line => line.replace('m=video 49170', 'm=video 0')), 'a=bundle-only'] : lines;
const OFFER = bundledBrowser('0 1', ['0', '1'], bundleOnlyVideo);
const video = (port: number) => (lines: string[], index: number) =>
  index === 1 ? lines.map(line => line.replace('m=video 49170', `m=video ${port}`)) : lines;

export const bundleOnly: Rule = {
  id: 'mux/bundle-only',
  title: 'A stream that was offered within BUNDLE only is lost',
  severity: 'warning',
  references: [
    { rfc: 9143, section: '7.2' },
    { rfc: 9143, section: '7.3.2' },
  ],
  explanation:
    'A section with `a=bundle-only` and port 0 is offered, but only on the port of another section, within the BUNDLE group. Browsers write it with `bundlePolicy: "max-bundle"`. Who does not know BUNDLE takes port 0 for a refused section, so the stream (mostly video) is missing from the call. Chrome with that policy also refuses an answer that has no BUNDLE group: "max-bundle is used but no bundle group found."',
  quiet:
    'It is a warning where the answer to a browser has no BUNDLE group at all, and where the section is in no group and nobody has taken the offer. Elsewhere it is information. It is quiet where the stream was taken up.',
  bad: answerCall(OFFER, bundledBrowser('', ['0', '1'], video(0))),
  good: answerCall(OFFER, bundledBrowser('0 1', ['0', '1'])),
  cures: [
    { gateway: 'rtpengine', setting: 'BUNDLE-accept' },
    { gateway: 'asterisk', setting: 'bundle=yes' },
  ],
  attributes: ['bundle-only'],
  checkDescription: function* (one) {
    if (one.side !== 'offer' || one.cut) return;
    const lines = one.sdp.media.flatMap(section => (section.port === 0 ? attributesIn(section.lines, 'bundle-only').slice(0, 1) : []));
    const found = lines.length > 0 ? check(one, lines) : undefined;
    if (found) yield found;
  },
};

function check(one: Description, lines: readonly SdpLine[]): Finding | undefined {
  const bundled = new Set(groups(one.sdp, 'BUNDLE').flatMap(group => group.mids));
  const sectionOf = (line: SdpLine): MediaSection => one.sdp.media[line.section]!;
  const alone = lines.filter(line => !bundled.has(midOf(sectionOf(line)) ?? ''));
  if (alone.length > 0) {
    const severity = browserSeverity(one) === 'info' ? 'info' : 'warning';
    return draft(one, alone, severity, 'is in no BUNDLE group. With port 0 it then counts as refused');
  }
  const answer = one.message.edited ? undefined : one.other;
  if (!answer)
    return one.leg.kind === 'sip' ? draft(one, lines, 'info', 'is lost: a phone takes its port 0 for a refused section') : undefined;
  const lost = lines.filter(line => answer.sdp.media[line.section]?.port === 0);
  if (lost.length === 0 || isCut(answer.message)) return undefined;
  const ungrouped = groups(answer.sdp, 'BUNDLE').length === 0;
  const refusing = ungrouped && one.leg.kind === 'webrtc' && one.fromGateway !== true && !isFirefoxMade(one.sdp);
  const what = ungrouped
    ? `is refused: the answer has no BUNDLE group.${refusing ? ' Chrome with bundlePolicy "max-bundle" then refuses the whole answer: "max-bundle is used but no bundle group found."' : ''} Have the gateway take BUNDLE up, or let the browser use bundlePolicy "balanced"`
    : 'is refused in the answer';
  // That a stream is not wanted is no fault; that nobody understood how it was offered is one.
  if (!ungrouped) return undefined;
  return refusing ? { ...draft(one, lost, 'warning', what), verdict: refusedAnswer(one, lost) } : draft(one, lost, 'info', what);
}

/**
 * In a first offer, the first section of its kind has a port of its own under every policy but max-bundle (RFC 9429 section 4.1.1): then
 * it is sure which one the browser runs with.
 */
function refusedAnswer({ sdp, exchange }: Description, lost: readonly SdpLine[]): VerdictCandidate | undefined {
  const isFirst = ({ index, media }: MediaSection): boolean => sdp.media.findIndex(section => section.media === media) === index;
  if (exchange.previous || !lost.some(line => isFirst(sdp.media[line.section]!))) return undefined;
  return {
    weight: 70,
    text: 'The call is picked up and drops at once: the answer has no BUNDLE group, and a browser that offers all its streams within one BUNDLE (bundlePolicy "max-bundle") refuses that.',
  };
}

function draft(one: Description, lines: readonly SdpLine[], severity: Finding['severity'], what: string): Finding {
  const [line] = lines as [SdpLine];
  const section = one.sdp.media[line.section]!;
  return finding(bundleOnly, {
    severity,
    message: one.message,
    span: line.span,
    places: lines.slice(1).map(other => other.span),
    text: `This ${section.media} section is offered within BUNDLE only (port 0 and a=bundle-only), and it ${what}.`,
    related: one.other ? relatedLine(one.other.message, one.other.sdp.media[line.section]?.line, 'its place in the answer') : [],
  });
}
