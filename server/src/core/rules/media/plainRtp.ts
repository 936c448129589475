import { bothWays, opposite, rtpTo, type Who } from '../../call/media/ask';
import type { Placed, SectionParty } from '../../call/media/types';
import type { Call } from '../../call/types';
import { type Codec, codecsOf, codecTitle } from '../../sdp/codecs';
import { attributeFor, attributesIn } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import type { RtpEvidence } from '../../trace/evidence/types';
import { relatedLine } from '../support';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { mediaFinding, Name, name, packetsText, partyIn, relatedFlows, SIDES, type Talk, talks } from './support';

/** Bytes of 10 ms (RFC 3551 section 4.5) of codecs whose payload has one length for each duration. */
const STEPS: Readonly<Record<string, number>> = { pcmu: 80, pcma: 80, g722: 80 };

/** What SRTP puts behind a payload (RFC 3711 section 5.2, RFC 7714): tags of 32 and 80 bits, and of AEAD. */
const TAGS = [4, 10, 16];

/** Fewer packets say nothing of what a sender does. */
const ENOUGH = 20;

const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';

export const plainRtp: Rule = {
  id: 'media/plain-rtp',
  title: 'What is sent is not what was agreed: RTP instead of SRTP, or the reverse',
  severity: 'error',
  references: [
    { rfc: 3711, section: '3.1' },
    { rfc: 4568, section: '5.1' },
    { rfc: 3551, section: '4.5' },
  ],
  explanation:
    'SRTP adds an authentication tag of 4, 10 or 16 bytes to each packet. G.711 and G.722 fill 80 bytes for each 10 ms, so the length of a payload shows whether it is encrypted. A receiver that expects SRTP drops plain RTP without a word, and a receiver of plain RTP plays encrypted packets as noise.',
  quiet:
    'It looks only at PCMU, PCMA and G.722, whose lengths are fixed, and at streams of at least 20 packets. Where only one side gave keys nothing was agreed, and `exchange/profile-mismatch` speaks. It is a warning where audio went both ways on every leg all the same, unless the other side does as agreed, or is a browser, which drops plain RTP.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER, `m=audio ${CALLER.port} RTP/SAVP 0`, CRYPTO),
    answer: examplePhoneAudio(CALLEE, `m=audio ${CALLEE.port} RTP/SAVP 0`, CRYPTO),
    flows: [exampleRtp(), exampleRtp({ ...toCaller, payloadTypes: [{ type: 0, packets: 1000, bytes: 170 }] })],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/AVP SDES-off' },
    { gateway: 'asterisk', setting: 'media_encryption=no' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media=forbidden' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      const agreed = agreedOn(talk);
      for (const who of agreed === undefined ? [] : SIDES) {
        const found = check(talk, who, agreed!);
        if (found) yield found;
      }
    }
  },
};

type Keys = 'SDES' | 'DTLS' | 'none';

const keysOf = ({ side, section }: SectionParty): Keys =>
  attributeFor(side.sdp, section, 'fingerprint') ? 'DTLS' : attributesIn(section.lines, 'crypto').length > 0 ? 'SDES' : 'none';

/** What both sides say of keys; undefined where they do not say the same. SDES beside DTLS on one side counts as either. */
function agreedOn(talk: Talk): Keys | undefined {
  const [caller, callee] = [keysOf(talk.caller), keysOf(talk.callee)];
  // SDES may be agreed without authentication (RFC 4568 section 6.3.3), and then adds nothing to a packet.
  if ([talk.caller, talk.callee].some(({ section }) => attributesIn(section.lines, 'crypto').some(isWithoutTag))) return undefined;
  if (caller === callee) return caller;
  const hasCrypto = ({ section }: SectionParty): boolean => attributesIn(section.lines, 'crypto').length > 0;
  return hasCrypto(talk.caller) && hasCrypto(talk.callee) ? 'SDES' : undefined;
}

const isWithoutTag = (crypto: SdpLine): boolean => /UNAUTHENTICATED_SRTP|NULL_AUTH/i.test(crypto.value);

function check(talk: Talk, sender: Who, agreed: Keys): Finding | undefined {
  const wrong = rtpTo(talk.section, opposite(sender)).flatMap(flow => {
    const found = streamOf(talk, sender, flow, agreed);
    return found ? [found] : [];
  });
  const [first] = wrong;
  if (!first) return undefined;
  const party = partyIn(talk, sender);
  const flows = wrong.map(one => one.flow);
  const plain = agreed !== 'none';
  const receiver = name(talk, opposite(sender));
  const line =
    agreed === 'SDES' ? attributesIn(party.section.lines, 'crypto')[0] : attributeFor(party.side.sdp, party.section, 'fingerprint');
  const loud = !bothWays(talk.call) || isAlone(talk, sender, agreed);
  const length = `its payloads of ${codecTitle(first.codec)} are ${first.bytes} bytes long`;
  return mediaFinding(plainRtp, talk, party, {
    severity: loud ? 'error' : 'warning',
    span: party.section.protocolSpan,
    text: plain
      ? `SRTP was agreed (${agreed === 'SDES' ? 'a=crypto' : 'a=fingerprint'} on both sides), but ${name(talk, sender)} sends plain RTP: ${length}, without an authentication tag (${packetsText(flows, 'RTP')}). ${loud ? `So ${receiver} drops them, and nobody hears ${name(talk, sender)}.` : 'Audio went both ways all the same.'}`
      : `No keys were agreed, but ${name(talk, sender)} sends SRTP: ${length}, ${first.bytes % STEPS[first.codec.lower]!} more than plain RTP has (${packetsText(flows, 'RTP')}). ${loud ? `So ${receiver} hears noise or nothing.` : 'Audio went both ways all the same.'}`,
    related: [
      ...relatedLine(party.side.message, line, 'the keys that were agreed'),
      ...relatedFlows(flows, plain ? 'plain RTP' : 'encrypted RTP'),
    ],
    verdict: loud
      ? {
          weight: 91,
          text: plain
            ? `${Name(talk, sender)} is not heard: encrypted media was agreed (${party.section.protocol}), but it sends plain RTP, which ${receiver} drops.`
            : `${Name(talk, sender)} is not heard: it sends encrypted media, although plain RTP was agreed (${party.section.protocol}).`,
        }
      : undefined,
  });
}

/** Whether the receiver keeps to what was agreed, and so cannot take what comes: by its own packets, or as a browser. */
function isAlone(talk: Talk, sender: Who, agreed: Keys): boolean {
  if (agreed === 'DTLS' && talk.leg.kind === 'webrtc' && talk.leg.gateway === sender) return true;
  const back = rtpTo(talk.section, sender);
  return back.some(flow => isTelling(talk, flow)) && !back.some(flow => streamOf(talk, opposite(sender), flow, agreed));
}

/** Whether a stream is of a codec whose lengths show what was sent. */
const isTelling = (talk: Talk, { evidence }: Placed<RtpEvidence>): boolean =>
  [talk.caller, talk.callee]
    .flatMap(party => codecsOf(party.section))
    .some(codec => Object.hasOwn(STEPS, codec.lower) && isMain(evidence, codec));

const isMain = ({ payloadTypes: [main] }: RtpEvidence, codec: Codec): boolean =>
  main !== undefined && main.packets >= ENOUGH && codec.payloadType === String(main.type);

interface Stream {
  readonly flow: Placed<RtpEvidence>;
  readonly codec: Codec;
  readonly bytes: number;
}

/** The codec and length of a stream that is not as agreed. */
function streamOf(talk: Talk, sender: Who, flow: Placed<RtpEvidence>, agreed: Keys): Stream | undefined {
  const codecs = [...codecsOf(partyIn(talk, opposite(sender)).section), ...codecsOf(partyIn(talk, sender).section)];
  for (const { type, packets, bytes } of flow.evidence.payloadTypes) {
    const codec = codecs.find(one => one.payloadType === String(type));
    const name = codec?.lower ?? '';
    const step = Object.hasOwn(STEPS, name) ? STEPS[name]! : 0;
    if (!codec || step === 0 || packets < ENOUGH || bytes < step) continue;
    if (agreed === 'none' ? TAGS.includes(bytes % step) : bytes % step === 0) return { flow, codec, bytes };
  }
  return undefined;
}
