import { codecTitle, isPrimary } from '../../sdp/codecs';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { finding, type Rule } from '../types';
import { answeredSections, dropFormats, isDtmf, meantKey, primaryOf } from './support';

export const answerAdds: Rule = {
  id: 'codec/answer-adds',
  title: 'The answer lists codecs that were not offered',
  severity: 'info',
  references: [{ rfc: 3264, section: '6.1' }],
  explanation:
    'An answer may list codecs that the offer does not have, to say what else this side could receive. The other side does not use them unless a later offer agrees on them. Sent all the same, they are not understood.',
  quiet:
    'It is information, as the answer may do so. It looks at voice and video codecs and `telephone-event`, not at repair and comfort noise. Where nothing of the offer is left, `codec/none-in-common` speaks instead.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 8'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 8'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 8'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'single-codec' },
    { gateway: 'asterisk', setting: 'preferred_codec_only=yes' },
  ],
  checkDescription: function* (one) {
    for (const { section, offered, mine, theirs } of answeredSections(one)) {
      if (!primaryOf(mine) || !primaryOf(theirs)) continue;
      const known = new Set(theirs.map(meantKey));
      const added = mine.filter(
        codec => (isPrimary(codec) || isDtmf(codec)) && codec.clockRate !== undefined && !known.has(meantKey(codec)),
      );
      if (added.length === 0 || !mine.some(codec => isPrimary(codec) && known.has(meantKey(codec)))) continue;
      yield finding(answerAdds, {
        message: one.message,
        span: added[0]!.format.span,
        places: added.slice(1).map(codec => codec.format.span),
        text: `The offer does not have ${list(added.map(codecTitle))}. An answer may list more than was offered, but ${added.length === 1 ? 'it is' : 'they are'} not agreed on, and a side that sends ${added.length === 1 ? 'it' : 'them'} is not understood.`,
        related: [{ message: one.other!.message, span: offered.line.span, text: 'what was offered' }],
        fixes: [
          {
            title: `Take ${list(added.map(codecTitle))} out of the answer`,
            safety: 'unsafe',
            message: one.message,
            edits: () => dropFormats(section, new Set(added.map(codec => codec.payloadType))),
          },
        ],
      });
    }
  },
};
