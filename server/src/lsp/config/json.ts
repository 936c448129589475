import type { Span } from '../../core/text/span';

/** A value of a JSON text with its place (RFC 8259). */
export interface JsonValue {
  readonly kind: 'object' | 'array' | 'string' | 'other';
  /** Of what is no object and no array: the value itself. */
  readonly value?: unknown;
  /** Of an object, in their order; a key may stand there twice. */
  readonly members: readonly JsonMember[];
  /** Of an array. */
  readonly items: readonly JsonValue[];
  readonly span: Span;
}

export interface JsonMember {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: JsonValue;
}

export interface JsonText {
  /** As far as it could be read: members and items before a fault are there. Missing where not even that much is. */
  readonly root?: JsonValue;
  readonly fault?: { readonly at: number; readonly text: string };
}

/** Nobody writes a configuration that is deeper. */
const DEEPEST = 50;

/** Reads a JSON text with the place of everything in it. Never throws: what stands before the first fault is read. */
export function readJson(text: string): JsonText {
  const reader = new JsonReader(text);
  const root = reader.value(0);
  reader.end();
  return { root, fault: reader.fault };
}

const BLANKS = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class JsonReader {
  fault: JsonText['fault'];
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): JsonValue | undefined {
    this.take(BLANKS);
    const start = this.at;
    const next = this.text[start];
    if (next === '{' || next === '[') return depth < DEEPEST ? this.list(next, depth) : this.fail('nested too deep');
    const string = this.take(STRING);
    if (string !== '') return leaf('string', JSON.parse(string), start, this.at);
    if (next === '"') return this.fail('a text that does not end, or with a character that has to be written with a backslash');
    const other = this.take(OTHER);
    if (other !== '') return leaf('other', JSON.parse(other), start, this.at);
    return this.fail(start >= this.text.length ? 'the end of the file where a value is expected' : this.notHere('a value'));
  }

  end(): void {
    this.take(BLANKS);
    if (!this.fault && this.at < this.text.length) this.fail(this.notHere('the end of the file'));
  }

  private list(bracket: '{' | '[', depth: number): JsonValue {
    const start = this.at++;
    const members: JsonMember[] = [];
    const items: JsonValue[] = [];
    const close = bracket === '{' ? '}' : ']';
    this.take(BLANKS);
    if (!this.accept(close)) {
      do {
        if (bracket === '{') this.member(members, depth);
        else this.item(items, depth);
        this.take(BLANKS);
      } while (!this.fault && this.accept(','));
      if (!this.fault && !this.accept(close)) this.fail(this.notHere(`a comma or ${close}`));
    }
    return { kind: bracket === '{' ? 'object' : 'array', members, items, span: { start, end: this.at } };
  }

  private member(members: JsonMember[], depth: number): void {
    this.take(BLANKS);
    const start = this.at;
    const key = this.take(STRING);
    const keySpan = { start, end: this.at };
    if (key === '') return void this.fail(this.notHere('a key in quotation marks'));
    this.take(BLANKS);
    if (!this.accept(':')) return void this.fail(this.notHere('a colon'));
    const value = this.value(depth + 1);
    if (value) members.push({ key: JSON.parse(key), keySpan, value });
  }

  private item(items: JsonValue[], depth: number): void {
    const value = this.value(depth + 1);
    if (value) items.push(value);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private accept(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private notHere(wanted: string): string {
    if (this.at >= this.text.length) return `the end of the file where ${wanted} is expected`;
    const found = /^\S{1,20}/.exec(this.text.slice(this.at, this.at + 20))?.[0] ?? '';
    return found.startsWith('//') || found.startsWith('/*')
      ? 'a comment, which JSON does not have'
      : `'${found}' where ${wanted} is expected`;
  }

  private fail(text: string): undefined {
    this.fault ??= { at: Math.min(this.at, this.text.length), text };
    return undefined;
  }
}

const leaf = (kind: 'string' | 'other', value: unknown, start: number, end: number): JsonValue => ({
  kind,
  value,
  members: [],
  items: [],
  span: { start, end },
});
