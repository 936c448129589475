import type { Case } from './cases';
import { isJudgeOf, withoutVersion } from './endpoints';
import type { Answer, Peer, Question } from './types';

/** What became of a case at an endpoint. */
export interface Result {
  readonly case: Case;
  /** Without its version. */
  readonly endpoint: string;
  readonly before: Answer;
  readonly after: Answer;
  readonly judgement: Judgement;
}

/**
 * proven: refused before, accepted after. harmless: accepted before and after. other: refused before and after, and other rules say what
 * else is wrong. unable: the endpoint cannot be asked. The rest are faults: of the fix, of the rule, or of
 * the case; and broken: the endpoint itself failed.
 */
export type Judgement = 'proven' | 'harmless' | 'other' | 'unable' | 'still refused' | 'now refused' | 'broken';

export const isFault = (judgement: Judgement): boolean =>
  judgement === 'still refused' || judgement === 'now refused' || judgement === 'broken';

/** Longest that an endpoint may think about a question, in milliseconds. */
const LIMIT = 30_000;

/** Asks an endpoint all cases that are for it, one after the other, each different question once. */
export async function askAll(peer: Peer, cases: readonly Case[]): Promise<Result[]> {
  const answers = new Map<string, Promise<Answer>>();
  const answer = (question: Question): Promise<Answer> => {
    const key = JSON.stringify(question);
    const known = answers.get(key) ?? ask(peer, question);
    answers.set(key, known);
    return known;
  };
  const results: Result[] = [];
  for (const one of cases) {
    if (one.receiver !== peer.leg || !one.before || !one.after || !isJudgeOf(peer, one.after)) continue;
    let before = await answer(one.before);
    let after = await answer(one.after);
    // On a busy machine a phone may be too slow, or find its port taken: what speaks against a fix is asked once more.
    if (isFault(judge(one, before, after)) || judge(one, before, after) === 'other')
      [before, after] = [await ask(peer, one.before), await ask(peer, one.after)];
    results.push({ case: one, endpoint: withoutVersion(peer.name), before, after, judgement: judge(one, before, after) });
  }
  return results;
}

/** What no endpoint says of itself. */
const BROKEN = 'the test failed: ';

async function ask(peer: Peer, question: Question): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${peer.name} says nothing within ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([peer.ask(question), late])
    .catch((error: Error) => ({ accepted: false, words: `${BROKEN}${error.message}` }))
    .finally(() => clearTimeout(timer));
}

function judge({ left }: Case, before: Answer, after: Answer): Judgement {
  if (before.unable || after.unable) return 'unable';
  if (before.words.startsWith(BROKEN) || after.words.startsWith(BROKEN)) return 'broken';
  if (after.accepted) return before.accepted ? 'harmless' : 'proven';
  if (before.accepted) return 'now refused';
  return left.length > 0 ? 'other' : 'still refused';
}
