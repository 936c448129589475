import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const duplicatePackets: Rule = {
  id: 'capture/duplicate-packets',
  title: 'The capture has packets twice',
  severity: 'info',
  references: [],
  explanation:
    'A capture on all interfaces, or on a mirror port that copies both directions, holds packets twice. Copies are left out, so that they are taken neither for retransmissions nor for media. Counts of what is left are right; times may be those of either copy.',
  quiet: 'It is quiet while no more than one packet in a hundred is a copy of the one before.',
  bad: capturedCall({ duplicates: 1200 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.duplicates * 100 <= capture.frames) return undefined;
    return `${count(capture.duplicates, 'packet')} of ${capture.frames} are copies of one just before, as in a capture on all interfaces or on a mirror port. They were left out.`;
  },
};
