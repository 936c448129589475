import type { CaptureEvidence } from '../core/trace/evidence/types';

/** What is to be said of a capture above its calls: what it has wrong, and what could not be seen in it. */
export const problemsOf = (capture: CaptureEvidence): string[] => [
  ...capture.problems,
  ...COUNTS.flatMap(([name, sentence]) => (capture[name] > 0 ? [sentence(many(capture[name]))] : [])),
];

type Count = 'cut' | 'encrypted' | 'compressed' | 'gaps' | 'missingFragments' | 'unread';

const many = (count: number): string => count.toLocaleString('en');

/** What hides most comes first. What was put in order again without a loss is no problem. */
const COUNTS: readonly (readonly [Count, (count: string) => string])[] = [
  ['cut', count => `Packets cut by the snap length: ${count}. What stood behind the cut is not there.`],
  ['encrypted', count => `TCP streams encrypted with TLS: ${count}. SIP in them cannot be seen.`],
  ['compressed', count => `Packets with SIP compressed by SigComp: ${count}. They are not read.`],
  ['gaps', count => `TCP streams in which bytes are missing: ${count}.`],
  ['missingFragments', count => `IP packets of which a fragment is missing: ${count}.`],
  ['unread', count => `Packets that are broken or of a kind that is not read: ${count}.`],
];
