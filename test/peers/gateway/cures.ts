import { type Analysis, analyse, toDocument } from '../../../server/src/core/analysis';
import type { Description, Message } from '../../../server/src/core/call/types';
import { rules } from '../../../server/src/core/rules/index';
import type { Rule } from '../../../server/src/core/rules/types';
import { gateway, type Gateway, hasIpv6, type Passage, stopGateway } from './index';
import { NOT_TRIED, type Step, type Trial, TRIALS } from './trials';

/** What a cure was seen to do. */
export interface CureResult {
  readonly rule: string;
  /** As the rule names it. */
  readonly cure: string;
  /**
   * `cured`: the rule finds its fault in what the gateway writes, or in what it gets, without the cure, and nothing with it. `written anew`:
   * the gateway writes that place itself, and nothing is found with or without the cure. `not tried`: no description can show it.
   */
  readonly outcome: 'cured' | 'written anew' | 'not tried' | 'not cured';
  /** The flags of each description that went through the gateway, with the cure; empty where it was not tried. */
  readonly flags: readonly string[];
  /** What the gateway said: flags that it does not know. */
  readonly words: string;
  /** Why it was not tried, or what is to be known besides. */
  readonly note: string;
}

/** RTPEngine flags that rules name as cure: in their pages, and in the findings of the pages' examples. */
export function rtpengineCures(): { rule: Rule; cure: string }[] {
  return rules.flatMap(rule => {
    const found = analyse(rule.bad).findings.filter(one => one.rule === rule.id);
    const named = [rule.cures, ...found.map(one => one.cures)].flat().filter(one => one.gateway === 'rtpengine');
    const tried = (TRIALS[rule.id] ?? []).flatMap(one => one.cure ?? []);
    return [...new Set([...named.map(one => one.setting), ...tried])].map(cure => ({ rule, cure }));
  });
}

/**
 * Tries every RTPEngine flag that a rule names as its cure, through a real Kamailio and a real RTPEngine: the broken input with the flag
 * gives an output on which the rule is silent. One result for each rule and cure; undefined where they are not installed. Whoever calls
 * it fails where a result is `not cured`. It starts the gateway and ends it.
 */
export async function tryCures(): Promise<CureResult[] | undefined> {
  try {
    const running = await gateway();
    if (!running) return undefined;
    const results: CureResult[] = [];
    for (const { rule, cure } of rtpengineCures()) results.push(await tryCure(running, rule, cure));
    return results;
  } finally {
    await stopGateway();
  }
}

async function tryCure(running: Gateway, rule: Rule, cure: string): Promise<CureResult> {
  const base = { rule: rule.id, cure, flags: [], words: '' };
  const why = NOT_TRIED[rule.id];
  if (why !== undefined) return { ...base, outcome: 'not tried', note: why };
  const trial = TRIALS[rule.id]?.find(one => one.cure === undefined || one.cure === cure);
  if (!trial) return { ...base, outcome: 'not cured', note: 'Nobody has written a trial of it.' };
  if (needsIpv6(trial) && !hasIpv6()) return { ...base, outcome: 'not tried', note: 'This machine has no IPv6.' };
  const steps = trial.steps ?? pageSteps(rule, trial);
  const filled = flagsIn(trial.filled ?? cure);
  const without = trial.untouched ? 'fault' : (await run(running, rule, trial, steps, trial.wrong ?? '')).seen;
  const { seen, words, flags, output } = await run(running, rule, trial, steps, filled, true);
  const shown = trial.shows === undefined || trial.shows.test(output);
  const outcome =
    seen !== 'silent' || !shown ? 'not cured' : without === 'fault' ? 'cured' : without === 'silent' ? 'written anew' : 'not cured';
  return { ...base, outcome, flags, words, note: trial.note ?? '' };
}

/** What stands between the quotes, where a cure is a call of the proxy's script. */
const flagsIn = (cure: string): string => (/^rtpengine_\w+\(/.test(cure) ? (/"([^"]*)"/.exec(cure)?.[1] ?? '') : cure);

const needsIpv6 = ({ offer, steps }: Trial): boolean =>
  [offer, ...(steps ?? []).map(one => one.flags)].some(flags => flags?.includes('dual'));

interface Run {
  readonly seen: 'fault' | 'silent' | 'refused';
  readonly words: string;
  readonly flags: readonly string[];
  /** What came out last. */
  readonly output: string;
}

async function run(running: Gateway, rule: Rule, trial: Trial, steps: readonly Step[], cure: string, cured = false): Promise<Run> {
  const passages = steps.map(
    (step): Passage => ({
      side: step.side,
      sdp: ((cured && step.cured) || step.sdp).join('\n'),
      flags: step.flags.replace('{}', cure).trim(),
      tag: step.tag,
    }),
  );
  const outcomes = await running.pass(passages);
  const outputs = outcomes.map(one => one.output);
  const flags = passages.map(one => String(one.flags));
  const words = [...new Set(outcomes.flatMap(one => one.words.split('; ')))].filter(Boolean).join('; ');
  if (!outputs.every(output => output !== undefined)) return { seen: 'refused', words, flags, output: '' };
  const trace = trial.trace?.(outputs) ?? intoPage(rule, trial, outputs);
  const found = analyse(trace).findings.some(one => one.rule === rule.id);
  return { seen: found ? 'fault' : 'silent', words, flags, output: outputs.at(-1)! };
}

/** The broken description of a rule's page, with the offer before it where it is an answer. */
function pageSteps(rule: Rule, trial: Trial): Step[] {
  const one = brokenOf(analyse(rule.bad), rule);
  const text = ({ text, sip }: Message): string[] => text.slice(sip?.bodySpan.start).trimEnd().split(/\r?\n/);
  const last: Step = { side: one.side, sdp: trial.sdp ?? text(one.message), flags: (one.side === 'answer' && trial.answer) || '{}' };
  if (one.side === 'offer' && !trial.into) return [{ ...last, flags: trial.offer ?? '{}' }];
  const offer = one.side === 'offer' ? one.message : one.other!.message;
  return [
    { side: 'offer', sdp: text(offer), flags: trial.offer ?? '{}' },
    { ...last, side: 'answer', flags: trial.answer ?? '{}' },
  ];
}

/** The description in which the page's example has its fault. */
function brokenOf(analysis: Analysis, rule: Rule): Description {
  const found = analysis.findings.find(one => one.rule === rule.id);
  const one = analysis.calls.flatMap(call => call.descriptions).find(({ message }) => message === found?.message);
  if (!one) throw new Error(`the page of ${rule.id} has no description with a fault`);
  return one;
}

/** The page's example with what the gateway wrote in the place of what was there. */
function intoPage(rule: Rule, { into }: Trial, outputs: readonly string[]): string {
  const analysis = analyse(rule.bad);
  const last = outputs.length - 1;
  const places = into ?? [[last, analysis.messages.indexOf(brokenOf(analysis, rule).message)] as const];
  // From the end on, as each moves what stands behind it.
  return [...places]
    .sort(([, one], [, other]) => other - one)
    .reduce((text, [step, message]) => putBody(text, analysis, analysis.messages[message]!, outputs[step]!), rule.bad);
}

/** A trace with other SDP in one of its messages, and the Content-Length that goes with it. */
export function putBody(text: string, analysis: Analysis, message: Message, sdp: string): string {
  const { headers, bodySpan } = message.sip!;
  const body = toDocument(analysis, message, bodySpan);
  const end = text.slice(body.start, body.end).endsWith('\n\n') ? '\n' : '';
  const after = text.slice(0, body.start) + sdp.replaceAll('\r\n', '\n') + end + text.slice(body.end);
  const length = headers.find(one => one.name === 'content-length');
  if (!length) return after;
  const place = toDocument(analysis, message, length.valueSpan);
  return after.slice(0, place.start) + Buffer.byteLength(sdp) + after.slice(place.end);
}
