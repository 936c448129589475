import type { Call, Description, Leg } from '../../call/types';
import { PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { sipRewriteFix } from '../rewriteFix';
import {
  hasDtls,
  hasIce,
  legsWhoseParty,
  refusalOf,
  refusedWhat,
  refuserName,
  relatedReply,
  spansOf,
  toPhones,
  wasTaken,
} from '../support';
import { deleteLine } from '../../rewrite/edit';
import type { SdpLine } from '../../sdp/types';
import { profileOf } from '../../sdp/profiles';
import { type Finding, finding, type Rule, type Severity } from '../types';

const ICE = new Set([
  'ice-ufrag',
  'ice-pwd',
  'candidate',
  'ice-options',
  'ice-lite',
  'end-of-candidates',
  'remote-candidates',
  'ice-mismatch',
]);

export const iceOnSipLeg: Rule = {
  id: 'ice/on-sip-leg',
  title: 'ICE left on the SIP leg',
  severity: 'error',
  references: [
    { rfc: 8839, section: '5' },
    { rfc: 8866, section: '5.13' },
  ],
  explanation:
    'ICE (`a=ice-ufrag`, `a=ice-pwd`, `a=candidate`) finds a path between a browser and the gateway. On the SIP leg nobody needs it. A phone that does not know it ignores the lines, as RFC 8866 asks, and audio flows. But the INVITE gets longer, and some peers refuse it.',
  quiet:
    'It is information where the other side answered without ICE and the call came up, where the phone rang or the call ended for another reason, a warning where nothing shows how the offer fared, and an error only where the offer was refused and neither its profile nor its codecs explain that. It is quiet where the other side answers with ICE itself or offers it elsewhere in the call (a secure trunk), where the SIP side made the offer, and on a hop whose far end calls on.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp(
      'm=audio 49170 RTP/AVP 0',
      'a=ice-ufrag:lOUe',
      'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host',
    ),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'ICE=remove' },
    { gateway: 'asterisk', setting: 'ice_support=no' },
    { gateway: 'freeswitch', setting: 'media_webrtc=false' },
  ],
  checkCall: function* (call) {
    let speaking: ReadonlySet<Leg> | undefined;
    for (const one of toPhones(call)) {
      if (!hasIce(one.sdp)) continue;
      speaking ??= legsWhoseParty(call, hasIce);
      const found = speaking.has(one.leg) ? undefined : check(call, one);
      if (found) yield found;
    }
  },
};

function check(call: Call, one: Description): Finding | undefined {
  // A party that answers with ICE speaks it; a phone that offers it may do so.
  if (one.other ? hasIce(one.other.sdp) : one.side === 'answer') return undefined;
  if (one.fromGateway === false) return undefined;
  const lines = one.sdp.lines.filter(line => ICE.has(line.attribute ?? ''));
  const candidates = lines.filter(line => line.attribute === 'candidate').length;
  const refusal = refusalOf(one);
  const severity = severityOf(one, refusal !== undefined);
  const first = lines[0]!;
  return finding(iceOnSipLeg, {
    severity,
    message: one.message,
    span: first.span,
    places: spansOf(lines.slice(1)),
    text: `ICE is left on the SIP leg (${lines.length} lines${candidates ? `, ${candidates} of them ${candidates === 1 ? 'a candidate' : 'candidates'}` : ''}). ${consequence(one, severity)} Take the lines out at the gateway.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: [removeIce(one, lines), sipRewriteFix(one, call)],
    leg: one.leg,
    side: one.side,
    verdict:
      severity === 'error' && refusal
        ? {
            weight: 60,
            text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: the offer still carries the browser's ICE lines, and nothing else in it is unusual for a phone.`,
          }
        : undefined,
  });
}

function severityOf(one: Description, refused: boolean): Severity {
  if (one.exchange.answer || wasTaken(one)) return 'info';
  if (!refused || one.message.edited) return 'warning';
  const plain = one.sdp.media.every(section => section.protocol === 'RTP/AVP' || !profileOf(section.protocol).rtp) && !hasDtls(one.sdp);
  const ordinaryCodecs = one.sdp.media.some(section => section.formats.some(format => format.text === '0' || format.text === '8'));
  return plain && ordinaryCodecs ? 'error' : 'warning';
}

const consequence = (one: Description, severity: Severity): string => {
  if (one.side === 'answer')
    return 'The offer had none: the other side ignores the lines and the call can work. They only make the message longer.';
  if (one.exchange.answer)
    return 'The other side answered without ICE: it ignores the lines and the call can work. They only make the message longer.';
  return severity === 'error'
    ? 'The offer was refused and nothing else in it is unusual for a phone.'
    : 'Most phones without ICE ignore the lines; some refuse the offer.';
};

const removeIce = (one: Description, lines: readonly SdpLine[]) => ({
  title: 'Remove the ICE lines from this SDP',
  safety: 'unsafe' as const,
  message: one.message,
  edits: () => lines.map(deleteLine),
});
