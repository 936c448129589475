import { ListedCapture } from '../../../server/src/core/listing/listedCapture';
import { pcapFile } from '../../support/capture/files';
import { rtp } from '../../support/capture/media';
import { ethernet, ip, udp } from '../../support/capture/packets';

/** Microseconds since 1970 at which the calls begin. */
const BEGIN = 1_800_000_000_000_000;

/** A packet: seconds since the beginning, `host:port` twice, and what it carries. */
export type Sent = readonly [seconds: number, source: string, destination: string, payload: Uint8Array | string];

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');

/** A pcap of these packets, in the order of the list. */
export const captureOf = (packets: readonly Sent[]): Uint8Array =>
  pcapFile(
    packets.map(([seconds, source, destination, payload]) => ({
      time: BEGIN + Math.round(seconds * 1e6),
      bytes: ethernet(ip(hostOf(source), hostOf(destination), 17, udp({ source, destination, payload }))),
    })),
  );

/** A capture that has been read from memory, in pieces of a size. */
export function listed(file: Uint8Array, { piece = file.length, again = true } = {}): ListedCapture {
  const capture = new ListedCapture('test.pcap', again ? (offset, length) => file.subarray(offset, offset + length) : undefined);
  for (let at = 0; at < file.length; at += piece) capture.push(file.slice(at, at + piece));
  capture.end();
  return capture;
}

export interface MessageParts {
  readonly start: string;
  readonly callId: string;
  readonly cseq: string;
  readonly via: string;
  readonly branch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sdp?: string;
}

/** A message with what a call needs of headers. */
export function sip({ start, callId, cseq, via, branch = cseq, from = 'alice', to = 'bob', sdp = '' }: MessageParts): string {
  const answered = start.startsWith('SIP/2.0') || !cseq.endsWith('INVITE');
  return [
    start,
    `Via: SIP/2.0/UDP ${via};branch=z9hG4bK-${branch.replace(' ', '-')}-${callId}`,
    `From: <sip:${from}@example.com>;tag=a-${callId}`,
    `To: <sip:${to}@example.com>${answered ? `;tag=b-${callId}` : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ].join('\r\n');
}

/** A description with one audio section. */
export const audio = (host: string, port: number, formats = '0', ...lines: readonly string[]): string =>
  ['v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0', `m=audio ${port} RTP/AVP ${formats}`, ...lines, ''].join('\r\n');

export interface CallParts {
  readonly callId: string;
  readonly at: number;
  /** Hosts of both ends; SIP is on port 5060. */
  readonly caller: string;
  readonly callee: string;
  readonly from?: string;
  readonly to?: string;
  /** Where each end receives its media, as its description says. */
  readonly media?: readonly [caller: string, callee: string];
  readonly codecs?: readonly [offered: string, answered: string];
  /** Final answer; 200 unless said. */
  readonly status?: number;
  /** Seconds from the INVITE to its final answer, and from that to the BYE; no BYE for a refusal. */
  readonly rings?: number;
  readonly talks?: number;
}

/** The messages of an ordinary call between two neighbours. */
export function call(parts: CallParts): Sent[] {
  const { callId, at, caller, callee, from, to, status = 200, rings = 1, talks = 5 } = parts;
  const [offered, answered] = parts.media ?? [`${caller}:4000`, `${callee}:6000`];
  const [offer, answer] = parts.codecs ?? ['0', '0'];
  const [a, b] = [`${caller}:5060`, `${callee}:5060`];
  const common = { callId, via: a, from, to };
  const describe = (address: string, formats: string): string => {
    const [host, port] = address.split(':');
    return audio(host!, Number(port), formats);
  };
  const up = at + rings;
  const messages: Sent[] = [
    [at, a, b, sip({ ...common, start: `INVITE sip:${to ?? 'bob'}@${callee} SIP/2.0`, cseq: '1 INVITE', sdp: describe(offered, offer) })],
    [at + rings / 2, b, a, sip({ ...common, start: 'SIP/2.0 180 Ringing', cseq: '1 INVITE' })],
    [
      up,
      b,
      a,
      sip({ ...common, start: `SIP/2.0 ${status} X`, cseq: '1 INVITE', sdp: status === 200 ? describe(answered, answer) : undefined }),
    ],
    [up + 0.01, a, b, sip({ ...common, start: `ACK sip:bob@${callee} SIP/2.0`, cseq: '1 ACK' })],
  ];
  if (status !== 200) return messages;
  return [
    ...messages,
    [up + talks, a, b, sip({ ...common, start: `BYE sip:bob@${callee} SIP/2.0`, cseq: '2 BYE' })],
    [up + talks + 0.01, b, a, sip({ ...common, start: 'SIP/2.0 200 OK', cseq: '2 BYE' })],
  ];
}

/** Some seconds of RTP one way, a packet each 20 ms. */
export const voice = (from: number, seconds: number, source: string, destination: string, ssrc = 1): Sent[] =>
  Array.from({ length: Math.round(seconds * 50) }, (_, index) => [
    from + index * 0.02,
    source,
    destination,
    rtp({ sequence: index, timestamp: index * 160, ssrc }),
  ]);

/** All packets in order of time. */
export const inTime = (...parts: readonly (readonly Sent[])[]): Sent[] => parts.flat().sort((a, b) => a[0] - b[0]);
