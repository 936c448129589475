import { bothWays, seesMedia } from '../call/media/ask';
import type { Call } from '../call/types';
import type { Finding } from './types';

/** What became of a call and why, in one sentence, and the finding that shows it best. */
export interface Verdict {
  readonly text: string;
  /** What it rests on: SIP alone, or SIP and media. */
  readonly basis: 'sip' | 'sip+media';
  readonly finding: Finding;
}

/**
 * The verdict of a call from the findings of its rules; undefined when nothing is wrong. Where audio went both ways, of what SIP alone
 * shows only an error has a say: what might have kept the call from working has not.
 */
export function verdictOf(findings: readonly Finding[], call?: Call): Verdict | undefined {
  const works = call?.media !== undefined && seesMedia(call.media.capture) && bothWays(call);
  let best: Finding | undefined;
  for (const one of findings) {
    if (!one.verdict || (works && one.severity !== 'error' && !one.rule.startsWith('media/'))) continue;
    if (one.verdict.weight > (best?.verdict?.weight ?? 0)) best = one;
  }
  const basis = call?.media && seesMedia(call.media.capture) ? 'sip+media' : 'sip';
  return best && { text: best.verdict!.text, basis, finding: best };
}
