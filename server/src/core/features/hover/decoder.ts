import type { Message } from '../../call/types';
import type { SdpFact } from '../../sdp/fact';
import type { MediaSection, Sdp, SdpLine, Token } from '../../sdp/types';
import type { Standing } from '../position';

/** A line and what surrounds it. */
export interface LineContext {
  readonly message: Message;
  readonly sdp: Sdp;
  readonly line: SdpLine;
  /** Missing on the session level. */
  readonly section?: MediaSection;
  readonly fact: SdpFact;
  readonly parts: readonly Token[];
  readonly standing: Standing;
}

/** Says in words what a line and its parts hold. Text of the trace only within `code()` or `escaped()`. */
export interface Decoder {
  /** The values of the line, one statement each. */
  readonly line?: (context: LineContext) => readonly (string | undefined)[];
  /** The value of a part; undefined where its name says it all. */
  readonly part?: (context: LineContext, part: Token) => string | undefined;
  /** What else belongs to a part, as a sentence of its own. */
  readonly partNote?: (context: LineContext, part: Token) => string | undefined;
  /** A row that says more of the part, or of the line, than the line's own: the codec of a payload type. */
  readonly about?: (context: LineContext, part?: Token) => Pick<SdpFact, 'reference' | 'settings'> | undefined;
  /** Parts whose text must not be shown. */
  readonly secret?: readonly string[];
}

/** Text of the first part of a name. */
export const partText = (context: LineContext, name: string): string | undefined => context.parts.find(part => part.name === name)?.text;

/** `1 packet`, `2 packets` */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** A value of a table by a key that comes from a trace: `constructor` is none. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
