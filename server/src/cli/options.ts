import type { Severity } from '../core/rules/types';
import { rules } from '../core/rules/index';
import { Refusal } from './host';
import { nearest } from '../core/text/nearest';
import { hostWord } from '../lsp/config/words';

export const SEVERITIES: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

export type SeverityWords = Readonly<Record<string, Severity | 'off'>>;
export type LegWords = Readonly<Record<string, 'sip' | 'webrtc'>>;

/** `--rule ID=severity`, repeated. */
export function severityOption(value: string, before: SeverityWords = {}): SeverityWords {
  const [id, severity] = cutAtLast(value, '=');
  const words: readonly string[] = ['off', ...SEVERITIES];
  if (severity === undefined || !words.includes(severity)) throw new Refusal(`--rule ${value}: write ID=${words.join('|')}`);
  return { ...before, [knownRule(id, value)]: severity as Severity | 'off' };
}

/** `--rule ID`, repeated. */
export const ruleOption = (value: string, before: readonly string[] = []): readonly string[] => [...before, knownRule(value, value)];

function knownRule(id: string, value: string): string {
  if (rules.some(rule => rule.id === id)) return id;
  throw new Refusal(`--rule ${value}: ${unknownRule(id)}`);
}

/** What to say of a rule that there is not, with those that may have been meant. */
export function unknownRule(id: string): string {
  const near = nearest(
    id,
    rules.map(rule => rule.id),
  );
  return `there is no rule '${id}'${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}`;
}

/** `--call NUMBER`, repeated. */
export function callOption(value: string, before: readonly number[] = []): readonly number[] {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Refusal(`--call ${value}: write the number of a call, as sip-trace calls prints it`);
  return [...before, Number(value)];
}

/** `--call NUMBER` or `--call CALL-ID`, repeated. */
export const namedCallOption = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `--leg HOST[:PORT]=sip|webrtc`, repeated. */
export function legOption(value: string, before: LegWords = {}): LegWords {
  const [host, kind] = cutAtLast(value, '=');
  if (host === '' || (kind !== 'sip' && kind !== 'webrtc'))
    throw new Refusal(`--leg ${value}: write HOST[:PORT]=sip or HOST[:PORT]=webrtc`);
  return { ...before, [hostWord(host)]: kind };
}

function cutAtLast(text: string, mark: string): [string, string | undefined] {
  const index = text.lastIndexOf(mark);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

/** Takes one of these words. */
export function wordOption<Word extends string>(flag: string, known: readonly Word[]): (value: string) => Word {
  return value => {
    const word = known.find(one => one === value);
    if (word !== undefined) return word;
    throw new Refusal(`${flag} ${value}: not known; it takes ${known.join(' or ')}`);
  };
}
