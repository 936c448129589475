import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * A capture for measuring: calls from phones over a gateway to a trunk, both legs, 95 % of its packets RTP; fifty calls at a time, so that
 * packets of many flows stand between each other. The same bytes every time; addresses are those of documentation (RFC 5737).
 */

const PHONE = '192.0.2.20';
const GATEWAY = '192.0.2.1';
const TRUNK = '198.51.100.9';
const AT_A_TIME = 50;
const RTP_OF_CALL = 190;
const BEGIN = 1_800_000_000;
/** 16-byte record header, Ethernet, IPv4, UDP. */
const HEADERS = 16 + 14 + 20 + 8;

/** Writes a pcap of so many calls, 200 packets each; returns its size in bytes. */
export function writeCapture(file: string, calls: number): number {
  const descriptor = openSync(file, 'w');
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262144, 16);
  header.writeUInt32LE(1, 20);
  let size = writeSync(descriptor, header);
  for (let first = 0; first < calls; first += AT_A_TIME) size += writeSync(descriptor, together(first, Math.min(AT_A_TIME, calls - first)));
  closeSync(descriptor);
  return size;
}

/** The packets of calls that run at the same time, in order of time. */
function together(first: number, count: number): Buffer {
  const packets: Buffer[] = [];
  const begin = BEGIN + first;
  const all = Array.from({ length: count }, (_, index) => sipOf(first + index));
  const sip = (step: number, time: number): void => {
    for (const messages of all) {
      const { from, to, text } = messages[step]!;
      packets.push(packet(time, from, 5060, to, 5060, Buffer.from(text)));
    }
  };
  for (let step = 0; step < 6; step++) sip(step, begin + step / 100);
  const payload = Buffer.alloc(172, 0xd5);
  payload[0] = 0x80;
  for (let round = 0; round < RTP_OF_CALL; round++) {
    const time = begin + 0.1 + Math.floor(round / 4) * 0.02;
    for (let index = 0; index < count; index++) {
      const call = first + index;
      const port = 10000 + (call % 20000) * 2;
      const [from, to] = [
        [PHONE, GATEWAY],
        [GATEWAY, TRUNK],
        [TRUNK, GATEWAY],
        [GATEWAY, PHONE],
      ][round % 4]!;
      payload[1] = 8;
      payload.writeUInt16BE(Math.floor(round / 4), 2);
      payload.writeUInt32BE(Math.floor(round / 4) * 160, 4);
      payload.writeUInt32BE(call * 4 + (round % 4), 8);
      packets.push(packet(time, from!, port, to!, port, payload));
    }
  }
  for (let step = 6; step < 10; step++) sip(step, begin + 2 + step / 100);
  return Buffer.concat(packets);
}

function packet(time: number, from: string, fromPort: number, to: string, toPort: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(HEADERS + payload.length);
  const length = bytes.length - 16;
  const seconds = Math.floor(time);
  bytes.writeUInt32LE(seconds, 0);
  bytes.writeUInt32LE(Math.round((time - seconds) * 1e6) % 1_000_000, 4);
  bytes.writeUInt32LE(length, 8);
  bytes.writeUInt32LE(length, 12);
  bytes.writeUInt16BE(0x0800, 28);
  bytes[30] = 0x45;
  bytes.writeUInt16BE(length - 14, 32);
  bytes[38] = 64;
  bytes[39] = 17;
  bytes.set(from.split('.').map(Number), 42);
  bytes.set(to.split('.').map(Number), 46);
  bytes.writeUInt16BE(fromPort, 50);
  bytes.writeUInt16BE(toPort, 52);
  bytes.writeUInt16BE(length - 34, 54);
  payload.copy(bytes, HEADERS);
  return bytes;
}

interface Sip {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Ten messages: INVITE, 200 and ACK on both legs while the call is set up, BYE and 200 on both at its end. */
function sipOf(call: number): Sip[] {
  const port = 10000 + (call % 20000) * 2;
  const sdp = (host: string): string[] => [
    'v=0',
    `o=- ${call} 1 IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    'a=sendrecv',
  ];
  const legs = [
    { id: `${call}-in@${PHONE}`, from: PHONE, to: GATEWAY },
    { id: `${call}-out@${GATEWAY}`, from: GATEWAY, to: TRUNK },
  ];
  const message = (leg: number, start: string, method: string, back: boolean, body: string[]): Sip => {
    const { id, from, to } = legs[leg]!;
    const number = method === 'BYE' ? 2 : 1;
    const answered = method !== 'INVITE' || start.startsWith('SIP');
    const content = body.map(line => `${line}\r\n`).join('');
    const lines = [
      start,
      `Via: SIP/2.0/UDP ${from}:5060;rport;branch=z9hG4bK-${call}-${leg}-${method === 'ACK' ? 'ack' : number}`,
      'Max-Forwards: 70',
      `From: "Phone ${call}" <sip:1${call}@example.com>;tag=from-${call}-${leg}`,
      `To: <sip:2${call}@example.com>${answered ? `;tag=to-${call}-${leg}` : ''}`,
      `Call-ID: ${id}`,
      `CSeq: ${number} ${method}`,
      `Contact: <sip:${call}@${back ? to : from}:5060>`,
      'User-Agent: Example Phone 1.0',
      'Allow: INVITE, ACK, CANCEL, BYE, UPDATE, MESSAGE, OPTIONS, REFER, INFO, NOTIFY, SUBSCRIBE',
      'Supported: replaces, timer',
      ...(content ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${content.length}`,
    ];
    return { from: back ? to : from, to: back ? from : to, text: `${lines.join('\r\n')}\r\n\r\n${content}` };
  };
  const uri = `sip:2${call}@example.com SIP/2.0`;
  return [
    message(0, `INVITE ${uri}`, 'INVITE', false, sdp(PHONE)),
    message(1, `INVITE ${uri}`, 'INVITE', false, sdp(GATEWAY)),
    message(1, 'SIP/2.0 200 OK', 'INVITE', true, sdp(TRUNK)),
    message(0, 'SIP/2.0 200 OK', 'INVITE', true, sdp(GATEWAY)),
    message(0, `ACK ${uri}`, 'ACK', false, []),
    message(1, `ACK ${uri}`, 'ACK', false, []),
    message(0, `BYE ${uri}`, 'BYE', false, []),
    message(1, `BYE ${uri}`, 'BYE', false, []),
    message(1, 'SIP/2.0 200 OK', 'BYE', true, []),
    message(0, 'SIP/2.0 200 OK', 'BYE', true, []),
  ];
}
