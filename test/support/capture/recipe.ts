// A call written down as a recipe: one line a packet, `seconds source > destination: what`. What is a message is quoted by its name.
import type { PacketInFile } from './files';
import { rtp, stun, USE_CANDIDATE } from './media';
import { ethernet, fragments, ipv4, tcp, udp } from './packets';

const PHONE = '192.0.2.20';
const GATEWAY = '192.0.2.1';
const BROWSER = '203.0.113.20';
const OUTSIDE = '203.0.113.10';

const body = (host: string, port: number): string =>
  ['v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0', `m=audio ${port} RTP/AVP 0`, ''].join('\r\n');

/** A message of the call on the SIP leg. */
function sip(start: string, method: string, content = ''): string {
  return [
    start,
    `Via: SIP/2.0/UDP ${GATEWAY}:5060;branch=z9hG4bK${method}`,
    'From: <sip:alice@example.com>;tag=a',
    `To: <sip:bob@example.com>${/^(SIP|ACK|BYE)/.test(start) ? ';tag=b' : ''}`,
    'Call-ID: recipe@example.com',
    `CSeq: ${method === 'BYE' ? 2 : 1} ${method}`,
    ...(content ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${content.length}`,
    '',
    content,
  ].join('\r\n');
}

/** What the recipe's words stand for. */
const WHAT: Readonly<Record<string, (count: number) => Uint8Array | string>> = {
  INVITE: () => sip('INVITE sip:bob@192.0.2.20 SIP/2.0', 'INVITE', body(GATEWAY, 4000)),
  Ringing: () => sip('SIP/2.0 180 Ringing', 'INVITE'),
  OK: () => sip('SIP/2.0 200 OK', 'INVITE', body(PHONE, 6000)),
  ACK: () => sip('ACK sip:bob@192.0.2.20 SIP/2.0', 'ACK'),
  BYE: () => sip('BYE sip:bob@192.0.2.20 SIP/2.0', 'BYE'),
  Bye: () => sip('SIP/2.0 200 OK', 'BYE'),
  voice: count => rtp({ sequence: count, timestamp: count * 160 }),
  check: count => stun({ id: count, attributes: [[USE_CANDIDATE, '']] }),
};

const RECIPE = `
0.000 ${GATEWAY}:5060 > ${PHONE}:5060: INVITE
0.010 ${PHONE}:5060 > ${GATEWAY}:5060: Ringing
1.000 ${PHONE}:5060 > ${GATEWAY}:5060: OK
1.010 ${GATEWAY}:5060 > ${PHONE}:5060: ACK
1.020 ${GATEWAY}:4000 > ${PHONE}:6000: voice 1
1.025 ${PHONE}:6000 > ${GATEWAY}:4000: voice 1
1.040 ${GATEWAY}:4000 > ${PHONE}:6000: voice 2
1.045 ${PHONE}:6000 > ${GATEWAY}:4000: voice 2
1.060 ${GATEWAY}:4000 > ${PHONE}:6000: voice 3
1.065 ${PHONE}:6000 > ${GATEWAY}:4000: voice 3
1.100 ${BROWSER}:40000 > ${OUTSIDE}:30000: check 1
5.000 ${GATEWAY}:5060 > ${PHONE}:5060: BYE
5.010 ${PHONE}:5060 > ${GATEWAY}:5060: Bye
`;

const BEGIN = 1_800_000_000_000_000;

/** A packet of the recipe before it is put into a frame. */
export interface Step {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly payload: Uint8Array | string;
  /** Number of the packet, for the IP identification. */
  readonly id: number;
}

export const recipe: readonly Step[] = RECIPE.trim()
  .split('\n')
  .map((line, index) => {
    const [, seconds, source, destination, word, count] = /^(\S+) (\S+) > (\S+): (\w+) ?(\d*)$/.exec(line)!;
    return {
      time: BEGIN + Math.round(Number(seconds) * 1e6),
      source: source!,
      destination: destination!,
      payload: WHAT[word!]!(Number(count)),
      id: index + 1,
    };
  });

const host = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/** The IP packet of a step. */
export const packetOf = ({ source, destination, payload, id }: Step): Uint8Array =>
  ipv4({ source: host(source), destination: host(destination), protocol: 17, payload: udp({ source, destination, payload }), id });

/** The steps as packets of a file, each in an Ethernet frame unless said. */
export const packetsOf = (steps: readonly Step[], frame: (packet: Uint8Array) => Uint8Array = ethernet): PacketInFile[] =>
  steps.map(step => ({ time: step.time, bytes: frame(packetOf(step)) }));

/** Each packet of more than 200 bytes in fragments of that size. */
export const fragmented = (steps: readonly Step[]): PacketInFile[] =>
  steps.flatMap(({ time, source, destination, payload, id }) =>
    fragments(host(source), host(destination), 17, udp({ source, destination, payload }), 200, id).map(bytes => ({
      time,
      bytes: ethernet(bytes),
    })),
  );

/** The SIP of the recipe as one TCP connection each way, cut into segments of `size` bytes; the media as it is. */
export function overTcp(steps: readonly Step[], size: number): PacketInFile[] {
  const sent = new Map<string, number>();
  return steps.flatMap(step => {
    const { time, source, destination, payload } = step;
    if (typeof payload !== 'string') return packetsOf([step]);
    const bytes = new TextEncoder().encode(payload);
    const begin = sent.get(source) ?? 1000;
    sent.set(source, begin + bytes.length);
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
      time,
      bytes: ethernet(
        ipv4({
          source: host(source),
          destination: host(destination),
          protocol: 6,
          payload: tcp({ source, destination, seq: begin + index * size, payload: bytes.subarray(index * size, (index + 1) * size) }),
        }),
      ),
    }));
  });
}
