import { HEALTHY_PHONE_CALL } from '../media/example';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const brokenFile: Rule = {
  id: 'capture/broken-file',
  title: 'The capture file is damaged or not read in full',
  severity: 'warning',
  references: [],
  explanation:
    'Parts of the capture file could not be read: it is cut off, damaged, or holds blocks or links that are not known, or a limit was reached. What could be read is shown; what is reported as missing may be in the rest.',
  quiet: 'Captures that were read from beginning to end, and texts that were not made from a capture.',
  bad: capturedCall({ problems: ['The file ends within packet 2401, at byte 991232.'] }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    // What a conversion lost is told by its own rule.
    if (!capture || capture.converted !== undefined || capture.problems.length === 0) return undefined;
    return `${capture.file} is not complete, or was not read in full. ${capture.problems.join(' ')}`;
  },
};
