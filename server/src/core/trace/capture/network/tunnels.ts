import { behindEtherType, ethernet } from './link/ethernet';
import { ppp } from './link/ppp';
import { NOT_IP, UNREADABLE } from './link/types';

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
/** Only in version 1 (RFC 2637). */
const ACKNOWLEDGMENT = 0x0080;

const GTP_U = 2152;
const VXLAN = 4789;
const VXLAN_OF_LINUX = 8472;

/** GRE (RFC 2784, RFC 2890): where the IP packet in it begins; a frame may lie between, as with ERSPAN and PPTP (RFC 2637). */
export function gre(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return UNREADABLE;
  const flags = (bytes[start]! << 8) | bytes[start + 1]!;
  const type = (bytes[start + 2]! << 8) | bytes[start + 3]!;
  const version = flags & 7;
  if (version > 1 || (flags & ROUTING) !== 0) return UNREADABLE;
  let at = start + 4;
  if ((flags & CHECKSUM) !== 0) at += 4;
  if ((flags & KEY) !== 0) at += 4;
  if ((flags & SEQUENCE) !== 0) at += 4;
  if (version === 1 && (flags & ACKNOWLEDGMENT) !== 0) at += 4;
  if (at >= end) return type === 0 || version === 1 ? NOT_IP : UNREADABLE;
  switch (type) {
    case 0x6558:
      return ethernet(bytes, at, end);
    case 0x880b:
      return ppp(bytes, at, end);
    case 0x88be:
      // Type I has no sequence number and no header, type II has both.
      return ethernet(bytes, (flags & SEQUENCE) === 0 ? at : at + 8, end);
    case 0x22eb:
      return erspan3(bytes, at, end);
    default:
      return behindEtherType(type, bytes, at, end);
  }
}

/** ERSPAN type III (draft-foschiano-erspan): 12 bytes, of which the last bit says whether 8 more follow. */
function erspan3(bytes: Uint8Array, at: number, end: number): number {
  if (at + 12 > end) return UNREADABLE;
  return ethernet(bytes, (bytes[at + 11]! & 1) === 0 ? at + 12 : at + 20, end);
}

/** Whether datagrams to this port may be a tunnel's. */
export function isTunnelPort(port: number): boolean {
  return port === GTP_U || port === VXLAN || port === VXLAN_OF_LINUX;
}

/** Where the IP packet in a tunnel's datagram begins; less than zero where the datagram is something else, as media may use any port. */
export function udpTunnel(port: number, bytes: Uint8Array, start: number, end: number): number {
  const at = port === GTP_U ? gtpU(bytes, start, end) : vxlan(bytes, start, end);
  if (at < 0 || at >= end) return NOT_IP;
  const first = bytes[at]!;
  return (first >= 0x45 && first <= 0x4f) || first >> 4 === 6 ? at : NOT_IP;
}

/** VXLAN (RFC 7348): a flag, reserved bytes and the network's number, then an Ethernet frame. */
function vxlan(bytes: Uint8Array, start: number, end: number): number {
  if (start + 8 > end) return UNREADABLE;
  const isVxlan =
    bytes[start] === 8 && bytes[start + 1] === 0 && bytes[start + 2] === 0 && bytes[start + 3] === 0 && bytes[start + 7] === 0;
  return isVxlan ? ethernet(bytes, start + 8, end) : NOT_IP;
}

/** GTP-U (3GPP TS 29.281 section 5): version 1, a G-PDU; any of the last three flags brings 4 bytes more, the third extension headers. */
function gtpU(bytes: Uint8Array, start: number, end: number): number {
  if (start + 12 > end) return UNREADABLE;
  const flags = bytes[start]!;
  if (flags >> 4 !== 3 || bytes[start + 1] !== 0xff) return NOT_IP;
  if ((flags & 7) === 0) return start + 8;
  let at = start + 12;
  let next = (flags & 4) === 0 ? 0 : bytes[at - 1]!;
  while (next !== 0) {
    const length = at < end ? bytes[at]! * 4 : 0;
    if (length === 0 || at + length > end) return UNREADABLE;
    at += length;
    next = bytes[at - 1]!;
  }
  return at;
}
