import { LINKS } from '../capture/network/link/index';
import { NOT_IP } from '../capture/network/link/types';
import type { LinkType } from '../capture/types';

const ETHERNET = 1;
const RAW = 101;
const COOKED = 113;
const COOKED_2 = 276;
const LOOPBACK = 0;

/** From the most common to the least; IP alone last, since in the others an IP packet stands behind their own bytes. */
const CANDIDATES: readonly LinkType[] = [ETHERNET, COOKED, COOKED_2, LOOPBACK, RAW];

/** What a packet's bytes show of its link. */
export interface Link {
  readonly type: LinkType;
  /** Where the IP packet begins. */
  readonly ipAt: number;
  /** Bytes of the packet on the wire, up to the end of the IP packet; more than there are where the dump is cut. */
  readonly wireLength: number;
}

/** Tells the link type of a packet: that in which an IP packet stands where it should. Undefined where there is none. */
export function linkOf(bytes: Uint8Array): Link | undefined {
  for (const type of CANDIDATES) {
    const ipAt = LINKS.get(type)?.(bytes, 0, bytes.length) ?? -1;
    const length = ipAt < 0 ? 0 : ipLength(bytes, ipAt);
    if (length > 0) return { type, ipAt, wireLength: Math.max(bytes.length, ipAt + length) };
  }
  return undefined;
}

/** ARP for IPv4 over Ethernet (RFC 826), which tcpdump -X prints without its link. */
const ARP = [0, 1, 8, 0, 6, 4];

/** Whether a packet is the talk of neighbours, such as ARP: it holds no IP packet, and none is missed. */
export const isOfNeighbours = (bytes: Uint8Array): boolean =>
  ARP.every((byte, index) => bytes[index] === byte) ||
  [ETHERNET, COOKED, COOKED_2].some(type => LINKS.get(type)?.(bytes, 0, bytes.length) === NOT_IP);

/** Bytes of an IP packet as its header says; 0 where no IP header stands there (RFC 791 section 3.1, RFC 8200 section 3). */
function ipLength(bytes: Uint8Array, at: number): number {
  const version = at < bytes.length ? bytes[at]! >> 4 : 0;
  const left = bytes.length - at;
  if (version === 4) {
    const header = (bytes[at]! & 15) << 2;
    if (header < 20 || header > left) return 0;
    const total = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    // A card that splits large packets itself gets them without a length, and without a checksum.
    if (total === 0) return left;
    return total >= header && isKnown(bytes[at + 9]!) ? total : 0;
  }
  if (version === 6 && left >= 40 && isKnown(bytes[at + 6]!)) return 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!);
  return 0;
}

/** Protocols that carry SIP and its media, or packets that do: hop-by-hop options, ICMP, IP in IP, TCP, UDP, routing, fragments, GRE, ESP, ICMPv6, SCTP. */
const isKnown = (protocol: number): boolean => [0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 58, 60, 132].includes(protocol);
