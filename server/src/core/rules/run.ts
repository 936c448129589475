import type { Call, Description, Message } from '../call/types';
import { ignoredRules } from '../trace/cut';
import { inTheLightOfMedia } from './mediaWord';
import type { Finding, Rule, Severity } from './types';

/** Rule id to the severity that the user wants. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What the rules find in a message by itself. */
export function checkMessage(rules: readonly Rule[], message: Message): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    if (rule.checkMessage) for (const one of rule.checkMessage(message)) found.push(one);
  }
  return found;
}

/** What the rules find in a call. */
export function checkCall(rules: readonly Rule[], call: Call): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    // Asked a hundred times for each call: what there is nothing to ask of costs nothing.
    if (rule.checkCall) for (const one of rule.checkCall(call)) found.push({ ...inTheLightOfMedia(one, call), call });
    if (!rule.checkDescription) continue;
    for (const description of call.descriptions) {
      if (rule.attributes && !speaksOf(description, rule.attributes)) continue;
      for (const one of rule.checkDescription(description, call)) {
        found.push({ ...inTheLightOfMedia(one, call), call, leg: description.leg, side: description.side });
      }
    }
  }
  return found.some(one => one.ifExplained) ? explained(found) : found;
}

/** A finding that knows no reason steps back where another rule has found one. */
function explained(found: readonly Finding[]): Finding[] {
  const loud = new Map<Message, Finding>();
  for (const one of found) {
    if (!/error|warning/.test(one.severity) || one.ifExplained) continue;
    // Of several, the one that says what became of the call.
    if (!loud.has(one.message) || (one.verdict && !loud.get(one.message)!.verdict)) loud.set(one.message, one);
  }
  return found.flatMap(one => {
    const reason = one.ifExplained && loud.get(one.ifExplained.by);
    if (!reason) return one;
    if (one.ifExplained!.text === undefined) return [];
    const related = [{ message: reason.message, span: reason.span, text: 'what is wrong with it' }];
    return {
      ...one,
      severity: 'info',
      text: one.ifExplained!.text,
      related,
      verdict: reason.verdict ? undefined : one.ifExplained!.verdict,
    };
  });
}

function speaksOf({ sdp, other }: Description, names: readonly string[]): boolean {
  for (const name of names) if (sdp.attributes.has(name) || other?.sdp.attributes.has(name)) return true;
  return false;
}

/** Findings without those that the user has muted with a marker before their message. */
export function withoutIgnored(findings: readonly Finding[]): readonly Finding[] {
  const muted = new Map<Message, readonly string[]>();
  return findings.filter(({ message, rule }) => {
    const rules = muted.get(message) ?? ignoredRules(message.record);
    muted.set(message, rules);
    return !rules.includes(rule);
  });
}
