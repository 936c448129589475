import type { IcmpEvidence } from '../../evidence/types';
import type { Endpoint } from '../../types';
import { addressOf } from '../network/address';
import type { Packet } from '../types';
import { uint16 } from './bytes';
import { Tally, type Told } from './tally';

const ICMP_HEADER = 8;
const ICMPV6 = 58;
const UDP = 17;
const TCP = 6;
const IPV6_HEADER = 40;
/** Copies of one message in a capture of several interfaces. */
const WINDOW = 100_000;

/** Errors by type and code (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1); the last word is for other codes of the type. */
const UNREACHABLE = new Map([
  [0, 'network unreachable'],
  [1, 'host unreachable'],
  [2, 'protocol unreachable'],
  [3, 'port unreachable'],
  [4, 'packet too big'],
  [6, 'network unreachable'],
  [7, 'host unreachable'],
  [9, 'administratively prohibited'],
  [10, 'administratively prohibited'],
  [13, 'administratively prohibited'],
]);
/** RFC 4443 section 3.1. */
const UNREACHABLE_V6 = new Map([
  [0, 'network unreachable'],
  [1, 'administratively prohibited'],
  [3, 'host unreachable'],
  [4, 'port unreachable'],
  [5, 'administratively prohibited'],
  [6, 'administratively prohibited'],
]);

/** The name of an ICMP error; undefined for messages that are none. */
function errorName(protocol: number, type: number, code: number): string | undefined {
  if (protocol === ICMPV6) {
    if (type === 1) return UNREACHABLE_V6.get(code) ?? 'destination unreachable';
    return [undefined, undefined, 'packet too big', 'time exceeded', 'parameter problem'][type];
  }
  if (type === 3) return UNREACHABLE.get(code) ?? 'destination unreachable';
  return type === 11 ? 'time exceeded' : type === 12 ? 'parameter problem' : undefined;
}

/** An ICMP error and where the packet stands that it quotes; offsets count in the message's bytes. */
export interface IcmpError {
  readonly error: string;
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly sourceAt: number;
  readonly destinationAt: number;
  readonly portsAt: number;
}

/** Reads an error message with the UDP or TCP packet that it quotes (RFC 792, RFC 4443); undefined for any other ICMP message. */
export function readIcmp(packet: Packet): IcmpError | undefined {
  const { bytes, start, end } = packet;
  if (end - start < ICMP_HEADER + 1) return undefined;
  const error = errorName(packet.protocol, bytes[start]!, bytes[start + 1]!);
  if (error === undefined) return undefined;
  const at = start + ICMP_HEADER;
  const family = bytes[at]! >> 4;
  if (family !== 4 && family !== 6) return undefined;
  // Only the first fragment of an IPv4 packet has ports; of IPv6 only what has no extension headers is read.
  if (family === 4 && (uint16(bytes, at + 6) & 0x1fff) !== 0) return undefined;
  const portsAt = at + (family === 4 ? 4 * (bytes[at]! & 0x0f) : IPV6_HEADER);
  const protocol = bytes[at + (family === 4 ? 9 : 6)]!;
  if (portsAt + 4 > end || portsAt < at + 20 || (protocol !== UDP && protocol !== TCP)) return undefined;
  const sourceAt = at + (family === 4 ? 12 : 8);
  return { error, family, protocol, sourceAt, destinationAt: sourceAt + (family === 4 ? 4 : 16), portsAt };
}

/** What one host reported on a flow to its sender. */
export class IcmpReports extends Tally {
  private identity = -1;

  constructor(
    readonly reporter: Endpoint,
    readonly told: Endpoint,
    readonly error: string,
  ) {
    super();
  }

  /** False for the copy of the message before it. */
  add(packet: Packet): boolean {
    const { bytes, start, frame } = packet;
    // The checksum covers the quoted packet; eight bytes before the source address stands the identification of IPv4 (RFC 791).
    const identification = packet.family === 4 && packet.sourceAt >= 8 ? uint16(packet.addressBytes, packet.sourceAt - 8) : 0;
    const identity = identification * 0x10000 + uint16(bytes, start + 2);
    if (identity === this.identity && Math.abs(frame.time - this.last) < WINDOW) return false;
    this.identity = identity;
    this.count(frame);
    return true;
  }

  evidence(quoted: IcmpEvidence['quoted']): Told<IcmpEvidence> {
    return { kind: 'icmp', error: this.error, quoted };
  }
}

/** The addresses of the ICMP message itself. */
export function ends(packet: Packet): { reporter: Endpoint; told: Endpoint } {
  const { addressBytes, sourceAt, destinationAt, family } = packet;
  return { reporter: { host: addressOf(addressBytes, sourceAt, family) }, told: { host: addressOf(addressBytes, destinationAt, family) } };
}
