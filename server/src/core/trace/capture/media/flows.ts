import type { Endpoint } from '../../types';
import { Hosts } from '../network/address';
import type { CaptureNotes, Packet } from '../types';
import { FiveTuples } from './fiveTuples';
import { type Ends, Flow, type FlowTable } from './flow';
import { readIcmp } from './icmp';
import { RecentPackets } from './recentPackets';
import { StreamRows } from './streamRows';
import { addProblem } from '../notes';

export type { Flow } from './flow';

/** 5-tuples of one capture that are told apart. */
const MOST_FLOWS = 200_000;
const TCP = 6;

/**
 * The UDP flows of a capture. `of` for every UDP packet, `add` for those that are not SIP, `icmp` for every ICMP message, `end` once; then
 * `all` tells what was seen. Memory grows with the number of flows, up to `limit` of them.
 */
export class Flows implements FlowTable {
  readonly rows = new StreamRows();
  private readonly tuples: FiveTuples;
  private readonly recent = new RecentPackets();
  /** By number of the 5-tuple; undefined behind `close` until a packet comes. */
  private readonly current: (Flow | undefined)[] = [];
  private readonly flows: Flow[] = [];
  /** Flows by the addresses they run to and from; filled when `close` asks for the first time. */
  private readonly byAddress = new Map<string, Flow[]>();
  private indexed = 0;
  private readonly hosts = new Hosts();
  /** Stands for all flows beyond the limit, with how many packets of theirs were not looked at. */
  private readonly rest = new Flow(this, -1, 'UDP');
  private untold = 0;

  constructor(
    readonly notes: CaptureNotes,
    private readonly limit = MOST_FLOWS,
  ) {
    this.tuples = new FiveTuples(limit);
  }

  /**
   * The flow of an UDP packet, which may be new; undefined for the copy of a packet, which is noted. Where there are too many flows, one
   * that tells nothing and is not in `all` stands for all further ones.
   */
  of(packet: Packet): Flow | undefined {
    const index = this.tuples.of(packet);
    if (index < 0) return this.rest;
    const known = this.current[index];
    if (this.recent.isCopy(index, packet, known ? known.packets & 1 : 0)) {
      this.notes.duplicates++;
      return undefined;
    }
    const flow = known ?? this.make(index);
    flow.count(packet.frame);
    return flow;
  }

  /** Between which addresses a flow runs; undefined for the one that stands for all further ones. */
  endsOf(flow: Flow): Ends | undefined {
    return flow === this.rest ? undefined : flow.ends;
  }

  /** Adds a packet that is not SIP to the flow that `of` gave for it. */
  add(flow: Flow, packet: Packet): void {
    if (flow === this.rest) this.untold++;
    else flow.add(packet);
  }

  /** An ICMP or ICMPv6 message: an error becomes evidence of the flow whose packet it quotes. */
  icmp(packet: Packet): void {
    const error = readIcmp(packet);
    if (!error) return;
    const { family, protocol, sourceAt, destinationAt, portsAt } = error;
    const index = this.tuples.ofQuoted(family, protocol, packet.bytes, sourceAt, destinationAt, portsAt);
    if (index < 0) this.untold++;
    else if (!(this.current[index] ?? this.make(index)).report(packet, error)) this.notes.duplicates++;
  }

  /**
   * A new call names this address: what ran to and from it so far was another call's. Later packets begin new flows; those so far stay in
   * `all`. `host` as `addressOf` writes it.
   */
  close(host: string, port: number): void {
    for (; this.indexed < this.flows.length; this.indexed++) {
      const flow = this.flows[this.indexed]!;
      for (const end of [flow.source, flow.destination]) {
        const known = this.byAddress.get(keyOf(end));
        if (known) known.push(flow);
        else this.byAddress.set(keyOf(end), [flow]);
      }
    }
    const key = keyOf({ host, port });
    const closed = this.byAddress.get(key)?.filter(flow => this.current[flow.index] === flow) ?? [];
    for (const flow of closed) flow.setAside();
    for (const flow of closed) this.current[flow.index] = undefined;
    this.byAddress.delete(key);
  }

  /** All flows in the order of their first packets, also those set aside. */
  all(): Iterable<Flow> {
    return this.flows;
  }

  /** The capture has ended: counts the media, and says what was too much. */
  end(): void {
    for (const flow of this.flows) {
      this.notes.media += flow.mediaPackets;
      flow.sayLimits();
    }
    if (this.untold > 0)
      addProblem(this.notes, `More than ${this.limit} UDP flows: ${this.untold} packets of further ones were not looked at for media.`);
  }

  oppositeOf(flow: Flow): Flow | undefined {
    const index = this.tuples.oppositeOf(flow.index);
    return index < 0 ? undefined : this.current[index];
  }

  endpoint(flow: Flow, side: 'source' | 'destination'): Endpoint {
    const { tuples } = this;
    const port = side === 'source' ? tuples.sourcePort(flow.index) : tuples.destinationPort(flow.index);
    return { host: this.hosts.of(tuples.address(flow.index, side), 0, tuples.family(flow.index)), port };
  }

  private make(index: number): Flow {
    const flow = new Flow(this, index, this.tuples.protocol(index) === TCP ? 'TCP' : 'UDP');
    this.current[index] = flow;
    this.flows.push(flow);
    return flow;
  }
}

function keyOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}
