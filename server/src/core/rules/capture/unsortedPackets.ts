import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const unsortedPackets: Rule = {
  id: 'capture/unsorted-packets',
  title: 'Packets are not in order of time',
  severity: 'hint',
  references: [],
  explanation:
    'The packets of the capture are not in the order of their times: it was put together from several files, or comes from a host with several queues. Messages are shown in order of time.',
  quiet:
    'It is quiet for differences below a millisecond, and where the capture has several interfaces: capture programs write those as they are emptied.',
  bad: capturedCall({ unsorted: 12 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.unsorted === 0 || capture.interfaces > 1) return undefined;
    return `${count(capture.unsorted, 'packet')} of the capture ${capture.unsorted === 1 ? 'is' : 'are'} older than the one before. Messages are shown in order of time.`;
  },
};
