import type { Finding } from './types';

/** What became of a call and why, in one sentence, and the finding that shows it best. */
export interface Verdict {
  readonly text: string;
  /** What it rests on: SIP alone, or SIP and media. */
  readonly basis: 'sip';
  readonly finding: Finding;
}

/** The verdict of a call from the findings of its rules; undefined when nothing is wrong. */
export function verdictOf(findings: readonly Finding[]): Verdict | undefined {
  let best: Finding | undefined;
  for (const one of findings) if (one.verdict && one.verdict.weight > (best?.verdict?.weight ?? 0)) best = one;
  return best && { text: best.verdict!.text, basis: 'sip', finding: best };
}
