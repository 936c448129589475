import { type Analysis, analyse, change, recordStart, type Settings } from '../analysis';
import type { Leg, Message } from '../call/types';
import { applyEdits, difference, recordEdits, type TextEdit } from '../rewrite/edit';
import { forBrowser, isBare, wantsBrowserRewrite } from '../rewrite/forBrowser';
import { forSipLeg } from '../rewrite/forSipLeg';
import { forSipLegSdes } from '../rewrite/forSipLegSdes';
import type { Finding, Fix } from '../rules/types';

/** A leg to rewrite for: plain RTP, or SRTP with SDES, or a browser's. */
export type RewriteTarget = 'sip' | 'sip-sdes' | 'browser';

/** Which fixes to take. */
export interface FixOptions {
  /** Only those of these rules; all when empty. */
  readonly rules?: readonly string[];
  /** Also those that change what is offered. */
  readonly unsafe?: boolean;
  /** The whole rewrite for a leg in place of single fixes: every description on that leg, or a bare description. */
  readonly target?: RewriteTarget;
}

/** A fix that was applied. */
export interface AppliedFix {
  readonly rule: string;
  readonly title: string;
  /** From 1, in the text as it was before. */
  readonly line: number;
}

/** Rounds after which fixing stops, should two fixes call for each other. */
export const ROUNDS = 10;

/** Edits of a message's clean text as edits of the document, with all that goes with them. */
export function documentEdits(analysis: Analysis, message: Message, edits: readonly TextEdit[]): TextEdit[] {
  const start = recordStart(analysis, message);
  return recordEdits(message, edits).map(edit => ({ ...edit, span: { start: start + edit.span.start, end: start + edit.span.end } }));
}

/** A text with the fixes applied until none is left, and which they were. */
export function fixText(text: string, settings: Settings, options: FixOptions = {}): { text: string; applied: AppliedFix[] } {
  const { analysis, applied } = fixAnalysis(analyse(text, settings), options);
  return { text: analysis.trace.records.map(record => record.text).join(''), applied };
}

/** The edits of the document that all safe fixes amount to, over as many rounds as they need. */
export function fixAllEdits(analysis: Analysis, options: FixOptions = {}): TextEdit[] {
  const before = analysis.trace.records;
  const after = fixAnalysis(analysis, options).analysis.trace.records;
  const whole = (records: typeof before): string => records.map(record => record.text).join('');
  if (before.length !== after.length) return difference(whole(before), whole(after), 0);
  return before.flatMap((record, index) =>
    record === after[index] ? [] : difference(record.text, after[index]!.text, analysis.trace.starts[index]!),
  );
}

function fixAnalysis(first: Analysis, options: FixOptions): { analysis: Analysis; applied: AppliedFix[] } {
  const applied: AppliedFix[] = [];
  let analysis = first;
  for (let round = 0; round < (options.target ? 1 : ROUNDS); round++) {
    const chosen = options.target ? rewrites(analysis, options.target) : chooseFixes(analysis, options);
    if (chosen.size === 0) break;
    for (const [message, { from }] of chosen) {
      const line = (analysis.trace.lines[analysis.positions.get(message)!] ?? 0) + 1;
      applied.push(...from.map(one => ({ ...one, line })));
    }
    analysis = withEdits(analysis, chosen);
  }
  return { analysis, applied };
}

/** What is to be done to a message: edits of its clean text, and of which rules they are. */
export interface Chosen {
  readonly edits: readonly TextEdit[];
  readonly from: readonly { readonly rule: string; readonly title: string }[];
}

/** The analysis after edits of messages, with all that goes with them. */
export function withEdits(analysis: Analysis, chosen: ReadonlyMap<Message, Pick<Chosen, 'edits'>>): Analysis {
  // Backwards, so that the offsets of what is still to come stay right.
  const messages = [...chosen.keys()].sort((a, b) => analysis.positions.get(b)! - analysis.positions.get(a)!);
  let next = analysis;
  for (const message of messages) {
    const start = recordStart(analysis, message);
    const record = message.record.text;
    const text = applyEdits(record, recordEdits(message, chosen.get(message)!.edits));
    next = change(next, { start, end: start + record.length, text });
  }
  return next;
}

/** One fix for each finding, as far as they do not touch the same text: what is left over waits for the next round. */
export function chooseFixes(analysis: Analysis, options: FixOptions, findings = analysis.findings): Map<Message, Chosen> {
  const chosen = new Map<Message, Chosen>();
  const taken = new Set<string>();
  for (const finding of findings) {
    const fix = wantedFix(finding, options);
    if (!fix || taken.has(`${analysis.positions.get(fix.message)}|${fix.title}`)) continue;
    const edits = fix.edits();
    const known = chosen.get(fix.message);
    if (edits.length === 0 || (known && edits.some(edit => known.edits.some(other => overlap(edit, other))))) continue;
    taken.add(`${analysis.positions.get(fix.message)}|${fix.title}`);
    chosen.set(fix.message, {
      edits: [...(known?.edits ?? []), ...edits],
      from: [...(known?.from ?? []), { rule: finding.rule, title: fix.title }],
    });
  }
  return chosen;
}

function wantedFix(finding: Finding, options: FixOptions): Fix | undefined {
  if (options.rules?.length && !options.rules.includes(finding.rule)) return undefined;
  return finding.fixes.find(fix => fix.safety === 'safe') ?? (options.unsafe && !finding.unnecessary ? finding.fixes[0] : undefined);
}

const overlap = (a: TextEdit, b: TextEdit): boolean =>
  a.span.start < b.span.end && b.span.start < a.span.end ? true : a.span.start === b.span.start && a.span.end === b.span.end;

const REWRITES = {
  sip: { edits: forSipLeg, title: 'Rewritten for a SIP leg' },
  'sip-sdes': { edits: forSipLegSdes, title: 'Rewritten for a SIP leg with SDES' },
  browser: { edits: forBrowser, title: 'Rewritten for a browser' },
};

/** Bare descriptions may stand on either leg. */
const isFor = (target: RewriteTarget, message: Message, leg: Leg): boolean =>
  target === 'browser'
    ? (leg.kind === 'webrtc' || isBare(message)) && wantsBrowserRewrite(message, leg)
    : leg.kind === 'sip' || isBare(message);

function rewrites(analysis: Analysis, target: RewriteTarget): Map<Message, Chosen> {
  const chosen = new Map<Message, Chosen>();
  for (const call of analysis.calls) {
    for (const leg of call.legs) {
      for (const message of leg.messages) {
        if (!message.sdp || !isFor(target, message, leg)) continue;
        const { edits: editsFor, title } = REWRITES[target];
        const edits = editsFor(message, message.sdp, leg, call);
        if (edits.length > 0) chosen.set(message, { edits, from: [{ rule: `rewrite/${target}`, title }] });
      }
    }
  }
  return chosen;
}
