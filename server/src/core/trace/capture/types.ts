import type { Span } from '../../text/span';
import type { Endpoint, Transport } from '../types';

/** Link types of the captures that are read (LINKTYPE_ values, draft-ietf-opsawg-pcaplinktype). */
export type LinkType = number;

/**
 * One packet of a capture as its file has it. One object serves for all packets of a capture: what is to stay must be copied.
 * A plain object with plain fields, since it is filled a million times a second.
 */
export interface Frame {
  /** From 1, as Wireshark counts. */
  number: number;
  /** Microseconds since 1970; whole or with a fraction of nanoseconds. */
  time: number;
  linkType: LinkType;
  /** Index of the interface over all sections of the file. */
  interface: number;
  bytes: Uint8Array;
  /** The captured bytes are those from `start` to `end` of `bytes`. */
  start: number;
  end: number;
  /** Bytes that the packet had on the wire; more than were captured where the snap length cut it. */
  wireLength: number;
  /** Where `start` stands in the file (uncompressed). */
  fileOffset: number;
  /** True for what dumpcap calls inbound, false for outbound, undefined where the file does not tell. */
  inbound: boolean | undefined;
}

/** An IP packet's payload: an UDP datagram, a TCP segment, an ICMP message. One object serves for all, as with frames. */
export interface Packet {
  frame: Frame;
  /** 4 or 6. */
  family: 4 | 6;
  /** IP protocol number: 17 UDP, 6 TCP, 1 and 58 ICMP, 132 SCTP. */
  protocol: number;
  /** Where the addresses (4 or 16 bytes) stand: in `addressBytes`, which is the frame's bytes also when the payload was put together. */
  addressBytes: Uint8Array;
  sourceAt: number;
  destinationAt: number;
  sourcePort: number;
  destinationPort: number;
  /** The payload behind the UDP header, the TCP header with its payload, the ICMP message: `start` to `end` of `bytes`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Bytes of the payload that were not captured. */
  missing: number;
  /** All frames that this was put together from, where it came in fragments; undefined for one that came in one piece. */
  fragments: readonly number[] | undefined;
}

/** What was said about the quality of a capture while it was read; a number is a count. Filled by the readers, shown as evidence. */
export interface CaptureNotes {
  /** Packets in the file. */
  frames: number;
  /** Microseconds since 1970; 0 while there is none. */
  first: number;
  last: number;
  /** Packets that the snap length cut. */
  cut: number;
  /** Packets that are the same as one just before: a capture of several interfaces or of a mirror port. */
  duplicates: number;
  /** Packets older than the one before them by more than a millisecond. */
  unsorted: number;
  interfaces: number;
  /** Packets of links, of IP protocols or of encapsulations that are not read. */
  unread: number;
  /** IP packets of which a fragment is missing. */
  missingFragments: number;
  /** TCP streams in which bytes are missing. */
  gaps: number;
  /** TCP streams of TLS: SIP in it is invisible. */
  encrypted: number;
  /** Of these, streams whose keys are in the capture (Decryption Secrets Blocks). */
  decryptable: number;
  /** Packets with SIP compressed by SigComp (RFC 3320). */
  compressed: number;
  /** UDP packets of media: STUN, DTLS, RTP, RTCP. */
  media: number;
  /** Sentences on what the file itself has wrong or what was skipped, each with its place; no more than 20. */
  problems: string[];
}

/** A SIP message as it was found in a capture. `bytes` may be reused after the sink has returned: what is to stay must be copied. */
export interface CapturedMessage {
  /** Microseconds since 1970, of the packet that ended it. */
  readonly time: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly transport: Transport;
  /** Frames that it came in, ascending. */
  readonly frames: readonly number[];
  /** The message: `start` to `end` of `bytes`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Where it stands in the (uncompressed) file if it lies there in one piece and as it is, else -1. */
  readonly fileOffset: number;
  /** Bytes of the first frame where it begins and ends; missing where it was put together, unmasked or inflated. */
  readonly range?: Span;
  /** Bytes at its end that were not captured. */
  readonly cut: number;
  readonly hep: boolean;
}

export interface FrameSink {
  frame(frame: Frame): void;
}
export interface PacketSink {
  packet(packet: Packet): void;
}
export interface MessageSink {
  message(message: CapturedMessage): void;
}
