import type { Description } from '../../call/types';
import { replace, type TextEdit } from '../../rewrite/edit';
import { isActive, midOf } from '../../sdp/description';
import type { Span } from '../../text/span';
import { list, refusalOf, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { type Bundle, browserSeverity, browserVerdict, bundlesOf, wordSpans } from './support';

export const bundleMembers: Rule = {
  id: 'mux/bundle-members',
  title: 'BUNDLE names a section that is not there',
  severity: 'error',
  references: [
    { rfc: 9143, section: '7.2' },
    { rfc: 9143, section: '7.3.3' },
  ],
  explanation:
    '`a=group:BUNDLE` lists the sections that share one port by the names that `a=mid` gives them. A name that no section has, a name that is listed twice, or a first name whose section is rejected (port 0) makes browsers refuse the whole description: "A BUNDLE group contains a MID=\'1\' matching no m= section." (Chrome), "mid specified for bundle transport in group attribute does not exist in the SDP", "… points at a disabled m-section" (Firefox). It comes from gateways or scripts that take out a section, or its `a=mid`, and leave the group as it was.',
  quiet:
    'A rejected section that is listed, but not first, is not reported: browsers put up with it. It is information where the offer was answered all the same, and where a browser wrote it itself. On a SIP leg it is quiet, as nobody reads the group there. It is quiet where the log may have cut the line with the name.',
  bad: answerCall(bundledBrowser('0', ['0']), bundledBrowser('0 1', ['0'])),
  good: answerCall(bundledBrowser('0', ['0']), bundledBrowser('0', ['0'])),
  cures: [
    { gateway: 'rtpengine', setting: 'generate-mid' },
    { gateway: 'asterisk', setting: 'bundle=yes' },
  ],
  attributes: ['group'],
  checkDescription: function* (one): Generator<Finding> {
    // A log without SIP around it may end anywhere, so the last section may have had a name.
    const last = one.sdp.media[one.sdp.media.length - 1];
    if (one.cut || one.leg.kind === 'sip' || (!one.message.sip && last && midOf(last) === undefined)) return;
    const seen = new Set<string>();
    for (const bundle of bundlesOf(one)) {
      const faulty = faultsOf(one, bundle, seen);
      if (faulty.length > 0) yield report(one, bundle, faulty);
    }
  },
};

interface Fault {
  readonly mid: string;
  readonly span: Span;
  readonly kind: 'missing' | 'twice' | 'rejected';
}

function faultsOf(one: Description, bundle: Bundle, seen: Set<string>): Fault[] {
  const sections = new Map(one.sdp.media.map(section => [midOf(section), section]));
  return wordSpans(bundle.line).flatMap(({ text: mid, span }, index): Fault[] => {
    const section = sections.get(mid);
    const twice = seen.has(mid);
    seen.add(mid);
    if (!section) return [{ mid, span, kind: 'missing' }];
    if (twice) return [{ mid, span, kind: 'twice' }];
    // Where all are rejected, nobody needs a transport.
    return index === 0 && !isActive(section) && one.sdp.media.some(isActive) ? [{ mid, span, kind: 'rejected' }] : [];
  });
}

function report(one: Description, bundle: Bundle, faults: readonly Fault[]): Finding {
  const [first] = faults as [Fault];
  const severity = browserSeverity(one);
  const refusal = refusalOf(one);
  const same = faults.filter(fault => fault.kind === first.kind).map(fault => `"${fault.mid}"`);
  const { what, words, reason } = SAID[first.kind](list(same), first.mid);
  // A section without a name may be the one that is meant.
  const unnamed = one.sdp.media.some(section => midOf(section) === undefined || !bundle.mids.includes(midOf(section)!));
  return finding(bundleMembers, {
    severity,
    message: one.message,
    span: first.span,
    places: faults.slice(1).map(fault => fault.span),
    text: `${what} Browsers refuse that: ${words}. List exactly the sections that are in use and share the port.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: [
      {
        title: `Take ${list([...new Set(faults.map(fault => fault.mid))])} out of the BUNDLE group`,
        safety: unnamed && first.kind === 'missing' ? 'unsafe' : 'safe',
        message: one.message,
        edits: () => [withoutNames(bundle, faults)],
      },
    ],
    verdict: browserVerdict(one, severity, 86, reason),
  });
}

const SAID: Readonly<Record<Fault['kind'], (mids: string, mid: string) => { what: string; words: string; reason: string }>> = {
  missing: (mids, mid) => ({
    what: `The BUNDLE group lists ${mids}, but no section has this a=mid.`,
    words: `"A BUNDLE group contains a MID='${mid}' matching no m= section."`,
    reason: 'its list of streams that share a port (BUNDLE) names one that is not there',
  }),
  twice: (mids, mid) => ({
    what: `The BUNDLE groups list ${mids} more than once.`,
    words: `"A BUNDLE group contains a MID='${mid}' that is already in a BUNDLE group."`,
    reason: 'its list of streams that share a port (BUNDLE) names one of them twice',
  }),
  rejected: mids => ({
    what: `The BUNDLE group begins with ${mids}, whose section is rejected (port 0). The transport of the first section serves all.`,
    words: 'Firefox says "mid specified for bundle transport in group attribute points at a disabled m-section"',
    reason: 'the stream whose port all others share (BUNDLE) is rejected',
  }),
};

/** The a=group line without the names at fault; of a name that is listed twice the first stays. */
function withoutNames({ line }: Bundle, faults: readonly Fault[]): TextEdit {
  const gone = new Set(faults.map(fault => fault.span.start));
  const kept = wordSpans(line).filter(word => !gone.has(word.span.start));
  return replace({ start: line.attributeValueStart!, end: line.span.end }, ['BUNDLE', ...kept.map(word => word.text)].join(' '));
}
