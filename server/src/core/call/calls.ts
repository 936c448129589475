import { browserLeg } from './browserLeg';
import { descriptionsOf } from './descriptions';
import { hopsOf } from './hops';
import { bareLeg, firstInvite, legOf, type LooseLeg } from './legs';
import { mediaOf } from './media/mediaOf';
import { ngLegs } from './ngLegs';
import { uriOf } from '../sip/values/dialog';
import { addTo, sameItems, sharedEnds } from '../text/lists';
import type { Positions } from './positions';
import type { Call, Leg, LegKind, LegOverrides, Message } from './types';

/** What there is of one Call-ID, kept while its messages are the same objects. */
interface Group {
  readonly messages: readonly Message[];
  readonly legs: readonly LooseLeg[];
  readonly placing?: Placing;
}

/** A call with the Call-IDs that it is made of. */
interface Linked {
  readonly groups: readonly Group[];
  readonly call: Call;
}

/** What is kept from one analysis of a document to the next, so that an edit costs what it changes. */
export interface CallCache {
  readonly overrides: LegOverrides;
  readonly messages: readonly Message[];
  readonly groups: ReadonlyMap<string, Group>;
  /** How each group may belong to another one, and the groups that are one call for it. */
  readonly placings: readonly (Placing | undefined)[];
  readonly links: readonly (readonly number[])[];
  /** By its first group. */
  readonly calls: ReadonlyMap<Group, Linked>;
}

/** Requests that belong to a call; REGISTER, OPTIONS and the like do not. */
export const CALL_METHODS = new Set(['INVITE', 'ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE', 'INFO']);

/**
 * The calls of a trace in order of time. REGISTER, OPTIONS and the like are no calls.
 * @param messages in the order of the text
 * @param positions where they stand in it
 */
export function callsOf(
  messages: readonly Message[],
  positions: Positions,
  overrides: LegOverrides,
  previous?: CallCache,
): { calls: Call[]; cache: CallCache } {
  const known = previous?.overrides === overrides ? previous : undefined;
  const groups = new Map<string, Group>();
  for (const [id, members] of known ? regrouped(known, messages, positions) : byCallId(messages)) {
    const old = known?.groups.get(id);
    groups.set(id, old && sameItems(old.messages, members) ? old : groupOf(id, members, overrides, old));
  }
  const all = [...groups.values()];
  // Where a log has no times, a message's place in the text tells what came first.
  const placings = all.map(group => group.placing ?? placingOf(group.legs, message => positions.get(message)));
  const links = known && sameItems(known.placings, placings) ? known.links : linked(placings);
  const calls = new Map<Group, Linked>();
  for (const link of links) {
    const members = link.map(index => all[index]!);
    const old = known?.calls.get(members[0]!);
    calls.set(
      members[0]!,
      old && sameItems(old.groups, members) ? old : { groups: members, call: callOf(members.flatMap(group => group.legs)) },
    );
  }
  return { calls: Array.from(calls.values(), one => one.call), cache: { overrides, messages, groups, placings, links, calls } };
}

function groupOf(id: string, messages: readonly Message[], overrides: LegOverrides, old: Group | undefined): Group {
  const legs = legsOf(id, messages, overrides);
  const placing = placingOf(legs, message => message.envelope.time);
  return { messages, legs, placing: placing && old?.placing && samePlacing(placing, old.placing) ? old.placing : placing };
}

/** The messages of each Call-ID, those of the text without SIP under a name of their own. */
function byCallId(messages: readonly Message[]): Map<string, Message[]> {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const id = groupIdOf(message);
    if (id !== undefined) addTo(groups, id, message);
  }
  return groups;
}

/** The same after a change: only the Call-IDs of the messages that came or went are sorted anew. */
function regrouped(known: CallCache, messages: readonly Message[], positions: Positions): Map<string, readonly Message[]> {
  const { before, behind } = sharedEnds(known.messages, messages);
  const gone = byCallId(known.messages.slice(before, known.messages.length - behind));
  const come = byCallId(messages.slice(before, messages.length - behind));
  const groups = new Map<string, readonly Message[]>();
  for (const [id, group] of known.groups) groups.set(id, group.messages);
  for (const id of new Set([...gone.keys(), ...come.keys()])) {
    const left = new Set(gone.get(id));
    const stayed = (groups.get(id) ?? []).filter(message => !left.has(message));
    const members = [...stayed, ...(come.get(id) ?? [])].sort((a, b) => positions.get(a)! - positions.get(b)!);
    if (members.length > 0) groups.set(id, members);
    else groups.delete(id);
  }
  const first = ([, members]: [string, readonly Message[]]): number => positions.get(members[0]!)!;
  return new Map([...groups].sort((a, b) => first(a) - first(b)));
}

const BARE = '\u0000bare';
/** Before the Call-ID of what stands in RTPEngine's log. */
const NG = '\u0000ng ';

/** Before the number of a browser's peer connection. */
const BROWSER = '\u0000browser ';

/** Which messages are looked at together; undefined for one that belongs to no call. */
function groupIdOf(message: Message): string | undefined {
  const { ng, browser } = message.envelope;
  if (!message.sip) return message.sdp && (browser ? BROWSER + browser.connection : ng ? NG + ng.callId : BARE);
  return CALL_METHODS.has(message.method) ? (message.callId ?? '') : undefined;
}

function legsOf(id: string, messages: readonly Message[], overrides: LegOverrides): LooseLeg[] {
  if (id === BARE) return [bareLeg(messages)];
  if (id.startsWith(BROWSER)) return [browserLeg(id.slice(BROWSER.length), inTime(messages))];
  if (id.startsWith(NG)) return ngLegs(id.slice(NG.length), inTime(messages), overrides);
  return hopsOf(inTime(messages)).map(hop => legOf(id, hop, overrides));
}

/** In order of time where every message has one, else in the order of the text. */
function inTime(messages: readonly Message[]): Message[] {
  if (messages.some(message => message.envelope.time === undefined)) return [...messages];
  return [...messages].sort((a, b) => a.envelope.time! - b.envelope.time!);
}

function callOf(legs: readonly LooseLeg[]): Call {
  const ordered = inOrder(legs);
  const named: Leg[] = ordered.map((leg, index) => ({ ...leg, gateway: gatewayOf(leg, index, ordered.length) }));
  const result = named.find(leg => leg.result !== null)?.result ?? null;
  return Object.freeze({ legs: named, descriptions: descriptionsOf(named, result), result, media: mediaOf(named) });
}

const startOf = (leg: LooseLeg): number | undefined => leg.messages[0]?.envelope.time;

/** The caller's leg first: a gateway calls on only after it has been called. */
function inOrder(legs: readonly LooseLeg[]): LooseLeg[] {
  const depth = (leg: LooseLeg): number => firstInvite(leg.transactions)?.request?.viaCount ?? 99;
  return [...legs].sort((a, b) => {
    if (a.callId === b.callId && depth(a) !== depth(b)) return depth(a) - depth(b);
    return (startOf(a) ?? 0) - (startOf(b) ?? 0);
  });
}

/**
 * Where the gateway stands: its own log says so, and that of a phone or browser that it is the other side. Else, of several legs the first
 * is called by the user and ends at the gateway, the later ones begin there; and a request with two Vias came through it.
 */
function gatewayOf(leg: LooseLeg, index: number, count: number): Leg['gateway'] {
  const invite = firstInvite(leg.transactions)?.request;
  if (!invite) return undefined;
  const { observer, direction } = invite.envelope;
  if (observer && direction) return (observer === 'gateway') === (direction === 'sent') ? 'caller' : 'callee';
  if (invite.viaCount > 1 || (count > 1 && index > 0)) return 'caller';
  return count > 1 ? 'callee' : browserSide(invite);
}

/** On a leg alone: a browser cannot know its own host name and writes one that ends with `.invalid` (RFC 7118 section 5). */
function browserSide(invite: Message): Leg['gateway'] {
  if (invite.via?.host.endsWith('.invalid')) return 'callee';
  const start = invite.sip?.startLine;
  return start?.kind === 'request' && /\.invalid\b/i.test(start.uri) ? 'caller' : undefined;
}

/** Microseconds within which a back-to-back gateway places its own call. */
const PLACED_WITHIN = 10_000_000;

/** How the first INVITE of a Call-ID may belong to that of another one. */
export interface Placing {
  /** Microseconds, or places in the text where the log has no times. */
  readonly time: number;
  /** Until when a gateway may still place a call for it. */
  readonly until: number;
  /** What it shows of where it comes from: each a user with a host, a direction or a kind of leg. */
  readonly traits: readonly string[];
  /** The traits by which a call would be known that the gateway places for it. */
  readonly sought: readonly string[];
}

const samePlacing = (a: Placing, b: Placing): boolean =>
  a.time === b.time && a.until === b.until && sameItems(a.traits, b.traits) && sameItems(a.sought, b.sought);

/**
 * The groups that are one call, by index: behind a back-to-back gateway, a group and the INVITEs of other Call-IDs that are placed
 * while the first is still unanswered, for the same caller, on another hop. In order of time.
 */
export function linked(placings: readonly (Placing | undefined)[]): number[][] {
  const begun = placings.map((placing, group) => ({ placing, group })).sort((a, b) => (a.placing?.time ?? 0) - (b.placing?.time ?? 0));
  // Looked up by trait: thousands of calls may begin within the same seconds.
  const byTrait = new Map<string, { readonly indexes: number[]; next: number }>();
  begun.forEach(({ placing }, index) => {
    for (const trait of placing?.traits ?? []) {
      const same = byTrait.get(trait);
      if (same) same.indexes.push(index);
      else byTrait.set(trait, { indexes: [index], next: 0 });
    }
  });
  const calls = begun.map(({ group }) => [group]);
  const merged = new Set<number>();
  begun.forEach(({ placing }, index) => {
    for (const trait of placing?.sought ?? []) {
      const found = byTrait.get(trait);
      // What is passed here is passed for good: it began before, or is part of a call already.
      for (; found && found.next < found.indexes.length; found.next++) {
        const other = found.indexes[found.next]!;
        if (other <= index || merged.has(other)) continue;
        if (begun[other]!.placing!.time > placing!.until) break;
        merged.add(other);
        calls[index]!.push(begun[other]!.group);
        calls[other] = calls[index]!;
      }
    }
  });
  return calls.filter((_, index) => !merged.has(index));
}

function placingOf(legs: readonly LooseLeg[], timeOf: (message: Message) => number | undefined): Placing | undefined {
  const invite = legs[0] && firstInvite(legs[0].transactions);
  const request = invite?.request;
  const time = request && timeOf(request);
  if (!request?.sip || time === undefined) return undefined;
  const { source, direction } = request.envelope;
  return placing({
    time,
    answered: invite?.final && timeOf(invite.final),
    user: uriOf(request.sip, 'from').user,
    source: source?.host,
    direction,
    destinations: legs.map(leg => firstInvite(leg.transactions)?.request?.envelope.destination?.host),
    kinds: new Set(legs.map(leg => leg.kind)),
  });
}

/** What is known of the first INVITE of a Call-ID, and of the legs that share it. */
export interface FirstInvite {
  /** Microseconds, or places in the text where the log has no times. */
  readonly time: number;
  /** When its final answer came. */
  readonly answered?: number;
  /** User of From. */
  readonly user?: string;
  /** Host that sent it. */
  readonly source?: string;
  readonly direction?: 'sent' | 'received';
  /** Hosts that the first INVITE of each leg went to. */
  readonly destinations: readonly (string | undefined)[];
  readonly kinds: ReadonlySet<LegKind>;
}

/** How a Call-ID may belong to another one. */
export function placing({ time, answered, user, source, direction, destinations, kinds }: FirstInvite): Placing {
  // The caller keeps its name on the next leg; a dialled number is shared by all who call it at the same time.
  const users = user && user !== 'anonymous' ? [user] : [];
  const traits = [source && `from ${source}`, direction === 'sent' && direction, ...kinds];
  const sought = [
    // Behind a proxy the gateway stands at the far end of a later hop of the same Call-ID.
    ...destinations.map(host => host && `from ${host}`),
    direction === 'received' && 'sent',
    ...LEG_KINDS.filter(kind => !kinds.has(kind)),
  ];
  const ofUsers = (words: typeof traits): string[] => users.flatMap(one => words.filter(word => word).map(word => `${one} ${word}`));
  return {
    time,
    until: Math.min(time + PLACED_WITHIN, answered ?? Number.POSITIVE_INFINITY),
    traits: ofUsers(traits),
    sought: ofUsers(sought),
  };
}

const LEG_KINDS = ['webrtc', 'sip', 'unknown'] as const;
