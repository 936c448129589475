/** The largest payload that an IP packet takes. */
const LONGEST = 65535 - 48;
const UDP = 17;

/** A datagram whose fields are known. */
export interface UdpFields {
  /** Addresses of IPv4 or of IPv6, as text. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Of the IP packet; IPv6 has none. */
  readonly identification: number;
  readonly checksum: number;
  readonly payload: Uint8Array;
}

/** An IP packet with a UDP datagram (RFC 791, RFC 8200, RFC 768); undefined where an address or a port is none. */
export function udpPacket({ payload, ...fields }: UdpFields): Uint8Array | undefined {
  const from = addressBytes(fields.source);
  const to = addressBytes(fields.destination);
  if (!from || !to || from.length !== to.length || payload.length > LONGEST) return undefined;
  if (fields.sourcePort > 65535 || fields.destinationPort > 65535) return undefined;
  const header = from.length === 4 ? 20 : 40;
  const length = 8 + payload.length;
  const bytes = new Uint8Array(header + length);
  if (header === 20) {
    bytes.set([0x45, 0]);
    write16(bytes, 2, bytes.length);
    write16(bytes, 4, fields.identification);
    bytes.set([64, UDP], 8);
  } else {
    bytes[0] = 0x60;
    write16(bytes, 4, length);
    bytes.set([UDP, 64], 6);
  }
  bytes.set(from, header - 2 * from.length);
  bytes.set(to, header - to.length);
  write16(bytes, header, fields.sourcePort);
  write16(bytes, header + 2, fields.destinationPort);
  write16(bytes, header + 4, length);
  write16(bytes, header + 6, fields.checksum);
  bytes.set(payload, header + 8);
  return bytes;
}

/** The bytes of an address of IPv4 or IPv6 (RFC 4291 section 2.2); undefined for what is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (dotted) {
    const bytes = dotted.slice(1).map(Number);
    return bytes.every(byte => byte < 256) ? new Uint8Array(bytes) : undefined;
  }
  if (text.length > 45 || !/^[0-9a-f:]{2,45}$/i.test(text)) return undefined;
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const behind = groups(tail ?? '');
  const left = 8 - before.length - behind.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  const all = [...before, ...new Array<string>(tail === undefined ? 0 : left).fill('0'), ...behind];
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return new Uint8Array(all.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}

function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 255;
}
