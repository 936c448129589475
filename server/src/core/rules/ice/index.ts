import { answerOnly } from './answerOnly';
import { bothLite } from './bothLite';
import { candidateSyntax } from './candidateSyntax';
import { credentialsFormat } from './credentialsFormat';
import { credentialsPair } from './credentialsPair';
import { defaultNotCandidate } from './defaultNotCandidate';
import { freeswitchPrivate } from './freeswitchPrivate';
import { halfRestart } from './halfRestart';
import { holdByZero } from './holdByZero';
import { hostOnly } from './hostOnly';
import { noCandidates } from './noCandidates';
import { noCredentials } from './noCredentials';
import { noPairWorked } from './noPairWorked';
import { noPossiblePair } from './noPossiblePair';
import { noRtcpCandidate } from './noRtcpCandidate';
import { iceOnSipLeg } from './onSipLeg';
import { privateCandidates } from './privateCandidates';
import { serverSilent } from './serverSilent';
import { trickleUnsupported } from './trickleUnsupported';
import type { Rule } from '../types';

/** ICE. */
export const iceRules: readonly Rule[] = [
  noCredentials,
  credentialsFormat,
  credentialsPair,
  candidateSyntax,
  noCandidates,
  trickleUnsupported,
  privateCandidates,
  noPossiblePair,
  noPairWorked,
  serverSilent,
  hostOnly,
  freeswitchPrivate,
  defaultNotCandidate,
  noRtcpCandidate,
  halfRestart,
  holdByZero,
  bothLite,
  iceOnSipLeg,
  answerOnly,
];
