import type { CaptureEvidence } from '../../trace/evidence/types';
import type { Trace } from '../../trace/types';
import { exampleCapture, examplePhoneAudio, exampleRtp, CALLEE, CALLER, toCaller } from '../media/example';

/** What a text says of the capture that it was made from; undefined for any other text. */
export function captureOf(trace: Trace): CaptureEvidence | undefined {
  for (const record of trace.records) {
    const found = record.evidence?.find(one => one.kind === 'capture');
    if (found?.kind === 'capture') return found;
  }
  return undefined;
}

/** A phone's call in a capture of which something is to be said. */
export const capturedCall = (capture: Partial<CaptureEvidence>): string =>
  exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp(), exampleRtp(toCaller)],
    capture,
  });
