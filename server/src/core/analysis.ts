import { type CallCache, callsOf } from './call/calls';
import { readMessage } from './call/message';
import { Positions } from './call/positions';
import type { Call, LegOverrides, Message } from './call/types';
import { rules } from './rules/index';
import { checkCall, checkMessage, type Severities, withoutIgnored } from './rules/run';
import type { Finding, Related, Severity } from './rules/types';
import { verdictOf, type Verdict } from './rules/verdict';
import { spanToSource } from './text/cleanText';
import { addTo, sharedEnds } from './text/lists';
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
  readonly positions: Positions;
  readonly cache: Cache;
}

/** What the next analysis takes over where the objects below are the same. */
interface Cache {
  readonly records: CheckedRecords;
  readonly calls: CallCache;
  readonly checked: ReadonlyMap<Call, CheckedCall>;
}

/** The message of each record of the trace, and what was found in it alone. Two lists, so that a keystroke need not look into each record. */
interface CheckedRecords {
  readonly messages: readonly (Message | undefined)[];
  readonly findings: readonly (readonly Finding[])[];
}

/** What was found of a call. */
interface CheckedCall {
  /** In the order in which each message has them. */
  readonly findings: ReadonlyMap<Message, readonly Finding[]>;
  readonly verdict?: Verdict;
}

/** Reads and checks a text. Never throws, whatever the text. */
export const analyse = (text: string, settings: Settings = DEFAULT_SETTINGS): Analysis => analyseTrace(openTrace(text), settings);

/** The analysis after a change of the text; only what the change touches is read and checked again. */
export const change = (analysis: Analysis, edit: TextChange): Analysis =>
  analyseTrace(changeTrace(analysis.trace, edit), analysis.settings, analysis);

/** The same text under other settings. */
export const withSettings = (analysis: Analysis, settings: Settings): Analysis => analyseTrace(analysis.trace, settings, analysis);

function analyseTrace(trace: Trace, settings: Settings, previous?: Analysis): Analysis {
  const records = checkRecords(trace.records, previous);
  const messages = records.messages.filter(message => message !== undefined);
  const positions = previous?.positions.next(records.messages) ?? Positions.of(records.messages);
  const { calls, cache } = callsOf(messages, positions, settings.legs, previous?.cache.calls);
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
    findings: adjust(inOrder(records, checked.values(), positions), settings.severities),
    fileFindings: fileFindingsOf(trace, settings.severities),
    verdicts,
    settings,
    positions,
    cache: { records, calls: cache, checked },
  });
}

/** Reads and checks the records that are new: what stands before and behind a change is taken over without a look into it. */
function checkRecords(records: readonly TraceRecord[], previous: Analysis | undefined): CheckedRecords {
  const old = previous?.trace.records ?? [];
  const known = previous?.cache.records ?? { messages: [], findings: [] };
  const { before, behind } = sharedEnds(old, records);
  const end = old.length - behind;
  const places = new Map(old.slice(before, end).map((record, index) => [record, before + index]));
  const fresh = records.slice(before, records.length - behind);
  const messages = fresh.map(record => (places.has(record) ? known.messages[places.get(record)!] : readMessage(record)));
  const findings = messages.map(message => (message ? [...withoutIgnored(checkMessage(rules, message))].sort(byStart) : NONE));
  return {
    messages: [...known.messages.slice(0, before), ...messages, ...known.messages.slice(end)],
    findings: [...known.findings.slice(0, before), ...findings, ...known.findings.slice(end)],
  };
}

const NONE: readonly Finding[] = [];

function check(call: Call): CheckedCall {
  const all = checkCall(rules, call);
  const findings = new Map<Message, Finding[]>();
  // What became of a call is told whatever the user wants to hear of its messages.
  for (const one of withoutIgnored(all)) addTo(findings, one.message, one);
  for (const same of findings.values()) same.sort(byStart);
  return { findings, verdict: verdictOf(all, call) };
}

const byStart = (a: Finding, b: Finding): number => a.span.start - b.span.start;

/** All findings in the order of the text: laid out by message, as to sort them all would take longer than all else that a keystroke needs. */
function inOrder(records: CheckedRecords, calls: Iterable<CheckedCall>, positions: Positions): Finding[] {
  const laid = [...records.findings];
  for (const call of calls) {
    for (const [message, findings] of call.findings) {
      const position = positions.get(message) ?? 0;
      const own = laid[position] ?? NONE;
      laid[position] = own.length === 0 ? findings : [...own, ...findings].sort(byStart);
    }
  }
  const found: Finding[] = [];
  for (const findings of laid) for (const one of findings) found.push(one);
  return found;
}

/** The user's severities: a rule may be turned off, or be louder or quieter. */
function adjust(findings: Finding[], severities: Severities): Finding[] {
  if (Object.keys(severities).length === 0) return findings;
  const adjusted: Finding[] = [];
  for (const one of findings) {
    const severity = severities[one.rule];
    if (severity === 'off') continue;
    adjusted.push(severity && severity !== one.severity ? { ...one, severity } : one);
  }
  return adjusted;
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
export const recordStart = (analysis: Analysis, message: Message): number =>
  analysis.trace.starts[analysis.positions.get(message) ?? 0] ?? 0;

/** The range of the document that a related place covers: a line of a message, or one of evidence beside it. */
export function relatedToDocument(analysis: Analysis, { message, span, inRecord }: Pick<Related, 'message' | 'span' | 'inRecord'>): Span {
  if (!inRecord) return toDocument(analysis, message, span);
  const start = recordStart(analysis, message);
  return { start: start + span.start, end: start + span.end };
}

/** The range of the document that a span of a message's clean text covers. */
export function toDocument(analysis: Analysis, message: Message, span: Span): Span {
  const start = recordStart(analysis, message);
  const range = spanToSource(message.record.message!.clean, span);
  return { start: start + range.start, end: start + range.end };
}
