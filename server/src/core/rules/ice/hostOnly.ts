import { addressKind, isInside } from '../../sdp/addressKind';
import { candidatesOf } from '../../sdp/candidate';
import { EXAMPLE_BROWSER_LINES, exampleSdp } from '../example';
import { list, transportSections } from '../support';
import { finding, type Rule } from '../types';
import { usesIce } from './support';

const offer = (...candidates: readonly string[]): string =>
  `${exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', ...EXAMPLE_BROWSER_LINES, 'a=mid:0', 'a=setup:actpass', ...candidates).join('\n')}\n`;
const HOST = 'a=candidate:1 1 udp 2122260223 192.168.1.20 49170 typ host';
const SRFLX = 'a=candidate:2 1 udp 1686052607 203.0.113.20 49170 typ srflx raddr 192.168.1.20 rport 49170';

export const hostOnly: Rule = {
  id: 'ice/host-only',
  title: 'Only private or .local candidates, none from STUN or TURN',
  severity: 'hint',
  references: [{ rfc: 8445, section: '5.1.1' }],
  explanation:
    'The browser names only addresses of its own machine: private ones, or names ending in `.local` (mDNS), behind which it hides them as long as the page may not use the microphone. No STUN server told it its public address (`srflx`), and no TURN server relays for it (`relay`). That is no fault as such: the browser sends the first check, and a gateway with a reachable address learns from it where the browser is. It fails where the gateway cannot be reached directly, where a firewall blocks UDP, and with gateways that drop private addresses or wait for one that they can use.',
  quiet:
    'Nearly all healthy browser calls look like this, so it speaks only where no answer is known that would tell whether the gateway can be reached: of a bare offer, or of a log that ends before the answer. `ice/private-candidates` tells of the case that fails.',
  bad: offer(HOST),
  good: offer(HOST, SRFLX),
  cures: [],
  attributes: ['candidate'],
  checkDescription: function* (one) {
    const { exchange } = one;
    if (one.leg.kind !== 'webrtc' || one.fromGateway === true || one.cut || exchange.answer || exchange.rejection || !usesIce(one)) return;
    const candidates = transportSections(one.sdp).flatMap(section => candidatesOf(one.sdp, section));
    const [first, ...more] = candidates;
    if (!first || candidates.some(candidate => candidate.type !== 'host' || !isInside(candidate.address))) return;
    const kinds = [...new Set(candidates.map(candidate => addressKind(candidate.address)))];
    const hidden = kinds.includes('mDNS');
    yield finding(hostOnly, {
      message: one.message,
      span: first.line.span,
      places: more.map(candidate => candidate.line.span),
      text: `All candidates are addresses of the machine itself (${list(kinds)}); there is none from a STUN server (srflx) and none from a TURN server (relay).${hidden ? ' A .local name can be resolved in the browser’s own network only.' : ''} It works as long as the browser can reach the gateway, which then learns its address. Otherwise give the browser a STUN and a TURN server.`,
    });
  },
};
