import { opposite, packetsIn, rtpTo, type Who } from '../../call/media/ask';
import type { Placed } from '../../call/media/types';
import type { Call } from '../../call/types';
import { type Codec, codecKey, codecsOf, codecTitle } from '../../sdp/codecs';
import type { RtpEvidence } from '../../trace/evidence/types';
import { list, relatedLine } from '../support';
import type { Finding, Rule, Severity } from '../types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { count, framesOf, mediaFinding, Name, name, partyIn, relatedFlows, sidesBy, SIDES, type Talk, talks } from './support';

/** Comfort noise may be sent where it was not listed (13, and 19 of old); 72 to 76 are RTCP (RFC 5761 section 4). */
const NEVER = new Set([13, 19, 72, 73, 74, 75, 76]);

/** A few packets are of a change that crossed them on the way. */
const ENOUGH = 10;

export const unknownPayloadType: Rule = {
  id: 'media/unknown-payload-type',
  title: 'RTP with a payload type that its receiver did not list',
  severity: 'error',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 3264, section: '6.1' },
    { rfc: 3264, section: '7' },
  ],
  explanation:
    'Each side lists in its `m=` line the payload types that it can receive; the other side sends with these numbers. A packet with a number that is not on the list is dropped or played as noise. It happens when a gateway passes on the codec of one leg to the other without transcoding (Opus reaching a phone that has only G.711), or when a side uses its own number for a codec instead of the receiver’s.',
  quiet:
    'Every list that the receiver gave during the call counts. Comfort noise (13) and fewer than 10 packets are not reported. It is a warning where the receiver listed the codec under another number, or where it is a minor part of the stream, and information where the gateway receives what the sender listed itself: most gateways take it.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER, `m=audio ${CALLER.port} RTP/AVP 111 0`, 'a=rtpmap:111 opus/48000/2'),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp({ payloadTypes: [{ type: 111, packets: 1000, bytes: 80 }] }), exampleRtp(toCaller)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'asymmetric_rtp_codec=no' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const found = check(talk, who);
        if (found) yield found;
      }
    }
  },
};

interface Unlisted {
  readonly type: number;
  readonly packets: number;
  readonly flow: Placed<RtpEvidence>;
}

function check(talk: Talk, receiver: Who): Finding | undefined {
  const rtp = rtpTo(talk.section, receiver);
  const listed = codecsBy(talk, receiver);
  const numbers = new Set(listed.map(codec => codec.payloadType));
  const unlisted: Unlisted[] = rtp
    .flatMap(flow => flow.evidence.payloadTypes.map(({ type, packets }) => ({ type, packets, flow })))
    .filter(one => !NEVER.has(one.type) && one.packets >= ENOUGH && !numbers.has(String(one.type)))
    .sort((a, b) => b.packets - a.packets);
  const [first] = unlisted;
  if (!first) return undefined;
  const party = partyIn(talk, receiver);
  const codec = codecsBy(talk, opposite(receiver)).find(one => one.payloadType === String(first.type)) ?? elsewhere(talk, first.type);
  const twin = codec && listed.find(one => codecKey(one) === codecKey(codec));
  const severity = severityOf(talk, receiver, first, packetsIn(rtp), twin);
  const what = codec?.name ? codecTitle(codec) : `payload type ${first.type}`;
  const formats = party.section.formats;
  const span = formats[0] ? { start: formats[0].span.start, end: formats.at(-1)!.span.end } : party.section.line.span;
  const own = list(codecsOf(party.section).map(one => codecTitle(one)));
  return mediaFinding(unknownPayloadType, talk, party, {
    severity,
    span,
    text: `${Name(talk, opposite(receiver))} sends ${what} to ${name(talk, receiver)} (${count(first.packets, 'packet')} in ${framesOf([first.flow])}), but ${name(talk, receiver)} lists only ${own}. ${
      twin
        ? `It lists this codec as ${twin.payloadType}: the sender must use the receiver’s number.`
        : severity === 'info'
          ? 'The sender listed it itself, and most gateways take that.'
          : 'What is not listed is dropped or heard as noise.'
    }`,
    related: [
      ...relatedLine(party.side.message, twin?.rtpmap, 'the number that the receiver gave'),
      ...relatedFlows(
        unlisted.map(one => one.flow),
        'the stream',
      ),
    ],
    verdict:
      severity === 'error'
        ? {
            weight: 80,
            text: `${Name(talk, receiver)} hears nothing: it is sent ${what}, which it did not list (it lists ${own}).`,
          }
        : undefined,
  });
}

/** All codecs that a party listed on the leg, of the sections that share the transport. */
function codecsBy(talk: Talk, who: Who): Codec[] {
  const sharing = new Set(
    talk.media.sections.filter(one => one.leg === talk.leg && one.transport === talk.section.transport).map(one => one.index),
  );
  return sidesBy(talk, who).flatMap(side => side.sdp.media.filter(section => sharing.has(section.index)).flatMap(codecsOf));
}

/** The codec that a number has on another leg: what was passed on as it came. */
const elsewhere = (talk: Talk, type: number): Codec | undefined =>
  talk.media.sections
    .filter(one => one.leg !== talk.leg)
    .flatMap(one => [one.caller, one.callee])
    .flatMap(party => (party ? codecsOf(party.section) : []))
    .find(codec => codec.payloadType === String(type));

function severityOf(talk: Talk, receiver: Who, { type, packets }: Unlisted, all: number, twin: Codec | undefined): Severity {
  const bySender = codecsBy(talk, opposite(receiver)).some(codec => codec.payloadType === String(type));
  if (talk.leg.gateway === receiver) return bySender ? 'info' : 'warning';
  return twin || packets * 2 < all ? 'warning' : 'error';
}
