import { deleteLine } from '../../rewrite/edit';
import { isInside } from '../../sdp/addressKind';
import { candidatesOf } from '../../sdp/candidate';
import type { Sdp, SdpLine } from '../../sdp/types';
import { exampleCall, EXAMPLE_BROWSER_LINES, exampleBrowserAudio } from '../example';
import { relatedLine, transportSections } from '../support';
import { finding, type Rule } from '../types';

const LITE = [...EXAMPLE_BROWSER_LINES, 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host'];
/** ice-lite belongs to the session level. */
const lite = (sdp: readonly string[]): string[] => sdp.flatMap(line => (line === 't=0 0' ? [line, 'a=ice-lite'] : [line]));

export const bothLite: Rule = {
  id: 'ice/both-lite',
  title: 'Both sides are ICE lite',
  severity: 'warning',
  references: [
    { rfc: 8445, section: '6.1.1' },
    { rfc: 8839, section: '4.2.1.4' },
  ],
  explanation:
    'A side with `a=ice-lite` only answers checks; it sends none. That is right for a gateway with a public address, as long as the other side is a full implementation. Where both are lite, nobody sends a check: each simply uses the other’s address. That works between two public addresses and fails as soon as one of them is behind a NAT. A browser is never lite.',
  quiet: 'Between two sides that name public addresses only it is information, unless one of them is a browser’s.',
  bad: exampleCall({
    transport: 'WS',
    offer: lite(exampleBrowserAudio('actpass', LITE)),
    status: 200,
    answer: lite(exampleBrowserAudio('active', LITE)),
  }),
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', LITE),
    status: 200,
    answer: lite(exampleBrowserAudio('active', LITE)),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'ICE-lite=off' },
    { gateway: 'freeswitch', setting: 'ice_lite=false' },
  ],
  attributes: ['ice-lite'],
  checkDescription: function* (one) {
    if (one.side !== 'answer' || !one.other) return;
    const [answer, offer] = [liteLine(one.sdp), liteLine(one.other.sdp)];
    if (!answer || !offer) return;
    const reachable = one.leg.kind !== 'webrtc' && [one.sdp, one.other.sdp].every(namesPublicOnly);
    yield finding(bothLite, {
      severity: reachable ? 'info' : 'warning',
      message: one.message,
      span: answer.span,
      text: `Both sides say a=ice-lite, so nobody sends a check. ${reachable ? 'Between public addresses media can flow all the same.' : 'Media flows only if each side can reach the address that the other names; through a NAT it cannot.'} One side has to be a full implementation: leave the line out there.`,
      related: relatedLine(one.other.message, offer, 'the offer says it too'),
      fixes: [{ title: 'Remove a=ice-lite from this answer', safety: 'unsafe', message: one.message, edits: () => [deleteLine(answer)] }],
    });
  },
};

const liteLine = (sdp: Sdp): SdpLine | undefined => sdp.lines.find(line => line.attribute === 'ice-lite');

const namesPublicOnly = (sdp: Sdp): boolean =>
  transportSections(sdp)
    .flatMap(section => candidatesOf(sdp, section))
    .every(candidate => !isInside(candidate.address));
