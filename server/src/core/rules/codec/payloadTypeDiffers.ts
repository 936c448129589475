import { type Codec, codecTitle } from '../../sdp/codecs';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { finding, type Rule } from '../types';
import { answeredSections, isDtmf, looksLikeRtcp, meantKey, primaryOf, renumber } from './support';

export const payloadTypeDiffers: Rule = {
  id: 'codec/payload-type-differs',
  title: 'The answer gives a codec another payload type',
  severity: 'info',
  references: [{ rfc: 3264, section: '6.1' }],
  explanation:
    'The answer should use the number that the offer has for the same codec. With another number, each side must send with the number of the other: the two directions of one codec differ. That is lawful, but some gateways and phones send with their own number, and then the receiver drops every packet of it: no audio one way, or digits that are not heard.',
  quiet:
    'It is information, as the answer may do so. It looks at voice codecs and `telephone-event`, and is quiet where the answer has the offered number as well.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 96', 'a=rtpmap:96 telephone-event/8000'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'allow-asymmetric-codecs' },
    { gateway: 'asterisk', setting: 'asymmetric_rtp_codec=yes' },
  ],
  checkDescription: function* (one) {
    for (const { section, mine, theirs } of answeredSections(one)) {
      if (section.media !== 'audio' || !primaryOf(mine) || !primaryOf(theirs)) continue;
      const moved = movedCodecs(mine, theirs);
      const [first] = moved;
      if (!first) continue;
      const clash = moved.find(({ codec }) => theirs.some(other => other.payloadType === codec.payloadType));
      const isFree = moved.every(
        ({ offered: { payloadType } }) => !looksLikeRtcp(payloadType) && !mine.some(codec => codec.payloadType === payloadType),
      );
      yield finding(payloadTypeDiffers, {
        message: one.message,
        span: first.codec.format.span,
        places: moved.slice(1).map(({ codec }) => codec.format.span),
        text: `${list(moved.map(({ codec, offered }) => `${codec.name} is ${codec.payloadType} here and ${offered.payloadType} in the offer`))}. That is allowed, if each side then sends with the number of the other; one that sends with its own is not understood.${clash ? ` And ${clash.codec.payloadType} is ${codecTitle(theirs.find(other => other.payloadType === clash.codec.payloadType)!)} in the offer: one number means two codecs.` : ''}`,
        related: moved.map(({ offered, codec }) => ({
          message: one.other!.message,
          span: offered.rtpmap?.span ?? offered.format.span,
          text: `the offer has ${codec.name} as ${offered.payloadType}`,
        })),
        fixes: isFree
          ? [
              {
                title: `Use the ${moved.length === 1 ? 'number' : 'numbers'} of the offer (${list(moved.map(({ offered }) => offered.payloadType))})`,
                safety: 'unsafe',
                message: one.message,
                edits: () => moved.flatMap(({ codec, offered }) => renumber(section, codec.payloadType, offered.payloadType)),
              },
            ]
          : [],
      });
    }
  },
};

interface Moved {
  readonly codec: Codec;
  readonly offered: Codec;
}

/** The codecs of an answer that the offer has under other numbers only. */
function movedCodecs(mine: readonly Codec[], theirs: readonly Codec[]): Moved[] {
  const keys = new Map<string, Codec[]>();
  for (const codec of theirs) keys.set(meantKey(codec), [...(keys.get(meantKey(codec)) ?? []), codec]);
  const seen = new Set<string>();
  return mine.flatMap(codec => {
    const key = meantKey(codec);
    const offered = seen.has(key) ? [] : (keys.get(key) ?? []);
    seen.add(key);
    const helper = !isDtmf(codec) && primaryOf([codec])?.length === 0;
    const kept = mine.some(other => meantKey(other) === key && offered.some(one => one.payloadType === other.payloadType));
    return helper || kept || offered.length === 0 ? [] : [{ codec, offered: offered[0]! }];
  });
}
