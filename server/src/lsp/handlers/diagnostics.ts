import type { Diagnostic } from 'vscode-languageserver';
import type { Severity } from '../../core/rules/types';
import { BASIS_WORDS, type Verdict } from '../../core/rules/verdict';
import type { Span } from '../../core/text/span';
import type { OpenDocument } from '../documents';
import type { ClientTraits } from '../fromLsp';
import { fileDiagnostic, findingDiagnostic, remark } from '../toLsp';

/** VS Code shows at most 1,000 problems of a file, and not the worst ones. */
const MOST = 900;

/** The louder, the further in front; a call's verdict before everything else. */
const RANKS: readonly (Severity | 'verdict')[] = ['verdict', 'error', 'warning', 'info', 'hint'];

/** All that is to be said of a document, the worst first where it is too much. */
export function diagnostics(document: OpenDocument, traits: ClientTraits): Diagnostic[] {
  const { analysis } = document;
  const chosen = new Worst<() => Diagnostic>();
  for (const { rule, severity, text } of analysis.fileFindings)
    chosen.add(severity, () => fileDiagnostic(rule, severity, text, document, traits));
  const verdicts = verdictsBySpan(analysis.verdicts.values());
  for (const finding of analysis.findings) {
    const verdict = verdicts.get(finding.span)?.find(one => one.finding.rule === finding.rule && one.finding.call === finding.call);
    const message = verdict ? `${sentence(verdict)}\n${finding.text}` : finding.text;
    const make = (span: Span) => () => findingDiagnostic(finding, span, message, document, traits);
    chosen.add(verdict ? 'verdict' : finding.unnecessary ? 'hint' : finding.severity, make(finding.span));
    // What is harmless is faded wherever it stands; of what is wrong the other places are told beside the first.
    if (finding.unnecessary) for (const span of finding.places) chosen.add('hint', make(span));
  }
  const found = chosen.first(MOST).map(make => make());
  // What is faded is no problem: on a long healthy trace there is nothing to say of it.
  const problems = chosen.count - chosen.countOf('hint');
  if (problems <= MOST) return found;
  return [...found, remark(`${problems - MOST} more problems are not shown: these are the worst ${MOST} of ${problems}.`)];
}

/** Takes things by rank; what can never be among the first is only counted. */
class Worst<T> {
  count = 0;
  private readonly ranks = RANKS.map((): T[] => []);
  private readonly counts = RANKS.map(() => 0);

  countOf = (rank: (typeof RANKS)[number]): number => this.counts[RANKS.indexOf(rank)]!;

  add(rank: (typeof RANKS)[number], one: T): void {
    this.count++;
    this.counts[RANKS.indexOf(rank)]!++;
    const same = this.ranks[RANKS.indexOf(rank)]!;
    if (same.length < MOST) same.push(one);
  }

  first = (most: number): T[] => this.ranks.flat().slice(0, most);
}

/**
 * The verdict of a call stands first in the message of the finding that shows it best: one place, one problem.
 * That finding may be a copy of the verdict's own, with the severity that the user wants; its span is the same object.
 * A verdict whose rule the user turned off is not shown.
 */
function verdictsBySpan(verdicts: Iterable<Verdict>): Map<Span, Verdict[]> {
  const map = new Map<Span, Verdict[]>();
  for (const verdict of verdicts) {
    const same = map.get(verdict.finding.span);
    if (same) same.push(verdict);
    else map.set(verdict.finding.span, [verdict]);
  }
  return map;
}

const sentence = (verdict: Verdict): string => `${verdict.text} (${BASIS_WORDS[verdict.basis]})`;
