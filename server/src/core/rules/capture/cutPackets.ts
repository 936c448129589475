import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const cutPackets: Rule = {
  id: 'capture/cut-packets',
  title: 'The capture cut packets short',
  severity: 'info',
  references: [],
  explanation:
    'A snap length (`tcpdump -s`) below 65535 keeps only the beginning of each packet. SIP messages then lack the end of their SDP, and certificates of DTLS handshakes cannot be compared. Capture again with `-s 0` if it matters.',
  quiet: 'Captures that hold all bytes of their packets, and texts that were not made from a capture.',
  bad: capturedCall({ cut: 40 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.cut === 0) return undefined;
    return `${count(capture.cut, 'packet')} of ${capture.frames} ${capture.cut === 1 ? 'was' : 'were'} cut short by the snap length of the capture. What they lacked at the end is not reported as missing, and not everything of the media could be checked.`;
  },
};
