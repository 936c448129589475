import { deleteLine, replace, type TextEdit } from '../../rewrite/edit';
import { type Codec, codecsOf } from '../../sdp/codecs';
import type { Format, MediaSection, SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { finding, type Rule } from '../types';

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
        const without = new Set(unnamed.map(codec => codec.format));
        const rest = section.formats.filter(format => !without.has(format));
        yield finding(noRtpmap, {
          severity: one.side === 'offer' && one.exchange.answer ? 'warning' : 'error',
          message: one.message,
          span: unnamed[0]!.format.span,
          places: unnamed.slice(1).map(codec => codec.format.span),
          text: `Payload ${unnamed.length === 1 ? 'type' : 'types'} ${numbers} ${unnamed.length === 1 ? 'is' : 'are'} listed, but no a=rtpmap says which codec that is. The other side cannot use ${unnamed.length === 1 ? 'it' : 'them'} and may refuse the description. Add the a=rtpmap line, or take the number out.`,
          fixes:
            rest.length > 0
              ? [
                  {
                    title: `Take payload ${unnamed.length === 1 ? 'type' : 'types'} ${numbers} out of the m= line`,
                    safety: 'unsafe',
                    message: one.message,
                    edits: () => [listed(section, rest), ...section.lines.filter(line => describes(line, unnamed)).map(deleteLine)],
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

const listed = (section: MediaSection, formats: readonly Format[]): TextEdit =>
  replace(
    { start: section.formats[0]!.span.start, end: section.formats[section.formats.length - 1]!.span.end },
    formats.map(format => format.text).join(' '),
  );

/** Whether a line speaks of one of these payload types. */
const describes = (line: SdpLine, codecs: readonly Codec[]): boolean =>
  /^(fmtp|rtcp-fb)$/.test(line.attribute ?? '') && codecs.some(codec => codec.payloadType === /^\d+/.exec(line.attributeValue ?? '')?.[0]);
