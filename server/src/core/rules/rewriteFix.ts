import type { Call, Description } from '../call/types';
import { FOR_BROWSER, forBrowser } from '../rewrite/forBrowser';
import { FOR_SIP_LEG, forSipLeg } from '../rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES, forSipLegSdes } from '../rewrite/forSipLegSdes';
import type { Fix } from './types';

/** The whole rewrite for a SIP leg, as the fix of what only a browser speaks. */
export const sipRewriteFix = (one: Description, call: Call): Fix => ({
  title: FOR_SIP_LEG,
  safety: 'unsafe',
  message: one.message,
  edits: () => forSipLeg(one.message, one.sdp, one.leg, call),
});

/** The rewrite for a SIP leg with SDES, as the fix where a phone wants its keys in the SDP. */
export const sdesRewriteFix = (one: Description, call: Call): Fix => ({
  title: FOR_SIP_LEG_SDES,
  safety: 'unsafe',
  message: one.message,
  edits: () => forSipLegSdes(one.message, one.sdp, one.leg, call),
});

/** The whole rewrite for a browser, as the fix of what only a phone speaks. */
export const browserRewriteFix = (one: Description, call: Call): Fix => ({
  title: FOR_BROWSER,
  safety: 'unsafe',
  message: one.message,
  edits: () => forBrowser(one.message, one.sdp, one.leg, call),
});
