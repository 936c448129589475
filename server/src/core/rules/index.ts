import { bodyCut } from './capture/bodyCut';
import { brokenFile } from './capture/brokenFile';
import { compressedSip } from './capture/compressedSip';
import { cutPackets } from './capture/cutPackets';
import { duplicatePackets } from './capture/duplicatePackets';
import { encryptedSip } from './capture/encryptedSip';
import { laterEvidence } from './capture/laterVersion';
import { missingPackets } from './capture/missingPackets';
import { oneDirection } from './capture/oneDirection';
import { startsMidCall } from './capture/startsMidCall';
import { unknownForm } from './capture/unknownForm';
import { unsortedPackets } from './capture/unsortedPackets';
import { noneInCommon } from './codec/noneInCommon';
import { noRtpmap } from './codec/noRtpmap';
import { opusOnly } from './codec/opusOnly';
import { rtpmapOrphan } from './codec/rtpmapOrphan';
import { profileMismatch } from './exchange/profileMismatch';
import { refused } from './exchange/refused';
import { noCredentials } from './ice/noCredentials';
import { iceOnSipLeg } from './ice/onSipLeg';
import { againstDirection } from './media/againstDirection';
import { certificateMismatch } from './media/certificateMismatch';
import { clientHelloWrongSide } from './media/clientHelloWrongSide';
import { consentLost } from './media/consentLost';
import { dtlsAlert } from './media/dtlsAlert';
import { handshakeIncomplete } from './media/handshakeIncomplete';
import { noAudio } from './media/noAudio';
import { noClientHello } from './media/noClientHello';
import { noNomination } from './media/noNomination';
import { noSrtpProfile } from './media/noSrtpProfile';
import { oneWay } from './media/oneWay';
import { plainRtp } from './media/plainRtp';
import { rtcpUnreachable } from './media/rtcpUnreachable';
import { stopped } from './media/stopped';
import { stunRefused } from './media/stunRefused';
import { stunUnanswered } from './media/stunUnanswered';
import { toOtherAddress } from './media/toOtherAddress';
import { toPrivateAddress } from './media/toPrivateAddress';
import { toUnknownAddress } from './media/toUnknownAddress';
import { turnRefused } from './media/turnRefused';
import { turnUnreachable } from './media/turnUnreachable';
import { unknownPayloadType } from './media/unknownPayloadType';
import { unreachable } from './media/unreachable';
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
  certificateMismatch,
  noClientHello,
  clientHelloWrongSide,
  handshakeIncomplete,
  dtlsAlert,
  noSrtpProfile,
  stunUnanswered,
  stunRefused,
  noNomination,
  plainRtp,
  unreachable,
  toOtherAddress,
  toPrivateAddress,
  toUnknownAddress,
  unknownPayloadType,
  consentLost,
  oneWay,
  noAudio,
  stopped,
  rtcpUnreachable,
  againstDirection,
  turnUnreachable,
  turnRefused,
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
  brokenFile,
  laterEvidence,
  cutPackets,
  missingPackets,
  oneDirection,
  startsMidCall,
  encryptedSip,
  compressedSip,
  duplicatePackets,
  unsortedPackets,
];

export const ruleById = (id: string): Rule | undefined => rules.find(rule => rule.id === id);
