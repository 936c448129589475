import { browserHandshake } from './browserHandshake';
import { browserWithoutDtls } from './browserWithoutDtls';
import { bundleKeys } from './bundleKeys';
import { cryptoAnswer } from './cryptoAnswer';
import { cryptoKey } from './cryptoKey';
import { cryptoSuite } from './cryptoSuite';
import { cryptoTags } from './cryptoTags';
import { dtlsAndSdes } from './dtlsAndSdes';
import { dtlsOnSipLeg } from './dtlsOnSipLeg';
import { encryptionDemanded } from './encryptionDemanded';
import { fingerprintChange } from './fingerprintChange';
import { fingerprintSyntax } from './fingerprintSyntax';
import { keysAndProfile } from './keysAndProfile';
import { keysInClear } from './keysInClear';
import { noEncryption } from './noEncryption';
import { offerNotActpass } from './offerNotActpass';
import { profileOnSipLeg } from './profileOnSipLeg';
import { setupAnswer } from './setupAnswer';
import { setupConflict } from './setupConflict';
import { setupMissing } from './setupMissing';
import { setupRoleChange } from './setupRoleChange';
import { setupWithoutFingerprint } from './setupWithoutFingerprint';
import { weakHash } from './weakHash';
import type { Rule } from '../types';

/** Encryption: DTLS-SRTP, SDES, profiles. */
export const srtpRules: readonly Rule[] = [
  dtlsOnSipLeg,
  profileOnSipLeg,
  encryptionDemanded,
  keysAndProfile,
  browserWithoutDtls,
  setupAnswer,
  setupConflict,
  setupRoleChange,
  setupMissing,
  setupWithoutFingerprint,
  offerNotActpass,
  fingerprintSyntax,
  weakHash,
  fingerprintChange,
  browserHandshake,
  bundleKeys,
  dtlsAndSdes,
  cryptoKey,
  cryptoSuite,
  cryptoAnswer,
  cryptoTags,
  noEncryption,
  keysInClear,
];
