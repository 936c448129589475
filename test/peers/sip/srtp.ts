import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/** One direction of an SRTP session with one source (RFC 3711). */
export interface Srtp {
  protect(packet: Buffer): Buffer;
  /** The RTP packet, or undefined where it was not encrypted with this key. */
  unprotect(packet: Buffer): Buffer | undefined;
}

const LABEL = { key: 0, auth: 1, salt: 2 };
const AUTH_KEY_BYTES = 20;
const SALT_BYTES = 14;

/** The bytes of key, salt and tag of each suite (RFC 4568 section 6.2, RFC 6188). */
const SUITES: Readonly<Record<string, { readonly key: 16 | 24 | 32; readonly tag: number }>> = {
  AES_CM_128_HMAC_SHA1_80: { key: 16, tag: 10 },
  AES_CM_128_HMAC_SHA1_32: { key: 16, tag: 4 },
  AES_192_CM_HMAC_SHA1_80: { key: 24, tag: 10 },
  AES_256_CM_HMAC_SHA1_80: { key: 32, tag: 10 },
  AES_256_CM_HMAC_SHA1_32: { key: 32, tag: 4 },
};

/** The bytes that a key of a suite has with its salt; undefined for a suite that is not known here. */
export function keyBytes(suite: string): number | undefined {
  const sizes = SUITES[suite.toUpperCase()];
  return sizes && sizes.key + SALT_BYTES;
}

/** A session for the suite and `inline:` key of an a=crypto; undefined where they cannot be used together. */
export function srtpFor(suite: string, inline: string): Srtp | undefined {
  const sizes = SUITES[suite.toUpperCase()];
  const master = Buffer.from(inline, 'base64');
  if (!sizes || master.length !== sizes.key + SALT_BYTES) return undefined;
  const cipher = `aes-${sizes.key * 8}-ctr`;
  const [masterKey, masterSalt] = [master.subarray(0, sizes.key), master.subarray(sizes.key)];
  const derive = (label: number, bytes: number): Buffer => {
    const start = Buffer.concat([masterSalt, Buffer.alloc(2)]);
    start[7]! ^= label;
    return createCipheriv(cipher, masterKey, start).update(Buffer.alloc(bytes));
  };
  const [key, authKey, salt] = [derive(LABEL.key, sizes.key), derive(LABEL.auth, AUTH_KEY_BYTES), derive(LABEL.salt, SALT_BYTES)];

  const crypt = (packet: Buffer, rollover: number): Buffer => {
    const counter = Buffer.concat([salt, Buffer.alloc(2)]);
    const xor = (at: number, bytes: Buffer): void =>
      bytes.forEach((byte, index) => {
        counter[at + index]! ^= byte;
      });
    const roll = Buffer.alloc(4);
    roll.writeUInt32BE(rollover);
    xor(4, packet.subarray(8, 12));
    xor(8, roll);
    xor(12, packet.subarray(2, 4));
    const header = headerBytes(packet);
    const payload = createCipheriv(cipher, key, counter).update(packet.subarray(header));
    return Buffer.concat([packet.subarray(0, header), payload]);
  };
  const tagOf = (encrypted: Buffer, rollover: number): Buffer => {
    const roll = Buffer.alloc(4);
    roll.writeUInt32BE(rollover);
    return createHmac('sha1', authKey).update(encrypted).update(roll).digest().subarray(0, sizes.tag);
  };
  return {
    protect: packet => {
      const encrypted = crypt(packet, 0);
      return Buffer.concat([encrypted, tagOf(encrypted, 0)]);
    },
    unprotect: packet => {
      if (packet.length < 12 + sizes.tag) return undefined;
      const [encrypted, tag] = [packet.subarray(0, -sizes.tag), packet.subarray(-sizes.tag)];
      // A call of a few packets has passed its first 65536 sequence numbers once at most.
      const rollover = [0, 1].find(one => timingSafeEqual(tagOf(encrypted, one), tag));
      return rollover === undefined ? undefined : crypt(encrypted, rollover);
    },
  };
}

/** Twelve bytes, the sources that contributed, and the extension (RFC 3550 section 5.1). */
function headerBytes(packet: Buffer): number {
  const fixed = 12 + (packet[0]! & 0x0f) * 4;
  return packet[0]! & 0x10 ? fixed + 4 + packet.readUInt16BE(fixed + 2) * 4 : fixed;
}
