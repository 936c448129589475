import { brokenHeader } from './brokenLine';
import type { Rule } from '../types';

/** SIP dialogs. */
export const sipRules: readonly Rule[] = [brokenHeader];
