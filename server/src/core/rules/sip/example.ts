import { exampleSdp } from '../example';

/** One message of an example ladder between a caller (192.0.2.1) and a callee (192.0.2.2). */
export interface ExampleStep {
  /** Seconds since the first message. */
  readonly at: number;
  readonly from: 'caller' | 'callee';
  /** `INVITE`, `200 OK`. */
  readonly what: string;
  /** Number and method; of a request that is no INVITE, its own method stands in `what`. */
  readonly cseq: string;
  /** Of the topmost Via; the ACK of a 2xx has one of its own. */
  readonly branch?: string;
  /** The first INVITE and the 100 have none. */
  readonly toTag?: boolean;
  readonly headers?: readonly string[];
  readonly body?: readonly string[];
}

export const EXAMPLE_OFFER: readonly string[] = exampleSdp('m=audio 49170 RTP/AVP 0');
export const EXAMPLE_ANSWER: readonly string[] = exampleSdp('m=audio 5004 RTP/AVP 0');

const HOSTS = { caller: '192.0.2.1', callee: '192.0.2.2' } as const;
const NAMES = {
  caller: { uri: '<sip:alice@example.com>', tag: ';tag=a' },
  callee: { uri: '<sip:bob@example.com>', tag: ';tag=b' },
} as const;

/** A ladder as sngrep saves it, with times: for rules that need them. */
export const exampleLadder = (steps: readonly ExampleStep[]): string => `${steps.map(message).join('\n')}\n`;

function message(step: ExampleStep): string {
  const { at, from, what, cseq, headers = [], body = [] } = step;
  const other = from === 'caller' ? 'callee' : 'caller';
  const response = /^\d/.test(what);
  const client = response ? other : from;
  const server = client === 'caller' ? 'callee' : 'caller';
  const tagged = step.toTag ?? !(what.startsWith('100') || what === 'INVITE');
  const branch = step.branch ?? `z9hG4bK${cseq.replace(' ', '')}`;
  return [
    `2026/01/05 ${clock(at)} ${HOSTS[from]}:5060 -> ${HOSTS[other]}:5060`,
    response ? `SIP/2.0 ${what}` : `${what} sip:${server}@${HOSTS[server]}:5060 SIP/2.0`,
    `Via: SIP/2.0/UDP ${HOSTS[client]}:5060;branch=${branch}`,
    ...(response ? [] : ['Max-Forwards: 70']),
    `From: ${NAMES[client].uri}${NAMES[client].tag}`,
    `To: ${NAMES[server].uri}${tagged ? NAMES[server].tag : ''}`,
    'Call-ID: example',
    `CSeq: ${cseq}`,
    ...headers,
    ...(body.length > 0 ? ['Content-Type: application/sdp', `Content-Length: ${body.join('\r\n').length + 2}`] : ['Content-Length: 0']),
    '',
    ...body,
    '',
  ].join('\n');
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
  return `10:${pad(Math.floor(whole / 60))}:${pad(whole % 60)}.${pad(Math.round((seconds - whole) * 1_000_000), 6)}`;
}

export const contactOf = (who: 'caller' | 'callee', host: string = HOSTS[who]): string => `Contact: <sip:${who}@${host}:5060>`;

export const invite = (at = 0, headers: readonly string[] = []): ExampleStep => ({
  at,
  from: 'caller',
  what: 'INVITE',
  cseq: '1 INVITE',
  headers: [contactOf('caller'), ...headers],
  body: EXAMPLE_OFFER,
});

/** The 200 of the first INVITE. */
export const answer = (at: number, headers: readonly string[] = [contactOf('callee')]): ExampleStep => ({
  at,
  from: 'callee',
  what: '200 OK',
  cseq: '1 INVITE',
  headers,
  body: EXAMPLE_ANSWER,
});

export const reply = (at: number, what: string, cseq = '1 INVITE', headers: readonly string[] = []): ExampleStep => ({
  at,
  from: 'callee',
  what,
  cseq,
  headers,
});

/** The ACK of a 2xx. */
export const ack = (at: number, branch = 'z9hG4bK1ACK'): ExampleStep => ({ at, from: 'caller', what: 'ACK', cseq: '1 ACK', branch });

/** The ACK of a refusal. */
export const refusalAck = (at: number, number = 1): ExampleStep => ({
  at,
  from: 'caller',
  what: 'ACK',
  cseq: `${number} ACK`,
  branch: `z9hG4bK${number}INVITE`,
});

/** A BYE with its 200. */
export const bye = (at: number, from: 'caller' | 'callee', number = 2, headers: readonly string[] = []): ExampleStep[] => [
  { at, from, what: 'BYE', cseq: `${number} BYE`, headers },
  { at: at + 0.02, from: from === 'caller' ? 'callee' : 'caller', what: '200 OK', cseq: `${number} BYE` },
];

/** A call as it should be. */
export const HEALTHY_LADDER: string = exampleLadder([
  invite(),
  reply(0.01, '100 Trying'),
  reply(0.1, '180 Ringing'),
  answer(3),
  ack(3.05),
  ...bye(60, 'caller'),
]);

/** Seconds at which a message is sent again that nobody answers: T1 doubles up to T2 (RFC 3261 section 13.3.1.4). */
export const REPEATS: readonly number[] = [0, 0.5, 1.5, 3.5, 7.5];
