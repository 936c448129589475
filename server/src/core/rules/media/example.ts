import { renderCall } from '../../trace/capture/render';
import type {
  CaptureEvidence,
  DtlsEvidence,
  FlowEvidence,
  RtcpEvidence,
  RtpEvidence,
  StunEvidence,
  TurnEvidence,
} from '../../trace/evidence/types';
import type { Endpoint, Transport } from '../../trace/types';
import { EXAMPLE_BROWSER_LINES, exampleSdp } from '../example';

/** Where the parties of an example stand: a browser, or a phone, that calls through a gateway. */
export const CALLER = { host: '192.0.2.20', port: 49170 };
export const CALLEE = { host: '203.0.113.10', port: 30000 };

/** Microseconds since 1970 at which the examples begin; the answer comes a second later. */
const BEGIN = 1_795_338_000_000_000;
const SECOND = 1_000_000;

export interface ExampleCapture {
  readonly transport: 'UDP' | 'WS';
  readonly offer: readonly string[];
  readonly answer: readonly string[];
  readonly flows: readonly FlowEvidence[];
  /** Between the answer and the BYE: 20 when not given. */
  readonly seconds?: number;
  readonly capture?: Partial<CaptureEvidence>;
  /** Which of its messages the capture has; all when not given. */
  readonly messages?: readonly ('INVITE' | '200' | 'ACK' | 'BYE')[];
}

const ALL = ['INVITE', '200', 'ACK', 'BYE'] as const;

/** A call from a capture on one leg as its text: INVITE, 200, ACK and BYE, with what was seen of its media. */
export function exampleCapture({ transport, offer, answer, flows, seconds = 20, capture = {}, messages = ALL }: ExampleCapture): string {
  const end = BEGIN + (1 + seconds) * SECOND;
  const last = Math.max(end, ...flows.map(flow => flow.last));
  const headers = (cseq: string, toTag: string): string[] => [
    `Via: SIP/2.0/${transport} ${transport === 'WS' ? 'a1b2c3.invalid' : '192.0.2.20:5060'};branch=z9hG4bK${cseq.replace(' ', '')}`,
    'From: <sip:alice@example.com>;tag=a',
    `To: <sip:bob@example.com>${toTag}`,
    'Call-ID: example',
    `CSeq: ${cseq}`,
  ];
  const body = (lines: readonly string[]): string[] =>
    lines.length === 0
      ? ['Content-Length: 0', '', '']
      : ['Content-Type: application/sdp', `Content-Length: ${lines.join('\r\n').length + 2}`, '', ...lines, ''];
  const all: Readonly<Record<(typeof ALL)[number], Message>> = {
    INVITE: {
      time: BEGIN,
      frame: 1,
      sent: true,
      lines: ['INVITE sip:bob@example.com SIP/2.0', ...headers('1 INVITE', ''), ...body(offer)],
    },
    '200': { time: BEGIN + SECOND, frame: 4, sent: false, lines: ['SIP/2.0 200 OK', ...headers('1 INVITE', ';tag=b'), ...body(answer)] },
    ACK: {
      time: BEGIN + SECOND + 1000,
      frame: 5,
      sent: true,
      lines: ['ACK sip:bob@example.com SIP/2.0', ...headers('1 ACK', ';tag=b'), ...body([])],
    },
    BYE: { time: end, frame: 2400, sent: true, lines: ['BYE sip:bob@example.com SIP/2.0', ...headers('2 BYE', ';tag=b'), ...body([])] },
  };
  return renderCall({
    capture: {
      kind: 'capture',
      file: 'example.pcap',
      form: 'pcap',
      frames: 2400,
      first: BEGIN,
      last,
      cut: 0,
      duplicates: 0,
      unsorted: 0,
      interfaces: 1,
      unread: 0,
      missingFragments: 0,
      gaps: 0,
      encrypted: 0,
      decryptable: 0,
      compressed: 0,
      media: flows.reduce((sum, flow) => sum + flow.packets, 0),
      problems: [],
      ...capture,
    },
    messages: messages.map(one => rendered(all[one], transport)),
    flows,
  });
}

interface Message {
  readonly time: number;
  readonly frame: number;
  readonly sent: boolean;
  readonly lines: readonly string[];
}

function rendered({ time, frame, sent, lines }: Message, transport: Transport) {
  const caller = { host: CALLER.host, port: transport === 'WS' ? 41880 : 5060 };
  const callee = { host: CALLEE.host, port: transport === 'WS' ? 8080 : 5060 };
  const text = lines.join('\r\n');
  return {
    evidence: { kind: 'message' as const, frames: [frame], transport, bytes: text.length },
    time,
    source: sent ? caller : callee,
    destination: sent ? callee : caller,
    text,
  };
}

/** Seconds of the example call in which its media flows, and the frames of it. */
const FLOWING = { packets: 1000, first: BEGIN + 1.1 * SECOND, last: BEGIN + 21 * SECOND, frames: [10, 2390] as const };

/** To the callee when nothing else is said. */
const toCallee = { source: CALLER, destination: CALLEE };
export const toCaller = { source: CALLEE, destination: CALLER };

/** Twenty seconds of PCMU, or of what is said. */
export const exampleRtp = (parts: Partial<RtpEvidence> = {}): RtpEvidence => ({
  kind: 'rtp',
  ...toCallee,
  ...FLOWING,
  ssrc: 0x1234abcd,
  payloadTypes: [{ type: 0, packets: parts.packets ?? FLOWING.packets, bytes: 160 }],
  lost: 0,
  ...parts,
});

/** Reports of the callee, which has nothing to report of. */
export const exampleRtcp = (parts: Partial<RtcpEvidence> = {}): RtcpEvidence => ({
  kind: 'rtcp',
  ...toCaller,
  ...FLOWING,
  packets: 4,
  types: [[201, 4]],
  ...parts,
});

/** Checks that all were answered, or what is said. */
export const exampleStun = (parts: Partial<StunEvidence> = {}): StunEvidence => ({
  kind: 'stun',
  ...toCallee,
  ...FLOWING,
  packets: 9,
  requests: 8,
  answered: 8,
  successes: 1,
  errors: [],
  nominating: 8,
  controlling: 8,
  controlled: 0,
  lastAnswered: FLOWING.last - SECOND,
  ...parts,
});

/** The ClientHello's side of a handshake that ended well, or what is said. */
export const exampleDtls = (parts: Partial<DtlsEvidence> = {}): DtlsEvidence => ({
  kind: 'dtls',
  ...toCallee,
  ...FLOWING,
  packets: 4,
  frames: [12, 19],
  last: FLOWING.first + SECOND,
  clientHellos: 1,
  serverHellos: 0,
  finished: true,
  repeated: 0,
  certificates: [EXAMPLE_CERTIFICATE],
  alerts: [],
  version: '1.2',
  srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'],
  applicationData: 0,
  ...parts,
});

/** That of the fingerprint of the example's descriptions. */
export const EXAMPLE_CERTIFICATE = `sha-256 ${Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase()).join(':')}`;

const candidate = ({ host, port }: Endpoint): string => `a=candidate:1 1 udp 2130706431 ${host} ${port} typ host`;

/** A browser's, or a gateway's, audio section at an address. */
export const exampleWebAudio = (at: Endpoint, setup: string, lines: readonly string[] = EXAMPLE_BROWSER_LINES): string[] => [
  ...exampleSdp(`m=audio ${at.port} UDP/TLS/RTP/SAVPF 111 0`, ...lines, ...(setup === '' ? [] : [`a=setup:${setup}`]), candidate(at)).map(
    line => line.replace('192.0.2.1', at.host),
  ),
];

/** A phone's audio section at an address. */
export const examplePhoneAudio = (at: Endpoint, ...media: readonly string[]): string[] =>
  exampleSdp(...(media.length > 0 ? media : [`m=audio ${at.port} RTP/AVP 0`])).map(line => line.replaceAll('192.0.2.1', at.host));

/** A browser's call as it should be: ICE, handshake, and audio both ways. */
export const HEALTHY_WEB_CALL = exampleCapture({
  transport: 'WS',
  offer: exampleWebAudio(CALLER, 'actpass'),
  answer: exampleWebAudio(CALLEE, 'active'),
  flows: [
    exampleStun(),
    exampleStun({ ...toCaller, nominating: 0, controlling: 0, controlled: 1, requests: 1, answered: 1, successes: 8 }),
    exampleDtls({ ...toCaller }),
    exampleDtls({ clientHellos: 0, serverHellos: 1 }),
    exampleRtp({ payloadTypes: [{ type: 0, packets: 1000, bytes: 170 }] }),
    exampleRtp({ ...toCaller, payloadTypes: [{ type: 0, packets: 1000, bytes: 170 }] }),
  ],
});

/** A phone's call as it should be. */
export const HEALTHY_PHONE_CALL = exampleCapture({
  transport: 'UDP',
  offer: examplePhoneAudio(CALLER),
  answer: examplePhoneAudio(CALLEE),
  flows: [exampleRtp(), exampleRtp(toCaller)],
});

/** Requests for a relayed address to a TURN server, or what is said. */
export const exampleTurn = (parts: Partial<TurnEvidence> = {}): TurnEvidence => ({
  kind: 'turn',
  ...FLOWING,
  packets: 7,
  source: CALLER,
  destination: { host: '203.0.113.5', port: 3478 },
  requests: [['allocate', 7]],
  answered: 0,
  successes: [],
  errors: [],
  relayedPackets: 0,
  ...parts,
});
