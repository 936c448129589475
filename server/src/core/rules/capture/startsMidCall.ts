import type { Call } from '../../call/types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from '../media/example';
import { type Finding, finding, type Rule } from '../types';

export const startsMidCall: Rule = {
  id: 'capture/starts-mid-call',
  title: 'The capture began during the call',
  severity: 'info',
  references: [],
  explanation:
    'The capture has messages of a dialog, but not the INVITE that began it. Offer and answer are unknown, so what its media does cannot be compared with them.',
  quiet: 'It is quiet where the INVITE, or its answer, is there, and for texts that were not made from a capture.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp(), exampleRtp(toCaller)],
    messages: ['BYE'],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    if (!call.media) return;
    for (const leg of call.legs) {
      const start = leg.messages[0]?.sip?.startLine;
      const begun = leg.transactions.some(one => one.method === 'INVITE' && (!one.request || one.request.toTag === undefined));
      if (begun || !start || leg.messages[0]?.toTag === undefined) continue;
      yield finding(startsMidCall, {
        message: leg.messages[0],
        span: start.span,
        text: 'The capture began during this call: the INVITE that began it is not there. Nothing is said of its offer, answer and media.',
        leg,
      });
    }
  },
};
