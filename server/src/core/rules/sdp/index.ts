import { addressFamily } from './addressFamily';
import { attributeLevel } from './attributeLevel';
import { brokenLine } from './brokenLine';
import { hostName } from './hostName';
import { lineEnds } from './lineEnds';
import { lineOrder } from './lineOrder';
import { mediaLine } from './mediaLine';
import { missingLine } from './missingLine';
import { noConnection } from './noConnection';
import { oldHold } from './oldHold';
import { origin } from './origin';
import { privateAddress } from './privateAddress';
import { profileName } from './profileName';
import { repeatedAttribute } from './repeatedAttribute';
import { unreachableAddress } from './unreachableAddress';
import type { Rule } from '../types';

/** The text of a description. */
export const sdpRules: readonly Rule[] = [
  brokenLine,
  missingLine,
  lineOrder,
  lineEnds,
  origin,
  mediaLine,
  profileName,
  noConnection,
  addressFamily,
  unreachableAddress,
  privateAddress,
  hostName,
  oldHold,
  repeatedAttribute,
  attributeLevel,
];
