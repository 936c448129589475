import { flowsBothWays } from '../call/browserLeg';
import { bothWays, seesMedia } from '../call/media/ask';
import type { Call } from '../call/types';
import type { Finding } from './types';

/** What became of a call and why, in one sentence, and the finding that shows it best. */
export interface Verdict {
  readonly text: string;
  /** What it rests on: SIP alone, SIP and media, or what a browser tells of its peer connection. */
  readonly basis: 'sip' | 'sip+media' | 'browser';
  readonly finding: Finding;
}

/** For people, where a verdict or the lack of one is told. */
export const BASIS_WORDS: Readonly<Record<Verdict['basis'], string>> = {
  sip: 'from SIP alone: media not seen',
  'sip+media': 'from SIP and media',
  browser: 'from the browser\u2019s own record',
};

/** What is known of a call at all. */
export const basisOf = (call: Call | undefined): Verdict['basis'] =>
  call?.legs.some(leg => leg.browser) ? 'browser' : call?.media && seesMedia(call.media.capture) ? 'sip+media' : 'sip';

/**
 * The verdict of a call from the findings of its rules; undefined when nothing is wrong. Where audio went both ways, of what SIP alone
 * shows only an error has a say: what might have kept the call from working has not.
 */
export function verdictOf(findings: readonly Finding[], call?: Call): Verdict | undefined {
  const basis = basisOf(call);
  const works =
    call !== undefined && ((basis === 'sip+media' && bothWays(call)) || (basis === 'browser' && call.legs.every(flowsBothWays)));
  let best: Finding | undefined;
  for (const one of findings) {
    if (!one.verdict || (works && one.severity !== 'error' && !one.rule.startsWith('media/'))) continue;
    if (one.verdict.weight > (best?.verdict?.weight ?? 0)) best = one;
  }
  return best && { text: best.verdict!.text, basis, finding: best };
}
