import { oneSided, seesMedia, signalsOneSided } from '../../call/media/ask';
import type { Call, Message } from '../../call/types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL } from '../media/example';
import { type Finding, finding, type Rule } from '../types';

export const oneDirection: Rule = {
  id: 'capture/one-direction',
  title: 'The capture shows one direction only',
  severity: 'info',
  references: [],
  explanation:
    'Of a leg, or of its media, only what one side sent is in the capture, although the other side took part: it was made at a mirror port of one direction, with a filter, or the way back is another one. So nothing is said of what the other side did not send.',
  quiet:
    'A side that may really have been silent is no reason: there must be answers to what is not in the capture. Texts that were not made from a capture are left alone.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp()],
    messages: ['INVITE', 'ACK', 'BYE'],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    const { media } = call;
    if (!media) return;
    for (const leg of call.legs) {
      const halves = [
        ...(signalsOneSided(leg) ? ['its SIP'] : []),
        ...(seesMedia(media.capture) && media.sections.some(section => section.leg === leg && oneSided(section)) ? ['its media'] : []),
      ];
      const message = leg.messages[0];
      if (halves.length === 0 || !message) continue;
      yield finding(oneDirection, {
        message,
        span: firstLine(message),
        text: `Of this leg the capture shows ${halves.join(' and ')} in one direction only. What the other side sent is not in it, so nothing is reported as missing from there.`,
        leg,
      });
    }
  },
};

const firstLine = (message: Message) => message.sip?.startLine?.span ?? { start: 0, end: Math.max(0, message.text.indexOf('\n')) };
