import type { CaptureNotes } from '../trace/capture/types';
import type { CaptureEvidence } from '../trace/evidence/types';

/** What is to be known of a capture, from what was noted while it was read; `file` is its name without folders. */
export const captureEvidence = (file: string, form: CaptureEvidence['form'], notes: CaptureNotes, converted?: string): CaptureEvidence => ({
  kind: 'capture',
  file,
  form,
  converted,
  ...notes,
  problems: [...notes.problems],
});
