import type { FileFinding } from '../analysis';
import { mediaSummary } from '../call/media/ask';
import type { Call, LegKind } from '../call/types';
import type { Cure, Finding, Fix, Gateway, Severity } from '../rules/types';
import type { Verdict } from '../rules/verdict';
import { fingerprints } from './fingerprint';
import { ownFirst } from './gateways';
import { type CheckedFile, onceOnly, type Part } from './parts';
import { bounded, legId, type Place, type Places, placesOf } from './places';

/** What `check --format json` prints. A contract: fields may be added, never renamed or dropped without a new `version`. */
export interface CheckReport {
  readonly version: 1;
  readonly files: readonly FileReport[];
  readonly errors: readonly ErrorReport[];
}

export interface ErrorReport {
  readonly path: string;
  readonly message: string;
}

export interface FileReport {
  readonly path: string;
  /** The reader that took it. */
  readonly format: CheckedFile['format'];
  /** The tool whose output was converted; lines are then those of what `show` prints. Missing for any other file. */
  readonly converted?: string;
  /** SIP messages read. */
  readonly messages: number;
  readonly calls: readonly CallReport[];
  readonly findings: readonly FindingReport[];
}

export interface CallReport {
  readonly id: number;
  readonly legs: readonly LegReport[];
  /** Final answer to the first INVITE as its caller saw it. */
  readonly result: number | null;
  /** What a capture shows of its audio, in a few words: `audio both ways`; null where there is none to say. */
  readonly media: string | null;
  /** Null when nothing is wrong. */
  readonly verdict: VerdictReport | null;
}

export interface LegReport {
  readonly id: string;
  readonly kind: LegKind;
  readonly reason: string;
  readonly callId: string;
  readonly result: number | null;
  readonly parties: readonly [string, string];
}

export interface VerdictReport {
  readonly text: string;
  readonly basis: Verdict['basis'];
  readonly rule: string;
  readonly line: number;
}

export interface FindingReport {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** From 1; columns in UTF-16 units; the end is behind the last unit. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The SIP or SDP line itself, without the log's prefix, and where the span starts in it. */
  readonly text: string;
  readonly textColumn: number;
  /** Stable over edits elsewhere in the file. */
  readonly fingerprint: string;
  readonly call: number | null;
  readonly legId: string | null;
  readonly leg: LegKind | null;
  readonly sipMessage: number | null;
  readonly exchange: 'offer' | 'answer' | null;
  readonly frame: number | null;
  readonly related: readonly RelatedReport[];
  readonly fixes: readonly Pick<Fix, 'title' | 'safety'>[];
  readonly cures: readonly Cure[];
}

export interface RelatedReport {
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

export const checkReport = (files: readonly FileReport[], errors: readonly ErrorReport[]): CheckReport => ({ version: 1, files, errors });

/** What was found in one file. */
export function fileReport({ path, format, converted, gateway, parts }: CheckedFile): FileReport {
  const namesOf = fingerprints();
  const once = onceOnly();
  const calls: CallReport[] = [];
  const ofFile: FindingReport[] = [];
  const findings: FindingReport[] = [];
  let messages = 0;
  for (const part of parts) {
    const places = placesOf(part);
    const names = part.fingerprints ?? namesOf(part.analysis);
    for (const message of part.analysis.messages) if (message.sip) messages++;
    for (const call of part.analysis.calls) calls.push(callReport(part, places, call, calls.length));
    for (const one of once(part.analysis.fileFindings)) ofFile.push(fileFindingReport(one, names.get(one) ?? ''));
    for (const one of part.analysis.findings) findings.push(findingReport(one, places, names.get(one) ?? '', gateway));
  }
  return { path, format, ...(converted === undefined ? {} : { converted }), messages, calls, findings: [...ofFile, ...findings] };
}

function callReport({ analysis }: Part, places: Places, call: Call, index: number): CallReport {
  const verdict = analysis.verdicts.get(call);
  return {
    id: index + 1,
    legs: call.legs.map((leg, order) => ({
      id: legId(index, order),
      kind: leg.kind,
      reason: leg.reason,
      callId: bounded(leg.callId),
      result: leg.result,
      parties: leg.parties,
    })),
    result: call.result,
    media: mediaSummary(call) ?? null,
    verdict: verdict
      ? {
          text: bounded(verdict.text),
          basis: verdict.basis,
          rule: verdict.finding.rule,
          line: places.of(verdict.finding.message, verdict.finding.span).line,
        }
      : null,
  };
}

function findingReport(one: Finding, places: Places, fingerprint: string, own: Gateway | undefined): FindingReport {
  const place = places.of(one.message, one.span);
  const where = places.whereabouts(one);
  const kind = where?.leg.kind ?? 'unknown';
  const text = bounded(place.text);
  return {
    rule: one.rule,
    severity: one.severity,
    message: bounded(one.text),
    line: place.line,
    column: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    text,
    textColumn: place.from + 1,
    fingerprint,
    call: where?.call ?? null,
    legId: where?.legId ?? null,
    leg: kind,
    sipMessage: places.sipMessage(one.message) ?? null,
    exchange: one.side,
    frame: one.message.envelope.wire?.frames[0] ?? null,
    related: one.related.map(other => relatedReport(places.ofRelated(other), other.text)),
    fixes: one.fixes.map(({ title, safety }) => ({ title: bounded(title), safety })),
    cures: ownFirst(one.cures, own).map(({ gateway, setting }) => ({ gateway, setting })),
  };
}

const relatedReport = (place: Place, message: string): RelatedReport => ({
  line: place.line,
  text: bounded(place.text),
  message: bounded(message),
});

const fileFindingReport = (one: FileFinding, fingerprint: string): FindingReport => ({
  rule: one.rule,
  severity: one.severity,
  message: one.text,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  text: '',
  textColumn: 1,
  fingerprint,
  call: null,
  legId: null,
  leg: null,
  sipMessage: null,
  exchange: null,
  frame: null,
  related: [],
  fixes: [],
  cures: [],
});
