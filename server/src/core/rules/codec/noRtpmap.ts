import type { Description } from '../../call/types';
import { type Codec, codecsOf } from '../../sdp/codecs';
import { exampleCall, exampleSdp } from '../example';
import { list, refusalOf, refusedWhat, refuserName, relatedReply, rtpSections } from '../support';
import { type Finding, finding, type Rule, type VerdictCandidate } from '../types';
import { dropFormats } from './support';

export const noRtpmap: Rule = {
  id: 'codec/no-rtpmap',
  title: 'Payload type without a codec',
  severity: 'error',
  references: [
    { rfc: 8866, section: '6.6' },
    { rfc: 3551, section: '6' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'Payload types below 35 may have a fixed codec (0 is PCMU, 8 is PCMA). Any other is only a number until an `a=rtpmap` names its codec. A peer cannot use such a number; some refuse the whole description. An `a=rtpmap` with a name and no clock rate (`a=rtpmap:101 telephone-event`) names nothing either.',
  quiet:
    'Static payload types of RFC 3551 need no rtpmap. It looks only at RTP profiles and at sections in use. It is a warning where the offer was accepted all the same. A name without its clock rate is an error only toward a browser or where the offer was refused, else information.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      for (const section of one.cut ? [] : rtpSections(one.sdp)) {
        const codecs = codecsOf(section);
        yield* withoutClock(one, codecs);
        const unnamed = codecs.filter(codec => codec.name === '' && /^\d+$/.test(codec.payloadType));
        if (unnamed.length === 0) continue;
        const numbers = list(unnamed.map(codec => codec.payloadType));
        yield finding(noRtpmap, {
          severity: one.side === 'offer' && one.exchange.answer ? 'warning' : 'error',
          message: one.message,
          span: unnamed[0]!.format.span,
          places: unnamed.slice(1).map(codec => codec.format.span),
          text: `Payload ${unnamed.length === 1 ? 'type' : 'types'} ${numbers} ${unnamed.length === 1 ? 'is' : 'are'} listed, but no a=rtpmap says which codec that is. The other side cannot use ${unnamed.length === 1 ? 'it' : 'them'} and may refuse the description. Add the a=rtpmap line, or take the number out.`,
          fixes:
            unnamed.length < section.formats.length
              ? [
                  {
                    title: `Take payload ${unnamed.length === 1 ? 'type' : 'types'} ${numbers} out of the m= line`,
                    safety: 'unsafe',
                    message: one.message,
                    edits: () => dropFormats(section, new Set(unnamed.map(codec => codec.payloadType))),
                  },
                ]
              : [],
          leg: one.leg,
          side: one.side,
          verdict: verdictFor(
            one,
            `its list of codecs has ${unnamed.length === 1 ? 'a number' : 'numbers'} (${numbers}) and does not say what ${unnamed.length === 1 ? 'it stands' : 'they stand'} for`,
          ),
        });
      }
    }
  },
};

/** Lines that name a codec and not its clock rate. Browsers read none of the description then; others skip the codec. */
function* withoutClock(one: Description, codecs: readonly Codec[]): Generator<Finding> {
  const wrong = codecs.flatMap(({ rtpmap }) => (rtpmap && NAME_ALONE.test(rtpmap.attributeValue ?? '') ? [rtpmap] : []));
  const [first] = wrong;
  if (!first) return;
  const toBrowser = one.leg.kind === 'webrtc' && one.fromGateway !== false;
  const refusal = refusalOf(one);
  const taken = one.side === 'offer' && one.exchange.answer !== undefined;
  yield finding(noRtpmap, {
    severity: refusal ? 'error' : taken || !toBrowser ? 'info' : one.side === 'answer' ? 'error' : 'warning',
    message: one.message,
    span: first.span,
    places: wrong.slice(1).map(line => line.span),
    text: `This line names a codec without its clock rate: it must be like a=rtpmap:8 PCMA/8000. ${toBrowser ? 'Browsers refuse the whole description.' : 'Some refuse the whole description, others do not know the codec.'}`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    leg: one.leg,
    side: one.side,
    verdict: taken
      ? undefined
      : verdictFor(one, 'a line that names a codec lacks its clock rate (a=rtpmap), so that strict readers refuse it'),
  });
}

const NAME_ALONE = /^\d{1,3}[ \t]{1,8}[^/\s]{1,100}[ \t]{0,8}\/?[ \t]{0,8}$/;

/** For an offer that was refused; and for an answer that a browser has to take. */
function verdictFor(one: Description, reason: string): VerdictCandidate | undefined {
  const refusal = refusalOf(one);
  if (refusal) return { weight: 60, text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: ${reason}.` };
  return one.side === 'answer' && one.leg.kind === 'webrtc' && one.fromGateway === true
    ? { weight: 50, text: `The browser may refuse the gateway's answer, and the call drops just after it was picked up: ${reason}.` }
    : undefined;
}
