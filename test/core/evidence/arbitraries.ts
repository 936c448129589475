import fc from 'fast-check';
import type {
  BrowserEvidence,
  CaptureEvidence,
  DescriptionEvidence,
  Evidence,
  FlowEvidence,
  MessageEvidence,
} from '../../../server/src/core/trace/evidence/types';
import type { Endpoint, Transport } from '../../../server/src/core/trace/types';

/** Any evidence that can be written: whole microseconds, addresses as they are printed, counts. */
export const times = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
export const counts = fc.oneof(fc.constant(0), fc.nat(20), fc.nat());
const port = fc.integer({ min: 0, max: 65535 });
const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter(text => !text.includes('.')),
  fc.constantFrom('::1', 'fe80::1%eth0', '2001:db8:0:1:2:3:4:5'),
);
export const endpoints: fc.Arbitrary<Endpoint> = host.chain(text => port.map(number => ({ host: text.toLowerCase(), port: number })));
const maybePort: fc.Arbitrary<Endpoint> = fc.oneof(
  endpoints,
  host.map(text => ({ host: text.toLowerCase() })),
);
/** Text from outside: quotes, backslashes, line ends, halves of characters. */
export const strings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    'a,b',
    'a=b c=d',
    '# sip-trace: edited',
    '\n# sip-trace: rtp',
    '\u2028',
    '\udc80',
    '->',
    '\u0000',
  ),
);
const codes = fc.array(fc.tuple(counts, counts), { maxLength: 3 });
const name = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const names = fc.array(fc.tuple(name, counts), { maxLength: 3 });

const oneWay = {
  source: maybePort,
  destination: maybePort,
  packets: counts,
  first: fc.oneof(times, fc.constant(0)),
  last: times,
  frames: fc.tuple(counts, counts),
};

/** Required properties and some of the optional ones; an optional one that is not there is no property. */
const evidenceOf = <T>(required: object, optional: object = {}): fc.Arbitrary<T> =>
  fc
    .tuple(
      fc.record(required as Record<string, fc.Arbitrary<unknown>>),
      fc.record(optional as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] }),
    )
    .map(([one, other]) => ({ ...one, ...other }) as T);

export const flows: fc.Arbitrary<FlowEvidence> = fc.oneof(
  evidenceOf<FlowEvidence>(
    {
      kind: fc.constant('stun'),
      ...oneWay,
      requests: counts,
      answered: counts,
      successes: counts,
      errors: codes,
      nominating: counts,
      controlling: counts,
      controlled: counts,
    },
    { username: strings, integrity: fc.constantFrom('ok', 'wrong'), lastAnswered: times },
  ),
  evidenceOf<FlowEvidence>(
    {
      kind: fc.constant('dtls'),
      ...oneWay,
      clientHellos: counts,
      serverHellos: counts,
      finished: fc.boolean(),
      repeated: counts,
      certificates: fc.array(strings, { maxLength: 3 }),
      alerts: fc.array(strings, { maxLength: 3 }),
      srtpProfiles: fc.array(fc.oneof(strings, fc.constant('SRTP_AEAD_AES_128_GCM')), { maxLength: 3 }),
      applicationData: counts,
    },
    { version: fc.oneof(strings, fc.constantFrom('1.0', '1.2')) },
  ),
  evidenceOf<FlowEvidence>(
    {
      kind: fc.constant('rtp'),
      ...oneWay,
      ssrc: fc.nat(0xffffffff),
      payloadTypes: fc.array(
        fc.tuple(fc.nat(127), counts, counts).map(([type, packets, bytes]) => ({ type, packets, bytes })),
        { maxLength: 3 },
      ),
      lost: counts,
    },
    { jitter: counts, digits: fc.oneof(strings, fc.constant('0123456789*#ABCD')) },
  ),
  evidenceOf<FlowEvidence>({ kind: fc.constant('rtcp'), ...oneWay, types: codes }),
  evidenceOf<FlowEvidence>(
    { kind: fc.constant('turn'), ...oneWay, requests: names, answered: counts, successes: names, errors: codes, relayedPackets: counts },
    { relayed: endpoints },
  ),
  evidenceOf<FlowEvidence>({
    kind: fc.constant('icmp'),
    ...oneWay,
    error: strings,
    quoted: fc
      .tuple(endpoints, endpoints, fc.constantFrom('UDP', 'TCP'))
      .map(([source, destination, transport]) => ({ source, destination, transport })),
  }),
  evidenceOf<FlowEvidence>({ kind: fc.constant('udp'), ...oneWay, bytes: counts }, { looks: fc.oneof(strings, fc.constant('zrtp')) }),
);

export const messageEvidence: fc.Arbitrary<MessageEvidence> = evidenceOf<MessageEvidence>(
  {
    kind: fc.constant('message'),
    frames: fc.array(counts, { maxLength: 4 }),
    transport: fc.constantFrom<Transport>('UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'),
    bytes: counts,
  },
  {
    range: fc.tuple(counts, counts).map(([start, end]) => ({ start, end })),
    lineEnds: fc.constantFrom('lf', 'cr', 'mixed'),
    cut: counts,
    hep: fc.boolean(),
  },
);

export const captures: fc.Arbitrary<CaptureEvidence> = evidenceOf<CaptureEvidence>(
  {
    kind: fc.constant('capture'),
    file: strings,
    form: fc.constantFrom('pcap', 'pcapng', 'text'),
    frames: counts,
    first: times,
    last: times,
    cut: counts,
    duplicates: counts,
    unsorted: counts,
    interfaces: counts,
    unread: counts,
    missingFragments: counts,
    gaps: counts,
    encrypted: counts,
    decryptable: counts,
    compressed: counts,
    media: counts,
    problems: fc.array(strings, { maxLength: 3 }),
  },
  { converted: strings },
);

const describedBy: fc.Arbitrary<DescriptionEvidence> = evidenceOf<DescriptionEvidence>(
  {
    kind: fc.constant('description'),
    connection: strings,
    set: fc.constantFrom('local', 'remote'),
    type: fc.constantFrom('offer', 'answer', 'pranswer'),
    cut: fc.boolean(),
  },
  { time: times, result: fc.constantFrom('ok', 'failed'), error: strings },
);

const word = fc.stringMatching(/^[a-z-]{1,12}$/);
const words = fc.array(word, { maxLength: 3 });
const period = { first: fc.oneof(times, fc.constant(0)), last: fc.oneof(times, fc.constant(0)) };

const browsers: fc.Arbitrary<BrowserEvidence> = fc.oneof(
  evidenceOf<BrowserEvidence>(
    {
      kind: fc.constant('gathering'),
      ...period,
      state: fc.constantFrom('new', 'gathering', 'complete'),
      candidates: names,
      servers: fc.array(strings, { maxLength: 3 }),
    },
    { policy: word },
  ),
  evidenceOf<BrowserEvidence>({ kind: fc.constant('failure'), url: strings, code: counts, text: strings, count: counts }, { time: times }),
  evidenceOf<BrowserEvidence>({ kind: fc.constant('ice'), ...period, states: words }, { connected: times }),
  evidenceOf<BrowserEvidence>(
    { kind: fc.constant('pair'), types: words, state: word, nominated: fc.boolean(), requests: counts, answered: counts },
    { local: endpoints, remote: endpoints, protocol: word },
  ),
  evidenceOf<BrowserEvidence>(
    { kind: fc.constant('transport'), ...period, dtls: words, sent: counts, received: counts },
    { role: word, cipher: strings },
  ),
  evidenceOf<BrowserEvidence>(
    { kind: fc.constant('stream'), ...period, direction: fc.constantFrom('in', 'out'), media: word, packets: counts, lost: counts },
    { codec: strings },
  ),
);

export const evidences: fc.Arbitrary<Evidence> = fc.oneof(flows, messageEvidence, captures, describedBy, browsers);
