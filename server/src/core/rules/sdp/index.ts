import { brokenLine } from './brokenLine';
import type { Rule } from '../types';

/** The text of a description. */
export const sdpRules: readonly Rule[] = [brokenLine];
