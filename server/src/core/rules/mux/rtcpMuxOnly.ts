import { insertAfter } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine, rtpSections } from '../support';
import { finding, type Rule } from '../types';

const ONLY = ['m=audio 49170 RTP/AVP 0', 'a=rtcp-mux-only'];

export const rtcpMuxOnly: Rule = {
  id: 'mux/rtcp-mux-only',
  title: 'rtcp-mux-only without rtcp-mux',
  severity: 'warning',
  references: [{ rfc: 8858, section: '4.2' }],
  explanation:
    '`a=rtcp-mux-only` says that RTCP is taken on the RTP port and nowhere else. It must stand beside `a=rtcp-mux`, which is what makes the offer: who knows only the older line sees no offer of rtcp-mux at all, and sends its RTCP to a port where nobody listens.',
  quiet:
    'It is information where the offer was answered. Toward a browser `mux/no-rtcp-mux` tells it. An offer that has both lines, and whose rtcp-mux the SIP side leaves out, is told by `mux/rtcp-mux-on-sip-leg`.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp(...ONLY), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp(...ONLY, 'a=rtcp-mux'), status: 486 }),
  cures: [{ gateway: 'rtpengine', setting: 'rtcp-mux-offer rtcp-mux-require' }],
  attributes: ['rtcp-mux-only'],
  checkDescription: function* (one) {
    if (one.side !== 'offer' || one.cut || (one.leg.kind === 'webrtc' && one.fromGateway !== false)) return;
    const sections = rtpSections(one.sdp).filter(section => attributesIn(section.lines, 'rtcp-mux').length === 0);
    const lines = sections.flatMap(section => attributesIn(section.lines, 'rtcp-mux-only').slice(0, 1));
    const [line] = lines;
    if (!line) return;
    const answer = one.message.edited ? undefined : one.other;
    yield finding(rtcpMuxOnly, {
      severity: answer ? 'info' : 'warning',
      message: one.message,
      span: line.span,
      places: lines.slice(1).map(other => other.span),
      text: 'a=rtcp-mux-only stands here without a=rtcp-mux, which must go with it. Who does not know the newer line sends RTCP to the next port, where nobody listens.',
      related: answer ? relatedLine(answer.message, answer.sdp.media[line.section]?.line, 'what was answered') : [],
      fixes: [
        {
          title: 'Add a=rtcp-mux beside it',
          safety: 'safe',
          message: one.message,
          edits: () => lines.map(other => insertAfter(other, 'a=rtcp-mux')),
        },
      ],
    });
  },
};
