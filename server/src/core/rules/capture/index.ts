import { bodyCut } from './bodyCut';
import { brokenFile } from './brokenFile';
import { compressedSip } from './compressedSip';
import { converted } from './converted';
import { cutPackets } from './cutPackets';
import { duplicatePackets } from './duplicatePackets';
import { encryptedSip } from './encryptedSip';
import { laterEvidence } from './laterVersion';
import { missingPackets } from './missingPackets';
import { oneDirection } from './oneDirection';
import { startsMidCall } from './startsMidCall';
import { unknownForm } from './unknownForm';
import { unsortedPackets } from './unsortedPackets';
import type { Rule } from '../types';

/** The trace itself. */
export const captureRules: readonly Rule[] = [
  bodyCut,
  unknownForm,
  converted,
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
