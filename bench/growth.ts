import { performance } from 'node:perf_hooks';
import { analyse } from '../server/src/core/analysis';
import type { Row } from './rows';
import { longTrace } from './trace';

/** How often as much, and how much more than that it may cost before it no longer counts as linear. */
const TIMES = [1, 2, 4, 8] as const;
const SLACK = 1.5;
const RUNS = 5;

/** What an analysis costs of as much again, twice, four and eight times as much: the last against eight times the first. */
export const growthRows = (): Row[] => [
  row('messages, 1,000 × n', n => longTrace(100 * n)),
  row('re-INVITEs of one call, 100 × n', n => oneCall(Array.from({ length: 100 * n }, () => body(AUDIO)))),
  row('lines of a description, 500 × n', n => oneCall(repeated(40, () => body([...AUDIO, ...candidates(500 * n)])))),
  row('codecs of a section, 50 × n', n => oneCall(repeated(40, () => body(codecs(50 * n))))),
  row('m= sections, 10 × n', n => oneCall(repeated(40, () => body(repeated(10 * n, () => AUDIO).flat())))),
];

function row(what: string, textOf: (times: number) => string): Row {
  const costs = TIMES.map(times => {
    const text = textOf(times);
    return Math.min(...repeated(RUNS, () => timed(text)));
  });
  return {
    what: `growth with ${what}: 8 × against eight times 1 ×`,
    value: costs[3]! / (8 * costs[0]!),
    unit: '×',
    aim: SLACK,
    against: TIMES.map((times, index) => `${times} × ${costs[index]!.toFixed(1)} ms`).join(', '),
  };
}

function timed(text: string): number {
  const start = performance.now();
  if (analyse(text).messages.length === 0) throw new Error('nothing was read');
  return performance.now() - start;
}

const repeated = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

const AUDIO = [
  'm=audio 30000 UDP/TLS/RTP/SAVPF 111 0 110',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:110 telephone-event/48000',
  'a=ice-ufrag:lOUe',
  'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB',
  `a=fingerprint:sha-256 ${repeated(32, index => (index + 16).toString(16).toUpperCase()).join(':')}`,
  'a=setup:actpass',
  'a=rtcp-mux',
];

const candidates = (count: number): string[] =>
  repeated(count, index => `a=candidate:${index} 1 udp ${2122260223 - index} 198.51.100.40 ${1024 + (index % 60000)} typ host`);

const codecs = (count: number): string[] => [
  `m=audio 30000 RTP/AVP ${repeated(count, index => index + 96).join(' ')}`,
  ...repeated(count, index => `a=rtpmap:${index + 96} x-codec-${index}/8000`),
];

const body = (media: readonly string[]): string[] => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...media];

/** One call on one leg: offer and answer again and again. */
function oneCall(bodies: readonly (readonly string[])[]): string {
  return bodies
    .flatMap((lines, index) => [sip('INVITE sip:200@example.com SIP/2.0', index, lines), sip('SIP/2.0 200 OK', index, lines)])
    .join('');
}

function sip(start: string, index: number, lines: readonly string[]): string {
  const tag = start.startsWith('SIP') || index > 0 ? ';tag=b' : '';
  const headers = [
    `Via: SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bK${index}`,
    'From: <sip:100@example.com>;tag=a',
    `To: <sip:200@example.com>${tag}`,
    'Call-ID: growth@example.com',
    `CSeq: ${index + 1} INVITE`,
    'Content-Type: application/sdp',
    `Content-Length: ${lines.join('\r\n').length + 2}`,
  ];
  return `${[start, ...headers, '', ...lines].join('\n')}\n\n`;
}
