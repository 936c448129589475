import { FOR_SIP_LEG, forSipLeg } from '../rewrite/forSipLeg';
import type { Call, Description } from '../call/types';

import type { Fix } from './types';

/** The whole rewrite for a SIP leg, as the fix of what only a browser speaks. */
export const sipRewriteFix = (one: Description, call: Call): Fix => ({
  title: FOR_SIP_LEG,
  safety: 'unsafe',
  message: one.message,
  edits: () => forSipLeg(one.message, one.sdp, one.leg, call),
});
