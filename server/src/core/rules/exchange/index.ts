import { profileMismatch } from './profileMismatch';
import { refused } from './refused';
import type { Rule } from '../types';

/** Offer and answer. */
export const exchangeRules: readonly Rule[] = [profileMismatch, refused];
