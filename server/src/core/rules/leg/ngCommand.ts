import type { Call, Description, Message } from '../../call/types';

/**
 * The command to RTPEngine whose reply a description is: what went in on the other side of the same exchange. Undefined where the log
 * is not RTPEngine's, and for what went in itself.
 */
export function ngCommandOf(one: Description, call: Call): Message | undefined {
  if (one.message.envelope.ng?.role !== 'out') return undefined;
  const number = one.exchange.cseq?.number;
  for (const leg of call.legs) {
    if (leg === one.leg) continue;
    const message = leg.exchanges.find(exchange => exchange.cseq?.number === number)?.[one.side]?.message;
    if (message?.envelope.ng?.role === 'in') return message;
  }
  return undefined;
}
