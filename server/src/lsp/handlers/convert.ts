import { convertTrace } from '../../core/listing/convertedTrace';
import type { ConvertAnswer } from '../protocol';

/** Converts a text that comes along: the editor may hold it as plain text, JSON or XML, which the server is not told of. */
export function convert(params: unknown): ConvertAnswer | null {
  const { text, name } = (params ?? {}) as Record<string, unknown>;
  const converted = typeof text === 'string' ? convertTrace(text, typeof name === 'string' ? name : '') : undefined;
  return converted
    ? { title: converted.title, text: converted.text, messages: converted.messages, problems: [...converted.problems] }
    : null;
}
