import { NOT_IP, UNREADABLE } from './types';

const IPV4 = 0x0021;
const IPV6 = 0x0057;

/** PPP (LINKTYPE_PPP, 9, and 50): in HDLC-like framing (RFC 1662), without it, or in Cisco's. */
export function ppp(bytes: Uint8Array, start: number, end: number): number {
  if (start + 2 > end) return UNREADABLE;
  if (bytes[start] === 0xff && bytes[start + 1] === 0x03) return behindProtocol(bytes, start + 2, end);
  if (bytes[start] === 0x0f || bytes[start] === 0x8f) return ciscoHdlc(bytes, start, end);
  return behindProtocol(bytes, start, end);
}

/** Cisco HDLC (LINKTYPE_C_HDLC, 104): address, control and an EtherType; other types are its own keep-alives. */
export function ciscoHdlc(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return UNREADABLE;
  const type = (bytes[start + 2]! << 8) | bytes[start + 3]!;
  return type === 0x0800 || type === 0x86dd ? start + 4 : NOT_IP;
}

/** The session stage of PPP over Ethernet (RFC 2516; LINKTYPE_PPP_ETHER, 51): 6 bytes, then PPP without framing. */
export function pppoe(bytes: Uint8Array, start: number, end: number): number {
  return behindProtocol(bytes, start + 6, end);
}

/** The protocol has one byte where the peers agreed to compress it (RFC 1661 section 6.5): then that is odd. From 0x4000 it is control. */
function behindProtocol(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return UNREADABLE;
  const first = bytes[at]!;
  const short = (first & 1) === 1;
  const protocol = short ? first : (first << 8) | bytes[at + 1]!;
  if (protocol === IPV4 || protocol === IPV6) return short ? at + 1 : at + 2;
  return protocol >= 0x4000 ? NOT_IP : UNREADABLE;
}
