import type { Span } from '../../core/text/span';
import { type JsonMember, type JsonValue, readJson } from './json';
import { withoutMark } from './read';

/** The units of `span` become `text`. */
export interface ConfigEdit {
  readonly span: Span;
  readonly text: string;
}

/** The text of a new file, in which a member below a path of keys has a value. */
export const newConfig = (path: readonly string[], value: unknown): string => `${JSON.stringify(nested(path, value), null, 2)}\n`;

/**
 * The edit that gives a member below a path of keys a value and leaves the rest of the file as it is. Spans count in the text without its
 * byte order mark. Undefined where the text is no JSON, or where there is something else than an object on the way.
 */
export function setInConfig(text: string, path: readonly string[], value: unknown): ConfigEdit | undefined {
  const body = withoutMark(text);
  if (body.trim() === '') return { span: { start: 0, end: body.length }, text: newConfig(path, value) };
  const { root, fault } = readJson(body);
  return fault || root?.kind !== 'object' ? undefined : setBelow(body, root, path, value);
}

function setBelow(text: string, object: JsonValue, [key = '', ...rest]: readonly string[], value: unknown): ConfigEdit | undefined {
  // Of two members with one key the last counts.
  const member = object.members.filter(one => one.key === key).at(-1);
  if (!member) return insertion(text, object, key, nested(rest, value));
  if (rest.length === 0) return { span: member.value.span, text: printed(text, value, indentAt(text, member.keySpan.start)) };
  return member.value.kind === 'object' ? setBelow(text, member.value, rest, value) : undefined;
}

const nested = (path: readonly string[], value: unknown): unknown => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

/** A new member behind the last one of an object, written as that one is: on a line of its own, or on the same. */
function insertion(text: string, object: JsonValue, key: string, value: unknown): ConfigEdit {
  const last = object.members.at(-1);
  if (!last) {
    const outer = indentAt(text, object.span.start);
    const line = lineEndOf(text) + outer;
    const unit = unitOf(text);
    return { span: object.span, text: `{${line}${unit}${JSON.stringify(key)}: ${printed(text, value, outer + unit)}${line}}` };
  }
  const at = last.value.span.end;
  const gap = isOnOwnLine(text, last) ? lineEndOf(text) + indentAt(text, last.keySpan.start) : ' ';
  const indent = indentAt(text, last.keySpan.start);
  return { span: { start: at, end: at }, text: `,${gap}${JSON.stringify(key)}: ${printed(text, value, indent)}` };
}

const printed = (text: string, value: unknown, indent: string): string =>
  JSON.stringify(value, null, unitOf(text)).replaceAll('\n', lineEndOf(text) + indent);

const isOnOwnLine = (text: string, { keySpan }: JsonMember): boolean => /(?:^|[\r\n])[ \t]*$/.test(lineBefore(text, keySpan.start));

/** The blanks that the line of an offset begins with. */
const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(lineBefore(text, offset).replace(/^[\r\n]/, ''))![0];

/** What stands on the line before an offset, with the line end before it. */
function lineBefore(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return text.slice(Math.max(0, start - 1), offset);
}

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** One step of indentation: that of the first line that has any. */
const unitOf = (text: string): string => /(?:^|[\r\n])(\t|[ ]{1,8})(?=\S)/.exec(text)?.[1] ?? '  ';
