import type { LegOverrides } from '../core/call/types';
import type { Severities } from '../core/rules/run';
import type { Gateway } from '../core/rules/types';
import type { TraceConfig } from './config/read';
import { GATEWAY_TITLES, GATEWAY_WORDS, hostWord, LEG_WORDS, SEVERITY_WORDS } from './config/words';

/** One setting as the extension's manifest declares it; a test holds the two together. */
export interface SettingRow {
  /** Behind `sipTrace.`. */
  readonly name: string;
  readonly default: unknown;
  readonly description: string;
  /** JSON schema of its value. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every setting that there is. Ten at most: what differs by rule goes into `rules`. */
export const TABLE: readonly SettingRow[] = [
  {
    name: 'rules',
    default: {},
    description: 'How loud each rule is: its id (such as `ice/on-sip-leg`) to `error`, `warning`, `info`, `hint` or `off`.',
    schema: { type: 'object', additionalProperties: { type: 'string', enum: SEVERITY_WORDS } },
  },
  {
    name: 'legs',
    default: {},
    description:
      'Which leg a host is on, where the trace does not tell or tells wrong: `host` or `host:port` to `sip` (phone, trunk) or `webrtc` (browser).',
    schema: { type: 'object', additionalProperties: { type: 'string', enum: LEG_WORDS } },
  },
  {
    name: 'gateway',
    default: 'rtpengine',
    description: 'The gateway whose settings are offered first.',
    schema: {
      type: 'string',
      enum: GATEWAY_WORDS,
      enumDescriptions: GATEWAY_TITLES,
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

/** What counts for one trace: the user's settings, and above them what the `.siptrace.json` of the trace says. */
export interface TraceSettings extends ServerSettings {
  /** Fingerprints of findings that are known. */
  readonly baseline: readonly string[];
}

/** Settings under the configuration of a trace: it was written for this trace, and is the same for everybody who looks at it. */
export function withConfig(settings: ServerSettings, config: TraceConfig | undefined): TraceSettings {
  if (!config) return { ...settings, baseline: [] };
  const { severities, legs, gateway, baseline } = config;
  return {
    severities: { ...settings.severities, ...severities },
    legs: { ...settings.legs, ...legs },
    gateway: gateway ?? settings.gateway,
    baseline,
  };
}

/** Takes what a client sent for the section. A value that a setting cannot have counts as not set. */
export function readSettings(section: unknown): ServerSettings {
  const values = entriesOf(section);
  return {
    severities: wordMap(values.get('rules'), SEVERITY_WORDS),
    legs: wordMap(values.get('legs'), LEG_WORDS, hostWord),
    gateway: GATEWAY_WORDS.find(one => one === values.get('gateway')) ?? 'rtpengine',
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
