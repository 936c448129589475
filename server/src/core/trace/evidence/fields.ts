import type { Evidence, FlowEvidence } from './types';
import * as value from './values';

/** What is no `key=value` of a line: its word, its two addresses, its place. */
type Framing = 'kind' | 'source' | 'destination' | 'at';
export type Kind = Evidence['kind'];
export type Of<K extends Kind> = Extract<Evidence, { kind: K }>;

/** A row for each property; a property that must be there has a value that can be missing, or its line is not read without it. */
export type Fields<E> = { readonly [P in Exclude<keyof E, Framing>]-?: value.Value<Exclude<E[P], undefined>> };

/** Words of lines that have two addresses. */
export const FLOWS: ReadonlySet<string> = new Set<FlowEvidence['kind']>(['stun', 'dtls', 'rtp', 'rtcp', 'turn', 'icmp', 'udp']);

const oneWay = { packets: value.count, first: value.time, last: value.time, frames: value.frames };

/** The grammar, version 1: for each word the keys of its line, in the order in which they are written. */
export const FIELDS: { readonly [K in Kind]: Fields<Of<K>> } = {
  capture: {
    file: value.text,
    form: value.oneOf('pcap', 'pcapng', 'text'),
    converted: value.maybeText,
    frames: value.count,
    first: value.time,
    last: value.time,
    media: value.count,
    interfaces: value.count,
    cut: value.count,
    duplicates: value.count,
    unsorted: value.count,
    unread: value.count,
    missingFragments: value.count,
    gaps: value.count,
    encrypted: value.count,
    decryptable: value.count,
    compressed: value.count,
    problems: value.texts,
  },
  message: {
    frames: value.frameList,
    transport: value.oneOf('UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'),
    bytes: value.count,
    range: value.range,
    lineEnds: value.oneOf('lf', 'cr', 'mixed'),
    cut: value.number,
    hep: value.maybeYes,
  },
  stun: {
    ...oneWay,
    requests: value.count,
    answered: value.count,
    lastAnswered: value.maybeTime,
    successes: value.count,
    errors: value.codes,
    nominating: value.count,
    controlling: value.count,
    controlled: value.count,
    username: value.maybeText,
    integrity: value.oneOf('ok', 'wrong'),
  },
  dtls: {
    ...oneWay,
    clientHellos: value.count,
    serverHellos: value.count,
    version: value.maybeWord,
    srtpProfiles: value.words,
    certificates: value.texts,
    finished: value.yes,
    repeated: value.count,
    alerts: value.texts,
    applicationData: value.count,
  },
  rtp: {
    ...oneWay,
    ssrc: value.hexadecimal,
    payloadTypes: value.payloadTypes,
    lost: value.count,
    jitter: value.microseconds,
    digits: value.maybeWord,
  },
  rtcp: { ...oneWay, types: value.codes },
  turn: {
    ...oneWay,
    requests: value.names,
    answered: value.count,
    successes: value.names,
    errors: value.codes,
    relayed: value.endpoint,
    relayedPackets: value.count,
  },
  icmp: { ...oneWay, error: value.text, quoted: value.quoted },
  udp: { ...oneWay, bytes: value.count, looks: value.maybeWord },
  description: {
    set: value.oneOf('local', 'remote'),
    type: value.oneOf('offer', 'answer', 'pranswer'),
    time: value.maybeTime,
    connection: value.text,
    result: value.oneOf('ok', 'failed'),
    error: value.maybeText,
    cut: value.yes,
  },
  gathering: {
    state: value.oneOf('new', 'gathering', 'complete'),
    first: value.time,
    last: value.time,
    candidates: value.names,
    servers: value.texts,
    policy: value.maybeWord,
  },
  failure: { url: value.text, code: value.count, text: value.text, count: value.count, time: value.maybeTime },
  ice: { states: value.words, first: value.time, connected: value.maybeTime, last: value.time },
  pair: {
    types: value.words,
    local: value.endpoint,
    remote: value.endpoint,
    protocol: value.maybeWord,
    state: value.maybeWord,
    nominated: value.yes,
    requests: value.count,
    answered: value.count,
  },
  transport: {
    dtls: value.words,
    role: value.maybeWord,
    cipher: value.maybeWord,
    sent: value.count,
    received: value.count,
    first: value.time,
    last: value.time,
  },
  stream: {
    direction: value.oneOf('in', 'out'),
    media: value.maybeWord,
    codec: value.maybeWord,
    packets: value.count,
    lost: value.count,
    first: value.time,
    last: value.time,
  },
};

/** Properties whose value can be missing from the line's object; any other one that is missing makes the line unreadable. */
export const OPTIONAL: ReadonlySet<string> = new Set([
  'range',
  'lineEnds',
  'cut',
  'hep',
  'lastAnswered',
  'username',
  'integrity',
  'version',
  'jitter',
  'digits',
  'relayed',
  'looks',
  'converted',
  'time',
  'result',
  'error',
  'policy',
  'connected',
  'local',
  'remote',
  'protocol',
  'role',
  'cipher',
  'codec',
]);

/** Keys that are not the property's own name with hyphens. */
const SHORT: Readonly<Record<string, string>> = { payloadTypes: 'pt', srtpProfiles: 'srtp' };

/** `lastAnswered` is written `last-answered`. */
export const keyOf = (property: string): string =>
  Object.hasOwn(SHORT, property) ? SHORT[property]! : property.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** Property, key and value of each row of a word. */
export type Row = readonly [property: string, key: string, value: value.Value<unknown>];

export const ROWS: ReadonlyMap<string, readonly Row[]> = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => [
    kind,
    Object.entries<value.Value<unknown>>(fields).map(([property, row]): Row => [property, keyOf(property), row]),
  ]),
);
