import { addressText } from '../call/hops';
import type { Endpoint } from '../trace/types';

/** An address as a list keeps it: one object for all messages that have it. */
export interface KnownEndpoint extends Endpoint {
  /** From 0, in the order in which they were met. */
  readonly id: number;
  /** As `addressText` writes it. */
  readonly text: string;
}

/** The addresses of a trace, each once, however many messages have it. */
export class Endpoints {
  private readonly byHost = new Map<string, Map<number, KnownEndpoint>>();
  private readonly all: KnownEndpoint[] = [];

  /** The one object for an address, which may be new. */
  of({ host, port }: Endpoint): KnownEndpoint {
    let ports = this.byHost.get(host);
    if (!ports) {
      ports = new Map();
      this.byHost.set(host, ports);
    }
    let known = ports.get(port ?? -1);
    if (!known) {
      known = { host, port, id: this.all.length, text: addressText({ host, port }) };
      this.all.push(known);
      ports.set(port ?? -1, known);
    }
    return known;
  }

  /** The address with this number. */
  at(id: number): KnownEndpoint {
    return this.all[id]!;
  }

  /** The object for an address that was met. */
  known({ host, port }: Endpoint): KnownEndpoint | undefined {
    return this.byHost.get(host)?.get(port ?? -1);
  }
}
