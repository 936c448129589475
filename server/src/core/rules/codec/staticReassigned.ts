import type { Description } from '../../call/types';
import { type Codec, STATIC_PAYLOADS } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine, rtpSections } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { codecsIn, codecsOpposite, encodingSpan, freePayloadType, isNamed, renumber } from './support';

export const staticReassigned: Rule = {
  id: 'codec/static-reassigned',
  title: 'Fixed payload type used for another codec',
  severity: 'error',
  references: [
    { rfc: 3551, section: '3' },
    { rfc: 3551, section: '6' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'Some payload types have had a codec of their own since before `a=rtpmap`: 0 is PCMU, 8 is PCMA, 9 is G.722, 18 is G.729. A description may give such a number to another codec, but many phones and gateways know these by heart and do not read the line: the sender packs one codec, the receiver unpacks another, and what is heard is noise.',
  quiet:
    'It is an error where the other side lists the number in its usual meaning, a warning where no answer is known, and information where the other side gives it the same codec or does not take it up. Other spellings of the same codec (`G729a`, `G.723.1`) are the same codec. G.722 with the wrong clock rate has a rule of its own.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 8', 'a=rtpmap:8 PCMU/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 8'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 8'),
  }),
  cures: [],
  attributes: ['rtpmap'],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) {
      const numbers = new Set<string>();
      for (const codec of codecsIn(one, section)) {
        if (numbers.has(codec.payloadType) || !isReassigned(codec)) continue;
        numbers.add(codec.payloadType);
        yield reassigned(one, section, codec);
      }
    }
  },
};

/** Names of one codec, in lower case and without punctuation. */
const ALIASES: Readonly<Record<string, string>> = {
  ...{ g729a: 'g729', g729b: 'g729', g729ab: 'g729', g7231: 'g723', g723a: 'g723', g723r53: 'g723', g723r63: 'g723' },
  ...{ g711u: 'pcmu', g711mu: 'pcmu', ulaw: 'pcmu', mulaw: 'pcmu', g711a: 'pcma', alaw: 'pcma', gsmfr: 'gsm', dvi: 'dvi4' },
};

function plainName(name: string): string {
  const plain = name
    .slice(0, 40)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return Object.hasOwn(ALIASES, plain) ? ALIASES[plain]! : plain;
}

function isReassigned(codec: Codec): boolean {
  if (!codec.rtpmap || codec.clockRate === undefined || !Object.hasOwn(STATIC_PAYLOADS, codec.payloadType)) return false;
  const fixed = STATIC_PAYLOADS[codec.payloadType]!;
  if (plainName(codec.name) !== plainName(fixed.name)) return true;
  return codec.clockRate !== fixed.clockRate && !isNamed(codec, 'g722');
}

function reassigned(one: Description, section: MediaSection, codec: Codec): Finding {
  const fixed = STATIC_PAYLOADS[codec.payloadType]!;
  const usual = `${fixed.name}/${fixed.clockRate}`;
  const span = encodingSpan(codec.rtpmap!);
  const written = one.message.text.slice(span.start, span.end);
  const { severity, known, happens } = inTheLightOfAnswer(one, section, codec);
  const free = freePayloadType(one.sdp);
  return finding(staticReassigned, {
    severity,
    message: one.message,
    span,
    text: `Payload type ${codec.payloadType} is ${usual} by RFC 3551, and here it is ${written}. ${happens} Give ${written} a number from 96 to 127, or write what is really sent.`,
    related:
      one.other && known
        ? relatedLine(
            one.other.message,
            known.rtpmap ?? one.other.sdp.media[section.index]!.line,
            `payload type ${known.payloadType} is ${known.name} here`,
          )
        : [],
    fixes:
      one.side === 'offer' && free !== undefined
        ? [
            {
              title: `Give ${written} payload type ${free} instead of ${codec.payloadType}`,
              safety: 'unsafe',
              message: one.message,
              edits: () => renumber(section, codec.payloadType, free),
            },
          ]
        : [],
    verdict:
      severity === 'error'
        ? {
            weight: 55,
            text: `The two sides will not understand each other's audio: one takes payload type ${codec.payloadType} for ${codec.name}, the other for ${fixed.name}.`,
          }
        : undefined,
  });
}

function inTheLightOfAnswer(one: Description, section: MediaSection, codec: Codec): { severity: Severity; known?: Codec; happens: string } {
  const others = codecsOpposite(one, section);
  if (!others) return { severity: 'warning', happens: 'Many phones and gateways go by the number, and then what is heard is noise.' };
  const known = others.find(other => other.payloadType === codec.payloadType);
  if (!known)
    return {
      severity: 'info',
      happens: one.side === 'offer' ? 'The answer does not take it up.' : 'The offer does not have this number.',
    };
  if (plainName(known.name) === plainName(codec.name)) return { severity: 'info', known, happens: 'The other side says the same.' };
  return { severity: 'error', known, happens: `The other side takes it for ${known.name}: one sends what the other cannot unpack.` };
}
