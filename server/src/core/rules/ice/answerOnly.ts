import { isCut } from '../../call/descriptions';
import { deleteLine } from '../../rewrite/edit';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { hasIce, relatedLine, spansOf } from '../support';
import { finding, type Rule } from '../types';

const PLAIN = EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=ice-'));
const ICE = /^(?:ice-ufrag|ice-pwd|ice-lite|ice-options|candidate|end-of-candidates)$/;

export const answerOnly: Rule = {
  id: 'ice/answer-only',
  title: 'ICE in the answer, but not in the offer',
  severity: 'warning',
  references: [{ rfc: 8839, section: '4.3.2' }],
  explanation:
    'An offer without ICE asks for none, and then the answer may not bring any (RFC 8839 says MUST NOT). The side that offered does not know what the lines mean and sends its media plain. If the side that answered waits for ICE checks before it sends or takes anything, there is no audio.',
  quiet:
    'On a SIP leg it is information, as phones ignore the lines; what a gateway leaves there is told by `ice/on-sip-leg`. It is quiet where the answer refuses all media.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', PLAIN),
    status: 200,
    answer: exampleBrowserAudio('active'),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'ICE=remove' },
    { gateway: 'asterisk', setting: 'ice_support=no' },
    { gateway: 'freeswitch', setting: 'ignore_sdp_ice=true' },
  ],
  attributes: ['ice-ufrag', 'candidate'],
  checkDescription: function* (one) {
    const { other } = one;
    if (one.side !== 'answer' || !other || isCut(other.message) || hasIce(other.sdp) || !hasIce(one.sdp)) return;
    // A gateway's lines toward a phone are ice/on-sip-leg.
    if (one.leg.kind === 'sip' && one.fromGateway !== false) return;
    const lines = one.sdp.lines.filter(line => ICE.test(line.attribute ?? ''));
    const [first, ...more] = lines;
    if (!first) return;
    yield finding(answerOnly, {
      severity: one.leg.kind === 'webrtc' ? 'warning' : 'info',
      message: one.message,
      span: first.span,
      places: spansOf(more),
      text: 'The answer uses ICE, but the offer did not. The side that offered ignores it and sends plain media; a side that waits for ICE checks gets none. Answer without ICE, or offer it.',
      related: relatedLine(other.message, other.sdp.media[0]?.line, 'the offer has no ICE'),
      // A browser's offer has ICE; where the text lacks it, the answer is not the one to change.
      fixes:
        one.leg.kind === 'webrtc' && one.fromGateway !== false
          ? []
          : [{ title: 'Remove ICE from this answer', safety: 'unsafe', message: one.message, edits: () => lines.map(deleteLine) }],
    });
  },
};
