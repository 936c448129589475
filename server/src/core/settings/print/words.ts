import { flagsOf } from '../model';
import type { Change, Direction, GatewaySettings, Reason, SettledLeg } from '../types';

/** What is printed of a call. */
export interface Printed {
  /** Which call it is, where there are several. */
  readonly heading?: string;
  readonly settings: GatewaySettings;
}

export const PARTY: Readonly<Record<SettledLeg, string>> = { sip: 'the phone or trunk', webrtc: 'the browser' };

/** Why a change is made, for a comment. */
export const whyOf = ({ reasons, undoes }: Change): string => `${undoes ? 'goes with the offer: ' : ''}${why(reasons)}`;

/** `ICE left on the SIP leg (ice/on-sip-leg)`, for each finding. */
export const why = (reasons: readonly Reason[]): string => reasons.map(({ rule, text }) => `${text} (${rule})`).join('; ');

/** What may quote the trace, as one line of a comment. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);

const LONGEST = 400;

/** The words above all of it. */
export function opening(what: string, { heading, settings }: Printed, hasWords: boolean): string[] {
  const lines = [heading, settings.verdict].flatMap(text => (text === undefined ? [] : [oneLine(text)]));
  const end =
    settings.directions.length === 0
      ? settings.verdict === undefined
        ? 'nothing must change'
        : 'nothing is found that a setting would cure'
      : hasWords
        ? 'what must change'
        : 'what is wrong cannot be cured by a setting here';
  return [`${what}: ${end}`, ...lines];
}

/** The changes of directions with the words that a dialect has for them; equal words once, with the reasons of all. */
export function wordsOf(
  directions: readonly Direction[],
  words: (change: Change) => readonly string[],
): { word: string; reasons: Reason[] }[] {
  const found = new Map<string, { word: string; reasons: Reason[] }>();
  for (const change of directions.flatMap(one => one.changes)) {
    for (const word of words(change)) {
      // An option has one value: the first, which is that of the weightier need.
      const option = /^[^=]+=/.exec(word)?.[0] ?? word;
      const known = found.get(option) ?? { word, reasons: [] };
      found.set(option, known);
      for (const reason of change.reasons) if (!known.reasons.some(one => one.rule === reason.rule)) known.reasons.push(reason);
    }
  }
  return [...found.values()];
}

/** Words with their reasons, as `wordsOf` gives them. */
export type Words = ReturnType<typeof wordsOf>;

/** Words without those that one of them brings along; that one has the reasons of all. */
export function broughtBy(words: Words, bringer: string, isBrought: (word: string) => boolean): Words {
  const whole = words.find(({ word }) => word === bringer);
  if (!whole) return words;
  const brought = words.filter(({ word }) => isBrought(word));
  const reasons = [whole, ...brought].flatMap(one => one.reasons);
  const merged = { word: bringer, reasons: [...new Map(reasons.map(one => [one.rule, one])).values()] };
  return words.filter(one => !brought.includes(one)).map(one => (one === whole ? merged : one));
}

/** What is printed of each call, one below the other. */
export const textOfAll = (printed: readonly Printed[], textOf: (one: Printed) => string): string => `${printed.map(textOf).join('\n\n')}\n`;

/** Whether RTPEngine has a flag for anything of it. */
export const hasFlags = (settings: GatewaySettings): boolean =>
  settings.directions.some(one => flagsOf({ directions: [one] }, one.side).length > 0);
