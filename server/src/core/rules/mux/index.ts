import { bundleOnSipLeg } from './bundleOnSipLeg';
import { leftovers } from './leftovers';
import { noRtcpMux } from './noRtcpMux';
import { rtcpMuxOnSipLeg } from './rtcpMuxOnSipLeg';
import type { Rule } from '../types';

/** rtcp-mux, BUNDLE and what else browsers add. */
export const muxRules: readonly Rule[] = [noRtcpMux, rtcpMuxOnSipLeg, bundleOnSipLeg, leftovers];
