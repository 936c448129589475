import type { Rule } from '../types';

/** Across the gateway. */
export const legRules: readonly Rule[] = [];
