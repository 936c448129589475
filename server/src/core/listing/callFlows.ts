import { hostKey } from '../call/media/addresses';
import { addTo, appended } from '../text/lists';
import type { Endpoint } from '../trace/types';
import type { Naming } from './addressBook';
import type { CallIndex, Group, IndexedCall } from './callIndex';
import type { LightHop } from './hop';
import type { HopMedia } from './row';

/** Microseconds by which media may begin before the description that names its address is seen, and go on behind a call's last message. */
const BEFORE = 5_000_000;
const BEHIND = 30_000_000;
/** Candidates are gathered, and with them TURN and STUN servers asked, before the INVITE is sent; for the next call as well as for this one. */
const GATHERED_BEFORE = 60_000_000;
/** The ports of STUN and TURN servers (RFC 8489 section 8, RFC 8656 section 5). */
const SERVER_PORTS = new Set([3478, 5349]);

/** How many calls of a host are looked at for one flow: beyond that it is ambiguous. */
const LOOKED_AT = 256;

/** Packets from one address to another, as a capture has them or as the text of one tells of them; times in microseconds. */
export interface SeenFlow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly packets: number;
  readonly first: number;
  readonly last: number;
  /** Whether anything but SIP was seen on it. */
  readonly hasEvidence: boolean;
  carries(kind: 'stun' | 'dtls' | 'rtp'): boolean;
  /** The same path the other way round. */
  opposite(): SeenFlow | undefined;
}

/** The flows of a capture, told to the calls. */
export interface CallFlows<F extends SeenFlow> {
  /** By the call's id. */
  readonly byCall: ReadonlyMap<number, readonly F[]>;
  /** Flows of no call. */
  readonly others: readonly F[];
  readonly media: ReadonlyMap<LightHop, HopMedia>;
}

/**
 * Tells each flow to the calls whose descriptions named its destination or its source while they lasted; what no description
 * names, to a call between whose hosts it ran, if there was only one at that time.
 */
export function callFlows<E, F extends SeenFlow>(index: CallIndex<E>, flows: Iterable<F>): CallFlows<F> {
  const calls = index.calls();
  /** By a group's id its call, and when that had its last message. */
  const callOf: (IndexedCall<E> | undefined)[] = [];
  const lasts: number[] = [];
  for (const call of calls) {
    const last = call.groups.reduce((latest, group) => Math.max(latest, group.last), Number.NEGATIVE_INFINITY);
    for (const group of call.groups) {
      callOf[group.id] = call;
      lasts[group.id] = last;
    }
  }
  const byHost = new Hosts(index.groups, callOf);
  const byCall = new Map<number, F[]>();
  const others: F[] = [];
  const media = new Map<LightHop, HopMedia>();
  const lastOf = (naming: Naming): number => lasts[naming.group + 1] ?? Number.NEGATIVE_INFINITY;
  for (const flow of flows) {
    if (!flow.hasEvidence) continue;
    const destination = namingFor(index.book.of(flow.destination), flow, lastOf);
    const source = namingFor(index.book.of(flow.source), flow, lastOf);
    if (!destination && !source) {
      // What is sent beside SIP keeps its way open: that is of no call.
      const call = index.isSipPath(flow.source, flow.destination) ? undefined : byHost.callOf(flow);
      if (call) addTo(byCall, call.id, flow);
      else others.push(flow);
      continue;
    }
    if (destination) count(media, destination.hop, flow, destination.byCaller);
    if (source) count(media, source.hop, flow, !source.byCaller);
    // Where one call's media goes straight to another one's address, it is of both.
    const receivers = destination && callOf[destination.group + 1];
    const senders = source && callOf[source.group + 1];
    if (receivers) addTo(byCall, receivers.id, flow);
    if (senders && senders !== receivers) addTo(byCall, senders.id, flow);
  }
  return { byCall, others, media };
}

/** Of those who named an address the one whose call the flow belongs to: the last one before it began. */
function namingFor(latest: Naming | undefined, flow: SeenFlow, lastOf: (naming: Naming) => number): Naming | undefined {
  let found: Naming | undefined;
  let left = LOOKED_AT;
  for (let naming = latest; naming && left > 0; naming = naming.before, left--) {
    if (naming.first > flow.last + BEFORE || lastOf(naming) + BEHIND < flow.first) continue;
    found = naming;
    if (naming.first <= flow.first + BEFORE) break;
  }
  return found;
}

/** Adds a flow to what its hop has seen. */
function count(media: Map<LightHop, HopMedia>, hop: LightHop, flow: SeenFlow, toCaller: boolean): void {
  let known = media.get(hop);
  if (!known) {
    known = { toCaller: [], toCallee: [] };
    media.set(hop, known);
  }
  if (toCaller) known.toCaller = appended(known.toCaller, flow);
  else known.toCallee = appended(known.toCallee, flow);
}

/** The calls by the hosts that they are between, for flows whose ports no description names. */
class Hosts<E> {
  private readonly groups = new Map<string, Group<E>[]>();

  constructor(
    groups: readonly Group<E>[],
    private readonly callById: readonly (IndexedCall<E> | undefined)[],
  ) {
    for (const group of groups) for (const host of group.hosts) addTo(this.groups, host, group);
  }

  /** The only call that the flow can belong to. */
  callOf({ source, destination, first, last }: SeenFlow): IndexedCall<E> | undefined {
    if (SERVER_PORTS.has(destination.port ?? 0)) return this.nearest(source, first);
    if (SERVER_PORTS.has(source.port ?? 0)) return this.nearest(destination, first);
    const a = this.at(source);
    const b = this.at(destination);
    const [few, other] = a.length < b.length ? [a, hostKey(destination.host)] : [b, hostKey(source.host)];
    let only: IndexedCall<E> | undefined;
    for (let i = few.length - 1; i >= 0; i--) {
      // There may be a second one among those that are no longer looked at.
      if (few.length - i > LOOKED_AT) return undefined;
      const group = few[i]!;
      if (!group.hosts.includes(other) || group.first > last + BEFORE || group.last + BEHIND < first) continue;
      const call = this.callById[group.id];
      if (only && only !== call) return undefined;
      only = call;
    }
    return only;
  }

  /** Of a host that asks a server: the call that it makes next, or the one that it is in. */
  private nearest(host: Endpoint, time: number): IndexedCall<E> | undefined {
    const groups = this.at(host);
    let found: Group<E> | undefined;
    let shortest = GATHERED_BEFORE;
    for (let i = groups.length - 1; i >= 0 && i >= groups.length - LOOKED_AT; i--) {
      const group = groups[i]!;
      const distance = group.first - time;
      if (distance > GATHERED_BEFORE || group.last + BEFORE < time || Math.abs(distance) >= shortest) continue;
      shortest = Math.abs(distance);
      found = group;
    }
    return found && this.callById[found.id];
  }

  private at(endpoint: Endpoint): readonly Group<E>[] {
    return this.groups.get(hostKey(endpoint.host)) ?? [];
  }
}
