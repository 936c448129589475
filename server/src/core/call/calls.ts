import { hopsOf } from './hops';
import { bareLeg, legOf, type LooseLeg } from './legs';
import { uriOf } from '../sip/values/dialog';
import type { Call, Leg, LegOverrides, Message } from './types';

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
  readonly groups: ReadonlyMap<string, Group>;
  /** By its first group. */
  readonly calls: ReadonlyMap<Group, Linked>;
}

const CALL_METHODS = new Set(['INVITE', 'ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE']);

/**
 * The calls of a trace in order of time. REGISTER, OPTIONS and the like are no calls.
 * @param messages in the order of the text
 */
export function callsOf(messages: readonly Message[], overrides: LegOverrides, previous?: CallCache): { calls: Call[]; cache: CallCache } {
  const known = previous?.overrides === overrides ? previous : undefined;
  const groups = new Map<string, Group>();
  for (const [id, members] of byCallId(messages)) {
    const old = known?.groups.get(id);
    groups.set(id, old && sameItems(old.messages, members) ? old : groupOf(id, members, overrides));
  }
  const calls = new Map<Group, Linked>();
  for (const members of linked([...groups.values()])) {
    const old = known?.calls.get(members[0]!);
    calls.set(members[0]!, old && sameItems(old.groups, members) ? old : { groups: members, call: callOf(members.flatMap(group => group.legs)) });
  }
  return { calls: Array.from(calls.values(), one => one.call), cache: { overrides, groups, calls } };
}

function groupOf(id: string, messages: readonly Message[], overrides: LegOverrides): Group {
  const legs = legsOf(id, messages, overrides);
  return { messages, legs, placing: placingOf(legs) };
}

function byCallId(messages: readonly Message[]): Map<string, Message[]> {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    if (message.sip ? !CALL_METHODS.has(message.method) : !message.sdp) continue;
    const id = message.sip ? (message.callId ?? '') : '\u0000bare';
    const group = groups.get(id);
    if (group) group.push(message);
    else groups.set(id, [message]);
  }
  return groups;
}

function legsOf(id: string, messages: readonly Message[], overrides: LegOverrides): LooseLeg[] {
  if (id === '\u0000bare') return [bareLeg(messages)];
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
  return Object.freeze({ legs: named, result: named.find(leg => leg.result !== null)?.result ?? null });
}

const startOf = (leg: LooseLeg): number | undefined => leg.messages[0]?.envelope.time;

/** The caller's leg first: a gateway calls on only after it has been called. */
function inOrder(legs: readonly LooseLeg[]): LooseLeg[] {
  const depth = (leg: LooseLeg): number => leg.transactions.find(one => one.method === 'INVITE')?.request?.viaCount ?? 99;
  return [...legs].sort((a, b) => {
    if (a.callId === b.callId && depth(a) !== depth(b)) return depth(a) - depth(b);
    return (startOf(a) ?? 0) - (startOf(b) ?? 0);
  });
}

/** Of several legs the first is called by the user and ends at the gateway; the later ones begin there. A request with two Vias came through it. */
function gatewayOf(leg: LooseLeg, index: number, count: number): Leg['gateway'] {
  const invite = leg.transactions.find(one => one.method === 'INVITE')?.request;
  if (!invite) return undefined;
  if (invite.viaCount > 1 || (count > 1 && index > 0)) return 'caller';
  return count > 1 || leg.kind === 'webrtc' ? 'callee' : undefined;
}

/** Microseconds within which a back-to-back gateway places its own call. */
const PLACED_WITHIN = 10_000_000;

/** How the first INVITE of a Call-ID may belong to that of another one. */
interface Placing {
  readonly time: number;
  /** Until when a gateway may still place a call for it. */
  readonly until: number;
  /** What it shows of where it comes from: each a user with a host, a direction or a kind of leg. */
  readonly traits: readonly string[];
  /** The traits by which a call would be known that the gateway places for it. */
  readonly sought: readonly string[];
}

/**
 * The groups that are one call: behind a back-to-back gateway, a group and the INVITEs of other Call-IDs that are placed while the
 * first is still unanswered, for the same dialled or calling number, on another hop. In order of time.
 */
function linked(groups: readonly Group[]): Group[][] {
  const begun = [...groups].sort((a, b) => (a.placing?.time ?? 0) - (b.placing?.time ?? 0));
  // Looked up by trait: thousands of calls may begin within the same seconds.
  const byTrait = new Map<string, { readonly indexes: number[]; next: number }>();
  begun.forEach((group, index) => {
    for (const trait of group.placing?.traits ?? []) {
      const same = byTrait.get(trait);
      if (same) same.indexes.push(index);
      else byTrait.set(trait, { indexes: [index], next: 0 });
    }
  });
  const calls = begun.map(group => [group]);
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
        calls[index]!.push(begun[other]!);
        calls[other] = calls[index]!;
      }
    }
  });
  return calls.filter((_, index) => !merged.has(index));
}

function placingOf(legs: readonly LooseLeg[]): Placing | undefined {
  const invite = legs[0]?.transactions.find(one => one.method === 'INVITE');
  const request = invite?.request;
  if (!request?.sip || request.envelope.time === undefined) return undefined;
  const { time, source, destination, direction } = request.envelope;
  const named = [uriOf(request.sip, 'to').user, uriOf(request.sip, 'from').user].filter(user => user && user !== 'anonymous');
  const users = [...new Set(named)];
  const kinds = new Set(legs.map(leg => leg.kind));
  const traits = [source && `from ${source.host}`, direction === 'sent' && direction, ...kinds];
  const sought = [
    destination && `from ${destination.host}`,
    direction === 'received' && 'sent',
    ...LEG_KINDS.filter(kind => !kinds.has(kind)),
  ];
  const ofUsers = (words: typeof traits): string[] => users.flatMap(user => words.filter(word => word).map(word => `${user} ${word}`));
  return {
    time,
    until: Math.min(time + PLACED_WITHIN, invite?.final?.envelope.time ?? Number.POSITIVE_INFINITY),
    traits: ofUsers(traits),
    sought: ofUsers(sought),
  };
}

const LEG_KINDS = ['webrtc', 'sip', 'unknown'] as const;

export const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === b.length && a.every((item, index) => item === b[index]);
