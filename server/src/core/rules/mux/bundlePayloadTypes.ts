import type { Description } from '../../call/types';
import { type Codec, codecTitle } from '../../sdp/codecs';
import { attributesIn } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { freePayloadType, meantKey, renumber } from '../codec/support';
import { refusalOf, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { extensionsIn } from '../../sdp/extmap';
import { type Bundle, browserSeverity, bundlesOf } from './support';

const offerWith = (payloadType: number): string[] =>
  bundledBrowser('0 1', ['0', '1'], (lines, index) => (index === 1 ? lines.map(line => line.replace(/\b96\b/, `${payloadType}`)) : lines));

export const bundlePayloadTypes: Rule = {
  id: 'mux/bundle-payload-types',
  title: 'One payload type, two codecs in a BUNDLE',
  severity: 'warning',
  references: [
    { rfc: 9143, section: '9.1.1' },
    { rfc: 9143, section: '9.2' },
  ],
  explanation:
    'The sections of a BUNDLE share one port. Where a packet does not name its section otherwise, its payload type tells which stream and which codec it is of. So one number must mean the same codec in all sections of the group. Browsers take the description all the same, but between two streams of the same kind Chrome leaves the second codec out, and the stream with it where it has no other. RTPEngine logs "Payload type 96 of media #2 cannot be uniquely associated".',
  quiet:
    'The same number for the same codec is fine. It is information where the offer was answered all the same, and where audio and video can be told apart by their SSRC (`a=ssrc`) or by the name of the section in each packet (`sdes:mid`). On a SIP leg it is quiet, as phones do not bundle.',
  bad: answerCall(offerWith(97), offerWith(111)),
  good: answerCall(offerWith(97), offerWith(97)),
  cures: [],
  attributes: ['group'],
  checkDescription: function* (one): Generator<Finding> {
    if (one.leg.kind === 'sip') return;
    for (const bundle of bundlesOf(one)) {
      const clashes = clashesOf(one, bundle);
      if (clashes.length > 0) yield report(one, clashes);
    }
  },
};

interface Clash {
  readonly section: MediaSection;
  readonly codec: Codec;
  readonly before: Codec;
  readonly beforeIn: MediaSection;
}

function clashesOf(one: Description, { sections }: Bundle): Clash[] {
  const known = new Map<string, { section: MediaSection; codec: Codec }>();
  return sections.flatMap(section =>
    (one.codecs[section.index] ?? []).flatMap((codec): Clash[] => {
      const first = known.get(codec.payloadType);
      if (codec.name === '') return [];
      if (!first) {
        known.set(codec.payloadType, { section, codec });
        return [];
      }
      return first.section.media === section.media && meantKey(first.codec) === meantKey(codec)
        ? []
        : [{ section, codec, before: first.codec, beforeIn: first.section }];
    }),
  );
}

/** Whether packets of both streams say by something else than the payload type of which stream they are (RFC 9143 section 9.2). */
const areNamed = ({ section, beforeIn }: Clash): boolean =>
  [section, beforeIn].every(
    ({ lines }) =>
      attributesIn(lines, 'ssrc').length > 0 || extensionsIn(lines).some(({ uri }) => uri === 'urn:ietf:params:rtp-hdrext:sdes:mid'),
  );

function report(one: Description, clashes: readonly Clash[]): Finding {
  const [{ section, codec, before }] = clashes as [Clash];
  const sameKind = clashes.some(clash => clash.section.media === clash.beforeIn.media);
  const refusal = refusalOf(one);
  const free = clashes.length === 1 && one.side === 'offer' ? freePayloadType(one.sdp) : undefined;
  return finding(bundlePayloadTypes, {
    severity: browserSeverity(one) === 'info' || (!sameKind && clashes.every(areNamed)) ? 'info' : 'warning',
    message: one.message,
    span: codec.format.span,
    places: clashes.slice(1).map(clash => clash.codec.format.span),
    text: `Payload type ${codec.payloadType} is ${codec.name} here and ${before.name} in another section of the same BUNDLE. They share one port, so ${sameKind ? 'packets may go to the wrong stream, and Chrome does not use the second codec at all' : 'packets that carry only this number may go to the wrong stream'}. Give one of them another number.`,
    related: [
      { message: one.message, span: (before.rtpmap ?? before.format).span, text: `here it is ${codecTitle(before)}` },
      ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    ],
    fixes:
      free === undefined
        ? []
        : [
            {
              title: `Give ${codec.name} payload type ${free} in this section`,
              safety: 'unsafe',
              message: one.message,
              edits: () => renumber(section, codec.payloadType, free),
            },
          ],
  });
}
