import { answerPassedBack } from './answerPassedBack';
import { dtmfInfoRefused } from './dtmfInfoRefused';
import { dtmfNotPassed } from './dtmfNotPassed';
import { flagWithoutEffect } from './flagWithoutEffect';
import { gatewayComplaint } from './gatewayComplaint';
import type { Rule } from '../types';
import { noTranscoding } from './noTranscoding';
import { offerPassedOn } from './offerPassedOn';
import { unknownFlag } from './unknownFlag';

/** Across the gateway. */
export const legRules: readonly Rule[] = [
  gatewayComplaint,
  flagWithoutEffect,
  unknownFlag,
  offerPassedOn,
  answerPassedBack,
  dtmfNotPassed,
  dtmfInfoRefused,
  noTranscoding,
];
