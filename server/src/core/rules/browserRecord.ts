import type { Description, Told } from '../call/types';
import { renderConnection } from '../trace/capture/renderConnection';
import type { BrowserEvidence, DescriptionEvidence } from '../trace/evidence/types';
import type { Span } from '../text/span';
import { EXAMPLE_BROWSER_LINES, exampleSdp } from './example';
import type { Related } from './types';

/** Microseconds of a second. */
export const SECOND = 1_000_000;

/** Seconds between two times of a record; 0 where either is not told. */
export const secondsBetween = (first: number | undefined, last: number): number => (first && last > first ? (last - first) / SECOND : 0);

/** Lines of a browser's record as related places. */
export const relatedRecord = (told: readonly Told<{ readonly at?: Span }>[], text: string): Related[] =>
  told
    .slice(0, MOST_RELATED)
    .flatMap(({ evidence, message }) => (evidence.at ? [{ message, span: evidence.at, inRecord: true, text }] : []));

const MOST_RELATED = 3;

/** Whether it is the last description of one end that the browser took, in a record that a browser made. */
export function isLatest(one: Description, set: DescriptionEvidence['set']): boolean {
  if (!one.leg.browser || one.message.envelope.browser?.set !== set) return false;
  const taken = one.leg.messages.filter(({ envelope }) => envelope.browser?.set === set && envelope.browser.result !== 'failed');
  return taken.at(-1) === one.message;
}

/** When the examples begin. */
export const BEGIN = 1_795_338_000 * SECOND;

export interface ExampleRecord {
  readonly offer: readonly string[];
  readonly answer?: readonly string[];
  /** The browser's words where it did not take the answer. */
  readonly error?: string;
  readonly evidence: readonly BrowserEvidence[];
}

/** The record of a browser that made an offer, for the pages of rules. */
export function exampleRecord({ offer, answer, error, evidence }: ExampleRecord): string {
  const described = (
    set: 'local' | 'remote',
    type: 'offer' | 'answer',
    lines: readonly string[],
    result: 'ok' | 'failed',
    after: number,
  ) => ({
    evidence: {
      kind: 'description' as const,
      connection: '9-1',
      set,
      type,
      time: BEGIN + after * SECOND,
      result,
      error: result === 'failed' ? error : undefined,
      cut: false,
    },
    sdp: `${lines.join('\n')}\n`,
  });
  const descriptions = [described('local', 'offer', offer, 'ok', 0)];
  if (answer) descriptions.push(described('remote', 'answer', answer, error === undefined ? 'ok' : 'failed', 1));
  return renderConnection(
    {
      kind: 'capture',
      file: 'webrtc_internals_dump.txt',
      form: 'text',
      converted: 'webrtc-internals',
      first: BEGIN,
      last: BEGIN + SECOND,
      frames: 0,
      media: 0,
      interfaces: 0,
      cut: 0,
      duplicates: 0,
      unsorted: 0,
      unread: 0,
      missingFragments: 0,
      gaps: 0,
      encrypted: 0,
      decryptable: 0,
      compressed: 0,
      problems: [],
    },
    { id: '9-1', descriptions, evidence },
  );
}

/** A browser's offer before it has any candidate, and with those it found. */
export const exampleRecordOffer = (...candidates: readonly string[]): string[] =>
  exampleSdp(
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 0',
    'c=IN IP4 0.0.0.0',
    ...EXAMPLE_BROWSER_LINES,
    'a=setup:actpass',
    'a=mid:0',
    ...candidates,
  );

export const HOST_CANDIDATE = 'a=candidate:1 1 udp 2122260223 10.20.30.40 49170 typ host';

/** The gateway's answer, with an address of its own. */
export const exampleRecordAnswer = (host: string, setup = 'active'): string[] =>
  exampleSdp(
    'm=audio 30000 UDP/TLS/RTP/SAVPF 0',
    ...EXAMPLE_BROWSER_LINES.filter(line => !line.includes('rtpmap:111')).map(line =>
      line.replace('lOUe', 'q7Gd').replace('Zm06Jtrp72t7iOXQTq4McovB', 'nE3tPw5mXyB8sKc1vRz6LhUa'),
    ),
    `a=setup:${setup}`,
    'a=mid:0',
    `a=candidate:1 1 udp 2130706431 ${host} 30000 typ host`,
  ).map(line => line.replace('192.0.2.1', host));

/** What a browser tells of a connection that works: a search, a pair, a handshake, and audio both ways. */
export const HEALTHY_RECORD: readonly BrowserEvidence[] = [
  { kind: 'gathering', state: 'complete', first: BEGIN, last: BEGIN + SECOND / 10, candidates: [['host', 1]], servers: [] },
  { kind: 'ice', states: ['checking', 'connected'], first: BEGIN + SECOND, connected: BEGIN + 1.1 * SECOND, last: BEGIN + 20 * SECOND },
  {
    kind: 'transport',
    dtls: ['connecting', 'connected'],
    role: 'server',
    cipher: 'SRTP_AES128_CM_HMAC_SHA1_80',
    sent: 900,
    received: 900,
    first: BEGIN + SECOND,
    last: BEGIN + 19 * SECOND,
  },
  {
    kind: 'pair',
    types: ['prflx', 'host'],
    local: { host: '192.0.2.20', port: 49170 },
    remote: { host: '203.0.113.10', port: 30000 },
    protocol: 'udp',
    state: 'succeeded',
    nominated: true,
    requests: 8,
    answered: 8,
  },
  {
    kind: 'stream',
    direction: 'out',
    media: 'audio',
    codec: 'PCMU',
    packets: 900,
    lost: 0,
    first: BEGIN + SECOND,
    last: BEGIN + 19 * SECOND,
  },
  {
    kind: 'stream',
    direction: 'in',
    media: 'audio',
    codec: 'PCMU',
    packets: 900,
    lost: 0,
    first: BEGIN + SECOND,
    last: BEGIN + 19 * SECOND,
  },
];

/** A connection that works. */
export const HEALTHY_DUMP = exampleRecord({
  offer: exampleRecordOffer(HOST_CANDIDATE),
  answer: exampleRecordAnswer('203.0.113.10'),
  evidence: HEALTHY_RECORD,
});

/** The record of a connection that works, with some of it otherwise; `undefined` leaves a word out. */
export const exampleEvidence = (
  parts: { readonly [K in BrowserEvidence['kind']]?: Partial<Extract<BrowserEvidence, { kind: K }>> | 'none' },
): BrowserEvidence[] =>
  HEALTHY_RECORD.filter(one => parts[one.kind] !== 'none').map(one => {
    const part = parts[one.kind];
    return part === undefined || part === 'none' ? one : ({ ...one, ...part } as BrowserEvidence);
  });
