import { converterBehindPrefix, converterOf } from '../convert/index';
import type { Converter } from '../convert/types';
import { jsonLog } from './jsonLog';
import type { Wrapping } from './types';
import { webPage } from './webPage';
import { wrappedLines } from './wrappedLines';

/** The wrappings that are undone: the log in it is read as converted text. */
export const wrappings: readonly Wrapping[] = [jsonLog, webPage, wrappedLines];

/** How much of a text is looked at to tell whether it is wrapped. */
const SAMPLE = 1 << 18;

/** How a text is wrapped, told by its beginning; undefined for a text that is read as it is. */
export function wrappingOf(text: string): Wrapping | undefined {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  return wrappings.find(wrapping => wrapping.claims(sample));
}

/** What wrote a text that is no trace by itself but is read as converted text; undefined for any other text. */
export const writerOf = (text: string): Pick<Converter, 'title' | 'nothing'> | undefined => converterOf(text) ?? wrappingOf(text);

/** Whether reading a text as it is would find half of what is in it, since it is to be converted. Not asked are forms in which nothing is found. */
export const isHalfReadable = (text: string): boolean => wrappingOf(text) !== undefined || converterBehindPrefix(text) !== undefined;
