import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What one side of an ICE session must know (RFC 8445 section 7). */
export interface IceSide {
  readonly ours: Credentials;
  readonly theirs: Credentials;
  /** The offerer controls (RFC 8445 section 6.1.1). */
  readonly controlling: boolean;
}

export interface Credentials {
  readonly ufrag: string;
  readonly pwd: string;
}

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC = Buffer.from([0x21, 0x12, 0xa4, 0x42]);
const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  mapped: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  controlled: 0x8029,
  controlling: 0x802a,
};

/** The success response to a check, or undefined for what is no check; each check is answered, whoever controls. */
export function iceResponse(bytes: Buffer, from: { address: string; port: number }, side: IceSide): Buffer | undefined {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== BINDING_REQUEST || !bytes.subarray(4, 8).equals(MAGIC)) return undefined;
  const mapped = Buffer.alloc(8);
  mapped[1] = 1;
  mapped.writeUInt16BE(from.port ^ 0x2112, 2);
  from.address.split('.').forEach((part, index) => {
    mapped[4 + index] = Number(part) ^ MAGIC[index]!;
  });
  return seal(BINDING_SUCCESS, bytes.subarray(8, 20), [attribute(ATTRIBUTE.mapped, mapped)], side.ours.pwd);
}

/** A check of ours; where we control, it nominates the pair at once. */
export function nomination({ ours, theirs, controlling }: IceSide): Buffer {
  const priority = Buffer.from([0x6e, 0x00, 0x01, 0xff]);
  const attributes = [
    attribute(ATTRIBUTE.username, Buffer.from(`${theirs.ufrag}:${ours.ufrag}`)),
    attribute(ATTRIBUTE.priority, priority),
    attribute(controlling ? ATTRIBUTE.controlling : ATTRIBUTE.controlled, Buffer.alloc(8, 1)),
    ...(controlling ? [attribute(ATTRIBUTE.useCandidate, Buffer.alloc(0))] : []),
  ];
  return seal(BINDING_REQUEST, randomBytes(12), attributes, theirs.pwd);
}

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

/** A STUN message with MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 sections 14.5 and 14.7). */
function seal(type: number, transaction: Buffer, attributes: readonly Buffer[], password: string): Buffer {
  const body = Buffer.concat(attributes);
  const with_ = (length: number, ...more: Buffer[]): Buffer => {
    const header = Buffer.alloc(4);
    header.writeUInt16BE(type, 0);
    header.writeUInt16BE(length, 2);
    return Buffer.concat([header, MAGIC, transaction, body, ...more]);
  };
  const integrity = attribute(
    ATTRIBUTE.integrity,
    createHmac('sha1', password)
      .update(with_(body.length + 24))
      .digest(),
  );
  const check = Buffer.alloc(4);
  check.writeUInt32BE((crc32(with_(body.length + 32, integrity)) ^ 0x5354554e) >>> 0);
  return with_(body.length + 32, integrity, attribute(ATTRIBUTE.fingerprint, check));
}
