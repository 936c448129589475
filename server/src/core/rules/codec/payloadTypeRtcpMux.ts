import type { Description } from '../../call/types';
import type { Codec } from '../../sdp/codecs';
import { attributesIn } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import type { TextEdit } from '../../rewrite/edit';
import { exampleBrowserAudio, EXAMPLE_BROWSER_LINES, exampleCall } from '../example';
import { list, refusalOf, relatedReply, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { codecsIn, freePayloadType, looksLikeRtcp, renumber } from './support';

const offerWith = (payloadType: number): string[] =>
  exampleBrowserAudio('actpass', [...EXAMPLE_BROWSER_LINES, `a=rtpmap:${payloadType} telephone-event/8000`]).map(line =>
    line.startsWith('m=audio') ? `${line} ${payloadType}` : line,
  );

export const payloadTypeRtcpMux: Rule = {
  id: 'codec/payload-type-rtcp-mux',
  title: 'Payload type that looks like RTCP',
  severity: 'error',
  references: [{ rfc: 5761, section: '4' }],
  explanation:
    'With `a=rtcp-mux`, RTP and RTCP arrive at one port and are told apart by the second byte of a packet. The payload types 64 to 95 have the same value there as RTCP packets do, so they may not be used then. Browsers refuse a description that does ("used an invalid payload type"); others take the voice for RTCP and drop it.',
  quiet:
    'It is an error on the leg of a browser and a warning elsewhere. It is information where the offer was answered and the answer leaves the number out, and quiet where the answer declines rtcp-mux.',
  bad: exampleCall({ transport: 'WS', offer: offerWith(72), status: 486 }),
  good: exampleCall({ transport: 'WS', offer: offerWith(101), status: 486 }),
  cures: [],
  attributes: ['rtcp-mux'],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) {
      const mux = muxOf(section);
      const clashing = mux ? likeRtcp(codecsIn(one, section)) : [];
      const opposite = one.message.edited ? undefined : one.other?.sdp.media[section.index];
      if (clashing.length === 0 || (opposite && opposite.port !== 0 && !muxOf(opposite))) continue;
      yield clash(one, section, mux!, clashing, opposite);
    }
  },
};

/** The codecs with such a number, each number once. */
const likeRtcp = (codecs: readonly Codec[]): Codec[] => [
  ...new Map(codecs.filter(codec => looksLikeRtcp(codec.payloadType)).map(codec => [codec.payloadType, codec])).values(),
];

const muxOf = (section: MediaSection): SdpLine | undefined =>
  attributesIn(section.lines, 'rtcp-mux')[0] ?? attributesIn(section.lines, 'rtcp-mux-only')[0];

function clash(one: Description, section: MediaSection, mux: SdpLine, clashing: readonly Codec[], opposite?: MediaSection): Finding {
  const numbers = list(clashing.map(codec => codec.payloadType));
  const left =
    one.side === 'offer' && opposite && !clashing.some(codec => opposite.formats.some(format => format.text === codec.payloadType));
  const browser = one.leg.kind === 'webrtc';
  const severity = left ? 'info' : browser && !(one.side === 'offer' && opposite) ? 'error' : 'warning';
  const refusal = refusalOf(one);
  return finding(payloadTypeRtcpMux, {
    severity,
    message: one.message,
    span: clashing[0]!.format.span,
    places: clashing.slice(1).map(codec => codec.format.span),
    text: `Payload ${clashing.length === 1 ? 'type' : 'types'} ${numbers} cannot be used with a=rtcp-mux: on the wire ${clashing.length === 1 ? 'it looks' : 'they look'} like RTCP. ${browser ? 'The browser refuses such a description ("used an invalid payload type").' : 'The receiver may take the packets for RTCP and drop them.'} Use 96 to 127, or 35 to 63.`,
    related: [
      { message: one.message, span: mux.span, text: 'RTP and RTCP share one port here' },
      ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    ],
    fixes: one.side === 'offer' ? renumbering(one, section, clashing) : [],
    verdict:
      severity === 'error'
        ? {
            weight: 84,
            text: `The browser ${refusal ? 'refused' : 'will refuse'} the gateway's ${one.side}: it uses the payload ${clashing.length === 1 ? 'type' : 'types'} ${numbers}, which cannot be told from RTCP where both share a port (a=rtcp-mux).`,
          }
        : undefined,
  });
}

function renumbering(one: Description, section: MediaSection, clashing: readonly Codec[]): Finding['fixes'] {
  const numbers: string[] = [];
  for (const _ of clashing) {
    const free = freePayloadType(one.sdp, numbers);
    if (free === undefined) return [];
    numbers.push(free);
  }
  return [
    {
      title: `Use payload ${clashing.length === 1 ? 'type' : 'types'} ${list(numbers)} instead`,
      safety: 'unsafe',
      message: one.message,
      edits: (): TextEdit[] => clashing.flatMap((codec, index) => renumber(section, codec.payloadType, numbers[index]!)),
    },
  ];
}
