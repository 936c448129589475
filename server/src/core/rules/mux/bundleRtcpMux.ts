import { insertAfter } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { refusalOf, relatedLine, relatedReply, transportSections } from '../support';
import { finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { browserSeverity, browserVerdict, bundlesOf, muxCures } from './support';

const TWO = bundledBrowser('0 1', ['0', '1']);

export const bundleRtcpMux: Rule = {
  id: 'mux/bundle-rtcp-mux',
  title: 'BUNDLE without rtcp-mux',
  severity: 'error',
  references: [
    { rfc: 9143, section: '9.3' },
    { rfc: 9143, section: '7.1.3' },
  ],
  explanation:
    'Sections that share one port with `a=group:BUNDLE` must send RTP and RTCP over that port, so each section of a browser has `a=rtcp-mux`. Chrome refuses a description where a section of the group lacks it: "rtcp-mux must be enabled when BUNDLE is enabled." The RFC lets an answer say it in the first section of the group only; Chrome wants it in all.',
  quiet:
    'Rejected and bundle-only sections, and data channels, need none. The first section toward a browser is told by `mux/no-rtcp-mux`. Where the offer was answered, or a browser wrote it itself, it is information, and only if no section of the group has it. On a SIP leg it is quiet.',
  bad: answerCall(
    TWO,
    bundledBrowser('0 1', ['0', '1'], (lines, index) => (index === 1 ? lines.filter(line => line !== 'a=rtcp-mux') : lines)),
  ),
  good: answerCall(TWO, TWO),
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-offer rtcp-mux-require' },
    { gateway: 'asterisk', setting: 'rtcp_mux=yes' },
    { gateway: 'freeswitch', setting: 'rtcp_mux=true' },
  ],
  attributes: ['group'],
  checkDescription: function* (one) {
    if (one.cut || one.leg.kind === 'sip') return;
    const severity = browserSeverity(one);
    for (const { line, sections } of bundlesOf(one)) {
      const rtp = sections.filter(section => profileOf(section.protocol).rtp && section.port !== 0);
      const lacking = sections.length > 1 ? rtp.filter(section => !hasMux(section)) : [];
      // What is said once holds for the whole group by the RFC; only browsers want more.
      if (lacking.length === 0 || (severity === 'info' && lacking.length < rtp.length)) continue;
      const told = new Set(severity === 'error' ? transportSections(one.sdp) : []);
      const own = lacking.filter(section => !told.has(section));
      const [section] = own;
      if (!section) continue;
      const refusal = refusalOf(one);
      yield finding(bundleRtcpMux, {
        severity,
        message: one.message,
        span: section.line.span,
        places: own.slice(1).map(other => other.line.span),
        text: `This section shares its port with others (BUNDLE) and has no a=rtcp-mux. ${severity === 'info' ? 'RTCP would have to come over that port too.' : 'Chrome refuses that: "rtcp-mux must be enabled when BUNDLE is enabled."'} Use rtcp-mux in every section of the group, or no BUNDLE.`,
        related: [
          ...relatedLine(one.message, line, 'the BUNDLE group'),
          ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
        ],
        fixes: [
          {
            title: `Add a=rtcp-mux to ${own.length === 1 ? 'this section' : 'these sections'}`,
            safety: 'unsafe',
            message: one.message,
            edits: () => own.map(other => insertAfter(other.lines[other.lines.length - 1]!, 'a=rtcp-mux')),
          },
        ],
        cures: muxCures(bundleRtcpMux, one.side),
        verdict: browserVerdict(one, severity, 83, 'its streams share one port (BUNDLE), but one of them lacks a=rtcp-mux'),
      });
    }
  },
};

const hasMux = (section: MediaSection): boolean => attributesIn(section.lines, 'rtcp-mux').length > 0;
