import { pppoe } from './ppp';
import { NOT_IP, UNREADABLE } from './types';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** Below it the field is the length of an LLC packet (IEEE 802.3). */
const FIRST_TYPE = 0x0600;

/** Ethernet (LINKTYPE_ETHERNET, 1): two addresses and an EtherType. */
export function ethernet(bytes: Uint8Array, start: number, end: number): number {
  if (start + 14 > end) return UNREADABLE;
  const type = (bytes[start + 12]! << 8) | bytes[start + 13]!;
  return type === IPV4 ? start + 14 : behindEtherType(type, bytes, start + 14, end);
}

/** Where the IP packet begins behind an EtherType: at `at`, or behind VLAN tags (IEEE 802.1Q), LLC and SNAP, labels, PPP over Ethernet. */
export function behindEtherType(type: number, bytes: Uint8Array, at: number, end: number): number {
  for (;;) {
    if (isTag(type)) {
      if (at + 4 > end) return UNREADABLE;
      type = (bytes[at + 2]! << 8) | bytes[at + 3]!;
      at += 4;
    } else if (type < FIRST_TYPE) {
      if (at + 3 > end) return UNREADABLE;
      if (bytes[at] === 0x06) return at + 3;
      if (bytes[at] !== 0xaa) return NOT_IP;
      if (at + 8 > end) return UNREADABLE;
      if (bytes[at + 3] !== 0 || bytes[at + 4] !== 0 || bytes[at + 5] !== 0) return NOT_IP;
      type = (bytes[at + 6]! << 8) | bytes[at + 7]!;
      at += 8;
    } else break;
  }
  switch (type) {
    case IPV4:
    case IPV6:
      return at;
    case 0x8847:
    case 0x8848:
      return mpls(bytes, at, end);
    case 0x8864:
      return pppoe(bytes, at, end);
    default:
      return isOfNeighbours(type) ? NOT_IP : -type;
  }
}

/** Behind the labels (RFC 3032) the first digit tells IP (RFC 4928); else it may be an Ethernet pseudowire, with or without a control word. */
function mpls(bytes: Uint8Array, at: number, end: number): number {
  let bottom = false;
  for (; !bottom; at += 4) {
    if (at + 4 > end) return UNREADABLE;
    bottom = (bytes[at + 2]! & 1) === 1;
  }
  if (at >= end) return UNREADABLE;
  const digit = bytes[at]! >> 4;
  if (digit === 4 || digit === 6) return at;
  const inside = pseudowire(bytes, at + 4, end);
  return inside >= 0 ? inside : pseudowire(bytes, at, end);
}

/** An Ethernet frame behind labels (RFC 4448), with tags at most: labels inside labels are not followed. */
function pseudowire(bytes: Uint8Array, at: number, end: number): number {
  at += 14;
  while (at <= end) {
    const type = (bytes[at - 2]! << 8) | bytes[at - 1]!;
    if (type === IPV4 || type === IPV6) return at;
    if (!isTag(type)) return UNREADABLE;
    at += 4;
  }
  return UNREADABLE;
}

/** 802.1Q, 802.1ad, and what stacked tags had before that. */
function isTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;
}

/** ARP, RARP, discovery of PPPoE, LACP, LLDP, 802.1X, loop tests, time (PTP). */
function isOfNeighbours(type: number): boolean {
  switch (type) {
    case 0x0806:
    case 0x8035:
    case 0x8863:
    case 0x8809:
    case 0x88cc:
    case 0x888e:
    case 0x8899:
    case 0x88f7:
    case 0x9000:
      return true;
    default:
      return false;
  }
}
