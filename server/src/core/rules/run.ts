import type { Call, Message } from '../call/types';
import { inTheLightOfMedia } from './mediaWord';
import type { Finding, Rule, Severity } from './types';

/** Rule id to the severity that the user wants. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What the rules find in a message by itself. */
export function checkMessage(rules: readonly Rule[], message: Message): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) for (const one of rule.checkMessage?.(message) ?? []) found.push(one);
  return found;
}

/** What the rules find in a call. */
export function checkCall(rules: readonly Rule[], call: Call): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    for (const one of rule.checkCall?.(call) ?? []) found.push({ ...inTheLightOfMedia(one, call), call });
    for (const description of rule.checkDescription ? call.descriptions : []) {
      for (const one of rule.checkDescription!(description, call))
        found.push({ ...inTheLightOfMedia(one, call), call, leg: description.leg, side: description.side });
    }
  }
  return found;
}
