import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { bindUdp, HOST } from '../gateway/program';
import { type IceSide, iceResponse, nomination } from './ice';
import type { Srtp } from './srtp';
import { within } from './within';

/** Where to send media and how: what offer and answer came to. */
export interface MediaPlan {
  readonly address: string;
  readonly port: number;
  /** Undefined where RTCP comes to the port of RTP (RFC 5761). */
  readonly rtcpPort?: number;
  readonly payloadType: number;
  readonly codec: string;
  /** Undefined for plain RTP. */
  readonly srtp?: { readonly ours: Srtp; readonly theirs: Srtp };
  /** Undefined where not both sides speak ICE. */
  readonly ice?: IceSide;
  /** Whether the endpoint is to send. */
  readonly theySend: boolean;
}

export interface Media {
  readonly sent: number;
  /** RTP packets from the endpoint of the payload type agreed upon, decrypted where they are SRTP. */
  readonly received: number;
  /** RTP packets that are not what was agreed: not to be decrypted, or of another payload type. */
  readonly strange: number;
}

/** The media side of a gateway: a UDP port for RTP, and the next for RTCP. */
export interface RtpEnd {
  readonly port: number;
  /** Sends audio and listens, until enough has come, it is clear that nothing comes, or the call has ended. */
  exchange(plan: MediaPlan, ended: Promise<unknown>): Promise<Media>;
  close(): void;
}

const PACKET_MS = 20;
const ENOUGH = 8;
const GIVE_UP_MS = 2000;

/** What a codec makes of silence for 20 ms, and the ticks that take as long; PCMU's where nothing else is known. */
const SILENCE: Readonly<Record<string, { readonly payload: Buffer; readonly ticks: number }>> = {
  PCMU: { payload: Buffer.alloc(160, 0xff), ticks: 160 },
  PCMA: { payload: Buffer.alloc(160, 0xd5), ticks: 160 },
  G722: { payload: Buffer.alloc(160, 0xfa), ticks: 160 },
  OPUS: { payload: Buffer.from([0xf8, 0xff, 0xfe]), ticks: 960 },
};

export async function openRtpEnd(): Promise<RtpEnd> {
  const [socket, rtcp] = await bindPair();
  const early: Buffer[] = [];
  let take = (bytes: Buffer, _port: number): void => void early.push(bytes);
  socket.on('message', (bytes, from) => take(bytes, from.port));

  async function exchange(plan: MediaPlan, ended: Promise<unknown>): Promise<Media> {
    const { payload, ticks } = SILENCE[plan.codec] ?? SILENCE.PCMU!;
    const source = randomBytes(4).readUInt32BE();
    let [sent, received, strange] = [0, 0, 0];
    let done = (): void => undefined;
    const finished = new Promise<void>(resolve => {
      done = resolve;
    });
    const check = (): void => {
      if (sent >= ENOUGH && (received >= ENOUGH || !plan.theySend)) done();
    };
    const count = (bytes: Buffer): void => {
      const packet = plan.srtp ? plan.srtp.theirs.unprotect(bytes) : bytes;
      // Agents send telephone-event and comfort noise too: what counts is that most is the codec itself.
      if (packet && (packet[1]! & 0x7f) === plan.payloadType) received++;
      else strange++;
      check();
    };
    take = (bytes, from) => {
      const answer = plan.ice && iceResponse(bytes, { address: HOST, port: from }, plan.ice);
      if (answer) socket.send(answer, from, HOST);
      else if (isRtp(bytes)) count(bytes);
    };
    early.filter(isRtp).forEach(count);

    rtcp.on('message', (bytes, { port }) => {
      const answer = plan.ice && iceResponse(bytes, { address: HOST, port }, plan.ice);
      if (answer) rtcp.send(answer, port, HOST);
    });
    const nominate = (): void => {
      if (!plan.ice) return;
      socket.send(nomination(plan.ice), plan.port, plan.address);
      if (plan.rtcpPort) rtcp.send(nomination(plan.ice), plan.rtcpPort, plan.address);
    };

    const timer = setInterval(() => {
      const packet = Buffer.concat([rtpHeader(plan.payloadType, sent + 1, (sent * ticks) >>> 0, source), payload]);
      socket.send(plan.srtp ? plan.srtp.ours.protect(packet) : packet, plan.port, plan.address);
      if (sent % 10 === 0) nominate();
      sent++;
      check();
    }, PACKET_MS);
    await within(GIVE_UP_MS, Promise.race([finished, ended]));
    clearInterval(timer);
    return { sent, received, strange };
  }

  return { port: socket.address().port, exchange, close: () => [socket, rtcp].forEach(one => void one.close()) };
}

/** Two ports, one behind the other (RFC 3550 section 11). */
async function bindPair(): Promise<[Socket, Socket]> {
  for (;;) {
    const first = await bindUdp();
    const second = createSocket('udp4');
    second.bind(first.address().port + 1, HOST);
    const bound = await once(second, 'listening').catch(() => undefined);
    if (bound) return [first, second];
    first.close();
  }
}

/** RTP, not RTCP, STUN or DTLS that comes to the same port (RFC 5761 section 4, RFC 7983 section 7). */
const isRtp = (bytes: Buffer): boolean => bytes.length >= 12 && bytes[0]! >> 6 === 2 && !(bytes[1]! >= 192 && bytes[1]! <= 223);

function rtpHeader(payloadType: number, sequence: number, timestamp: number, source: number): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = payloadType;
  header.writeUInt16BE(sequence, 2);
  header.writeUInt32BE(timestamp, 4);
  header.writeUInt32BE(source, 8);
  return header;
}
