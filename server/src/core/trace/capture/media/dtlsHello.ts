import { uint16 } from './bytes';

/** Protection profiles (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
const SRTP_PROFILES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'SRTP_AES128_CM_HMAC_SHA1_80'],
  [0x0002, 'SRTP_AES128_CM_HMAC_SHA1_32'],
  [0x0005, 'SRTP_NULL_HMAC_SHA1_80'],
  [0x0006, 'SRTP_NULL_HMAC_SHA1_32'],
  [0x0007, 'SRTP_AEAD_AES_128_GCM'],
  [0x0008, 'SRTP_AEAD_AES_256_GCM'],
]);

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0xfeff, '1.0'],
  [0xfefd, '1.2'],
  [0xfefc, '1.3'],
]);

/** Alert descriptions (RFC 5246 section 7.2; RFC 8446 section 6 adds the last five). */
const ALERTS: ReadonlyMap<number, string> = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed_RESERVED'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate_RESERVED'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [60, 'export_restriction_RESERVED'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [110, 'unsupported_extension'],
  [109, 'missing_extension'],
  [112, 'unrecognized_name'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** The name of an alert, with its level: `fatal handshake_failure`. */
export function alertName(level: number, description: number): string {
  const severity = level === 1 ? 'warning' : level === 2 ? 'fatal' : String(level);
  return `${severity} ${ALERTS.get(description) ?? description}`;
}

/** The name of a version as it stands in a hello; undefined for what DTLS has no version of. */
export function versionName(version: number): string | undefined {
  return VERSIONS.get(version);
}

export interface Hello {
  readonly version?: string;
  readonly srtpProfiles: readonly string[];
}

const USE_SRTP = 14;
const SUPPORTED_VERSIONS = 43;

/** Reads the body of a ClientHello (RFC 6347 section 4.2.1) or ServerHello (RFC 5246 section 7.4.1.3). What is cut off is not there. */
export function readHello(bytes: Uint8Array, at: number, end: number, by: 'client' | 'server'): Hello {
  let version = versionName(uint16(bytes, at));
  const srtpProfiles: string[] = [];
  let place = extensionsAt(bytes, at, end, by);
  const last = Math.min(end, place + 2 + uint16(bytes, place));
  place += 2;
  while (place + 4 <= last) {
    const type = uint16(bytes, place);
    const from = place + 4;
    const to = from + uint16(bytes, place + 2);
    if (to > last) break;
    if (type === SUPPORTED_VERSIONS) version = newest(bytes, by === 'client' ? from + 1 : from, to) ?? version;
    else if (type === USE_SRTP) {
      const profiles = Math.min(to, from + 2 + uint16(bytes, from));
      for (let i = from + 2; i + 2 <= profiles; i += 2) srtpProfiles.push(profileName(uint16(bytes, i)));
    }
    place = to;
  }
  return { version, srtpProfiles };
}

/** Behind version and random: session ID, a client's cookie, cipher suites and compression methods, each with its length before it. */
function extensionsAt(bytes: Uint8Array, at: number, end: number, by: 'client' | 'server'): number {
  let place = at + 34;
  place += 1 + (bytes[place] ?? 0);
  if (by === 'server') return Math.min(place + 3, end);
  place += 1 + (bytes[place] ?? 0);
  place += 2 + uint16(bytes, place);
  return Math.min(place + 1 + (bytes[place] ?? 0), end);
}

/** The newest of a list of versions (RFC 8446 section 4.2.1), of which DTLS counts downwards. */
function newest(bytes: Uint8Array, from: number, to: number): string | undefined {
  let least: number | undefined;
  for (let i = from; i + 2 <= to; i += 2) {
    const version = uint16(bytes, i);
    if (VERSIONS.has(version) && (least === undefined || version < least)) least = version;
  }
  return least === undefined ? undefined : versionName(least);
}

function profileName(profile: number): string {
  return SRTP_PROFILES.get(profile) ?? `0x${profile.toString(16).padStart(4, '0')}`;
}
