import { type CallCache, callsOf } from './call/calls';
import { readMessage } from './call/message';
import type { Call, LegOverrides, Message } from './call/types';
import { rules } from './rules/index';
import { runRules, type Severities } from './rules/run';
import type { Finding, Severity } from './rules/types';
import { verdictOf, type Verdict } from './rules/verdict';
import { spanToSource } from './text/cleanText';
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
  readonly messages: WeakMap<TraceRecord, Message>;
  readonly calls: CallCache;
  readonly findings: WeakMap<object, readonly Finding[]>;
  readonly verdicts: WeakMap<Call, Verdict | undefined>;
}

/** Reads and checks a text. Never throws, whatever the text. */
export const analyse = (text: string, settings: Settings = DEFAULT_SETTINGS): Analysis => analyseTrace(openTrace(text), settings);

/** The analysis after a change of the text; only what the change touches is read and checked again. */
export const change = (analysis: Analysis, edit: TextChange): Analysis => analyseTrace(changeTrace(analysis.trace, edit), analysis.settings, analysis);

/** The same text under other settings. */
export const withSettings = (analysis: Analysis, settings: Settings): Analysis => analyseTrace(analysis.trace, settings, analysis);

function analyseTrace(trace: Trace, settings: Settings, previous?: Analysis): Analysis {
  const known = previous?.cache.messages ?? new WeakMap<TraceRecord, Message>();
  const messages: Message[] = [];
  const positions = new Map<Message, number>();
  trace.records.forEach((record, index) => {
    if (!record.message) return;
    let message = known.get(record);
    if (!message) {
      message = readMessage(record)!;
      known.set(record, message);
    }
    messages.push(message);
    positions.set(message, index);
  });
  const { calls, cache } = callsOf(messages, settings.legs, previous?.cache.calls);
  const findingCache = previous?.cache.findings ?? new WeakMap<object, readonly Finding[]>();
  const all = runRules(rules, messages, calls, findingCache);
  const verdictCache = previous?.cache.verdicts ?? new WeakMap<Call, Verdict | undefined>();
  const verdicts = new Map<Call, Verdict>();
  for (const call of calls) {
    if (!verdictCache.has(call)) verdictCache.set(call, verdictOf(call, all.filter(one => one.call === call)));
    const verdict = verdictCache.get(call);
    if (verdict) verdicts.set(call, verdict);
  }
  const findings = adjust(all, settings.severities).sort((a, b) => positions.get(a.message)! - positions.get(b.message)! || a.span.start - b.span.start);
  return Object.freeze({
    trace,
    messages,
    calls,
    findings,
    fileFindings: fileFindingsOf(trace, settings.severities),
    verdicts,
    settings,
    positions,
    cache: { messages: known, calls: cache, findings: findingCache, verdicts: verdictCache },
  });
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

/** The user's severities: a rule may be turned off, or be louder or quieter. */
function adjust(findings: readonly Finding[], severities: Severities): Finding[] {
  const adjusted: Finding[] = [];
  for (const one of findings) {
    const severity = severities[one.rule];
    if (severity === 'off') continue;
    adjusted.push(severity && severity !== one.severity ? { ...one, severity } : one);
  }
  return adjusted;
}

/** Offset in the document at which the record of a message begins. */
export const recordStart = (analysis: Analysis, message: Message): number => analysis.trace.starts[analysis.positions.get(message) ?? 0] ?? 0;

/** The range of the document that a span of a message's clean text covers. */
export function toDocument(analysis: Analysis, message: Message, span: Span): Span {
  const start = recordStart(analysis, message);
  const range = spanToSource(message.record.message!.clean, span);
  return { start: start + range.start, end: start + range.end };
}
