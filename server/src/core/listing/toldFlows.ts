import { endpointKey } from '../call/media/addresses';
import type { Evidence } from '../trace/evidence/types';
import type { Endpoint } from '../trace/types';
import type { SeenFlow } from './callFlows';

/** What evidence lines tell of the packets from one address to another. */
class ToldFlow implements SeenFlow {
  readonly hasEvidence = true;
  packets = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  readonly kinds = new Set<string>();

  constructor(
    readonly source: Endpoint,
    readonly destination: Endpoint,
    private readonly flows: ReadonlyMap<string, ToldFlow>,
  ) {}

  opposite(): ToldFlow | undefined {
    return this.flows.get(pathKey(this.destination, this.source));
  }

  carries(kind: 'stun' | 'dtls' | 'rtp'): boolean {
    return this.kinds.has(kind);
  }
}

const pathKey = (source: Endpoint, destination: Endpoint): string => `${endpointKey(source)} ${endpointKey(destination)}`;

/** The media of a capture as its text tells of it, collected line by line. */
export class ToldFlows {
  private readonly flows = new Map<string, ToldFlow>();
  /** Whether any line tells of a capture, and whether that has media. */
  captured = false;
  mediaSeen = false;

  add(evidence: readonly Evidence[]): void {
    for (const one of evidence) {
      if (one.kind === 'capture') {
        this.captured = true;
        this.mediaSeen ||= one.media > 0;
      } else if (one.kind === 'stun' || one.kind === 'dtls' || one.kind === 'rtp') {
        const flow = this.flowOf(one.source, one.destination);
        flow.packets += one.packets;
        flow.first = Math.min(flow.first, one.first);
        flow.last = Math.max(flow.last, one.last);
        flow.kinds.add(one.kind);
      }
    }
  }

  all(): Iterable<SeenFlow> {
    return this.flows.values();
  }

  private flowOf(source: Endpoint, destination: Endpoint): ToldFlow {
    const key = pathKey(source, destination);
    const flow = this.flows.get(key) ?? new ToldFlow(source, destination, this.flows);
    this.flows.set(key, flow);
    return flow;
  }
}
