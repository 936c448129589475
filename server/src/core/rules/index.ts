import { bodyCut } from './capture/bodyCut';
import { unknownForm } from './capture/unknownForm';
import { noneInCommon } from './codec/noneInCommon';
import { noRtpmap } from './codec/noRtpmap';
import { opusOnly } from './codec/opusOnly';
import { rtpmapOrphan } from './codec/rtpmapOrphan';
import { profileMismatch } from './exchange/profileMismatch';
import { refused } from './exchange/refused';
import { noCredentials } from './ice/noCredentials';
import { iceOnSipLeg } from './ice/onSipLeg';
import { bundleOnSipLeg } from './mux/bundleOnSipLeg';
import { leftovers } from './mux/leftovers';
import { noRtcpMux } from './mux/noRtcpMux';
import { rtcpMuxOnSipLeg } from './mux/rtcpMuxOnSipLeg';
import { brokenLine } from './sdp/brokenLine';
import { brokenHeader } from './sip/brokenLine';
import { browserWithoutDtls } from './srtp/browserWithoutDtls';
import { dtlsOnSipLeg } from './srtp/dtlsOnSipLeg';
import { keysAndProfile } from './srtp/keysAndProfile';
import { profileOnSipLeg } from './srtp/profileOnSipLeg';
import { setupAnswer } from './srtp/setupAnswer';
import { setupConflict } from './srtp/setupConflict';
import { setupMissing } from './srtp/setupMissing';
import { setupRoleChange } from './srtp/setupRoleChange';
import { setupWithoutFingerprint } from './srtp/setupWithoutFingerprint';
import type { Rule } from './types';

/** All rules, in the order in which equal findings are shown. */
export const rules: readonly Rule[] = [
  dtlsOnSipLeg,
  profileOnSipLeg,
  keysAndProfile,
  browserWithoutDtls,
  noCredentials,
  noRtcpMux,
  rtcpMuxOnSipLeg,
  setupAnswer,
  setupConflict,
  setupRoleChange,
  setupMissing,
  setupWithoutFingerprint,
  noneInCommon,
  opusOnly,
  noRtpmap,
  rtpmapOrphan,
  profileMismatch,
  refused,
  iceOnSipLeg,
  bundleOnSipLeg,
  leftovers,
  brokenHeader,
  brokenLine,
  bodyCut,
  unknownForm,
];

export const ruleById = (id: string): Rule | undefined => rules.find(rule => rule.id === id);
