import { isCut } from '../../call/descriptions';
import { deleteLine } from '../../rewrite/edit';
import { attributesIn, groups } from '../../sdp/description';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { relatedLine, rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { browserSeverity, browserVerdict } from './support';

export const rtcpMuxNotOffered: Rule = {
  id: 'mux/rtcp-mux-not-offered',
  title: 'The answer has rtcp-mux, the offer had not',
  severity: 'error',
  references: [{ rfc: 5761, section: '5.1.1' }],
  explanation:
    '`a=rtcp-mux` in an answer accepts that RTP and RTCP share one port. Nobody offered that here, so the other side sends RTCP to a port of its own, where nobody listens. Chrome refuses such an answer ("Failed to setup RTCP mux."). Elsewhere the call works, and only the reports on its quality get lost.',
  quiet:
    'Toward a browser it is an error, on a SIP leg information. It is quiet within a BUNDLE, where one section speaks for all, and where the log cut the offer.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=rtcp-mux'),
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-accept' },
    { gateway: 'asterisk', setting: 'rtcp_mux=no' },
    { gateway: 'freeswitch', setting: 'rtcp_mux=false' },
  ],
  attributes: ['rtcp-mux'],
  checkDescription: function* (one) {
    const { other } = one;
    if (one.side !== 'answer' || !other || isCut(other.message) || groups(other.sdp, 'BUNDLE').length > 0) return;
    const sections = rtpSections(one.sdp).filter(section => {
      const offered = other.sdp.media[section.index];
      return (
        offered && attributesIn(section.lines, 'rtcp-mux').length > 0 && !offered.lines.some(line => /^rtcp-mux/.test(line.attribute ?? ''))
      );
    });
    const lines = sections.flatMap(section => attributesIn(section.lines, 'rtcp-mux'));
    const [line] = lines;
    if (!line) return;
    const severity = browserSeverity(one);
    yield finding(rtcpMuxNotOffered, {
      severity,
      message: one.message,
      span: line.span,
      places: lines.slice(1).map(mux => mux.span),
      text: `The answer accepts rtcp-mux, which the offer does not have. ${one.leg.kind === 'webrtc' ? 'Chrome refuses that: "Failed to setup RTCP mux."' : 'The other side sends its RTCP to the next port, where this side does not listen: the reports on quality get lost, the audio does not.'}`,
      related: relatedLine(other.message, other.sdp.media[line.section]?.line, 'offered without rtcp-mux'),
      // A browser insists on the line; there the offer is what should change.
      fixes:
        one.leg.kind === 'webrtc'
          ? []
          : [{ title: 'Remove a=rtcp-mux from this answer', safety: 'safe', message: one.message, edits: () => lines.map(deleteLine) }],
      verdict: browserVerdict(one, severity, 80, 'it accepts RTP and RTCP on one port (a=rtcp-mux), which was not offered'),
    });
  },
};
