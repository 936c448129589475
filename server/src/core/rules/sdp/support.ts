import { legBothWays } from '../../call/media/ask';
import type { Call, Description } from '../../call/types';
import { hasIce, refusalOf, relatedReply, wasTaken } from '../support';
import type { Related, Severity } from '../types';

/** Whether the other side took the description as it stands: it answered it, or audio went both ways. */
export const wasRead = (one: Description, call: Call): boolean =>
  !one.message.edited && ((one.side === 'offer' && (one.other !== undefined || wasTaken(one))) || legBothWays(call, one.leg));

/** How bad a fault of the text is: an error where the offer was refused, information where somebody read it all the same. */
export function textSeverity(one: Description, call: Call): Severity {
  if (refusalOf(one)) return 'error';
  return wasRead(one, call) ? 'info' : 'warning';
}

/** The same for what browsers refuse and phones mostly put up with. */
export function strictSeverity(one: Description, call: Call): Severity {
  const severity = textSeverity(one, call);
  if (one.leg.kind !== 'sip') return severity;
  return severity === 'error' ? 'warning' : 'info';
}

/** The refusal of the offer as a related place. */
export function refusalPlace(one: Description): Related[] {
  const refusal = refusalOf(one);
  return relatedReply(refusal, `the offer was refused with ${refusal?.status}`);
}

/** The verdict for a text that was refused, or that a browser got as an answer, and has a fault that parsers are known to refuse. */
export const textVerdict = (one: Description, severity: Severity, weight: number, reason: string) => {
  const refusal = refusalOf(one);
  if (severity === 'error' && refusal) {
    return { weight, text: `The ${one.leg.kind === 'webrtc' ? 'offer' : 'call'} was refused with ${refusal.status}: ${reason}.` };
  }
  return severity === 'warning' && one.side === 'answer' && one.leg.kind === 'webrtc' && one.fromGateway === true
    ? {
        weight: weight - 30,
        text: `The browser may refuse the gateway's answer, and the call drops just after it was picked up: ${reason}.`,
      }
    : undefined;
};

/** Whether the two find their addresses with ICE, so that c= is only a default. */
export const isIceUsed = (one: Description): boolean => hasIce(one.sdp) && (one.other === undefined || hasIce(one.other.sdp));
