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
}

/** Microseconds after which an address that another call named is taken for used again. */
const USED_AGAIN = 10_000_000;

/** A call names few addresses; one whose address is named by ever more calls is remembered for the last of them. */
const MOST_NAMINGS = 4096;

/** Which calls named which media addresses, and when. */
export class AddressBook {
  private readonly namings = new Map<string, Naming[]>();

  /**
   * Notes that a description of a call named an address.
   * @returns whether a call before named it too, long enough ago for the address to be used anew
   */
  name(address: Endpoint, group: number, hop: LightHop, byCaller: boolean, time: number): boolean {
    const key = keyOf(address);
    const known = this.namings.get(key);
    const naming = { group, hop, byCaller, first: time, last: time };
    if (!known) {
      this.namings.set(key, [naming]);
      return false;
    }
    let latest = Number.NEGATIVE_INFINITY;
    let own = false;
    for (let i = known.length - 1; i >= 0 && i >= known.length - 16; i--) {
      const one = known[i]!;
      own ||= one.group === group;
      if (one.group === group && one.hop === hop && one.byCaller === byCaller) {
        one.last = Math.max(one.last, time);
        return false;
      }
      latest = Math.max(latest, one.last);
    }
    if (known.length >= MOST_NAMINGS) known.shift();
    known.push(naming);
    return !own && time - latest > USED_AGAIN;
  }

  /** Who named an address, in the order in which it was named. */
  of(address: Endpoint): readonly Naming[] {
    return this.namings.get(keyOf(address)) ?? NONE;
  }
}

const NONE: readonly Naming[] = [];

const keyOf = ({ host, port }: Endpoint): string => `${host.includes(':') ? hostKey(host) : host}|${port ?? ''}`;
