import { browserWithoutDtls } from './browserWithoutDtls';
import { dtlsOnSipLeg } from './dtlsOnSipLeg';
import { keysAndProfile } from './keysAndProfile';
import { profileOnSipLeg } from './profileOnSipLeg';
import { setupAnswer } from './setupAnswer';
import { setupConflict } from './setupConflict';
import { setupMissing } from './setupMissing';
import { setupRoleChange } from './setupRoleChange';
import { setupWithoutFingerprint } from './setupWithoutFingerprint';
import type { Rule } from '../types';

/** Encryption: DTLS-SRTP, SDES, profiles. */
export const srtpRules: readonly Rule[] = [
  dtlsOnSipLeg,
  profileOnSipLeg,
  keysAndProfile,
  browserWithoutDtls,
  setupAnswer,
  setupConflict,
  setupRoleChange,
  setupMissing,
  setupWithoutFingerprint,
];
