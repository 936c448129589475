import type { LegOverrides } from '../../core/call/types';
import { ruleById, rules } from '../../core/rules/index';
import type { Severities } from '../../core/rules/run';
import type { Gateway } from '../../core/rules/types';
import { lineColumnAt, lineStarts } from '../../core/text/lineIndex';
import { nearest } from '../../core/text/nearest';
import type { Span } from '../../core/text/span';
import { type JsonMember, type JsonValue, readJson } from './json';
import { GATEWAY_WORDS, hostWord, LEG_WORDS, SEVERITY_WORDS } from './words';

/** What a `.siptrace.json` says. */
export interface TraceConfig {
  /** Missing where it names none. */
  readonly gateway?: Gateway;
  readonly legs: LegOverrides;
  readonly severities: Severities;
  /** Fingerprints of findings that are known. */
  readonly baseline: readonly string[];
  readonly problems: readonly ConfigProblem[];
}

/** What is wrong in the file. Lines and columns count from 1, columns in UTF-16 units; the end is behind the last unit. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** One sentence: what is there and what was expected. */
  readonly text: string;
}

/** The keys, each with what its value has to be. */
const KEYS = ['gateway', 'legs', 'rules', 'baseline', '$schema'] as const;

/** Beyond this a problem of a file says nothing new. */
const MOST_PROBLEMS = 50;

/** Reads the text of a `.siptrace.json`. Never throws: what is wrong is told, and the rest counts. */
export function readConfig(text: string): TraceConfig {
  const found: { span: Span; text: string }[] = [];
  const wrong: Wrong = (span, say) => {
    if (found.length < MOST_PROBLEMS) found.push({ span, text: say() });
  };
  const { root, fault } = readJson(withoutMark(text));
  if (fault) wrong({ start: fault.at, end: fault.at + 1 }, () => `This is no JSON: ${fault.text}. What stands before it counts.`);
  else if (root?.kind !== 'object') wrong(root?.span ?? NOWHERE, () => 'The file has to hold one object: { "rules": … }.');
  const members = membersOf(root, wrong, 'key');
  for (const { key, keySpan } of members.values())
    if (!KEYS.some(one => one === key))
      wrong(keySpan, () => `There is no key '${cut(key)}'${meant(key, KEYS)} It may be one of ${listed(KEYS)}.`);
  const config = {
    gateway: gatewayOf(members.get('gateway')?.value, wrong),
    legs: wordsOf(members.get('legs')?.value, wrong, 'leg', LEG_WORDS, hostWord),
    severities: severitiesOf(members.get('rules')?.value, wrong),
    baseline: baselineOf(members.get('baseline')?.value, wrong),
  };
  const starts = lineStarts(withoutMark(text));
  return { ...config, problems: found.sort((a, b) => a.span.start - b.span.start).map(({ span, text }) => problemAt(starts, span, text)) };
}

type Wrong = (span: Span, say: () => string) => void;

const NOWHERE: Span = { start: 0, end: 0 };

/** A byte order mark is no part of the text: editors do not count it. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Something that is wrong with the file as a whole. */
export const unreadable = (reason: string): TraceConfig => ({
  legs: {},
  severities: {},
  baseline: [],
  problems: [problemAt([0], NOWHERE, `The file cannot be read: ${reason}.`)],
});

function problemAt(starts: readonly number[], span: Span, text: string): ConfigProblem {
  const start = lineColumnAt(starts, span.start);
  const end = lineColumnAt(starts, span.end);
  return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1, text };
}

/** The members of an object by their keys; of two with one key the last counts, as for any reader of JSON. */
function membersOf(value: JsonValue | undefined, wrong: Wrong, what: string): Map<string, JsonMember> {
  const members = new Map<string, JsonMember>();
  for (const member of value?.members ?? []) {
    if (members.has(member.key))
      wrong(member.keySpan, () => `The ${what} '${cut(member.key)}' stands here a second time: this one counts.`);
    members.set(member.key, member);
  }
  return members;
}

function gatewayOf(value: JsonValue | undefined, wrong: Wrong): Gateway | undefined {
  const gateway = GATEWAY_WORDS.find(one => one === value?.value);
  if (value && !gateway) wrong(value.span, () => `'gateway' has to be ${listed(GATEWAY_WORDS)}, not ${shown(value)}.`);
  return gateway;
}

function severitiesOf(value: JsonValue | undefined, wrong: Wrong): Severities {
  const known = wordsOf(value, wrong, 'rule', SEVERITY_WORDS, id => id);
  const ids = rules.map(rule => rule.id);
  for (const { key, keySpan } of value?.members ?? []) {
    if (ruleById(key)) continue;
    delete known[key];
    wrong(keySpan, () => `There is no rule '${cut(key)}'${meant(key, ids)}`);
  }
  return known;
}

function wordsOf<W extends string>(
  value: JsonValue | undefined,
  wrong: Wrong,
  what: 'leg' | 'rule',
  words: readonly W[],
  keyOf: (key: string) => string,
): Record<string, W> {
  const map: Record<string, W> = Object.create(null);
  if (value && value.kind !== 'object') wrong(value.span, () => `'${what}s' has to be an object, not ${shown(value)}.`);
  for (const { key, value: given } of membersOf(value, wrong, what).values()) {
    const word = words.find(one => one === given.value);
    if (word) map[keyOf(key)] = word;
    else wrong(given.span, () => `The ${what} '${cut(key)}' has to be ${listed(words)}, not ${shown(given)}.`);
  }
  return map;
}

const FINGERPRINT = /^[0-9a-f]{16}$/;

function baselineOf(value: JsonValue | undefined, wrong: Wrong): string[] {
  if (value && value.kind !== 'array') wrong(value.span, () => `'baseline' has to be an array of fingerprints, not ${shown(value)}.`);
  return (value?.items ?? []).flatMap(item => {
    if (typeof item.value === 'string' && FINGERPRINT.test(item.value)) return [item.value];
    wrong(item.span, () => `A fingerprint has 16 digits of 0 to 9 and a to f, as check --format json prints it; this is ${shown(item)}.`);
    return [];
  });
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const shown = ({ kind, value }: JsonValue): string =>
  kind === 'object' ? 'an object' : kind === 'array' ? 'an array' : cut(JSON.stringify(value));

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function meant(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.';
}
