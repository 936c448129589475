import type { Description } from '../../call/types';
import { isMuxOffered } from '../../rewrite/answeredSection';
import { insertAfter } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { browserRefuses, counterpartMux, sentToBrowser } from '../browserLeg';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { browserRewriteFix } from '../rewriteFix';
import { hasDtls } from '../support';
import type { Rule } from '../types';
import { muxCures } from './support';

export const noRtcpMux: Rule = {
  id: 'mux/no-rtcp-mux',
  title: 'No rtcp-mux toward the browser',
  severity: 'error',
  references: [
    { rfc: 5761, section: '5.1.1' },
    { rfc: 8834, section: '4.5' },
    { rfc: 9429, section: '5.8.3' },
  ],
  explanation:
    'Browsers send RTP and RTCP over one port and by default insist on `a=rtcp-mux` in every offer and answer that they get. Chrome says "RTCP-MUX is not enabled when it is required.", Firefox "m-section at level 0 is missing a=rtcp-mux, which is required by rtcpMuxPolicy".',
  quiet:
    'It is quiet for rejected sections, for sections that share the transport of an earlier one, for offers that the other side answered, and for answers to a browser that offered none.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.filter(line => line !== 'a=rtcp-mux'),
    ),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-offer rtcp-mux-require' },
    { gateway: 'asterisk', setting: 'rtcp_mux=yes' },
    { gateway: 'freeswitch', setting: 'rtcp_mux=true' },
  ],
  checkCall: function* (call) {
    for (const { one, section } of sentToBrowser(call)) {
      if (attributesIn(section.lines, 'rtcp-mux').length > 0 || isOfferedWithout(one, section)) continue;
      const cause = one.side === 'answer' ? counterpartMux(call, one) : [];
      const found = browserRefuses(noRtcpMux, one, section, {
        what: `The ${one.side} to the browser has no a=rtcp-mux.`,
        words: 'RTCP-MUX is not enabled when it is required.',
        advice:
          cause.length > 0
            ? 'The gateway offered rtcp-mux to the SIP side, which did not accept it, and so left it out here too. Have the gateway split RTP and RTCP on the SIP leg itself.'
            : 'Have the gateway use rtcp-mux on this leg, whatever the SIP side does.',
        weight: 84,
        plainly: 'it lacks a=rtcp-mux (media and its reports over one port)',
        fixes: [
          {
            title: `Add a=rtcp-mux to this ${one.side}`,
            safety: 'unsafe',
            message: one.message,
            edits: () => [insertAfter(section.lines[section.lines.length - 1]!, 'a=rtcp-mux')],
          },
          browserRewriteFix(one, call),
        ],
      });
      yield { ...found, related: [...found.related, ...cause], cures: muxCures(noRtcpMux, one.side) };
    }
  },
};

/** Whether the browser itself has no rtcp-mux in its offer (rtcpMuxPolicy "negotiate"): then it does not insist on it. */
function isOfferedWithout({ side, other }: Description, section: MediaSection): boolean {
  const offered = side === 'answer' ? other?.sdp.media[section.index] : undefined;
  return offered !== undefined && hasDtls(other!.sdp) && !isMuxOffered(other!.sdp, offered);
}
