/** What is known of how a call went. */
export interface Course {
  /** Final answer to the first INVITE as its caller saw it. */
  readonly result: number | null;
  /** Whether there was an INVITE at all. */
  readonly invited: boolean;
  /** A caller whose first offer was refused may have come back with another one. */
  readonly answeredLater: boolean;
}

const OUTCOMES: Readonly<Record<number, string>> = {
  404: 'number not found (404)',
  408: 'no answer (408)',
  480: 'not reached (480)',
  486: 'busy',
  487: 'cancelled',
  600: 'busy everywhere (600)',
  603: 'declined (603)',
};

/** Whether a call ended, or did not, without anybody having refused what was offered. */
export const isOrdinary = ({ result, answeredLater }: Course): boolean =>
  answeredLater || result === null || result < 400 || result === 401 || result === 407 || result in OUTCOMES;

/** What became of a call, in a word or two. */
export function outcomeText({ result, invited, answeredLater }: Course): string {
  if (result === null) return invited ? 'no final answer in the trace' : '';
  if (result < 300) return 'answered';
  if (answeredLater) return `answered, after ${result}`;
  if (result < 400) return `redirected with ${result}`;
  if (result === 401 || result === 407) return `asked for credentials with ${result}`;
  return OUTCOMES[result] ?? `${result >= 500 && result < 600 ? 'failed' : 'refused'} with ${result}`;
}
