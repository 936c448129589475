import type { LegOverrides } from '../core/call/types';
import type { Severities } from '../core/rules/run';
import type { Gateway } from '../core/rules/types';

/** One setting as the extension's manifest declares it; a test holds the two together. */
export interface SettingRow {
  /** Behind `sipTrace.`. */
  readonly name: string;
  readonly default: unknown;
  readonly description: string;
  /** JSON schema of its value. */
  readonly schema: Readonly<Record<string, unknown>>;
}

const SEVERITIES = ['error', 'warning', 'info', 'hint', 'off'] as const;
const LEG_KINDS = ['sip', 'webrtc'] as const;
const GATEWAYS = ['rtpengine', 'asterisk', 'freeswitch'] as const;

/** Every setting that there is. Ten at most: what differs by rule goes into `rules`. */
export const TABLE: readonly SettingRow[] = [
  {
    name: 'rules',
    default: {},
    description: 'How loud each rule is: its id (such as `ice/on-sip-leg`) to `error`, `warning`, `info`, `hint` or `off`.',
    schema: { type: 'object', additionalProperties: { type: 'string', enum: SEVERITIES } },
  },
  {
    name: 'legs',
    default: {},
    description:
      'Which leg a host is on, where the trace does not tell or tells wrong: `host` or `host:port` to `sip` (phone, trunk) or `webrtc` (browser).',
    schema: { type: 'object', additionalProperties: { type: 'string', enum: LEG_KINDS } },
  },
  {
    name: 'gateway',
    default: 'rtpengine',
    description: 'The gateway whose settings are offered first.',
    schema: {
      type: 'string',
      enum: GATEWAYS,
      enumDescriptions: ['RTPEngine, with Kamailio or OpenSIPS', 'Asterisk, chan_pjsip', 'FreeSWITCH, mod_sofia'],
    },
  },
];

/** What the user chose, in the core's words. */
export interface ServerSettings {
  readonly severities: Severities;
  readonly legs: LegOverrides;
  readonly gateway: Gateway;
}

export const DEFAULTS: ServerSettings = readSettings(undefined);

/** Takes what a client sent for the section. A value that a setting cannot have counts as not set. */
export function readSettings(section: unknown): ServerSettings {
  const values = entriesOf(section);
  return {
    severities: wordMap(values.get('rules'), SEVERITIES),
    // Hosts are compared in lower case, as names of hosts are.
    legs: wordMap(values.get('legs'), LEG_KINDS, host => host.toLowerCase()),
    gateway: GATEWAYS.find(one => one === values.get('gateway')) ?? 'rtpengine',
  };
}

function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(value !== null && typeof value === 'object' ? Object.entries(value) : []);
}

function wordMap<W extends string>(value: unknown, words: readonly W[], key = (name: string): string => name): Record<string, W> {
  const map: Record<string, W> = Object.create(null);
  for (const [name, given] of entriesOf(value)) {
    const word = words.find(one => one === given);
    if (word) map[key(name)] = word;
  }
  return map;
}
