import { isCut } from '../../call/descriptions';
import { deleteLine, replace } from '../../rewrite/edit';
import { midOf } from '../../sdp/description';
import { list, relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { type Bundle, browserSeverity, browserVerdict, bundlesOf, wordSpans } from './support';

const OFFER = bundledBrowser('0', ['0', '1']);

export const bundleNotOffered: Rule = {
  id: 'mux/bundle-not-offered',
  title: 'The answer bundles what was not offered as a bundle',
  severity: 'error',
  references: [{ rfc: 9143, section: '7.3' }],
  explanation:
    'With `a=group:BUNDLE` the answer accepts that sections share one port. It may list fewer sections than the offer did, never more, and no group at all if none was offered. Chrome refuses such an answer (Firefox takes it): "A BUNDLE group in answer contains a MID=\'1\' that was not in the offered group." It happens when a gateway writes its own group instead of answering the one that it got.',
  quiet: 'On a SIP leg, and where a browser wrote the answer, it is information. It is quiet where the log cut the offer.',
  bad: answerCall(OFFER, bundledBrowser('0 1', ['0', '1'])),
  good: answerCall(OFFER, OFFER),
  cures: [
    { gateway: 'rtpengine', setting: 'BUNDLE-accept' },
    { gateway: 'asterisk', setting: 'bundle=no' },
  ],
  attributes: ['group'],
  checkDescription: function* (one) {
    const { other } = one;
    if (one.side !== 'answer' || !other || isCut(other.message)) return;
    const named = new Set(one.sdp.media.map(section => midOf(section)));
    const offered = new Map<string, Bundle>();
    for (const bundle of bundlesOf(other)) for (const mid of bundle.mids) offered.set(mid, bundle);
    const severity = browserSeverity(one);
    for (const { line, mids } of bundlesOf(one)) {
      // The group that is answered is the one that has the first name that was offered at all.
      const whole = offered.get(mids.find(mid => offered.has(mid)) ?? '');
      const allowed = new Set(whole?.mids);
      const words = wordSpans(line);
      // What has no section is told by mux/bundle-members.
      const more = words.filter(word => !allowed.has(word.text) && named.has(word.text));
      if (more.length === 0) continue;
      const rest = words.filter(word => allowed.has(word.text)).map(word => word.text);
      const titles = list(more.map(word => `"${word.text}"`));
      yield finding(bundleNotOffered, {
        severity,
        message: one.message,
        span: more[0]!.span,
        places: more.slice(1).map(word => word.span),
        text: `The answer has ${titles} in its BUNDLE group, the offer ${whole ? 'does not' : 'has no such group'}. ${one.leg.kind === 'sip' ? 'An answer may only leave names out.' : `Chrome refuses this answer (Firefox takes it): "A BUNDLE group in answer contains a MID='${more[0]!.text}' that was not in the offered group."`}`,
        related: whole
          ? relatedLine(other.message, whole.line, 'the group that was offered')
          : relatedLine(other.message, other.sdp.media[0]?.line, 'the offer bundles nothing'),
        fixes: [
          {
            title: rest.length > 0 ? `Leave ${titles} out of the BUNDLE group` : 'Remove the BUNDLE group from this answer',
            safety: 'unsafe',
            message: one.message,
            edits: () =>
              rest.length > 0
                ? [replace({ start: line.attributeValueStart!, end: line.span.end }, ['BUNDLE', ...rest].join(' '))]
                : [deleteLine(line)],
          },
        ],
        verdict: browserVerdict(one, severity, 86, 'it bundles streams on one port (BUNDLE) that were not offered like that', 'Chrome'),
      });
    }
  },
};
