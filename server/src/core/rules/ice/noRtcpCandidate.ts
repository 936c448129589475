import type { Description } from '../../call/types';
import { candidatesOf } from '../../sdp/candidate';
import { attributesIn } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { insertAfter } from '../../rewrite/edit';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { transportSections } from '../support';
import { finding, type Rule } from '../types';
import { isTakenUp, usesIce } from './support';

const CANDIDATE = 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host';
const offer = (mux: boolean): string[] =>
  exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES.filter(line => mux || line !== 'a=rtcp-mux'), CANDIDATE]);

export const noRtcpCandidate: Rule = {
  id: 'ice/no-rtcp-candidate',
  title: 'RTCP has a port of its own but no candidate',
  severity: 'warning',
  references: [
    { rfc: 8839, section: '4.2.2' },
    { rfc: 5761, section: '5.1.3' },
  ],
  explanation:
    'Without `a=rtcp-mux` RTCP uses a port of its own, and with ICE that port needs candidates too: those with component 2. Here all candidates have component 1. ICE cannot complete for RTCP; some stacks then do not start it at all: Asterisk logs "ICE no RTCP candidates; skipping checklist".',
  quiet:
    'It is quiet where `a=rtcp-mux` is there, where RTCP is turned off (`b=RS:0` and `b=RR:0`), where `a=rtcp` names the port of the `m=` line, in answers to an offer that allowed only one port (`a=rtcp-mux-only`), toward a browser (`mux/no-rtcp-mux` tells of that), and on a SIP leg. Where the other side answered with ICE all the same it is information.',
  bad: exampleCall({ transport: 'WS', offer: offer(false), status: 488 }),
  good: exampleCall({
    transport: 'WS',
    offer: offer(true),
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, CANDIDATE]),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-offer' },
    { gateway: 'asterisk', setting: 'rtcp_mux=yes' },
  ],
  attributes: ['candidate'],
  checkDescription: function* (one) {
    if (one.leg.kind === 'sip' || one.cut || !usesIce(one) || (one.leg.kind === 'webrtc' && one.fromGateway !== false)) return;
    const sections = transportSections(one.sdp).filter(section => lacksRtcp(one, section));
    const [first] = sections;
    if (!first) return;
    const line = (section: MediaSection) => candidatesOf(one.sdp, section)[0]!.line;
    yield finding(noRtcpCandidate, {
      severity: isTakenUp(one) ? 'info' : 'warning',
      message: one.message,
      span: line(first).span,
      places: sections.slice(1).map(section => line(section).span),
      text: 'All candidates are for RTP (component 1), and there is no a=rtcp-mux, so RTCP has a port of its own without a candidate. ICE cannot complete for it. Use a=rtcp-mux, or name candidates with component 2.',
      cures: one.fromGateway === false ? [] : noRtcpCandidate.cures,
      fixes: [
        {
          title: 'Add a=rtcp-mux',
          safety: 'unsafe',
          message: one.message,
          edits: () => sections.map(section => insertAfter(section.lines[section.lines.length - 1]!, 'a=rtcp-mux')),
        },
      ],
    });
  },
};

function lacksRtcp(one: Description, section: MediaSection): boolean {
  if (section.lines.some(line => line.attribute === 'rtcp-mux' || line.attribute === 'rtcp-mux-only')) return false;
  const candidates = candidatesOf(one.sdp, section);
  if (candidates.length === 0 || candidates.some(candidate => candidate.component !== 1)) return false;
  const levels = [...one.sdp.session, ...section.lines];
  if (['RS:0', 'RR:0'].every(value => levels.some(line => line.type === 'b' && line.value.trim() === value))) return false;
  const rtcp = attributesIn(section.lines, 'rtcp')[0]?.attributeValue ?? '';
  if (Number(/^\d{1,5}/.exec(rtcp)?.[0]) === section.port) return false;
  const offered = one.side === 'answer' ? one.other?.sdp.media[section.index] : undefined;
  return !offered || attributesIn(offered.lines, 'rtcp-mux-only').length === 0;
}
