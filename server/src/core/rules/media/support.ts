import { isCut } from '../../call/descriptions';
import {
  isTangled,
  legBothWays,
  nameOf,
  oneSided,
  opposite,
  packetsIn,
  partyOf,
  type Period,
  seesMedia,
  signalsOneSided,
  upPeriod,
  type Who,
} from '../../call/media/ask';
import { endpointKey } from '../../call/media/addresses';
import type { CallMedia, Placed, SectionMedia, SectionParty } from '../../call/media/types';
import type { Call, Exchange, Leg, Side } from '../../call/types';
import { attributeFor, isActive } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';

import { type FindingDraft, type Finding, finding, type Related, type Rule, type Severity, type VerdictCandidate } from '../types';

/** A section of a leg that was answered, with what the capture can say of it. */
export interface Talk {
  readonly call: Call;
  readonly media: CallMedia;
  readonly leg: Leg;
  readonly section: SectionMedia;
  readonly caller: SectionParty;
  readonly callee: SectionParty;
  readonly up: Period;
  /** Between the answer and the end of the call or of the capture. */
  readonly seconds: number;
  /** Audio went both ways on this leg. */
  readonly bothWays: boolean;
}

export const SECOND = 1_000_000;

/** Seconds after which what has not begun is not just slow. */
export const LONG_ENOUGH = 3;

export const SIDES: readonly Who[] = ['caller', 'callee'];

/**
 * The sections of a call of which a media rule may speak: the capture holds media, the leg was answered with offer and answer for
 * a section of RTP that is in use, and nobody has edited them since, as then the media was recorded for another text.
 */
export function talks(call: Call): Talk[] {
  const { media } = call;
  if (!media || !seesMedia(media.capture)) return [];
  const found: Talk[] = [];
  for (const section of media.sections) {
    const { leg, exchange, caller, callee } = section;
    if (!caller || !callee || !mayJudge(leg, exchange) || isTangled(section) || isHalf(media, section) || !inUse(caller) || !inUse(callee))
      continue;
    const up = upPeriod(call, leg, media.capture);
    if (!up) continue;
    const bothWays = legBothWays(call, leg);
    found.push({ call, media, leg, section, caller, callee, up, seconds: (up.end - up.start) / SECOND, bothWays });
  }
  return found;
}

/** Whether the capture lacks one direction of the transport that a section uses. */
const isHalf = (media: CallMedia, section: SectionMedia): boolean =>
  media.sections.some(one => one.leg === section.leg && one.index === section.transport && oneSided(one));

const inUse = ({ section }: SectionParty): boolean => isActive(section) && profileOf(section.protocol).rtp;

const mayJudge = (leg: Leg, exchange: Exchange): boolean =>
  exchange.offer !== undefined &&
  exchange.answer !== undefined &&
  !isCut(exchange.offer.message) &&
  !isCut(exchange.answer.message) &&
  !signalsOneSided(leg) &&
  !leg.messages.some(message => message.edited && message.sdp);

/** Those with a transport of their own: what shares one has its ICE and DTLS there. */
export const transportTalks = (call: Call): Talk[] => talks(call).filter(talk => talk.section.transport === talk.section.index);

export const partyIn = (talk: Talk, who: Who): SectionParty => partyOf(talk.section, who)!;

/** The descriptions that a party gave on the leg, the one that counts first. Without tags each party has one. */
export function sidesBy(talk: Talk, who: Who): Side[] {
  const { side } = partyIn(talk, who);
  const tagOf = ({ message }: Side): string | undefined => (message.status === 0 ? message.fromTag : message.toTag);
  const all = talk.leg.exchanges.flatMap(one => [one.offer, one.answer]).filter(one => one !== undefined);
  return [side, ...all.filter(one => one !== side && tagOf(one) !== undefined && tagOf(one) === tagOf(side))];
}

/** Whether both sides have a fingerprint for the section: DTLS-SRTP is agreed (RFC 5763 section 5). */
export const hasDtlsAgreed = (talk: Talk): boolean =>
  [talk.caller, talk.callee].every(({ side, section }) => attributeFor(side.sdp, section, 'fingerprint') !== undefined);

/** Whether both sides have ICE credentials for the section. */
export const hasIceAgreed = (talk: Talk): boolean =>
  [talk.caller, talk.callee].every(({ side, section }) => attributeFor(side.sdp, section, 'ice-ufrag') !== undefined);

/** The first completed exchange of the section between the same parties: its roles are those of the handshake. */
export function firstExchange({ leg, section }: Talk): Exchange {
  const tags = (one: Exchange): string => [one.offererTag ?? '', one.answererTag ?? ''].sort().join('|');
  const same = tags(section.exchange);
  const has = (one: Exchange): boolean => Boolean(one.offer?.sdp.media[section.index] && one.answer?.sdp.media[section.index]);
  return leg.exchanges.find(one => has(one) && tags(one) === same) ?? section.exchange;
}

/** Which side made the offer of an exchange that the section's parties completed. */
export const offererIn = (talk: Talk, exchange: Exchange): Who => {
  const { offer } = talk.section.exchange;
  const lastOfferer: Who = offer?.message === talk.caller.side.message ? 'caller' : 'callee';
  return exchange.offererTag === talk.section.exchange.offererTag ? lastOfferer : lastOfferer === 'caller' ? 'callee' : 'caller';
};

/** `offer` or `answer`: what the description of a party is. */
export const sideOf = (talk: Talk, party: SectionParty): 'offer' | 'answer' =>
  talk.section.exchange.offer?.message === party.side.message ? 'offer' : 'answer';

/**
 * Who stands on a side of a leg, for sentences. Where the gateway passes on the media address of the other leg's party as it is, that
 * party is there: the media does not go through the gateway.
 */
export function name(talk: Talk, who: Who): string {
  const other = talk.leg.gateway === who ? sectionBehind(talk) : undefined;
  const party = other && partyOf(other, opposite(other.leg.gateway!));
  const isPassedOn =
    party?.addresses[0] && endpointKey(party.addresses[0]) === endpointKey(partyIn(talk, who).addresses[0] ?? { host: '' });
  return other && isPassedOn
    ? endName(talk.call, other.leg)
    : talk.leg.gateway === who
      ? nameOf(talk.leg, who)
      : endName(talk.call, talk.leg, who);
}

/** The party of a leg that is not the gateway: `the caller` and `the callee` where both ends of the call are phones, or browsers. */
function endName(call: Call, leg: Leg, who: Who = leg.gateway === 'caller' ? 'callee' : 'caller'): string {
  const plain = nameOf(leg, who);
  const isOther = (one: Leg): boolean => one.gateway !== undefined && leg.gateway !== undefined && one.gateway !== leg.gateway;
  return call.legs.some(one => isOther(one) && nameOf(one, opposite(one.gateway!)) === plain) ? `the ${who}` : plain;
}

/** The same section on the only other leg of the gateway. */
export function sectionBehind({ call, media, leg, section }: Talk): SectionMedia | undefined {
  const others = call.legs.filter(one => one !== leg && one.gateway !== undefined);
  return others.length === 1 && leg.gateway !== undefined
    ? media.sections.find(one => one.leg === others[0] && one.index === section.index)
    : undefined;
}

/** Who hears what comes to a side, and speaks what comes from it: behind the gateway it is the party of the only other leg. */
export function hearer(talk: Talk, who: Who): string {
  const other = talk.leg.gateway === who ? sectionBehind(talk) : undefined;
  return other ? endName(talk.call, other.leg) : name(talk, who);
}

/** The name at the beginning of a sentence. */
export const Name = (talk: Talk, who: Who): string => capital(name(talk, who));

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `frames 22–2340`: from the first to the last frame of the flows. */
export function framesOf(flows: readonly Placed[]): string {
  if (flows.length === 0) return 'no frame';
  const first = Math.min(...flows.map(flow => flow.evidence.frames[0]));
  const last = Math.max(...flows.map(flow => flow.evidence.frames[1]));
  return first === last ? `frame ${first}` : `frames ${first}–${last}`;
}

/** `1 packet`, `599 packets`. */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** `599 RTP packets in frames 22–2340`. */
export const packetsText = (flows: readonly Placed[], what: string): string =>
  `${count(packetsIn(flows), `${what} packet`)} in ${framesOf(flows)}`;

/** Evidence lines as related places: those of the most packets, as a list of places is read and not counted. */
export const relatedFlows = (flows: readonly Placed[], text: string): Related[] =>
  [...flows]
    .sort((a, b) => b.evidence.packets - a.evidence.packets)
    .slice(0, MOST_RELATED)
    .flatMap(({ evidence, message }) => (evidence.at ? [{ message, span: evidence.at, inRecord: true as const, text }] : []));

const MOST_RELATED = 3;

/** A finding on a description of a section's party. */
export const mediaFinding = (
  rule: Rule,
  talk: Talk,
  party: SectionParty,
  draft: Omit<FindingDraft, 'message'> & { readonly severity?: Severity; readonly verdict?: VerdictCandidate },
): Finding => finding(rule, { message: party.side.message, leg: talk.leg, side: sideOf(talk, party), ...draft });
