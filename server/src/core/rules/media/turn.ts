import { addressText } from '../../call/hops';
import { hostKey } from '../../call/media/addresses';
import type { StunEvidence, TurnEvidence } from '../../trace/evidence/types';
import type { Trace } from '../../trace/types';

/** What a client asked of its TURN servers, and what it got. */
export interface TurnClient {
  readonly host: string;
  /** Flows to servers, each with the flow back if there is any. */
  readonly servers: readonly { readonly to: TurnEvidence; readonly back?: TurnEvidence }[];
  /** It got a relayed address, or ICE found a path for it without one: then nothing is lost. */
  readonly works: boolean;
}

/** The TURN clients of a trace, by host; none in a trace that was not made from a capture. */
export function turnClients(trace: Trace): TurnClient[] {
  const turn: TurnEvidence[] = [];
  const connected = new Set<string>();
  for (const record of trace.records) {
    for (const evidence of record.evidence ?? []) {
      if (evidence.kind === 'turn') turn.push(evidence);
      else if (evidence.kind === 'stun') addConnected(connected, evidence);
    }
  }
  const byPath = new Map(turn.map(one => [`${addressText(one.source)}|${addressText(one.destination)}`, one]));
  const clients = new Map<string, { to: TurnEvidence; back?: TurnEvidence }[]>();
  for (const to of turn) {
    if (!to.requests.some(([method]) => method === 'allocate')) continue;
    const back = byPath.get(`${addressText(to.destination)}|${addressText(to.source)}`);
    const host = hostKey(to.source.host);
    clients.set(host, [...(clients.get(host) ?? []), { to, back }]);
  }
  return Array.from(clients, ([key, servers]) => ({
    host: servers[0]!.to.source.host,
    servers,
    works: connected.has(key) || servers.some(({ back }) => back?.successes.some(([method]) => method === 'allocate') ?? false),
  }));
}

/** Only checks count: a question to a STUN server for one's own address carries no role. */
function addConnected(connected: Set<string>, { source, destination, answered, controlling, controlled }: StunEvidence): void {
  if (answered === 0 || controlling + controlled === 0) return;
  connected.add(hostKey(source.host));
  connected.add(hostKey(destination.host));
}
