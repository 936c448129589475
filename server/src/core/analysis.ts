import { type CallCache, callsOf } from './call/calls';
import { readMessage } from './call/message';
import type { Call, LegOverrides, Message } from './call/types';
import { rules } from './rules/index';
import { checkCall, checkMessage, type Severities } from './rules/run';
import type { Finding, Severity } from './rules/types';
import { verdictOf, type Verdict } from './rules/verdict';
import { spanToSource } from './text/cleanText';
import { sharedEnds } from './text/sharedEnds';
import type { Span } from './text/span';
import { changeTrace, openTrace, type TextChange } from './trace/openTrace';
import type { Trace, TraceRecord } from './trace/types';

/** What the user chose. */
export interface Settings {
  readonly legs: LegOverrides;
  readonly severities: Severities;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({ legs: Object.freeze({}), severities: Object.freeze({}) });

/** A finding that has no line of its own. */
export interface FileFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly text: string;
}

/** All that is known of one version of a document; never changes. */
export interface Analysis {
  readonly trace: Trace;
  /** In the order of the text. */
  readonly messages: readonly Message[];
  readonly calls: readonly Call[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** What is to be said of the whole file, and by which rule. */
  readonly fileFindings: readonly FileFinding[];
  /** One sentence for each call that failed or will fail. */
  readonly verdicts: ReadonlyMap<Call, Verdict>;
  readonly settings: Settings;
  /** Index of the record of each message. */
  readonly positions: ReadonlyMap<Message, number>;
  readonly cache: Cache;
}

/** What the next analysis takes over where the objects below are the same. */
interface Cache {
  /** For each record of the trace, in its order. */
  readonly records: readonly CheckedRecord[];
  readonly calls: CallCache;
  readonly checked: ReadonlyMap<Call, CheckedCall>;
}

/** A message with what was found in it alone. */
interface CheckedRecord {
  readonly message?: Message;
  readonly findings: readonly Finding[];
}

/** What was found of a call. */
interface CheckedCall {
  readonly findings: readonly Finding[];
  readonly verdict?: Verdict;
}

/** Reads and checks a text. Never throws, whatever the text. */
export const analyse = (text: string, settings: Settings = DEFAULT_SETTINGS): Analysis => analyseTrace(openTrace(text), settings);

/** The analysis after a change of the text; only what the change touches is read and checked again. */
export const change = (analysis: Analysis, edit: TextChange): Analysis => analyseTrace(changeTrace(analysis.trace, edit), analysis.settings, analysis);

/** The same text under other settings. */
export const withSettings = (analysis: Analysis, settings: Settings): Analysis => analyseTrace(analysis.trace, settings, analysis);

function analyseTrace(trace: Trace, settings: Settings, previous?: Analysis): Analysis {
  const records = checkRecords(trace.records, previous);
  const messages: Message[] = [];
  const positions = new Map<Message, number>();
  records.forEach(({ message }, index) => {
    if (!message) return;
    messages.push(message);
    positions.set(message, index);
  });
  const { calls, cache } = callsOf(messages, settings.legs, previous?.cache.calls);
  const checked = new Map<Call, CheckedCall>();
  const verdicts = new Map<Call, Verdict>();
  for (const call of calls) {
    const result = previous?.cache.checked.get(call) ?? check(call);
    checked.set(call, result);
    if (result.verdict) verdicts.set(call, result.verdict);
  }
  return Object.freeze({
    trace,
    messages,
    calls,
    findings: inOrder([...records, ...checked.values()], positions, settings.severities),
    fileFindings: fileFindingsOf(trace, settings.severities),
    verdicts,
    settings,
    positions,
    cache: { records, calls: cache, checked },
  });
}

/** Reads and checks the records that are new: what stands before and behind a change is taken over without a look into it. */
function checkRecords(records: readonly TraceRecord[], previous: Analysis | undefined): CheckedRecord[] {
  const old = previous?.trace.records ?? [];
  const known = previous?.cache.records ?? [];
  const { before, behind } = sharedEnds(old, records);
  const moved = new Map(old.slice(before, old.length - behind).map((record, index) => [record, known[before + index]!]));
  const fresh = records.slice(before, records.length - behind).map(record => moved.get(record) ?? checkRecord(record));
  return [...known.slice(0, before), ...fresh, ...known.slice(old.length - behind)];
}

function checkRecord(record: TraceRecord): CheckedRecord {
  const message = readMessage(record);
  return { message, findings: message ? checkMessage(rules, message) : [] };
}

function check(call: Call): CheckedCall {
  const findings = checkCall(rules, call);
  return { findings, verdict: verdictOf(findings) };
}

/** All findings in the order of the text, as loud as the user wants them. */
function inOrder(
  checked: readonly (CheckedRecord | CheckedCall)[],
  positions: ReadonlyMap<Message, number>,
  severities: Severities,
): Finding[] {
  // Laid out by message first: to sort all of them would take longer than all else that a keystroke needs.
  const byPosition = new Array<Finding[] | undefined>(checked.length);
  for (const { findings } of checked) {
    for (const one of findings) {
      const severity = severities[one.rule] ?? one.severity;
      if (severity === 'off') continue;
      const position = positions.get(one.message) ?? 0;
      const same = (byPosition[position] ??= []);
      same.push(severity === one.severity ? one : { ...one, severity });
    }
  }
  return byPosition.flatMap(same => same?.sort((a, b) => a.span.start - b.span.start) ?? []);
}

function fileFindingsOf(trace: Trace, severities: Severities): FileFinding[] {
  const found: FileFinding[] = [];
  for (const rule of rules) {
    const severity = severities[rule.id] ?? rule.severity;
    const text = severity === 'off' ? undefined : rule.checkTrace?.(trace);
    if (text !== undefined && severity !== 'off') found.push({ rule: rule.id, severity, text });
  }
  return found;
}

/** Offset in the document at which the record of a message begins. */
export const recordStart = (analysis: Analysis, message: Message): number => analysis.trace.starts[analysis.positions.get(message) ?? 0] ?? 0;

/** The range of the document that a span of a message's clean text covers. */
export function toDocument(analysis: Analysis, message: Message, span: Span): Span {
  const start = recordStart(analysis, message);
  const range = spanToSource(message.record.message!.clean, span);
  return { start: start + range.start, end: start + range.end };
}
