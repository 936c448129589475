import { ackNotHeard } from './ackNotHeard';
import { brokenHeader } from './brokenLine';
import { contentLength } from './contentLength';
import { contentType } from './contentType';
import { credentialsRefused } from './credentialsRefused';
import { extensionRefused } from './extensionRefused';
import { glare } from './glare';
import { loop } from './loop';
import { missingAck } from './missingAck';
import { missingHeader } from './missingHeader';
import { missingPrack } from './missingPrack';
import { noResponse } from './noResponse';
import { reason } from './reason';
import { responseLost } from './responseLost';
import { sessionTimer } from './sessionTimer';
import { warningHeader } from './warningHeader';
import type { Rule } from '../types';

/** SIP dialogs. */
export const sipRules: readonly Rule[] = [
  missingAck,
  ackNotHeard,
  noResponse,
  responseLost,
  sessionTimer,
  missingPrack,
  contentType,
  contentLength,
  missingHeader,
  extensionRefused,
  credentialsRefused,
  loop,
  glare,
  warningHeader,
  reason,
  brokenHeader,
];
