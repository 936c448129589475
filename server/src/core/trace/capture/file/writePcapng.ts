import type { LinkType } from '../types';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const IF_TSRESOL = 9;
const NANOSECONDS = 9;
const FLAGS = 2;
const INBOUND = 1;
const OUTBOUND = 2;

const SECTION_LENGTH = 28;
const INTERFACE_LENGTH = 32;
const PACKET_LENGTH = 32;
const FLAGS_LENGTH = 12;

/** A packet as it goes into a new file; the bytes are those from `start` to `end`. */
export interface PacketToWrite {
  /** Which of the interfaces that were given to `pcapngHeader`. */
  readonly interface: number;
  /** Microseconds since 1970, with a fraction down to nanoseconds. */
  readonly time: number;
  readonly wireLength: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly inbound?: boolean;
}

/**
 * The beginning of a new pcapng file (draft-ietf-opsawg-pcapng): a section in little endian and one interface for each link type, with
 * times in nanoseconds, so that those of any capture fit.
 */
export function pcapngHeader(linkTypes: readonly LinkType[]): Uint8Array {
  const bytes = new Uint8Array(SECTION_LENGTH + linkTypes.length * INTERFACE_LENGTH);
  begin(bytes, 0, SECTION, SECTION_LENGTH);
  write32(bytes, 8, 0x1a2b3c4d);
  write16(bytes, 12, 1);
  // The length of the section is not said: -1.
  bytes.fill(0xff, 16, 24);
  linkTypes.forEach((linkType, index) => {
    const at = SECTION_LENGTH + index * INTERFACE_LENGTH;
    begin(bytes, at, INTERFACE, INTERFACE_LENGTH);
    write16(bytes, at + 8, linkType);
    write16(bytes, at + 16, IF_TSRESOL);
    write16(bytes, at + 18, 1);
    bytes[at + 20] = NANOSECONDS;
  });
  return bytes;
}

/** One packet as it stands behind the header: an Enhanced Packet Block. */
export function pcapngPacket(packet: PacketToWrite): Uint8Array {
  const captured = packet.end - packet.start;
  const options = PACKET_LENGTH - 4 + Math.ceil(captured / 4) * 4;
  const length = options + 4 + (packet.inbound === undefined ? 0 : FLAGS_LENGTH);
  const bytes = new Uint8Array(length);
  begin(bytes, 0, ENHANCED_PACKET, length);
  write32(bytes, 8, packet.interface);
  writeTime(bytes, 12, packet.time);
  write32(bytes, 20, captured);
  write32(bytes, 24, packet.wireLength);
  bytes.set(packet.bytes.subarray(packet.start, packet.end), 28);
  if (packet.inbound !== undefined) {
    write16(bytes, options, FLAGS);
    write16(bytes, options + 2, 4);
    write32(bytes, options + 4, packet.inbound ? INBOUND : OUTBOUND);
  }
  return bytes;
}

/** Nanoseconds in two halves. They have more bits than a double: each half of the microseconds is taken by itself. */
function writeTime(bytes: Uint8Array, at: number, time: number): void {
  const whole = Math.floor(time);
  const low = (whole % 2 ** 32) * 1000 + Math.round((time - whole) * 1000);
  write32(bytes, at, Math.floor(whole / 2 ** 32) * 1000 + Math.floor(low / 2 ** 32));
  write32(bytes, at + 4, low % 2 ** 32);
}

/** Type and length of a block, and its length again at its end. */
function begin(bytes: Uint8Array, at: number, type: number, length: number): void {
  write32(bytes, at, type);
  write32(bytes, at + 4, length);
  write32(bytes, at + length - 4, length);
}

function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

function write32(bytes: Uint8Array, at: number, value: number): void {
  write16(bytes, at, value);
  write16(bytes, at + 2, value >>> 16);
}
