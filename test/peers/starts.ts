import { startChromium } from './browsers/chromium';
import { startFirefox } from './browsers/firefox';
import { sipPeers } from './sip';
import type { StartPeer } from './types';

/** All endpoints that descriptions are handed to; those whose program is not installed give undefined. */
export const STARTS: readonly StartPeer[] = [startChromium, startFirefox, ...sipPeers];

/** What must be installed for all of them to run, and by which names the endpoints go. */
export const PROGRAMS: readonly string[] = ['Chromium', 'Firefox', 'baresip', 'SIPp', 'Linphone'];
