import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const compressedSip: Rule = {
  id: 'capture/compressed-sip',
  title: 'Compressed SIP is not read',
  severity: 'info',
  references: [{ rfc: 3320, section: '1' }],
  explanation:
    'SigComp compresses SIP, mostly between IMS phones and their proxy. These packets are not read, so their messages are missing here.',
  quiet: 'Captures without SigComp, and texts that were not made from a capture.',
  bad: capturedCall({ compressed: 3 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.compressed === 0) return undefined;
    return `${count(capture.compressed, 'packet')} of the capture ${capture.compressed === 1 ? 'holds' : 'hold'} SIP that is compressed with SigComp, which is not read.`;
  },
};
