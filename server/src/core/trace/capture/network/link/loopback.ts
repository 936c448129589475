import { UNREADABLE } from './types';

/**
 * BSD's loopback (LINKTYPE_NULL, 0, and LINKTYPE_LOOP, 108): an address family in 4 bytes, in the order of the machine that captured or of
 * the network. IPv4 is 2 everywhere; IPv6 is 24 (NetBSD, OpenBSD, Npcap), 28 (FreeBSD), 30 (macOS), 10 (Linux) or 23 (Windows).
 */
export function loopback(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return UNREADABLE;
  switch (bytes[start]! | bytes[start + 3]!) {
    case 2:
    case 10:
    case 23:
    case 24:
    case 28:
    case 30:
      return start + 4;
    default:
      return UNREADABLE;
  }
}

/** No link layer at all (LINKTYPE_RAW, 101, and its relatives). */
export function raw(_bytes: Uint8Array, start: number, _end: number): number {
  return start;
}
