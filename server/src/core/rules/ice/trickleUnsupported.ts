import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { hasIce, relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { exampleTrickle } from './noCandidates';
import { areTrickled, candidateLines, isComplete, trickleLine, usesIce } from './support';

const CANDIDATE = 'a=candidate:1 1 udp 2130706431 192.0.2.2 30000 typ host';

export const trickleUnsupported: Rule = {
  id: 'ice/trickle-unsupported',
  title: 'Candidates are to follow later, but the other side does not take them',
  severity: 'info',
  references: [
    { rfc: 8838, section: '3' },
    { rfc: 8840, section: '5' },
  ],
  explanation:
    'With `a=ice-options:trickle` a browser may send its offer before it has found its candidates and send them later, in INFO requests. The other side says the same word if it takes them. Here it does not, and the offer has no candidate: whatever is found later never arrives. The call connects only if the browser sends the first check to a candidate of the other side. Gateways that want candidates in the offer skip ICE; Asterisk logs "ICE no RTP candidates; skipping checklist".',
  quiet:
    'Browsers write `trickle` always, so an offer with at least one candidate is left alone, and so is one whose answer says trickle, or whose answer has no ICE at all. It stays information, as many gateways learn the address from the first check.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleTrickle('a=setup:actpass'),
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, CANDIDATE]),
  }),
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', [
      ...EXAMPLE_BROWSER_LINES,
      'a=ice-options:trickle',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host',
    ]),
    status: 200,
    answer: exampleBrowserAudio('active', [...EXAMPLE_BROWSER_LINES, CANDIDATE]),
  }),
  cures: [{ gateway: 'rtpengine', setting: 'trickle-ICE' }],
  attributes: ['ice-options'],
  checkDescription: function* (one) {
    const { other } = one;
    if (one.side !== 'offer' || !other || one.exchange.previous || one.cut || !usesIce(one) || candidateLines(one.sdp).length > 0) return;
    const line = trickleLine(one.sdp);
    if (!line || isComplete(one.sdp) || !hasIce(other.sdp) || trickleLine(other.sdp) || areTrickled(one)) return;
    yield finding(trickleUnsupported, {
      message: one.message,
      span: line.span,
      text: 'The offer has no candidate yet and says that they will follow (trickle), but the answer does not say trickle: the other side takes none later. Have the browser send its offer when it has found its candidates.',
      related: relatedLine(
        other.message,
        other.sdp.lines.find(one => one.attribute === 'ice-options' || one.attribute === 'ice-ufrag'),
        'the answer uses ICE without trickle',
      ),
    });
  },
};
