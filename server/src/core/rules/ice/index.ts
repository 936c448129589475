import { noCredentials } from './noCredentials';
import { iceOnSipLeg } from './onSipLeg';
import type { Rule } from '../types';

/** ICE. */
export const iceRules: readonly Rule[] = [noCredentials, iceOnSipLeg];
