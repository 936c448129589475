/** Builders of packets, plain and one layer each: what is inside is given as bytes, what is around is another builder. */

export type Payload = Uint8Array | string;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;

export const bytesOf = (payload: Payload): Uint8Array => (typeof payload === 'string' ? new TextEncoder().encode(payload) : payload);

export function concat(...parts: readonly Payload[]): Uint8Array {
  const all = parts.map(bytesOf);
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Numbers of 8, 16, 24 and 32 bits as networks write them: `be(2, 0x0800, 5060)`. */
export function be(size: number, ...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size * values.length);
  values.forEach((value, index) => {
    for (let byte = 0; byte < size; byte++) bytes[index * size + byte] = Math.floor(value / 256 ** (size - 1 - byte)) % 256;
  });
  return bytes;
}

export const u8 = (...values: readonly number[]): Uint8Array => be(1, ...values);
export const u16 = (...values: readonly number[]): Uint8Array => be(2, ...values);
export const u32 = (...values: readonly number[]): Uint8Array => be(4, ...values);
export const zeros = (length: number): Uint8Array => new Uint8Array(length);
export const hex = (text: string): Uint8Array =>
  u8(...(text.replaceAll(/\s/g, '').match(/../g) ?? []).map(pair => Number.parseInt(pair, 16)));

/** The 4 or 16 bytes of an address given as text. */
export function address(text: string): Uint8Array {
  if (!text.includes(':')) return u8(...text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)));
  const before = groups(head);
  const after = groups(tail ?? '');
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  return u16(...before, ...new Array<number>(between).fill(0), ...after);
}

/** '192.0.2.1:5060' or '[2001:db8::1]:5060'. */
export function endpoint(text: string): { address: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replaceAll(/[[\]]/g, ''), port: Number(text.slice(colon + 1)) };
}

/** The Internet checksum (RFC 1071). */
export function checksum(...parts: readonly Payload[]): number {
  const bytes = concat(...parts);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes[at]! * 256 + (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function withChecksum(source: string, destination: string, protocol: number, bytes: Uint8Array, at: number): Uint8Array {
  const sum = checksum(address(source), address(destination), u32(bytes.length, protocol), bytes);
  bytes.set(u16(sum === 0 ? 0xffff : sum), at);
  return bytes;
}

export interface UdpParts {
  source: string;
  destination: string;
  payload: Payload;
  /** False writes 0: not computed by the sender. */
  checksum?: boolean;
  /** What the header says where it lies. */
  length?: number;
}

export function udp({ source, destination, payload, checksum: summed = true, length }: UdpParts): Uint8Array {
  const [from, to, body] = [endpoint(source), endpoint(destination), bytesOf(payload)];
  const bytes = concat(u16(from.port, to.port, length ?? 8 + body.length, 0), body);
  return summed ? withChecksum(from.address, to.address, 17, bytes, 6) : bytes;
}

export interface TcpParts {
  source: string;
  destination: string;
  seq: number;
  ack?: number;
  /** Letters of FSRPAU; 'PA' where not said. */
  flags?: string;
  window?: number;
  /** Whole words of 4 bytes. */
  options?: Uint8Array;
  payload?: Payload;
}

export function tcp({
  source,
  destination,
  seq,
  ack = 0,
  flags = 'PA',
  window = 65535,
  options = zeros(0),
  payload = '',
}: TcpParts): Uint8Array {
  const [from, to] = [endpoint(source), endpoint(destination)];
  let bits = 0;
  for (const flag of flags) bits |= 1 << 'FSRPAU'.indexOf(flag);
  const offset = ((20 + options.length) / 4) << 4;
  const header = concat(u16(from.port, to.port), u32(seq >>> 0, ack >>> 0), u8(offset, bits), u16(window, 0, 0), options);
  return withChecksum(from.address, to.address, 6, concat(header, payload), 16);
}

export interface Ipv4Parts {
  source: string;
  destination: string;
  protocol: number;
  payload: Payload;
  id?: number;
  ttl?: number;
  tos?: number;
  /** D: don't fragment, M: more fragments. */
  flags?: string;
  /** Of a fragment, in bytes: a multiple of 8. */
  offset?: number;
  /** Whole words of 4 bytes. */
  options?: Uint8Array;
  /** What the header says where it lies; a sender with segmentation offload writes 0. */
  totalLength?: number;
}

export function ipv4(parts: Ipv4Parts): Uint8Array {
  const { id = 1, ttl = 64, tos = 0, flags = '', offset = 0, options = zeros(0) } = parts;
  const body = bytesOf(parts.payload);
  const size = 20 + options.length;
  const fragment = (flags.includes('D') ? 0x4000 : 0) | (flags.includes('M') ? 0x2000 : 0) | (offset / 8);
  const header = concat(
    u8(0x40 | (size / 4), tos),
    u16(parts.totalLength ?? size + body.length, id, fragment),
    u8(ttl, parts.protocol),
    u16(0),
    address(parts.source),
    address(parts.destination),
    options,
  );
  header.set(u16(checksum(header)), 10);
  return concat(header, body);
}

/** An extension header of IPv6: its number and its bytes without the first, which tells what comes next. */
export interface Extension {
  type: number;
  rest: Uint8Array;
}

export interface Ipv6Parts {
  source: string;
  destination: string;
  protocol: number;
  payload: Payload;
  hopLimit?: number;
  extensions?: readonly Extension[];
  payloadLength?: number;
}

export function ipv6(parts: Ipv6Parts): Uint8Array {
  const extensions = parts.extensions ?? [];
  const types = [...extensions.map(extension => extension.type), parts.protocol];
  const headers = extensions.map((extension, index) => concat(u8(types[index + 1]!), extension.rest));
  const body = concat(...headers, parts.payload);
  return concat(
    u32(0x60000000),
    u16(parts.payloadLength ?? body.length),
    u8(types[0]!, parts.hopLimit ?? 64),
    address(parts.source),
    address(parts.destination),
    body,
  );
}

/** Hop-by-hop options, filled with PadN to `size` bytes (a multiple of 8). */
export const hopByHop = (size = 8): Extension => ({ type: 0, rest: concat(u8(size / 8 - 1, 1, size - 4), zeros(size - 4)) });
export const destinationOptions = (size = 8): Extension => ({ ...hopByHop(size), type: 60 });
/** A routing header of the type for experiments (RFC 4727), no segments left. */
export const routing = (): Extension => ({ type: 43, rest: concat(u8(0, 253, 0), zeros(4)) });
/** An authentication header (RFC 4302) with 12 bytes of integrity check. */
export const authentication = (): Extension => ({ type: 51, rest: concat(u8(4), zeros(2), u32(1, 1), zeros(12)) });
export const fragmentHeader = (id: number, offset: number, more: boolean): Extension => ({
  type: 44,
  rest: concat(u8(0), u16(offset | (more ? 1 : 0)), u32(id)),
});

/** An IP packet of the family that the addresses have. */
export function ip(source: string, destination: string, protocol: number, payload: Payload): Uint8Array {
  return source.includes(':') ? ipv6({ source, destination, protocol, payload }) : ipv4({ source, destination, protocol, payload });
}

/** An IP packet in pieces that carry `size` bytes (a multiple of 8) each, the last one the rest. */
export function fragments(source: string, destination: string, protocol: number, payload: Payload, size: number, id = 7): Uint8Array[] {
  const body = bytesOf(payload);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += size) {
    const more = at + size < body.length;
    const piece = { source, destination, protocol, payload: body.subarray(at, at + size) };
    pieces.push(
      source.includes(':')
        ? ipv6({ ...piece, extensions: [fragmentHeader(id, at, more)] })
        : ipv4({ ...piece, id, offset: at, flags: more ? 'M' : '' }),
    );
  }
  return pieces;
}

/** ICMP with its checksum: type, code, the 4 bytes behind the checksum, the rest. */
export function icmp(type: number, code: number, word: Uint8Array, payload: Payload): Uint8Array {
  const bytes = concat(u8(type, code), u16(0), word, payload);
  bytes.set(u16(checksum(bytes)), 2);
  return bytes;
}

/** "Port unreachable" (RFC 792) about an IPv4 packet: its header and 8 bytes, or as many as are asked for. */
export const portUnreachable = (about: Uint8Array, quoted = 28): Uint8Array => icmp(3, 3, zeros(4), about.subarray(0, quoted));

/** "Port unreachable" (RFC 4443) about an IPv6 packet, with the checksum over the addresses. */
export function portUnreachable6(source: string, destination: string, about: Uint8Array): Uint8Array {
  return withChecksum(source, destination, 58, concat(u8(1, 4), u16(0), zeros(4), about), 2);
}

const ethertypeOf = (payload: Uint8Array): number => (payload[0]! >> 4 === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);

export interface EthernetParts {
  /** From the outside; a number alone is 802.1Q. */
  vlan?: readonly (number | { tag: number; id: number })[];
  /** Labels from the outside. */
  mpls?: readonly number[];
  /** What the payload is; where not said, IPv4 or IPv6 by its first digit. */
  type?: number;
  /** Filled with zeros up to 60 bytes, as on the wire. */
  padded?: boolean;
}

/** A label stack (RFC 3032). */
export const labels = (values: readonly number[]): Uint8Array =>
  concat(...values.map((label, index) => u32(label * 4096 + (index === values.length - 1 ? 0x100 : 0) + 64)));

export function ethernet(payload: Payload, { vlan = [], mpls = [], type, padded = false }: EthernetParts = {}): Uint8Array {
  const body = bytesOf(payload);
  const tags = vlan.map(tag => (typeof tag === 'number' ? { tag: 0x8100, id: tag } : tag));
  const inner = mpls.length > 0 ? 0x8847 : (type ?? ethertypeOf(body));
  const types = concat(...tags.map(({ tag, id }) => u16(tag, id)), u16(inner));
  const frame = concat(hex('020000000002 020000000001'), types, labels(mpls), body);
  return padded && frame.length < 60 ? concat(frame, zeros(60 - frame.length)) : frame;
}

/** IEEE 802.3 with LLC and SNAP instead of an EtherType. */
export function snap(payload: Payload): Uint8Array {
  const body = concat(hex('aaaa03 000000'), u16(ethertypeOf(bytesOf(payload))), payload);
  return concat(hex('020000000002 020000000001'), u16(body.length), body);
}

/** Linux cooked capture v1 (LINKTYPE_LINUX_SLL, 113). */
export const sll = (payload: Payload, type = ethertypeOf(bytesOf(payload))): Uint8Array =>
  concat(u16(0, 1, 6), hex('020000000001 0000'), u16(type), payload);

/** Linux cooked capture v2 (LINKTYPE_LINUX_SLL2, 276). */
export const sll2 = (payload: Payload, type = ethertypeOf(bytesOf(payload))): Uint8Array =>
  concat(u16(type, 0), u32(3), u16(1), u8(0, 6), hex('020000000001 0000'), payload);

/** BSD loopback (LINKTYPE_NULL, 0): the address family in the order of the capturing machine. */
export const loopback = (payload: Payload, family: number, order: 'little' | 'big' = 'little'): Uint8Array =>
  concat(order === 'big' ? u32(family) : u32(family).reverse(), payload);

const pppProtocol = (payload: Payload): number => (ethertypeOf(bytesOf(payload)) === ETHERTYPE_IPV6 ? 0x0057 : 0x0021);

/** PPP in HDLC-like framing (LINKTYPE_PPP, 9 and 50). */
export const ppp = (payload: Payload): Uint8Array => concat(hex('ff03'), u16(pppProtocol(payload)), payload);

/** Cisco HDLC (LINKTYPE_C_HDLC, 104). */
export const hdlc = (payload: Payload): Uint8Array => concat(hex('0f00'), u16(ethertypeOf(bytesOf(payload))), payload);

/** PPP over Ethernet, session stage (RFC 2516): without the Ethernet around it. */
export function pppoe(payload: Payload): Uint8Array {
  const body = concat(u16(pppProtocol(payload)), payload);
  return concat(hex('1100 0001'), u16(body.length), body);
}

/** GRE (RFC 2784, RFC 2890). */
export function gre(payload: Payload, parts: { type?: number; checksum?: boolean; key?: number; sequence?: number } = {}): Uint8Array {
  const flags = (parts.checksum ? 0x8000 : 0) | (parts.key === undefined ? 0 : 0x2000) | (parts.sequence === undefined ? 0 : 0x1000);
  const bytes = concat(
    u16(flags, parts.type ?? ethertypeOf(bytesOf(payload))),
    parts.checksum ? zeros(4) : '',
    parts.key === undefined ? '' : u32(parts.key),
    parts.sequence === undefined ? '' : u32(parts.sequence),
    payload,
  );
  if (parts.checksum) bytes.set(u16(checksum(bytes)), 4);
  return bytes;
}

/** GRE with a mirrored Ethernet frame (ERSPAN, draft-foschiano-erspan): type I without a header of its own, II with 8 bytes, III with 12. */
export function erspan(frame: Uint8Array, version: 1 | 2 | 3 = 2): Uint8Array {
  if (version === 1) return gre(frame, { type: 0x88be });
  const header = version === 2 ? concat(u16(0x1001, 0), u32(0)) : concat(u16(0x2001, 0), u32(0), u32(0));
  return gre(concat(header, frame), { type: version === 2 ? 0x88be : 0x22eb, sequence: 1 });
}

/** IP in IP (RFC 2003), IPv6 in IPv4 (RFC 4213) and the like: the packet inside tells the protocol. */
export const ipip = (source: string, destination: string, inside: Uint8Array): Uint8Array =>
  ip(source, destination, ethertypeOf(inside) === ETHERTYPE_IPV6 ? 41 : 4, inside);

/** An IP packet with one UDP datagram. */
export function udpIp(source: string, destination: string, payload: Payload): Uint8Array {
  return ip(endpoint(source).address, endpoint(destination).address, 17, udp({ source, destination, payload }));
}

/** An Ethernet frame with one UDP datagram: `udpPacket('192.0.2.1:5060', '[2001:db8::2]:5060', 'OPTIONS …')`, both of one family. */
export const udpPacket = (source: string, destination: string, payload: Payload): Uint8Array =>
  ethernet(udpIp(source, destination, payload));

/** An Ethernet frame with one TCP segment. */
export const tcpPacket = (parts: TcpParts): Uint8Array =>
  ethernet(ip(endpoint(parts.source).address, endpoint(parts.destination).address, 6, tcp(parts)));
