import type { DtlsEvidence } from '../../evidence/types';
import type { CaptureNotes, Packet } from '../types';
import { uint16, uint24 } from './bytes';
import { fingerprints, firstCertificate } from './certificate';
import { alertName, readHello, versionName } from './dtlsHello';
import { Fragments } from './fragments';
import { Tally, type Told } from './tally';
import { addProblem } from '../notes';

/** Content types (RFC 6347 section 4.1, RFC 5246 section 6.2.1). */
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
/** Of the content types that begin a datagram in the clear, 26 (ACK of RFC 9147 section 7) is the highest. */
const LAST_TYPE = 26;
const RECORD_HEADER = 13;

/** Handshake messages (RFC 6347 section 4.3.2). */
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const HANDSHAKE_HEADER = 12;
const RANDOM_END = 34;
/** The random by which a ServerHello asks for another ClientHello (RFC 8446 section 4.1.3) begins so. */
const HELLO_RETRY = 'cf21ad74e59a6111';

/** Handshake messages of one flow whose repetition is known, and different alerts that are kept. */
const MESSAGES = 64;
const ALERTS = 8;
/** Records of DTLS 1.3 (RFC 9147 section 4): a Finished in the epoch of the handshake is no shorter than this. */
const HANDSHAKE_EPOCH = 2;
const APPLICATION_EPOCH = 3;
const SHORTEST_FINISHED = HANDSHAKE_HEADER + 32 + 1 + 16;

/** Whether a payload begins with a DTLS record. The short header of DTLS 1.3 has no mark: it counts only where DTLS was seen before. */
export function isDtls(packet: Packet, seen: boolean): boolean {
  const { bytes, start, end, missing } = packet;
  const type = bytes[start]!;
  if (type >= 32) return seen && type < 64;
  if (type > LAST_TYPE || end - start < RECORD_HEADER || versionName(uint16(bytes, start + 1)) === undefined) return false;
  return start + RECORD_HEADER + uint16(bytes, start + 11) <= end + missing;
}

/** The DTLS of one flow (RFC 6347, RFC 9147): how far the handshake came, and what it said in the clear. */
export class Dtls extends Tally {
  private clientHellos = 0;
  private serverHellos = 0;
  private finished = false;
  private repeated = 0;
  private applicationData = 0;
  private version?: string;
  private srtpProfiles: readonly string[] = [];
  private certificate?: Uint8Array;
  private readonly alerts: string[] = [];
  /** Randoms of the last hellos: what is repeated has the same, also with a cookie (RFC 6347 section 4.2.1). */
  private readonly randoms = new Map<number, string>();
  /** Messages whose beginning was seen: type and message_seq. */
  private readonly begun = new Set<number>();
  /** By type: what is not whole yet. */
  private readonly fragments = new Map<number, Fragments>();

  constructor(private readonly notes: CaptureNotes) {
    super();
  }

  add(packet: Packet): void {
    this.count(packet.frame);
    const { bytes, end } = packet;
    let at = packet.start;
    while (at < end) {
      const type = bytes[at]!;
      if (type >= 32 && type < 64) at = this.ciphertext(bytes, at, end);
      else if (type >= CHANGE_CIPHER_SPEC && type <= LAST_TYPE && at + RECORD_HEADER <= end) {
        const next = at + RECORD_HEADER + uint16(bytes, at + 11);
        this.record(type, uint16(bytes, at + 3), bytes, at + RECORD_HEADER, Math.min(next, end));
        at = next;
      } else return;
    }
  }

  evidence(hashes: readonly string[]): Told<DtlsEvidence> {
    const { clientHellos, serverHellos, finished, repeated, alerts, version, srtpProfiles, applicationData } = this;
    const certificates = this.certificate ? fingerprints(this.certificate, hashes) : [];
    return { kind: 'dtls', clientHellos, serverHellos, finished, repeated, certificates, alerts, version, srtpProfiles, applicationData };
  }

  private record(type: number, epoch: number, bytes: Uint8Array, at: number, end: number): void {
    if (type === APPLICATION_DATA) this.applicationData++;
    else if (type === ALERT) this.alert(epoch === 0 && end - at === 2 ? alertName(bytes[at]!, bytes[at + 1]!) : 'encrypted');
    else if (type === HANDSHAKE && epoch > 0) this.finished = true;
    else if (type === HANDSHAKE) this.handshake(bytes, at, end);
  }

  /** A record of DTLS 1.3 (RFC 9147 section 4): of its header only the end of the epoch says something. Where the next one begins. */
  private ciphertext(bytes: Uint8Array, at: number, end: number): number {
    const flags = bytes[at]!;
    const epoch = flags & 3;
    const hasConnectionId = (flags & 0x10) !== 0;
    const body = at + ((flags & 8) !== 0 ? 3 : 2);
    const hasLength = (flags & 4) !== 0 && !hasConnectionId && body + 2 <= end;
    const next = hasLength ? body + 2 + uint16(bytes, body) : end;
    const length = next - body - (hasLength ? 2 : 0);
    if (epoch === APPLICATION_EPOCH || (epoch === HANDSHAKE_EPOCH && length >= SHORTEST_FINISHED)) this.finished = true;
    return next;
  }

  private alert(alert: string): void {
    if (this.alerts.length < ALERTS && !this.alerts.includes(alert)) this.alerts.push(alert);
  }

  /** The handshake messages of a record in the clear (RFC 6347 section 4.2.2). */
  private handshake(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at + HANDSHAKE_HEADER <= end) {
      const type = bytes[at]!;
      const length = uint24(bytes, at + 1);
      const sequence = uint16(bytes, at + 4);
      const offset = uint24(bytes, at + 6);
      const next = at + HANDSHAKE_HEADER + uint24(bytes, at + 9);
      if (offset + uint24(bytes, at + 9) > length) return;
      const body = at + HANDSHAKE_HEADER;
      if (offset === 0) this.begin(type, sequence, bytes, body, Math.min(next, end));
      else if (type === CLIENT_HELLO && this.clientHellos === 0) this.clientHellos = 1;
      if (type === CLIENT_HELLO || type === SERVER_HELLO || type === CERTIFICATE)
        this.assemble(type, sequence, length, offset, bytes, body, Math.min(next, end));
      at = next;
    }
  }

  /** The first fragment of a message, which tells a new one from one that is sent again. */
  private begin(type: number, sequence: number, bytes: Uint8Array, at: number, end: number): void {
    if ((type === CLIENT_HELLO || type === SERVER_HELLO) && at + RANDOM_END <= end) this.hello(type, bytes, at);
    const key = (type << 16) | sequence;
    if (this.begun.has(key)) this.repeated++;
    else if (this.begun.size < MESSAGES) this.begun.add(key);
  }

  private hello(type: number, bytes: Uint8Array, at: number): void {
    let random = '';
    for (let i = at + 2; i < at + RANDOM_END; i++) random += bytes[i]!.toString(16).padStart(2, '0');
    const last = this.randoms.get(type);
    if (random === last || (type === SERVER_HELLO && random.startsWith(HELLO_RETRY))) return;
    this.version = versionName(uint16(bytes, at)) ?? this.version;
    if (last !== undefined) {
      this.begun.clear();
      this.fragments.clear();
    }
    this.randoms.set(type, random);
    if (type === SERVER_HELLO) this.serverHellos++;
    else if (last !== undefined || this.clientHellos === 0) this.clientHellos++;
  }

  private assemble(type: number, sequence: number, length: number, offset: number, bytes: Uint8Array, at: number, end: number): void {
    if (offset === 0 && end - at === length) {
      this.read(type, bytes, at, end);
      return;
    }
    let fragments = this.fragments.get(type);
    if (!fragments || fragments.sequence !== sequence || fragments.length !== length) {
      fragments = new Fragments(sequence, length);
      this.fragments.set(type, fragments);
    }
    const message = fragments.add(bytes, at, end, offset);
    if (message) {
      this.fragments.delete(type);
      this.read(type, message, 0, message.length);
    } else if (fragments.tooMany)
      addProblem(this.notes, 'A DTLS handshake message is too long, or in too many fragments, to be put together.');
  }

  private read(type: number, bytes: Uint8Array, at: number, end: number): void {
    if (type === CERTIFICATE) {
      const certificate = firstCertificate(bytes, at, end);
      if (certificate === 'long')
        addProblem(this.notes, 'A certificate of a DTLS handshake is longer than 16 KB: its fingerprint is not compared.');
      else if (certificate) this.certificate = certificate;
      return;
    }
    if (end - at < RANDOM_END) return;
    const { version, srtpProfiles } = readHello(bytes, at, end, type === CLIENT_HELLO ? 'client' : 'server');
    this.version = version ?? this.version;
    this.srtpProfiles = srtpProfiles;
  }
}
