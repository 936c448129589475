import { hopsOf } from './hops';
import { bareLeg, legOf, type LooseLeg } from './legs';
import { uriOf } from '../sip/values/dialog';
import type { Call, Leg, LegOverrides, Message } from './types';

/** Legs of one Call-ID, kept while its messages are the same objects. */
interface Group {
  readonly messages: readonly Message[];
  readonly legs: readonly LooseLeg[];
}

/** What is kept from one analysis of a document to the next, so that an edit costs what it changes. */
export interface CallCache {
  readonly overrides: LegOverrides;
  readonly groups: ReadonlyMap<string, Group>;
  readonly calls: ReadonlyMap<LooseLeg, Call>;
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
    groups.set(id, old && sameItems(old.messages, members) ? old : { messages: members, legs: legsOf(id, members, overrides) });
  }
  const legs = [...groups.values()].flatMap(group => group.legs);
  const calls = new Map<LooseLeg, Call>();
  const result: Call[] = [];
  for (const members of linked(legs)) {
    const old = known?.calls.get(members[0]!);
    const call = old && old.legs.length === members.length && members.every(leg => known!.calls.get(leg) === old) ? old : callOf(members);
    for (const leg of members) calls.set(leg, call);
    result.push(call);
  }
  return { calls: result, cache: { overrides, groups, calls } };
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

/** Seconds within which a back-to-back gateway places its own call. */
const PLACED_WITHIN = 10_000_000;

/**
 * Legs that are one call: those of one Call-ID; and, behind a back-to-back gateway, the next INVITE of another Call-ID
 * that is placed while the first is still unanswered, for the same dialled or calling number, on another hop.
 */
function linked(legs: readonly LooseLeg[]): LooseLeg[][] {
  const calls: LooseLeg[][] = [];
  const byId = new Map<string, LooseLeg[]>();
  for (const leg of legs) {
    const same = byId.get(leg.callId);
    if (same) same.push(leg);
    else {
      const fresh = [leg];
      byId.set(leg.callId, fresh);
      calls.push(fresh);
    }
  }
  const begun = calls.map(group => ({ group, summary: summaryOf(group) })).sort((a, b) => (a.summary?.time ?? 0) - (b.summary?.time ?? 0));
  const merged = new Set<LooseLeg[]>();
  begun.forEach(({ group, summary }, index) => {
    if (!summary) return;
    for (let next = index + 1; next < begun.length; next++) {
      const other = begun[next]!;
      if (!other.summary) continue;
      if (other.summary.time - summary.time > PLACED_WITHIN) break;
      if (merged.has(other.group) || !placedBy(summary, other.summary)) continue;
      merged.add(other.group);
      group.push(...other.group);
    }
  });
  return begun.map(one => one.group).filter(group => !merged.has(group));
}

interface Summary {
  readonly time: number;
  readonly answered: number;
  readonly users: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  readonly received: boolean;
  readonly sent: boolean;
  readonly source?: string;
  readonly destination?: string;
}

function summaryOf(legs: readonly LooseLeg[]): Summary | undefined {
  const leg = legs[0]!;
  const invite = leg.transactions.find(one => one.method === 'INVITE');
  const request = invite?.request;
  if (!request?.sip || request.envelope.time === undefined) return undefined;
  const users = [uriOf(request.sip, 'to').user, uriOf(request.sip, 'from').user].filter(user => user !== undefined && user !== '' && user !== 'anonymous');
  return {
    time: request.envelope.time,
    answered: invite?.final?.envelope.time ?? Number.POSITIVE_INFINITY,
    users: new Set(users as string[]),
    kinds: new Set(legs.map(one => one.kind)),
    received: request.envelope.direction === 'received',
    sent: request.envelope.direction === 'sent',
    source: request.envelope.source?.host,
    destination: request.envelope.destination?.host,
  };
}

/** Whether the second call was placed by the gateway that the first one reached. */
function placedBy(first: Summary, second: Summary): boolean {
  if (second.time > first.answered || ![...second.users].some(user => first.users.has(user))) return false;
  const sameHost = first.destination !== undefined && first.destination === second.source;
  const sameLog = first.received && second.sent;
  const otherKind = [...second.kinds].some(kind => !first.kinds.has(kind));
  return sameHost || sameLog || otherKind;
}

export const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === b.length && a.every((item, index) => item === b[index]);
