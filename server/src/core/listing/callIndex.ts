import { CALL_METHODS, linked, type Placing, placing } from '../call/calls';
import { hostKey } from '../call/media/addresses';
import type { Endpoint } from '../trace/types';
import { appended } from '../text/lists';
import { AddressBook } from './addressBook';
import { Endpoints } from './endpoints';
import { isWebSocket, type KnownPassage, LightHop, type Passage } from './hop';
import { type LightMessage, readLight } from './lightMessage';
import { type LightSdp, readLightSdp } from './lightSdp';
import { Words } from './words';

/** What there is of one Call-ID, or of the messages of none. */
export interface Group<E> {
  /** From 1, in the order in which Call-IDs were met; 0 for the messages of no call. */
  readonly id: number;
  readonly callId: string;
  /** In the order in which they came. */
  readonly entries: E[];
  hops: LightHop[];
  first: number;
  last: number;
  /** Whether a BYE was seen. */
  ended: boolean;
  /** Passwords by ufrag and the hash functions of fingerprints, of all its descriptions. */
  passwords: Map<string, string> | undefined;
  readonly hashes: string[];
  /** Hosts that its messages and its descriptions name, as keys, see `hostKey`. */
  hosts: string[];
  /** Counts up with everything that changes a row. */
  revision: number;
  /** Which hop a message is on, by the pair of addresses that it was seen between. */
  readonly pairs: Map<number | string, LightHop>;
}

/** A call: the Call-IDs that it is made of, that of its first leg first. */
export interface IndexedCall<E> {
  readonly id: number;
  readonly groups: readonly Group<E>[];
}

/** Beyond this many pairs of addresses in one Call-ID hops are no longer put together. */
const MOST_PAIRS = 1000;

/**
 * The calls of a trace, found from one look over each message while the trace is being read. Groups and hops are told as `call/calls` and
 * `call/hops` tell them from whole messages. Memory grows by what `E` takes for each message.
 */
export class CallIndex<E> {
  readonly groups: Group<E>[] = [];
  readonly others: Group<E> = groupOf(0, '', 0);
  readonly book = new AddressBook();
  readonly words = new Words();
  /** Told an address that a call names and one long before it named too. */
  reused: ((host: string, port: number) => void) | undefined;
  /** Counts up with each message. */
  revision = 0;
  private readonly byCallId = new Map<string, Group<E>>();
  private readonly endpoints = new Endpoints();
  private readonly paths = new Set<number>();
  /** By index of the group: the id of the call that it belongs to, as it was last told. */
  private leaders: number[] = [];
  private linkedCalls: IndexedCall<E>[] = [];
  private stale = false;
  private readonly merged = new Map<number, number>();

  /** Takes the message that stands from `start` to `end` of the bytes. */
  add(bytes: Uint8Array, start: number, end: number, { time, source, destination, transport, direction }: Passage, entry: E): void {
    const message = readLight(bytes, start, end, this.words);
    const group = CALL_METHODS.has(message.method) ? this.groupOf(message.callId, time) : this.others;
    group.entries.push(entry);
    group.revision = ++this.revision;
    group.first = Math.min(group.first, time);
    group.last = Math.max(group.last, time);
    if (group === this.others) return;
    const passage: KnownPassage = {
      time,
      source: source && this.endpoints.of(source),
      destination: destination && this.endpoints.of(destination),
      transport,
      direction,
    };
    const sdp = readLightSdp(bytes, message, this.words);
    const count = group.hops.length;
    const hop = this.hopOf(group, message, passage);
    if (hop.add(message, sdp, passage) || group.hops.length !== count) this.stale = true;
    if (message.method === 'BYE') group.ended = true;
    if (sdp) this.addSdp(group, hop, message, sdp, passage);
  }

  /** The calls in the order in which they were met, linked over Call-IDs as far as is known now. */
  calls(): readonly IndexedCall<E>[] {
    if (this.stale) this.link();
    this.stale = false;
    return this.linkedCalls;
  }

  /** Ids that were calls and are now part of others, with the revision at which that was found. */
  mergedSince(revision: number): number[] {
    const gone: number[] = [];
    for (const [id, at] of this.merged) if (at > revision && this.leaders[id - 1] !== id) gone.push(id);
    return gone;
  }

  /** Whether SIP was seen between two addresses, in either direction. */
  isSipPath(source: Endpoint, destination: Endpoint): boolean {
    const a = this.endpoints.known(source);
    const b = this.endpoints.known(destination);
    return a !== undefined && b !== undefined && this.paths.has(pathOf(a.id, b.id));
  }

  private groupOf(callId: string, time: number): Group<E> {
    let group = this.byCallId.get(callId);
    if (!group) {
      group = groupOf<E>(this.groups.length + 1, callId, time);
      this.byCallId.set(callId, group);
      this.groups.push(group);
    }
    return group;
  }

  private hopOf(group: Group<E>, message: LightMessage, passage: KnownPassage): LightHop {
    const word = message.viaTransport || passage.transport || '';
    const transport = word === '' ? '' : isWebSocket(word) ? 'ws' : 'sip';
    const pair = this.pairOf(transport, message, passage);
    const known = group.pairs.get(pair);
    const same = message.branch === 0 ? undefined : group.hops.find((one, index) => index < 64 && isOn(one, message, transport));
    if (known && same && known !== same && group.pairs.size < MOST_PAIRS) return merge(group, known, same);
    let hop = known ?? same ?? onlyPossible(group, transport, message, passage);
    if (!hop) {
      hop = new LightHop(transport, passage, message);
      addHost(group, passage.source?.host);
      addHost(group, passage.destination?.host);
      group.hops = appended(group.hops, hop);
    }
    if (!known) group.pairs.set(pair, hop);
    return hop;
  }

  /** The unordered pair of addresses that a message was seen between, over a kind of transport; see `call/hops` for logs without them. */
  private pairOf(transport: string, message: LightMessage, { source, destination, direction }: KnownPassage): number | string {
    if (source && destination) {
      const kind = transport === 'ws' ? 2 : transport === 'sip' ? 1 : 0;
      const path = pathOf(source.id, destination.id);
      this.paths.add(path);
      return path * 4 + kind;
    }
    if (source || destination) return `${transport}|self|${(source ?? destination)!.text}`;
    if (direction) return `${transport}|self|peer`;
    return `${transport}|via|${message.viaHost}:${message.viaPort}|${message.viaCount}`;
  }

  private addSdp(group: Group<E>, hop: LightHop, message: LightMessage, sdp: LightSdp, passage: KnownPassage): void {
    const byCaller = hop.sentByCaller(passage, message);
    for (const address of sdp.addresses) {
      if (!isUsable(address.host, address.port)) continue;
      addHost(group, address.host);
      if (this.book.name(address, group.id - 1, hop, byCaller, passage.time)) this.reused?.(address.host, address.port);
    }
    for (const [ufrag, password] of sdp.credentials) {
      group.passwords ??= new Map();
      if (group.passwords.size < MOST_PASSWORDS) group.passwords.set(ufrag, password);
    }
    for (const hash of sdp.hashes) if (!group.hashes.includes(hash)) group.hashes.push(hash);
  }

  private link(): void {
    const links = linked(this.groups.map(placingOf));
    this.linkedCalls = links.map(members => ({
      id: this.groups[members[0]!]!.id,
      groups: members.map(index => this.groups[index]!),
    }));
    for (const { id, groups } of this.linkedCalls) for (const group of groups) this.lead(group, id);
  }

  /** Notes that a group is part of a call: the rows of this call, and of the one that it was part of before, have changed. */
  private lead(group: Group<E>, id: number): void {
    const before = this.leaders[group.id - 1];
    if (before === id) return;
    this.leaders[group.id - 1] = id;
    this.groups[id - 1]!.revision = ++this.revision;
    if (before === undefined) return;
    this.groups[before - 1]!.revision = this.revision;
    if (before === group.id) this.merged.set(group.id, this.revision);
  }
}

/** Beyond so many addresses two pairs of them may be taken for one. */
const MOST_ENDPOINTS = 1 << 24;

/** Two addresses, whichever of them sends, as a number. */
const pathOf = (a: number, b: number): number => Math.min(a, b) * MOST_ENDPOINTS + Math.max(a, b);

function groupOf<E>(id: number, callId: string, time: number): Group<E> {
  return {
    id,
    callId,
    entries: [],
    hops: [],
    first: time,
    last: time,
    ended: false,
    passwords: undefined,
    hashes: [],
    hosts: [],
    revision: 0,
    pairs: new Map(),
  };
}

/** More ICE restarts than these are no call's. */
const MOST_PASSWORDS = 64;

/** More hosts than these have no part in a call. */
const MOST_HOSTS = 64;

function addHost<E>(group: Group<E>, host: string | undefined): void {
  if (host === undefined || group.hosts.length >= MOST_HOSTS) return;
  const key = host.includes(':') ? hostKey(host) : host;
  if (!group.hosts.includes(key)) group.hosts = appended(group.hosts, key);
}

const isOn = (hop: LightHop, message: LightMessage, transport: string): boolean =>
  hop.transport === transport && hop.branches.includes(message.branch);

function merge<E>(group: Group<E>, a: LightHop, b: LightHop): LightHop {
  const [kept, gone] = group.hops.indexOf(a) < group.hops.indexOf(b) ? [a, b] : [b, a];
  kept.merge(gone);
  group.hops = group.hops.filter(hop => hop !== gone);
  for (const [pair, hop] of group.pairs) if (hop === gone) group.pairs.set(pair, kept);
  return kept;
}

/** In a log without addresses a later request of the other side lies on the only hop of its transport that there is. */
function onlyPossible<E>(group: Group<E>, transport: string, message: LightMessage, { source }: KnownPassage): LightHop | undefined {
  if (source || !message.hasToTag || message.status > 0) return undefined;
  const possible = group.hops.filter(hop => hop.transport === transport);
  return possible.length === 1 ? possible[0] : undefined;
}

/** How a Call-ID may belong to another one, by its first INVITE; its hops in order of time, which that of the capture need not be. */
function placingOf<E>(group: Group<E>): Placing | undefined {
  if (group.hops.length > 1) group.hops.sort((a, b) => a.time - b.time);
  const invite = group.hops[0]?.invite;
  if (!invite?.requested) return undefined;
  return placing({
    time: invite.time,
    answered: invite.status > 0 ? invite.answered : undefined,
    user: invite.fromUser,
    source: invite.source,
    direction: invite.direction,
    destinations: group.hops.map(hop => hop.invite?.destination),
    kinds: new Set(group.hops.map(hop => hop.kind)),
  });
}

/** Port 9 and an address of zeros stand for none (RFC 8839 section 4.2.1). */
const isUsable = (host: string, port: number): boolean =>
  port !== 9 && host !== '0.0.0.0' && !/^[0:]+$/.test(host) && !host.endsWith('.local');
