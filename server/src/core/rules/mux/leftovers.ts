import type { Description } from '../../call/types';
import { deleteLine } from '../../rewrite/edit';
import type { SdpLine } from '../../sdp/types';
import { profileOf } from '../../sdp/profiles';
import { PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { descriptionsOn, hasDtls, hasIce, looksBrowserMade } from '../support';
import { finding, type Rule } from '../types';

/** What phones ignore and nothing on the SIP leg uses. rtcp-fb counts only under a profile without feedback. */
const LEFTOVERS = new Set([
  'extmap',
  'extmap-allow-mixed',
  'msid',
  'msid-semantic',
  'ssrc',
  'ssrc-group',
  'mid',
  'rtcp-rsize',
  'rtcp-xr',
  'rtcp-fb',
]);

export const leftovers: Rule = {
  id: 'mux/webrtc-leftovers',
  title: 'Lines that only browsers use, on the SIP leg',
  severity: 'hint',
  references: [{ rfc: 8866, section: '5.13' }],
  explanation:
    'Header extensions, track names, SSRCs and feedback lines of the browser stay on the SIP leg of nearly every gateway. Phones must ignore what they do not know, and they do. The lines only make the INVITE longer. Over UDP, a long INVITE is sent in fragments, which can get lost.',
  quiet:
    'It is never more than a hint: the lines are shown faded. It is quiet on a leg whose other side speaks ICE or DTLS itself, and for what the SIP side wrote itself.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=mid:0', 'a=msid:stream track', 'a=ssrc:1303091202 cname:zEgANRkPhwF71k6c'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: PHONE_CALL,
  cures: [{ gateway: 'rtpengine', setting: 'strip-extmap' }],
  checkCall: function* (call) {
    for (const one of descriptionsOn(call, 'sip')) {
      if (isSpokenBack(one) || !(one.fromGateway ?? looksBrowserMade(one.sdp))) continue;
      const lines = one.sdp.lines.filter(line => isLeftover(one, line));
      const runs = runsOf(lines);
      for (const run of runs) {
        const names = [...new Set(run.map(line => `a=${line.attribute}`))].join(', ');
        yield finding(leftovers, {
          message: one.message,
          span: { start: run[0]!.span.start, end: run[run.length - 1]!.span.end },
          text: `Left over from the browser, harmless: ${names}. Phones ignore ${run.length === 1 ? 'this line' : 'these lines'}.`,
          cures: run.some(line => line.attribute === 'extmap') ? leftovers.cures : [],
          fixes: [
            {
              title: 'Remove the lines that only browsers use from this SDP',
              safety: 'safe',
              message: one.message,
              edits: () => lines.map(deleteLine),
            },
          ],
          leg: one.leg,
          side: one.side,
          unnecessary: true,
        });
      }
    }
  },
};

const isSpokenBack = (one: Description): boolean => one.other !== undefined && (hasIce(one.other.sdp) || hasDtls(one.other.sdp));

function isLeftover(one: Description, line: SdpLine): boolean {
  if (!LEFTOVERS.has(line.attribute ?? '')) return false;
  const protocol = one.sdp.media[line.section]?.protocol ?? '';
  if (/^rtcp-(fb|rsize)$/.test(line.attribute!)) return !profileOf(protocol).feedback;
  // A mid may be named by a group, and the group may be in use.
  return line.attribute !== 'mid' || !one.sdp.session.some(other => other.attribute === 'group');
}

/** Lines that stand one below the other are one finding. */
function runsOf(lines: readonly SdpLine[]): SdpLine[][] {
  const runs: SdpLine[][] = [];
  for (const line of lines) {
    const run = runs[runs.length - 1];
    if (run && run[run.length - 1]!.index === line.index - 1) run.push(line);
    else runs.push([line]);
  }
  return runs;
}
