import type { StartPeer } from '../types';
import { baresips } from './baresip';
import { linphone } from './linphone';
import { sipps } from './sipp';

/** Real SIP user agents, each undefined where it is not installed. */
export const sipPeers: readonly StartPeer[] = [...baresips, ...sipps, linphone];
