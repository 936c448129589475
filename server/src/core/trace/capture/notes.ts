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
