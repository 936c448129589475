import type { Description } from '../../call/types';
import { deleteLine } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { valueSpan } from './support';

const call = (...lines: readonly string[]): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', ...lines),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  });

export const rtcpPort: Rule = {
  id: 'mux/rtcp-port',
  title: 'RTCP is expected where it does not arrive',
  severity: 'info',
  references: [
    { rfc: 3605, section: '2.1' },
    { rfc: 3550, section: '11' },
    { rfc: 5761, section: '5.1.1' },
  ],
  explanation:
    'Without `a=rtcp-mux`, RTCP has a port of its own: the one that `a=rtcp` names, else the RTP port plus one. RTCP carries reports on the quality of the call; audio flows without it, but some gateways hang up when no report arrives, and video may freeze. An `a=rtcp` that cannot be read, or that names the RTP port although rtcp-mux is not used, leads it astray. So does an odd RTP port without `a=rtcp`: older stacks then take the port below for RTP. RTPEngine logs "Failed to parse a=rtcp attribute".',
  quiet:
    'It is never more than information, and an odd port is a hint. Port 9 is how browsers write "not known", and with `a=rtcp-mux` the line does not matter. An odd port is told on SIP legs only.',
  bad: call('a=rtcp:49170'),
  good: call('a=rtcp:49171 IN IP4 192.0.2.1'),
  cures: [{ gateway: 'rtpengine', setting: 'full-rtcp-attribute' }],
  checkDescription: function* (one) {
    if (one.cut) return;
    const odd: MediaSection[] = [];
    for (const section of rtpSections(one.sdp)) {
      const line = attributesIn(section.lines, 'rtcp')[0];
      const wrong = line && wrongLine(one, section, line);
      if (!line && isOdd(one, section)) odd.push(section);
      if (!line || !wrong) continue;
      yield finding(rtcpPort, {
        message: one.message,
        span: valueSpan(line),
        text: wrong,
        fixes: [{ title: 'Remove this a=rtcp line', safety: 'unsafe', message: one.message, edits: () => [deleteLine(line)] }],
      });
    }
    const [section] = odd;
    if (!section) return;
    yield finding(rtcpPort, {
      severity: 'hint',
      message: one.message,
      span: section.portSpan,
      places: odd.slice(1).map(other => other.portSpan),
      text: `The RTP port ${section.port} is odd, and no a=rtcp says where RTCP goes. Most send it to ${section.port + 1}; old stacks take ${section.port - 1} for RTP. Use an even port, or name the port of RTCP with a=rtcp.`,
    });
  },
};

const hasMux = (section: MediaSection | undefined): boolean =>
  section?.lines.some(line => /^rtcp-mux(-only)?$/.test(line.attribute ?? '')) ?? false;

const RTCP = /^(\d{1,5})(?:[ \t]+IN[ \t]+IP[46][ \t]+\S+)?$/;

function wrongLine(one: Description, section: MediaSection, line: SdpLine): string | undefined {
  const value = (line.attributeValue ?? '').trim();
  const port = Number(RTCP.exec(value)?.[1] ?? Number.NaN);
  if (!(port <= 65535)) {
    return hasMux(section) || /[*x<[…]/i.test(value)
      ? undefined
      : 'This a=rtcp cannot be read: a port was expected, and behind it at most "IN IP4" or "IN IP6" with an address. RTCP goes to the RTP port plus one instead, or the whole description is refused.';
  }
  // Whether rtcp-mux is used is known only where both sides are.
  const opposite = one.other?.sdp.media[section.index];
  if (port !== section.port || port === 9 || port === 0 || hasMux(section) || hasMux(opposite)) return undefined;
  return `a=rtcp names the RTP port ${port}, but without a=rtcp-mux RTCP may not come there. What arrives may be taken for broken audio packets. Name the port where RTCP is received, or leave the line out.`;
}

const isOdd = (one: Description, section: MediaSection): boolean =>
  one.leg.kind === 'sip' && section.port % 2 === 1 && section.port !== 9 && !hasMux(section);
