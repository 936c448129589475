import type { Endpoint } from '../trace/types';

/** Keeps one object for each address, however many messages have it. */
export class Endpoints {
  private readonly byHost = new Map<string, Map<number, Endpoint>>();

  of(endpoint: Endpoint): Endpoint {
    const port = endpoint.port ?? -1;
    const ports = this.byHost.get(endpoint.host);
    if (!ports) {
      this.byHost.set(endpoint.host, new Map([[port, endpoint]]));
      return endpoint;
    }
    const known = ports.get(port);
    if (!known) ports.set(port, endpoint);
    return known ?? endpoint;
  }
}
