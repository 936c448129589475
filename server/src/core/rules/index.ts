import { unknownForm } from './capture/unknownForm';
import type { Rule } from './types';

/** All rules, in the order in which equal findings are shown. */
export const rules: readonly Rule[] = [unknownForm];

export const ruleById = (id: string): Rule | undefined => rules.find(rule => rule.id === id);
