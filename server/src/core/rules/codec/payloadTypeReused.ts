import type { Description, Exchange, Side } from '../../call/types';
import { type Codec, codecsOf } from '../../sdp/codecs';
import type { MediaSection, Sdp } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list, refusalOf, relatedReply, rtpSections } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { codecsIn, freePayloadType, isNamed, meantKey, renumber } from './support';

/** The example of one call with a second offer from the same caller. */
function reInvite(first: readonly string[], second: readonly string[]): string {
  const answer = exampleSdp('m=audio 5004 RTP/AVP 0');
  const again = exampleCall({ transport: 'UDP', offer: exampleSdp(...second), status: 200, answer })
    .replaceAll('To: <sip:bob@example.com>\n', 'To: <sip:bob@example.com>;tag=b\n')
    .replaceAll('z9hG4bKexample', 'z9hG4bKagain')
    .replaceAll('CSeq: 1 ', 'CSeq: 2 ');
  return `${exampleCall({ transport: 'UDP', offer: exampleSdp(...first), status: 200, answer })}\n${again}`;
}

const OFFER = ['m=audio 49170 RTP/AVP 0 96', 'a=rtpmap:96 telephone-event/8000'];

export const payloadTypeReused: Rule = {
  id: 'codec/payload-type-reused',
  title: 'Payload type given to another codec during the call',
  severity: 'error',
  references: [{ rfc: 3264, section: '8.3.2' }],
  explanation:
    'Once a number from the dynamic range stands for a codec, it must stand for that codec until the call ends: packets with the old meaning may still be on their way, and receivers keep the decoder that they have set up. A change of the call (hold, transfer, another codec) that gives the number to another codec leads to noise or silence, and browsers may refuse it ("Attempting to use payload type …, but it is already used").',
  quiet:
    'It compares what one party says now with what it said before in the same dialog, section by section. It is an error where the change was refused, otherwise a warning; information where the session id of `o=` is another, as after a transfer to somebody else.',
  bad: reInvite(OFFER, ['m=audio 49170 RTP/AVP 0 96', 'a=rtpmap:96 iLBC/8000']),
  good: reInvite(OFFER, ['m=audio 49170 RTP/AVP 0 97 96', 'a=rtpmap:97 iLBC/8000', 'a=rtpmap:96 telephone-event/8000']),
  cures: [],
  checkDescription: function* (one) {
    const before = saidBefore(one);
    for (const section of before ? rtpSections(one.sdp) : []) {
      const earlier = before!.sdp.media[section.index];
      if (!earlier || earlier.media !== section.media || earlier.port === 0) continue;
      const reused = reusedIn(codecsIn(one, section), codecsOf(earlier));
      if (reused.length > 0) yield reusedFinding(one, before!, section, reused);
    }
  },
};

/** Longer calls are not followed back to their beginning. */
const FARTHEST = 12;

/** What the same party said last in the dialog. */
function saidBefore(one: Description): Side | undefined {
  const tag = one.side === 'offer' ? one.exchange.offererTag : one.exchange.answererTag;
  let exchange: Exchange | undefined = one.exchange.previous;
  for (let steps = 0; tag !== undefined && exchange && steps < FARTHEST; steps++, exchange = exchange.previous) {
    if (exchange.offererTag === tag && exchange.offer) return exchange.offer;
    if (exchange.answererTag === tag && exchange.answer) return exchange.answer;
  }
  return undefined;
}

interface Reused {
  readonly now: Codec;
  readonly before: Codec;
}

function reusedIn(now: readonly Codec[], before: readonly Codec[]): Reused[] {
  const old = new Map(before.map(codec => [codec.payloadType, codec]));
  return now.flatMap(codec => {
    const was = old.get(codec.payloadType);
    const isDynamic = /^(3[5-9]|[4-9]\d|1[01]\d|12[0-7])$/.test(codec.payloadType);
    if (!was || !isDynamic || codec.name === '' || was.name === '' || meantKey(codec) === meantKey(was)) return [];
    // Written without its rate or channels once, it is still the same codec.
    return isNamed(was, codec.lower) && !(codec.clockRate && was.clockRate && codec.clockRate !== was.clockRate)
      ? []
      : [{ now: codec, before: was }];
  });
}

function reusedFinding(one: Description, before: Side, section: MediaSection, reused: readonly Reused[]): Finding {
  const refusal = refusalOf(one);
  const taken = before.sdp.media.flatMap(media => media.formats.map(format => format.text));
  const free = reused.length === 1 && one.side === 'offer' ? freePayloadType(one.sdp, taken) : undefined;
  const titled = (codec: Codec): string => `${codec.name}/${codec.clockRate ?? '?'}`;
  const severity: Severity = refusal ? 'error' : sessionId(one.sdp) === sessionId(before.sdp) ? 'warning' : 'info';
  return finding(payloadTypeReused, {
    severity,
    message: one.message,
    span: reused[0]!.now.format.span,
    places: reused.slice(1).map(({ now }) => now.format.span),
    text: `${list(reused.map(pair => `Payload type ${pair.now.payloadType} is ${titled(pair.now)} here and was ${titled(pair.before)} before`))} in this call. A number keeps its codec until the call ends: packets are unpacked with the wrong codec${one.leg.kind === 'webrtc' ? ', and a browser may refuse the change ("Attempting to use payload type …, but it is already used")' : ''}. Take a number that was not used yet.`,
    related: [
      ...reused.map(pair => ({
        message: before.message,
        span: (pair.before.rtpmap ?? pair.before.format).span,
        text: `${pair.before.payloadType} was ${titled(pair.before)} here`,
      })),
      ...relatedReply(refusal, `the change was refused with ${refusal?.status}`),
    ],
    fixes:
      free === undefined
        ? []
        : [
            {
              title: `Give ${reused[0]!.now.name} payload type ${free}`,
              safety: 'unsafe',
              message: one.message,
              edits: () => renumber(section, reused[0]!.now.payloadType, free),
            },
          ],
    verdict:
      severity === 'error'
        ? {
            weight: 60,
            text: `A change of the call was refused with ${refusal!.status}: it gives payload type ${reused[0]!.now.payloadType} to ${reused[0]!.now.name}, which had been ${reused[0]!.before.name} until then.`,
          }
        : undefined,
  });
}

/** The session id of o= (RFC 8866 section 5.2). */
const sessionId = (sdp: Sdp): string | undefined => sdp.session.find(line => line.type === 'o')?.value.split(/[ \t]+/, 3)[1];
