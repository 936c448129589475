import { rules } from '../../server/src/core/rules/index';
import { GATEWAY_TITLES, GATEWAY_WORDS, LEG_WORDS, SEVERITY_WORDS } from '../../server/src/lsp/config/words';

/** The text of `siptrace.schema.json`, by which editors complete and check a `.siptrace.json`: JSON Schema, draft 7. */
export const configSchema = (): string => `${printed(SCHEMA, '')}\n`;

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $comment: 'Written by npm run docs from the rules: change the rules, not this file.',
  title: 'What SIP Trace is to know of the traces in this folder and below it',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    gateway: {
      description: 'The gateway whose settings are offered first.',
      enum: GATEWAY_WORDS,
      enumDescriptions: GATEWAY_TITLES,
    },
    legs: {
      description: 'Which leg a host is on, where a trace does not tell or tells wrong: host or host:port.',
      type: 'object',
      additionalProperties: { enum: LEG_WORDS, enumDescriptions: ['phone, PBX or trunk', 'browser'] },
      default: {},
    },
    rules: {
      description: 'How loud each rule is.',
      type: 'object',
      properties: Object.fromEntries(
        [...rules]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .map(({ id, title, severity }) => [id, { description: `${title} (at worst: ${severity})`, enum: SEVERITY_WORDS }]),
      ),
      additionalProperties: false,
      default: {},
    },
    baseline: {
      description: 'Fingerprints of findings that are known and are not reported: sip-trace check --write-baseline adds them.',
      type: 'array',
      items: { type: 'string', pattern: '^[0-9a-f]{16}$' },
      default: [],
    },
  },
};

const LINE_WIDTH = 140;

/** JSON as the formatter wants it: a list of words on one line, if it fits. */
function printed(value: unknown, indent: string, before = 0): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const keyOf = (key: string): string => (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `);
  const parts = Object.entries(value).map(([key, one]) => keyOf(key) + printed(one, deeper, deeper.length + keyOf(key).length));
  if (parts.length === 0) return `${open}${close}`;
  const line = `${open}${parts.join(', ')}${close}`;
  if (Array.isArray(value) && !line.includes('\n') && before + line.length < LINE_WIDTH) return line;
  return `${open}\n${parts.map(part => deeper + part).join(',\n')}\n${indent}${close}`;
}
