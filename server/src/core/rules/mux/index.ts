import { bundleMembers } from './bundleMembers';
import { bundleNotOffered } from './bundleNotOffered';
import { bundleOnly } from './bundleOnly';
import { bundleOnSipLeg } from './bundleOnSipLeg';
import { bundlePayloadTypes } from './bundlePayloadTypes';
import { bundleRtcpMux } from './bundleRtcpMux';
import { duplicateMid } from './duplicateMid';
import { extmapId } from './extmapId';
import { extmapNotOffered } from './extmapNotOffered';
import { leftovers } from './leftovers';
import { longMid } from './longMid';
import { noRtcpMux } from './noRtcpMux';
import { rtcpMuxNotOffered } from './rtcpMuxNotOffered';
import { rtcpMuxOnly } from './rtcpMuxOnly';
import { rtcpMuxOnSipLeg } from './rtcpMuxOnSipLeg';
import { rtcpPort } from './rtcpPort';
import type { Rule } from '../types';

/** rtcp-mux, BUNDLE and what else browsers add. */
export const muxRules: readonly Rule[] = [
  noRtcpMux,
  rtcpMuxOnSipLeg,
  rtcpMuxNotOffered,
  rtcpMuxOnly,
  rtcpPort,
  bundleOnSipLeg,
  bundleMembers,
  bundleNotOffered,
  bundleRtcpMux,
  bundlePayloadTypes,
  bundleOnly,
  duplicateMid,
  longMid,
  extmapId,
  extmapNotOffered,
  leftovers,
];
