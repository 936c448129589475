import type { CaptureNotes } from './types';

/** Notes of a capture of which nothing has been read yet. */
export const emptyNotes = (): CaptureNotes => ({
  frames: 0,
  first: 0,
  last: 0,
  cut: 0,
  duplicates: 0,
  unsorted: 0,
  interfaces: 0,
  unread: 0,
  missingFragments: 0,
  gaps: 0,
  encrypted: 0,
  decryptable: 0,
  compressed: 0,
  media: 0,
  problems: [],
});

/** Sentences that are listed; with more nobody knows more. */
const LISTED_PROBLEMS = 20;

/** Adds a sentence on what is wrong or was skipped, each once, unless there are too many already, which the last one says. */
export function addProblem({ problems }: CaptureNotes, sentence: string): void {
  if (problems.length >= LISTED_PROBLEMS || problems.includes(sentence)) return;
  problems.push(problems.length < LISTED_PROBLEMS - 1 ? sentence : 'There are more problems than are listed here.');
}
