// Capture files from packets, for tests. They are written here by hand, byte by byte as the drafts have them
// (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng), and share nothing with the code that is tested.

export interface PacketInFile {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** Bytes that it had on the wire; as many as there are unless said. */
  readonly wireLength?: number;
  /** Of its section; 0 unless said. Only pcapng has interfaces. */
  readonly interface?: number;
  /** Only pcapng and the modified pcap tell. */
  readonly inbound?: boolean;
  /** The kind of block in pcapng; enhanced unless said. A simple packet has neither time nor interface. */
  readonly kind?: 'enhanced' | 'simple' | 'obsolete';
}

export interface PcapOptions {
  readonly bigEndian?: boolean;
  readonly nanoseconds?: boolean;
  /** Kuznetzov's variant with record headers of 24 bytes. */
  readonly modified?: boolean;
  /** 1, Ethernet, unless said. All 32 bits of the field may be given. */
  readonly linkType?: number;
  readonly snaplen?: number;
  /** 4 unless said: the version is 2.4. */
  readonly minor?: number;
}

export interface InterfaceInFile {
  /** 1, Ethernet, unless said. */
  readonly linkType?: number;
  readonly snaplen?: number;
  /** The byte if_tsresol: 6 is microseconds, 9 nanoseconds, 0x80 + n is 2^-n seconds; the option is left out unless said. */
  readonly resolution?: number;
  /** if_tsoffset in seconds. The packets' times are written without it, so that they read as given. */
  readonly offset?: number;
}

export interface SectionInFile {
  readonly bigEndian?: boolean;
  /** One Ethernet unless said. */
  readonly interfaces?: readonly InterfaceInFile[];
  readonly packets?: readonly PacketInFile[];
  /** Blocks behind the interfaces and behind the packets, as `block` writes them. */
  readonly before?: readonly Uint8Array[];
  readonly after?: readonly Uint8Array[];
}

export const PCAP_HEADER = 24;

/** A whole pcap file. */
export function pcapFile(packets: readonly PacketInFile[], options: PcapOptions = {}): Uint8Array {
  const number = numbers(options.bigEndian);
  const magic = options.modified ? 0xa1b2cd34 : options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const parts = [
    number(magic, 4),
    number(2, 2),
    number(options.minor ?? 4, 2),
    number(0, 4),
    number(0, 4),
    number(options.snaplen ?? 262144, 4),
    number(options.linkType ?? 1, 4),
  ];
  for (const packet of packets) {
    const seconds = Math.floor(packet.time / 1e6);
    const fraction = Math.round((packet.time - seconds * 1e6) * (options.nanoseconds ? 1000 : 1));
    parts.push(
      number(seconds, 4),
      number(fraction, 4),
      number(packet.bytes.length, 4),
      number(packet.wireLength ?? packet.bytes.length, 4),
    );
    // Interface index, protocol, packet type (4 is outgoing) and padding.
    if (options.modified) parts.push(number(1, 4), number(0x0800, 2), Uint8Array.of(packet.inbound === false ? 4 : 0, 0));
    parts.push(packet.bytes);
  }
  return concat(parts);
}

/** A whole pcapng file of one section or several. */
export function pcapngFile(...sections: readonly SectionInFile[]): Uint8Array {
  return concat(sections.flatMap(sectionBlocks));
}

function sectionBlocks(section: SectionInFile): Uint8Array[] {
  const number = numbers(section.bigEndian);
  const big = section.bigEndian;
  const interfaces = section.interfaces ?? [{}];
  const unknownLength = concat([number(0xffffffff, 4), number(0xffffffff, 4)]);
  return [
    block(0x0a0d0d0a, [number(0x1a2b3c4d, 4), number(1, 2), number(0, 2), unknownLength], big),
    ...interfaces.map(one => interfaceBlock(one, big)),
    ...(section.before ?? []),
    ...(section.packets ?? []).map(packet => packetBlock(packet, interfaces[packet.interface ?? 0] ?? {}, big)),
    ...(section.after ?? []),
  ];
}

/** An interface description, also for `before` and `after`. */
export function interfaceBlock(one: InterfaceInFile, bigEndian = false): Uint8Array {
  const number = numbers(bigEndian);
  const options: Uint8Array[] = [];
  if (one.resolution !== undefined) options.push(option(9, Uint8Array.of(one.resolution), bigEndian));
  if (one.offset !== undefined) {
    const words = [number(one.offset >>> 0, 4), number(one.offset < 0 ? 0xffffffff : 0, 4)];
    options.push(option(14, concat(bigEndian ? words.reverse() : words), bigEndian));
  }
  if (options.length > 0) options.push(option(0, new Uint8Array(), bigEndian));
  return block(1, [number(one.linkType ?? 1, 2), number(0, 2), number(one.snaplen ?? 262144, 4), ...options], bigEndian);
}

/** A packet's block, also for `before` and `after`; its interface is asked for resolution and offset. */
export function packetBlock(packet: PacketInFile, on: InterfaceInFile = {}, bigEndian = false): Uint8Array {
  const number = numbers(bigEndian);
  const captured = number(packet.bytes.length, 4);
  const wire = number(packet.wireLength ?? packet.bytes.length, 4);
  const data = padded(packet.bytes);
  if (packet.kind === 'simple') return block(3, [wire, data], bigEndian);
  const resolution = on.resolution ?? 6;
  const perSecond = resolution & 0x80 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  const microseconds = Math.floor(packet.time);
  const nanoseconds = BigInt(microseconds) * 1000n + BigInt(Math.round((packet.time - microseconds) * 1000));
  const units = ((nanoseconds - BigInt(on.offset ?? 0) * 1_000_000_000n) * perSecond) / 1_000_000_000n;
  const time = [number(Number((units >> 32n) & 0xffffffffn), 4), number(Number(units & 0xffffffffn), 4)];
  const flags = packet.inbound === undefined ? [] : [option(2, number(packet.inbound ? 1 : 2, 4), bigEndian), number(0, 4)];
  const index = packet.interface ?? 0;
  if (packet.kind === 'obsolete') {
    return block(2, [number(index, 2), number(0xffff, 2), ...time, captured, wire, data, ...flags], bigEndian);
  }
  return block(6, [number(index, 4), ...time, captured, wire, data, ...flags], bigEndian);
}

/** A Decryption Secrets Block with a TLS key log. */
export const keyLogBlock = (text: string, bigEndian = false): Uint8Array => {
  const number = numbers(bigEndian);
  const bytes = new TextEncoder().encode(text);
  return block(0x0a, [number(0x544c534b, 4), number(bytes.length, 4), padded(bytes)], bigEndian);
};

/** A pcapng block around a body, which is padded to four bytes. */
export function block(type: number, body: readonly Uint8Array[], bigEndian = false): Uint8Array {
  const number = numbers(bigEndian);
  const whole = padded(concat(body));
  const length = number(whole.length + 12, 4);
  return concat([number(type, 4), length, whole, length]);
}

/** An option of a pcapng block. */
export function option(code: number, value: Uint8Array, bigEndian = false): Uint8Array {
  const number = numbers(bigEndian);
  return concat([number(code, 2), number(value.length, 2), padded(value)]);
}

/** Writes unsigned numbers of two or four bytes in the byte order of a file. */
export const numbers =
  (bigEndian = false) =>
  (value: number, size: 2 | 4): Uint8Array => {
    const bytes = Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff);
    return Uint8Array.from(bigEndian ? bytes.reverse() : bytes);
  };

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function padded(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  all.set(bytes);
  return all;
}
