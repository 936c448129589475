import type { Diagnostic } from 'vscode-languageserver';
import type { Finding, Severity } from '../../core/rules/types';
import type { Verdict } from '../../core/rules/verdict';
import type { OpenDocument } from '../documents';
import type { ClientTraits } from '../fromLsp';
import { fileDiagnostic, findingDiagnostic, remark } from '../toLsp';

/** VS Code shows at most 1,000 problems of a file, and not the worst ones. */
const MOST = 900;

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2, hint: 3 };

/** A diagnostic that is only made when there is room for it. */
interface Candidate {
  readonly rank: number;
  readonly make: () => Diagnostic;
}

/** All that is to be said of a document, the worst first where it is too much. */
export function diagnostics(document: OpenDocument, traits: ClientTraits): Diagnostic[] {
  const candidates = candidatesOf(document, traits);
  if (candidates.length <= MOST) return candidates.map(one => one.make());
  const worst = candidates.sort((a, b) => a.rank - b.rank).slice(0, MOST);
  const left = candidates.length - MOST;
  return [
    ...worst.map(one => one.make()),
    remark(`${left} more problems are not shown: these are the worst ${MOST} of ${candidates.length}.`),
  ];
}

function candidatesOf(document: OpenDocument, traits: ClientTraits): Candidate[] {
  const { analysis } = document;
  const verdicts = verdictsByFinding(analysis.verdicts.values());
  const found: Candidate[] = analysis.fileFindings.map(one => ({
    rank: RANK[one.severity],
    make: () => fileDiagnostic(one.rule, one.severity, one.text, document, traits),
  }));
  for (const finding of analysis.findings) {
    const verdict = verdicts.get(keyOf(finding))?.find(one => standsOn(one, finding));
    const message = verdict ? `${sentence(verdict)}\n${finding.text}` : finding.text;
    const rank = verdict ? -1 : finding.unnecessary ? RANK.hint : RANK[finding.severity];
    // What is harmless is faded wherever it stands; of what is wrong the other places are told beside the first.
    const spans = finding.unnecessary ? [finding.span, ...finding.places] : [finding.span];
    for (const span of spans) found.push({ rank, make: () => findingDiagnostic(finding, span, message, document, traits) });
  }
  return found;
}

/**
 * The verdict of a call stands first in the message of the finding that shows it best: one place, one problem.
 * A verdict whose rule the user turned off is not shown.
 */
function verdictsByFinding(verdicts: Iterable<Verdict>): Map<string, Verdict[]> {
  const map = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = keyOf(verdict.finding);
    const same = map.get(key);
    if (same) same.push(verdict);
    else map.set(key, [verdict]);
  }
  return map;
}

const keyOf = (finding: Finding): string => `${finding.rule} ${finding.span.start} ${finding.span.end}`;

/** The finding that is shown may be a copy of the verdict's own, with the severity that the user wants. */
const standsOn = (verdict: Verdict, finding: Finding): boolean =>
  verdict.finding.message === finding.message && verdict.finding.call === finding.call && verdict.finding.text === finding.text;

const sentence = (verdict: Verdict): string => `${verdict.text} (from SIP alone: media not seen)`;
