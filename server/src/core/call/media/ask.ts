import { connectionFor } from '../../sdp/description';
import type { CaptureEvidence, DtlsEvidence, FlowEvidence, RtpEvidence, StunEvidence } from '../../trace/evidence/types';
import { firstInvite } from '../legs';
import type { Call, Leg, Message } from '../types';
import { addressText } from '../hops';
import { codecKey, codecsOf } from '../../sdp/codecs';
import { endpointKey, hostKey } from './addresses';
import type { CallMedia, Placed, SectionMedia, SectionParty } from './types';

/** A side of a leg, whoever made the offer. */
export type Who = 'caller' | 'callee';

type OfKind<K extends FlowEvidence['kind']> = Extract<FlowEvidence, { kind: K }>;

/** Fewer RTP packets than this, a fifth of a second of speech, are no audio: some are sent before a call fails. */
export const LEAST_AUDIO = 10;

export const opposite = (who: Who): Who => (who === 'caller' ? 'callee' : 'caller');

export const partyOf = (section: SectionMedia, who: Who): SectionParty | undefined => section[who];

export const flowsTo = (section: SectionMedia, who: Who): readonly Placed[] => (who === 'caller' ? section.toCaller : section.toCallee);

export const flowsFrom = (section: SectionMedia, who: Who): readonly Placed[] => flowsTo(section, opposite(who));

/** The flows of one kind of evidence. */
export const ofKind = <K extends FlowEvidence['kind']>(flows: readonly Placed[], kind: K): Placed<OfKind<K>>[] =>
  flows.filter((flow): flow is Placed<OfKind<K>> => flow.evidence.kind === kind);

/** All flows of a kind, both ways. */
export const bothOfKind = <K extends FlowEvidence['kind']>(section: SectionMedia, kind: K): Placed<OfKind<K>>[] => [
  ...ofKind(section.toCaller, kind),
  ...ofKind(section.toCallee, kind),
];

export const packetsIn = (flows: readonly Placed[]): number => flows.reduce((sum, flow) => sum + flow.evidence.packets, 0);

export const rtpTo = (section: SectionMedia, who: Who): Placed<RtpEvidence>[] => ofKind(flowsTo(section, who), 'rtp');

/** RTP packets that were sent to a party, wherever they ended up. */
export const rtpPacketsTo = (section: SectionMedia, who: Who): number => packetsIn(rtpTo(section, who));

/** What a party sent of STUN. */
export const stunFrom = (section: SectionMedia, who: Who): Placed<StunEvidence>[] => ofKind(flowsFrom(section, who), 'stun');

/** What a party sent of DTLS. */
export const dtlsFrom = (section: SectionMedia, who: Who): Placed<DtlsEvidence>[] => ofKind(flowsFrom(section, who), 'dtls');

/** ClientHellos that a party sent. */
export const hellosFrom = (section: SectionMedia, who: Who): number =>
  dtlsFrom(section, who).reduce((sum, flow) => sum + flow.evidence.clientHellos, 0);

/** ICE checks that got a success, whoever sent them; where the capture has one direction only, the successes in it. */
export const answeredChecks = (section: SectionMedia): number =>
  bothOfKind(section, 'stun').reduce((sum, flow) => sum + Math.max(flow.evidence.answered, 0), 0) ||
  bothOfKind(section, 'stun').reduce((sum, flow) => sum + flow.evidence.successes, 0);

/** Whether the DTLS handshake ended well: either side sent its Finished, and nobody an alert in the clear. */
export const handshakeDone = (section: SectionMedia): boolean => {
  const flows = bothOfKind(section, 'dtls');
  return flows.some(flow => flow.evidence.finished) && !flows.some(flow => flow.evidence.alerts.some(isFatal)) && bothFinished(section);
};

const bothFinished = (section: SectionMedia): boolean =>
  (['caller', 'callee'] as const).every(who => dtlsFrom(section, who).some(flow => flow.evidence.finished));

/** An alert in the clear that ends the handshake (RFC 5246 section 7.2). */
export const isFatal = (alert: string): boolean => alert.startsWith('fatal ');

export const isAudio = (section: SectionMedia): boolean => (section.caller ?? section.callee)?.section.media === 'audio';

/**
 * RTP that is sent to an address of a party where it is not: the party sends its own media from another host, to which nothing is
 * sent, and neither media nor SIP comes from the host of that address. A sender that learns (RFC 4961) switches to where the media
 * comes from.
 */
export function misdirectedRtpTo(section: SectionMedia, who: Who): Placed<RtpEvidence>[] {
  const own = hostsOf(ofKind(flowsFrom(section, who), 'rtp').filter(flow => flow.evidence.packets >= LEAST_AUDIO));
  const heard = new Set([...hostsOf(flowsFrom(section, who).filter(flow => flow.evidence.kind !== 'icmp')), signallingHost(section, who)]);
  const rtp = rtpTo(section, who);
  if (own.size === 0 || answeredChecks(section) > 0) return [];
  return rtp.some(flow => heard.has(hostKey(flow.evidence.destination.host))) ? [] : rtp;
}

/**
 * RTP to a party of which the network reports for most of its time that it cannot be delivered. Single errors are of ports that are
 * opened late or closed early; a host sends about one a second.
 */
export const undeliveredRtpTo = (section: SectionMedia, who: Who): Placed<RtpEvidence>[] =>
  rtpTo(section, who).filter(({ evidence: rtp }) =>
    ofKind(flowsTo(section, who), 'icmp').some(
      ({ evidence: icmp }) =>
        icmp.packets >= LEAST_ERRORS &&
        endpointKey(icmp.quoted.destination) === endpointKey(rtp.destination) &&
        (icmp.last - icmp.first) * 2 >= rtp.last - rtp.first,
    ),
  );

const LEAST_ERRORS = 3;

/** When the last packet of flows was. */
const lastOf = (flows: readonly Placed[]): number => Math.max(...flows.map(flow => flow.evidence.last));

/** Microseconds that a sender takes at most to follow a party to another address. */
const RECENT = 10_000_000;

/**
 * RTP to addresses that no description of a party names and that it does not send from, if all of it goes there; nor from where it
 * sent before it went on at another address. A capture from behind the party's NAT has the host that its SIP comes from in place of
 * the one that it names.
 */
export function unnamedRtpTo(section: SectionMedia, who: Who): Placed<RtpEvidence>[] {
  const party = partyOf(section, who);
  const rtp = rtpTo(section, who);
  if (!party || party.addresses.length === 0 || answeredChecks(section) > 0) return [];
  const named = new Set(party.addresses.map(endpointKey));
  const hosts = new Set(party.addresses.map(one => hostKey(one.host)));
  const own = flowsFrom(section, who).filter(flow => flow.evidence.kind !== 'icmp');
  const latest = Math.min(lastOf(ofKind(own, 'rtp')), lastOf(rtp));
  const heard = new Set(own.filter(({ evidence }) => !(evidence.last < latest - RECENT)).map(flow => endpointKey(flow.evidence.source)));
  const inner = signallingHost(section, who);
  const isUnnamed = ({ evidence: { destination } }: Placed<RtpEvidence>): boolean =>
    !named.has(endpointKey(destination)) &&
    !heard.has(endpointKey(destination)) &&
    (hosts.has(hostKey(destination.host)) || hostKey(destination.host) !== inner);
  return rtp.every(isUnnamed) ? rtp : [];
}

/**
 * RTP to a phone or browser whose commonest payload type none of its descriptions on the leg lists: it is dropped, or heard as noise.
 * Not where it lists the codec under another number, and not to a gateway, which mostly takes what the other side listed itself.
 */
export function unlistedRtpTo(section: SectionMedia, who: Who): Placed<RtpEvidence>[] {
  const { leg } = section;
  const codecsBy = (party: SectionParty | undefined) =>
    leg.exchanges
      .flatMap(one => [one.offer, one.answer])
      .filter(side => side !== undefined && party !== undefined && isBySame(side.message, party.side.message))
      .flatMap(side => side!.sdp.media.flatMap(codecsOf));
  if (leg.gateway === who || !partyOf(section, who)) return [];
  const own = codecsBy(partyOf(section, who));
  const others = codecsBy(partyOf(section, opposite(who)));
  return rtpTo(section, who).filter(({ evidence }) => {
    const type = String(evidence.payloadTypes[0]?.type);
    const twins = others.filter(codec => codec.payloadType === type).map(codecKey);
    return own.length > 0 && !own.some(codec => codec.payloadType === type || twins.includes(codecKey(codec)));
  });
}

/** Whether two messages are of the same party: by its tag, or without tags by where they come from. */
const isBySame = (a: Message, b: Message): boolean => {
  const tagOf = (message: Message): string | undefined => (message.status === 0 ? message.fromTag : message.toTag);
  return a === b || (tagOf(a) !== undefined && tagOf(a) === tagOf(b));
};

/** RTP to a party that does not arrive, or that it cannot play. */
export const lostRtpTo = (section: SectionMedia, who: Who): Placed<RtpEvidence>[] => [
  ...new Set([
    ...misdirectedRtpTo(section, who),
    ...undeliveredRtpTo(section, who),
    ...unnamedRtpTo(section, who),
    ...unlistedRtpTo(section, who),
  ]),
];

/**
 * Whether RTP was left out of the capture: it has none of the call, but reports of senders of RTP, which only those write who send
 * some (RFC 3550 section 6.4).
 */
export function isWithoutRtp({ media }: Call): boolean {
  const flows = media?.sections.flatMap(one => [...one.toCaller, ...one.toCallee]).concat(media.stray) ?? [];
  const isSenderReport = ({ evidence }: Placed): boolean => evidence.kind === 'rtcp' && evidence.types.some(([type]) => type === 200);
  return flows.some(isSenderReport) && !flows.some(flow => flow.evidence.kind === 'rtp');
}

const hostsOf = (flows: readonly Placed[]): Set<string> => new Set(flows.map(flow => hostKey(flow.evidence.source.host)));

/** The host that a party's SIP comes from. */
export const signallingHost = (section: SectionMedia, who: Who): string | undefined => {
  const host = partyOf(section, who)?.side.message.envelope.source?.host;
  return host === undefined ? undefined : hostKey(host);
};

/** Whether anything at all came from a host of a party, other than its SIP: then the capture would show its media too. */
export const isSeen = (section: SectionMedia, who: Who): boolean => {
  const hosts = new Set(partyOf(section, who)?.addresses.map(one => hostKey(one.host)));
  const signalling = signallingHost(section, who);
  for (const { evidence } of rtpTo(section, who)) hosts.add(hostKey(evidence.destination.host));
  return (signalling !== undefined && hosts.has(signalling)) || flowsFrom(section, who).some(flow => flow.evidence.kind !== 'icmp');
};

/** Whether the capture lacks so much of a stream that what it does not show may have been there. */
export const isPatchy = (flows: readonly Placed<RtpEvidence>[]): boolean =>
  flows.reduce((sum, flow) => sum + flow.evidence.lost, 0) * 4 > packetsIn(flows);

/** Whether the same address sends and receives what goes to one side: descriptions of several calls or hops are mixed up. */
export const isTangled = (section: SectionMedia): boolean =>
  (['caller', 'callee'] as const).some(who => {
    const sources = new Set(rtpTo(section, who).map(flow => endpointKey(flow.evidence.source)));
    return rtpTo(section, who).some(flow => sources.has(endpointKey(flow.evidence.destination)));
  });

/** Whether audio was sent to where a party is. */
export const hasAudio = (section: SectionMedia, to: Who): boolean =>
  isAudio(section) && rtpPacketsTo(section, to) - packetsIn(lostRtpTo(section, to)) >= LEAST_AUDIO;

export const hasAudioBothWays = (section: SectionMedia): boolean => hasAudio(section, 'caller') && hasAudio(section, 'callee');

export const sectionsOf = (media: CallMedia, leg: Leg): SectionMedia[] => media.sections.filter(one => one.leg === leg);

/** Whether a leg carried audio both ways. */
export const legBothWays = (call: Call, leg: Leg | undefined): boolean =>
  call.media?.sections.some(section => section.leg === leg && hasAudioBothWays(section)) ?? false;

const anyFlow = (section: SectionMedia): boolean => section.toCaller.length + section.toCallee.length > 0;

/** The legs of which the capture shows media. */
const seenLegs = (call: Call): Leg[] => call.legs.filter(leg => call.media?.sections.some(one => one.leg === leg && anyFlow(one)));

/** Whether audio went both ways on every leg of which the capture shows media. */
export const bothWays = (call: Call): boolean => {
  const legs = seenLegs(call);
  return legs.length > 0 && legs.every(leg => legBothWays(call, leg));
};

/** Whether the capture holds media at all: one of SIP alone says nothing of it. */
export const seesMedia = (capture: CaptureEvidence): boolean => capture.media > 0;

/**
 * Whether the capture shows one direction only of a path of a section, although the other side took part: there are answers to checks,
 * or the second half of a handshake, of which the rest is not there.
 */
export function oneSided(section: SectionMedia): boolean {
  const flows = [...section.toCaller, ...section.toCallee].filter(flow => flow.evidence.kind !== 'icmp');
  const paths = new Set(flows.map(({ evidence }) => `${endpointKey(evidence.source)}-${endpointKey(evidence.destination)}`));
  return flows.some(({ evidence }) => {
    if (paths.has(`${endpointKey(evidence.destination)}-${endpointKey(evidence.source)}`)) return false;
    if (evidence.kind === 'stun') return evidence.successes > 0;
    return evidence.kind === 'dtls' && (evidence.finished || evidence.serverHellos > 0 || evidence.applicationData > 0);
  });
}

/** Whether the capture shows only what one side of a leg sent: of several messages none from the other. */
export function signalsOneSided(leg: Leg): boolean {
  const [first] = leg.messages;
  const source = first?.envelope.source && addressText(first.envelope.source);
  return (
    leg.messages.length > 2 &&
    source !== undefined &&
    leg.messages.every(({ envelope }) => envelope.source && envelope.destination && addressText(envelope.source) === source) &&
    !leg.messages.some(({ envelope }) => addressText(envelope.destination!) === source)
  );
}

/** Whether media went through a TURN server, where the capture shows neither its kind nor whose it is. */
export const relaysMedia = (call: Call): boolean =>
  call.legs.some(leg =>
    leg.messages.some(message => message.record.evidence?.some(one => one.kind === 'turn' && one.relayedPackets > 0) ?? false),
  );

/** From the 2xx to the first BYE, or the end of the capture: microseconds since 1970. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** While a leg was up; undefined for one that was not answered, or where the trace has no times. */
export function upPeriod(call: Call, leg: Leg, capture: CaptureEvidence): Period | undefined {
  const final = firstInvite(leg.transactions)?.final;
  const start = final && final.status < 300 ? final.envelope.time : undefined;
  if (start === undefined || start < capture.first - DAY || start > capture.last + DAY) return undefined;
  const byes = call.legs.flatMap(one => one.transactions.filter(other => other.method === 'BYE'));
  const times = byes.map(one => (one.request ?? one.responses[0])?.envelope.time).filter(time => time !== undefined);
  const end = Math.min(capture.last, ...times);
  return end >= start ? { start, end } : undefined;
}

const DAY = 86_400_000_000;

/** Whether a description names an address of a party for its section by a c= line that holds for it. */
export const connectionOf = (party: SectionParty) => connectionFor(party.side.sdp, party.section);

/** Who stands on a side of a leg, for sentences: `the gateway`, `the browser`, `the phone`. */
export function nameOf(leg: Leg, who: Who): string {
  if (leg.gateway === undefined) return leg.kind === 'webrtc' ? (who === 'caller' ? 'the caller' : 'the callee') : `the ${who}`;
  if (leg.gateway === who) return 'the gateway';
  return leg.kind === 'webrtc' ? 'the browser' : 'the phone';
}

/**
 * What the capture shows of a call's audio, in a few words for reports and lists: `audio both ways`. Undefined where there is
 * nothing to say: no capture, or a call that was not answered.
 */
export function mediaSummary(call: Call): string | undefined {
  const { media } = call;
  if (!media) return undefined;
  if (!seesMedia(media.capture)) return 'media not captured';
  if (!call.legs.some(leg => leg.result !== null && leg.result < 300)) return undefined;
  if (call.legs.some(leg => leg.messages.some(message => message.edited && message.sdp))) return 'media was recorded for the original text';
  if (isWithoutRtp(call)) return 'RTCP, but no RTP in the capture';
  if (bothWays(call)) return 'audio both ways';
  if (call.legs.some(signalsOneSided) || media.sections.some(oneSided)) return 'only one direction captured';
  const sections = seenLegs(call).flatMap(leg => sectionsOf(media, leg).filter(isAudio));
  if (sections.some(isTangled)) return 'audio in the capture, which descriptions do not explain';
  const first = sections[0];
  const last = sections.at(-1);
  if (!first || !last) return relaysMedia(call) ? 'media through a TURN server' : 'no media of this call in the capture';
  const alike = nameOf(first.leg, 'caller') === nameOf(last.leg, 'callee');
  const arrives = (to: Who): boolean => sections.every(section => hasAudio(section, to) || !anyFlow(section));
  const [caller, callee] = alike ? ['the caller', 'the callee'] : [nameOf(first.leg, 'caller'), nameOf(last.leg, 'callee')];
  if (arrives('callee')) return `audio only from ${caller} to ${callee}`;
  if (arrives('caller')) return `audio only from ${callee} to ${caller}`;
  const heard = (['caller', 'callee'] as const).flatMap(to =>
    sections
      .filter(section => section.leg.gateway === to && hasAudio(section, to))
      .map(section => (alike ? `the ${opposite(to)}` : nameOf(section.leg, opposite(to)))),
  );
  return heard.length > 0 ? `no audio: that of ${heard[0]} ends at the gateway` : 'no audio';
}
