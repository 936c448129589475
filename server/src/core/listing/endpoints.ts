import type { Endpoint } from '../trace/types';

/** Numbers addresses, each once, however many messages have it. */
export class Endpoints {
  private readonly byHost = new Map<string, Map<number, number>>();
  private readonly all: Endpoint[] = [];

  /** The number of an address. */
  of(endpoint: Endpoint): number {
    const port = endpoint.port ?? -1;
    let ports = this.byHost.get(endpoint.host);
    if (!ports) {
      ports = new Map();
      this.byHost.set(endpoint.host, ports);
    }
    let number = ports.get(port);
    if (number === undefined) {
      number = this.all.push(endpoint) - 1;
      ports.set(port, number);
    }
    return number;
  }

  /** The address with this number. */
  at(number: number): Endpoint {
    return this.all[number]!;
  }
}
