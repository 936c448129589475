import type { Message } from '../../../call/types';
import type { Header } from '../../../sip/types';
import type { HeaderPart } from '../../../sip/values/parts';
import type { Standing } from '../../position';

/** A header and what surrounds it. */
export interface HeaderContext {
  readonly message: Message;
  readonly header: Header;
  readonly parts: readonly HeaderPart[];
  readonly standing: Standing;
}

/** Says in words what a header and its parts hold. Text of the trace only within `code()` or `escaped()`. */
export interface HeaderDecoder {
  /** What it says here, one statement each. */
  readonly line?: (context: HeaderContext) => readonly (string | undefined)[];
  /** The value of a part; undefined where the table or nothing says it. */
  readonly part?: (context: HeaderContext, part: HeaderPart) => string | undefined;
  /** Parameters whose value must not be shown. */
  readonly secret?: readonly string[];
}

/** At most so many elements of a list are told. */
export const MOST = 5;

/** The words of a value that are no parameters, in order. */
export const wordsOf = (context: HeaderContext): HeaderPart[] => context.parts.filter(part => part.kind === 'word');

/** The first parameter of a name, of the header or of a URI in it. */
export const parameterOf = (context: HeaderContext, name: string, element?: number): HeaderPart | undefined =>
  context.parts.find(part => part.name === name && (element === undefined || part.element === element));

/** The first so many statements, and how many more there are. */
export function shortened(told: readonly string[]): string[] {
  return told.length <= MOST ? [...told] : [...told.slice(0, MOST), `and ${told.length - MOST} more`];
}

/** `1800` → `1800 seconds (30 minutes)` */
export function secondsTitle(text: string): string | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const seconds = Number(text);
  const [count, unit] =
    seconds >= 86_400 ? [seconds / 86_400, 'day'] : seconds >= 3600 ? [seconds / 3600, 'hour'] : [seconds / 60, 'minute'];
  const rounded = Math.round(count * 10) / 10;
  return `${seconds} second${seconds === 1 ? '' : 's'}${seconds < 120 ? '' : ` (${rounded} ${unit}${rounded === 1 ? '' : 's'})`}`;
}
