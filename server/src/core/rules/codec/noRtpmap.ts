import { codecsOf } from '../../sdp/codecs';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { finding, type Rule } from '../types';
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
    'Payload types below 35 may have a fixed codec (0 is PCMU, 8 is PCMA). Any other is only a number until an `a=rtpmap` names its codec. A peer cannot use such a number; some refuse the whole description.',
  quiet:
    'Static payload types of RFC 3551 need no rtpmap. It looks only at RTP profiles and at sections in use. It is a warning where the offer was accepted all the same.',
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
        const unnamed = codecsOf(section).filter(codec => codec.name === '' && /^\d+$/.test(codec.payloadType));
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
        });
      }
    }
  },
};
