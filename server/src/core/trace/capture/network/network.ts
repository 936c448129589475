import type { CaptureNotes, Frame, FrameSink, Packet, PacketSink } from '../types';
import type { Datagram, Fragment } from './datagram';
import { IpReassembly } from './ipReassembly';
import { LINKS } from './link';
import { NOT_IP, UNREADABLE } from './link/types';
import { gre, isTunnelPort, udpTunnel } from './tunnels';
import { Unread } from './unread';

const ICMP = 1;
const IPV4 = 4;
const TCP = 6;
const UDP = 17;
const IPV6 = 41;
const GRE = 47;
const ICMPV6 = 58;
const NO_NEXT_HEADER = 59;
const SCTP = 132;

/** Packets in packets, and fragments in fragments, are followed so deep. */
const DEEPEST = 8;
const NOTHING = new Uint8Array(0);
const NO_FRAME: Frame = {
  number: 0,
  time: 0,
  linkType: 0,
  interface: 0,
  bytes: NOTHING,
  start: 0,
  end: 0,
  wireLength: 0,
  fileOffset: 0,
  inbound: undefined,
};

/**
 * From frames to what IP carries in them. Frames go in by `frame`; datagrams of UDP, segments of TCP, messages of ICMP and packets of SCTP
 * come out at the sink, in one object for all. What is not read is counted in the notes, and `end` says of what kinds it was.
 *
 * In the methods below a packet's bytes lie from `at` to `end`; `until` is where they would end had all been captured.
 */
export class Network implements FrameSink {
  private readonly packet: Packet = {
    frame: NO_FRAME,
    family: 4,
    protocol: 0,
    addressBytes: NOTHING,
    sourceAt: 0,
    destinationAt: 0,
    sourcePort: 0,
    destinationPort: 0,
    bytes: NOTHING,
    start: 0,
    end: 0,
    missing: 0,
    fragments: undefined,
  };
  private readonly reassembly: IpReassembly;
  private readonly unread: Unread;

  constructor(
    private readonly sink: PacketSink,
    private readonly notes: CaptureNotes,
  ) {
    this.unread = new Unread(notes);
    this.reassembly = new IpReassembly(datagram => this.incomplete(datagram), notes);
  }

  frame(frame: Frame): void {
    this.packet.frame = frame;
    this.packet.fragments = undefined;
    const link = LINKS.get(frame.linkType);
    if (!link) {
      this.unread.link(frame);
      return;
    }
    const { bytes, start, end } = frame;
    this.inside(link(bytes, start, end), bytes, end, start + frame.wireLength, 0);
  }

  /** The capture has ended: datagrams that lack a fragment are given up. */
  end(): void {
    this.reassembly.end();
    this.unread.end();
  }

  /** What a link layer or a tunnel carries; `at` is what a LinkReader says. */
  private inside(at: number, bytes: Uint8Array, end: number, until: number, depth: number): void {
    if (at >= 0) this.ip(bytes, at, end, until, depth);
    else if (at === UNREADABLE) this.unread.malformed();
    else if (at !== NOT_IP) this.unread.etherType(-at);
  }

  private ip(bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    const version = at < end && depth <= DEEPEST ? bytes[at]! >> 4 : 0;
    if (version === 4) this.ipv4(bytes, at, end, until, depth);
    else if (version === 6) this.ipv6(bytes, at, end, until, depth);
    else this.unread.malformed();
  }

  /** RFC 791 section 3.1. A total length of 0 is a large packet that the network card was to split: it ends where the frame does. */
  private ipv4(bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    const size = (bytes[at]! & 15) << 2;
    const body = at + size;
    if (size < 20 || body > end) {
      this.unread.malformed();
      return;
    }
    const total = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (total !== 0) until = at + total;
    if (until < body) {
      this.unread.malformed();
      return;
    }
    if (end > until) end = until;
    const { packet } = this;
    packet.family = 4;
    packet.addressBytes = bytes;
    packet.sourceAt = at + 12;
    packet.destinationAt = at + 16;
    const protocol = bytes[at + 9]!;
    const fragment = ((bytes[at + 6]! << 8) | bytes[at + 7]!) & 0x3fff;
    if (fragment === 0) {
      this.payload(protocol, bytes, body, end, until, depth);
      return;
    }
    const id = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    const offset = (fragment & 0x1fff) * 8;
    this.fragment({ id, protocol, offset, more: fragment >= 0x2000, bytes, at: body, end, length: until - body }, depth);
  }

  /** RFC 8200 section 3. A payload length of 0 is a jumbogram's, or that of a packet that the network card was to split. */
  private ipv6(bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    const body = at + 40;
    if (body > end) {
      this.unread.malformed();
      return;
    }
    const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    if (length !== 0) until = body + length;
    if (end > until) end = until;
    const { packet } = this;
    packet.family = 6;
    packet.addressBytes = bytes;
    packet.sourceAt = at + 8;
    packet.destinationAt = at + 24;
    this.behindIpv6(bytes[at + 6]!, bytes, body, end, until, depth);
  }

  /** Steps over extension headers (RFC 8200 section 4, RFC 7045). */
  private behindIpv6(protocol: number, bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    while (isExtension(protocol)) {
      if (at + 8 > end) {
        this.unread.malformed();
        return;
      }
      const next = bytes[at]!;
      if (protocol === 44) {
        const word = (bytes[at + 2]! << 8) | bytes[at + 3]!;
        const offset = word & 0xfff8;
        const more = (word & 1) === 1;
        // With both zero it is an "atomic" fragment (RFC 6946): the whole datagram.
        if (offset > 0 || more) {
          const id = ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0;
          this.fragment({ id, protocol: next, offset, more, bytes, at: at + 8, end, length: until - at - 8 }, depth);
          return;
        }
        at += 8;
      } else at += protocol === 51 ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8;
      protocol = next;
    }
    this.payload(protocol, bytes, at, end, until, depth);
  }

  private payload(protocol: number, bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    switch (protocol) {
      case UDP:
        this.udp(bytes, at, end, until, depth);
        break;
      case TCP:
        this.handOver(TCP, 20, bytes, at, end, until);
        break;
      case ICMP:
      case ICMPV6:
        this.handOver(protocol, 8, bytes, at, end, until);
        break;
      case SCTP:
        this.handOver(SCTP, 12, bytes, at, end, until);
        break;
      case IPV4:
      case IPV6:
        this.ip(bytes, at, end, until, depth + 1);
        break;
      case GRE:
        this.inside(gre(bytes, at, end), bytes, end, until, depth + 1);
        break;
      default:
        if (!isOfNeighbours(protocol)) this.unread.protocol(protocol);
    }
  }

  /** RFC 768. The datagram ends where its length says, if that lies within the packet; 0 is a jumbogram's (RFC 2675 section 4). */
  private udp(bytes: Uint8Array, at: number, end: number, until: number, depth: number): void {
    const start = at + 8;
    if (start > end) {
      this.unread.malformed();
      return;
    }
    const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    if (length >= 8 && at + length < until) until = at + length;
    if (end > until) end = until;
    const destinationPort = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (isTunnelPort(destinationPort)) {
      const inside = udpTunnel(destinationPort, bytes, start, end);
      if (inside >= 0) {
        this.ip(bytes, inside, end, until, depth + 1);
        return;
      }
    }
    const { packet } = this;
    packet.protocol = UDP;
    packet.sourcePort = (bytes[at]! << 8) | bytes[at + 1]!;
    packet.destinationPort = destinationPort;
    packet.bytes = bytes;
    packet.start = start;
    packet.end = end;
    packet.missing = until - end;
    if (until > end && packet.fragments === undefined) this.notes.cut++;
    this.sink.packet(packet);
  }

  /** A packet with its header of at least `size` bytes; ICMP has no ports, the others begin with them. */
  private handOver(protocol: number, size: number, bytes: Uint8Array, at: number, end: number, until: number): void {
    if (at + size > end) {
      this.unread.malformed();
      return;
    }
    const { packet } = this;
    const ports = protocol === TCP || protocol === SCTP;
    packet.protocol = protocol;
    packet.sourcePort = ports ? (bytes[at]! << 8) | bytes[at + 1]! : 0;
    packet.destinationPort = ports ? (bytes[at + 2]! << 8) | bytes[at + 3]! : 0;
    packet.bytes = bytes;
    packet.start = at;
    packet.end = end;
    packet.missing = until - end;
    if (until > end && packet.fragments === undefined) this.notes.cut++;
    this.sink.packet(packet);
  }

  /** A fragment of the packet whose family and addresses were just read. */
  private fragment(fragment: Fragment, depth: number): void {
    const length = fragment.end - fragment.at;
    if (length <= 0 || fragment.offset + fragment.length > 0xffff || depth >= DEEPEST) {
      this.unread.malformed();
      return;
    }
    const whole = this.reassembly.add(this.packet, fragment);
    if (!whole) return;
    this.recall(whole);
    const { protocol, total } = whole;
    const { bytes } = whole.room;
    if (whole.family === 6) this.behindIpv6(protocol, bytes, 0, total!, total!, depth + 1);
    else this.payload(protocol, bytes, 0, total!, total!, depth + 1);
  }

  /** Hands over the head of a datagram that was given up: of a SIP message the first fragment tells most. */
  private incomplete(datagram: Datagram): void {
    const { head, protocol } = datagram;
    const { bytes } = datagram.room;
    if (head === 0) return;
    const { frame, fragments } = this.packet;
    this.recall(datagram);
    this.packet.frame = datagram.frame;
    const ofUdp = protocol === UDP && head >= 8 ? (bytes[4]! << 8) | bytes[5]! : 0;
    // So deep that no fragment inside is waited for: this may happen while another one is taken.
    this.payload(protocol, bytes, 0, head, datagram.total ?? Math.max(ofUdp, datagram.reach + 1), DEEPEST - 1);
    this.packet.frame = frame;
    this.packet.fragments = fragments;
  }

  private recall({ family, addresses, frames }: Datagram): void {
    const { packet } = this;
    packet.family = family;
    packet.addressBytes = addresses;
    packet.sourceAt = 0;
    packet.destinationAt = addresses.length >> 1;
    packet.fragments = frames;
  }
}

/** Hop-by-hop options, routing, fragment, authentication (RFC 4302), destination options, mobility, HIP, Shim6. */
function isExtension(protocol: number): boolean {
  switch (protocol) {
    case 0:
    case 43:
    case 44:
    case 51:
    case 60:
    case 135:
    case 139:
    case 140:
      return true;
    default:
      return false;
  }
}

/** IGMP, EIGRP, OSPF, PIM, VRRP, and nothing at all. */
function isOfNeighbours(protocol: number): boolean {
  switch (protocol) {
    case 2:
    case NO_NEXT_HEADER:
    case 88:
    case 89:
    case 103:
    case 112:
      return true;
    default:
      return false;
  }
}
