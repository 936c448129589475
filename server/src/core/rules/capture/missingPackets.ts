import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const missingPackets: Rule = {
  id: 'capture/missing-packets',
  title: 'Packets are missing in the capture',
  severity: 'info',
  references: [],
  explanation:
    'Fragments of IP packets, or bytes of TCP streams, are not in the capture: it lost packets, or began in the middle of a stream. SIP messages may be incomplete or missing for that reason, which says nothing of what was really sent.',
  quiet: 'Captures that are complete, and texts that were not made from a capture.',
  bad: capturedCall({ missingFragments: 2, gaps: 1 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.missingFragments + capture.gaps === 0) return undefined;
    const lost = [
      ...(capture.missingFragments > 0 ? [`fragments of ${count(capture.missingFragments, 'IP packet')}`] : []),
      ...(capture.gaps > 0 ? [`bytes of ${count(capture.gaps, 'TCP stream')}`] : []),
    ];
    return `The capture lacks ${lost.join(' and ')}. Messages that were in them are incomplete or missing.`;
  },
};
