import { hostKey } from '../call/media/addresses';
import type { Endpoint } from '../trace/types';
import type { LightHop } from './hop';

/** That a description said: here its sender receives media. */
export interface Naming {
  /** Index of the Call-ID's group. */
  readonly group: number;
  readonly hop: LightHop;
  /** Whether the hop's caller said so, or its callee. */
  readonly byCaller: boolean;
  readonly first: number;
  last: number;
  /** Who named the same address before. */
  readonly before: Naming | undefined;
}

/** Microseconds after which an address that another call named is taken for used again. */
const USED_AGAIN = 10_000_000;

/** How many of those who named an address are looked at: beyond that they are of long ago. */
const LOOKED_AT = 16;

/** Which calls named which media addresses, and when. */
export class AddressBook {
  /** By host and port the one who named it last. */
  private readonly latest = new Map<string, Map<number, Naming>>();

  /**
   * Notes that a description of a call named an address.
   * @returns whether a call before named it too, long enough ago for the address to be used anew
   */
  name({ host, port = 0 }: Endpoint, group: number, hop: LightHop, byCaller: boolean, time: number): boolean {
    const key = keyOf(host);
    let ports = this.latest.get(key);
    if (!ports) {
      ports = new Map();
      this.latest.set(key, ports);
    }
    const before = ports.get(port);
    let isOld = before !== undefined;
    let left = LOOKED_AT;
    for (let one = before; one && left > 0; one = one.before, left--) {
      if (one.group === group && one.hop === hop && one.byCaller === byCaller) {
        one.last = Math.max(one.last, time);
        return false;
      }
      if (one.group === group || time - one.last <= USED_AGAIN) isOld = false;
    }
    ports.set(port, { group, hop, byCaller, first: time, last: time, before });
    return isOld;
  }

  /** Who named an address last; those before are found from there. */
  of({ host, port = 0 }: Endpoint): Naming | undefined {
    return this.latest.get(keyOf(host))?.get(port);
  }
}

const keyOf = (host: string): string => (host.includes(':') ? hostKey(host) : host);
