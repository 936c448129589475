import type { Call, Message } from '../call/types';
import type { Finding, Rule, Severity } from './types';

/** Rule id to the severity that the user wants. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** Runs every rule; what was found of an object that is still the same is taken from the cache. */
export function runRules(
  rules: readonly Rule[],
  messages: readonly Message[],
  calls: readonly Call[],
  cache: WeakMap<object, readonly Finding[]>,
): Finding[] {
  const once = (key: object, check: () => Finding[]): readonly Finding[] => {
    let found = cache.get(key);
    if (!found) {
      found = check();
      cache.set(key, found);
    }
    return found;
  };
  const found: Finding[] = [];
  for (const message of messages) found.push(...once(message, () => rules.flatMap(rule => [...(rule.checkMessage?.(message) ?? [])])));
  for (const call of calls) {
    found.push(...once(call, () => rules.flatMap(rule => [...(rule.checkCall?.(call) ?? [])].map(one => ({ ...one, call })))));
  }
  return found;
}
