import type { Description } from '../../call/types';
import { type Codec, codecTitle } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { freePayloadType, meantKey, renumber } from '../codec/support';
import { refusalOf, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { type Bundle, browserSeverity, browserVerdict, bundlesOf } from './support';

const offerWith = (payloadType: number): string[] =>
  bundledBrowser('0 1', ['0', '1'], (lines, index) => (index === 1 ? lines.map(line => line.replace(/\b96\b/, `${payloadType}`)) : lines));

export const bundlePayloadTypes: Rule = {
  id: 'mux/bundle-payload-types',
  title: 'One payload type, two codecs in a BUNDLE',
  severity: 'error',
  references: [{ rfc: 9143, section: '9.1.1' }],
  explanation:
    'The sections of a BUNDLE share one port, and the payload type of a packet tells which codec it holds. So one number must mean the same codec in all sections of the group. Chrome refuses anything else: "A BUNDLE group contains a codec collision for payload_type=\'96\'. All codecs must share the same type, encoding name, clock rate and parameters." RTPEngine logs "Payload type 96 of media #2 cannot be uniquely associated".',
  quiet:
    'The same number for the same codec is fine. It is information where the offer was answered all the same. On a SIP leg it is quiet, as phones do not bundle.',
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
}

function clashesOf(one: Description, { sections }: Bundle): Clash[] {
  const known = new Map<string, { media: string; codec: Codec }>();
  return sections.flatMap(section =>
    (one.codecs[section.index] ?? []).flatMap((codec): Clash[] => {
      const first = known.get(codec.payloadType);
      if (codec.name === '') return [];
      if (!first) {
        known.set(codec.payloadType, { media: section.media, codec });
        return [];
      }
      return first.media === section.media && meantKey(first.codec) === meantKey(codec) ? [] : [{ section, codec, before: first.codec }];
    }),
  );
}

function report(one: Description, clashes: readonly Clash[]): Finding {
  const [{ section, codec, before }] = clashes as [Clash];
  const severity = browserSeverity(one);
  const refusal = refusalOf(one);
  const free = clashes.length === 1 && one.side === 'offer' ? freePayloadType(one.sdp) : undefined;
  return finding(bundlePayloadTypes, {
    severity,
    message: one.message,
    span: codec.format.span,
    places: clashes.slice(1).map(clash => clash.codec.format.span),
    text: `Payload type ${codec.payloadType} is ${codec.name} here and ${before.name} in another section of the same BUNDLE. They share one port, so packets cannot be told apart. Chrome refuses it: "A BUNDLE group contains a codec collision for payload_type='${codec.payloadType}'." Give one of them another number.`,
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
    verdict: browserVerdict(
      one,
      severity,
      84,
      `it uses payload type ${codec.payloadType} for both ${before.name} and ${codec.name} on one port (BUNDLE)`,
    ),
  });
}
