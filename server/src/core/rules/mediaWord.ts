import { flowsBothWays, isRefusedByBrowser } from '../call/browserLeg';
import { legBothWays, seesMedia } from '../call/media/ask';
import type { Call, Leg } from '../call/types';
import type { Finding } from './types';

/** Rules that have seen the media themselves, or tell of calls that fail or drop however they sound. */
const SEES_MEDIA = /^(media|capture|sip)\//;

/**
 * What SIP alone takes for an error is none where its leg demonstrably carried audio both ways: it is a warning then, and says why.
 * An offer that was refused failed all the same, whatever flowed before it, and a text that was edited is not the one that worked.
 */
export function inTheLightOfMedia(one: Finding, call: Call): Finding {
  const { media } = call;
  if (one.severity !== 'error' || !media || !one.leg || SEES_MEDIA.test(one.rule)) return one;
  if (one.leg.browser) return inTheLightOfBrowser(one, one.leg);
  if (one.message.edited || !seesMedia(media.capture) || wasRefused(one, one.leg) || !legBothWays(call, one.leg)) return one;
  return { ...one, severity: 'warning', text: `${one.text} The capture shows audio both ways on this leg all the same.` };
}

/** The same where the browser itself counted media both ways. */
function inTheLightOfBrowser(one: Finding, leg: Leg): Finding {
  if (one.message.edited || isRefusedByBrowser(one.message) || !flowsBothWays(leg)) return one;
  return { ...one, severity: 'warning', text: `${one.text} The browser counted audio both ways all the same.` };
}

const wasRefused = (one: Finding, leg: Leg): boolean =>
  leg.exchanges.some(
    exchange => exchange.rejection !== undefined && (exchange.offer?.message === one.message || exchange.rejection === one.message),
  );
