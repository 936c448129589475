import { isCut } from '../../call/descriptions';
import type { Call, Description, Leg } from '../../call/types';
import { deleteLine } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { sipRewriteFix } from '../rewriteFix';
import { counterpart, hasDtls, legsWhoseParty, relatedLine, rtpSections, toPhones } from '../support';
import { type Finding, finding, type Rule } from '../types';

export const rtcpMuxOnSipLeg: Rule = {
  id: 'mux/rtcp-mux-on-sip-leg',
  title: 'rtcp-mux offered to the SIP side',
  severity: 'error',
  references: [{ rfc: 5761, section: '5.1.1' }],
  explanation:
    '`a=rtcp-mux` offers to send RTP and RTCP over one port. A phone may accept it or not. If it does not, and the gateway passes that on, the answer to the browser lacks `a=rtcp-mux`. Browsers insist on it and refuse the whole answer, when the call has already been picked up: the phone rings, is answered, and the call drops at once.',
  quiet:
    'Offering rtcp-mux is allowed, so it is information, and quiet where the other side accepts it. It is an error where the answer on this leg lacks it and the answer to the browser then lacks it too.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtcp-mux'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtcp-mux'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=rtcp-mux'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-demux' },
    { gateway: 'asterisk', setting: 'rtcp_mux=no' },
    { gateway: 'freeswitch', setting: 'rtcp_mux=false' },
  ],
  checkCall: function* (call) {
    let muxing: ReadonlySet<Leg> | undefined;
    for (const one of toPhones(call)) {
      const found = one.side === 'offer' && one.sdp.attributes.has('rtcp-mux') ? check(call, one) : undefined;
      if (!found) continue;
      muxing ??= legsWhoseParty(call, sdp => sdp.attributes.has('rtcp-mux'));
      // Who uses it in another description knows it.
      if (found.severity === 'error' || !muxing.has(one.leg)) yield found;
    }
  },
};

function check(call: Call, one: Description): Finding | undefined {
  if (one.fromGateway === false || (one.other && isCut(one.other.message))) return undefined;
  const answer = one.exchange.answer;
  const section = rtpSections(one.sdp).find(candidate => muxLine(candidate.lines) && isLeftOut(answer?.sdp.media[candidate.index]));
  if (!section) return undefined;
  const line = muxLine(section.lines)!;
  const browser = counterpart(call, one.leg, one.exchange);
  const broken = browser?.leg.kind === 'webrtc' && answer && !one.message.edited ? brokenAnswer(browser.exchange.answer) : undefined;
  const others = one.sdp.lines.filter(other => other !== line && /^rtcp-mux(-only)?$/.test(other.attribute ?? ''));
  return finding(rtcpMuxOnSipLeg, {
    severity: broken ? 'error' : 'info',
    message: one.message,
    span: line.span,
    places: others.map(other => other.span),
    text: broken
      ? 'a=rtcp-mux is offered on the SIP leg. The phone does not accept it, so the answer to the browser has no a=rtcp-mux either, and the browser refuses that answer: "RTCP-MUX is not enabled when it is required." Have the gateway split RTP and RTCP on this leg itself.'
      : `a=rtcp-mux is offered on the SIP leg${answer ? ', and the answer does not accept it' : ''}. That is allowed. But if the gateway then leaves it out toward the browser too, the browser refuses the answer.`,
    related: [
      ...(answer ? relatedLine(answer.message, answer.sdp.media[section.index]?.line, 'the answer on this leg has no a=rtcp-mux') : []),
      ...(broken ? relatedLine(broken.message, broken.section.line, 'the answer to the browser lacks a=rtcp-mux') : []),
    ],
    fixes: [
      {
        title: 'Remove a=rtcp-mux from this offer',
        safety: 'unsafe',
        message: one.message,
        edits: () => [line, ...others].map(deleteLine),
      },
      sipRewriteFix(one, call),
    ],
    leg: one.leg,
    side: one.side,
    verdict: broken
      ? {
          // Without a fingerprint the browser does not get as far as rtcp-mux.
          weight: hasDtls(broken.sdp) ? 96 : 83,
          text: 'The call is picked up and drops at once: the browser refuses the answer because it lacks a=rtcp-mux, and it lacks it because the gateway asked the phone for a=rtcp-mux, which the phone does not support.',
        }
      : undefined,
  });
}

/** Whether the answer, as far as there is one, takes the section without rtcp-mux. */
const isLeftOut = (answered: MediaSection | undefined): boolean => !answered || (answered.port !== 0 && !muxLine(answered.lines));

const muxLine = (lines: Parameters<typeof attributesIn>[0]) => attributesIn(lines, 'rtcp-mux')[0];

function brokenAnswer(answer: Description['exchange']['answer']) {
  const section = answer && rtpSections(answer.sdp).find(candidate => !muxLine(candidate.lines));
  return section && { message: answer.message, sdp: answer.sdp, section };
}
