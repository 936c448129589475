import type { Span } from '../../text/span';

/** A piece of a header's value. */
export interface HeaderPart {
  readonly kind: 'word' | 'quoted' | 'uri' | 'parameter' | 'uri-parameter';
  /** Name of a parameter in lower case; empty for anything else. */
  readonly name: string;
  /** What it holds: of a parameter what stands behind the `=`, without quotes. */
  readonly value: string;
  /** Over name and value. */
  readonly span: Span;
  /** Which element of the list it belongs to, from 0. */
  readonly element: number;
}

/** Longer values are not taken apart. */
const LONGEST = 4096;

const SCHEME = /^(?:sips?|tel|urn|https?|cid|im|pres):/i;
const NAMED = /^[A-Za-z0-9.!%*_+`'~-]+=/;

/**
 * Takes a header's value apart: words, quoted text, URIs and the parameters of both (RFC 3261 sections 7.3.1 and 25.1).
 * @param raw the value as it stands, with its folds
 * @param offset where it stands in the message
 */
export function headerParts(raw: string, offset: number): HeaderPart[] {
  if (raw.length > LONGEST) return [];
  const parts: HeaderPart[] = [];
  let element = 0;
  let behindSemicolon = false;
  let at = 0;
  const add = (kind: HeaderPart['kind'], start: number, end: number): void => {
    const text = raw.slice(start, end);
    const equals = kind.endsWith('parameter') ? text.indexOf('=') : -1;
    const name = kind.endsWith('parameter') ? (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase() : '';
    const value = kind.endsWith('parameter') ? (equals < 0 ? '' : text.slice(equals + 1)) : text;
    parts.push({ kind, name, value: unquoted(value.trim()), span: { start: offset + start, end: offset + end }, element });
  };
  while (at < raw.length) {
    const char = raw[at]!;
    if (char === ',') {
      element++;
      behindSemicolon = false;
      at++;
    } else if (char === ';') {
      behindSemicolon = true;
      at++;
    } else if (/\s/.test(char)) at++;
    else if (char === '"') {
      const end = closing(raw, at);
      add('quoted', at, end);
      at = end;
    } else if (char === '<') {
      const close = raw.indexOf('>', at);
      const end = close < 0 ? raw.length : close;
      addUri(raw, at + 1, end, add);
      behindSemicolon = false;
      at = end + 1;
    } else {
      const end = tokenEnd(raw, at);
      const text = raw.slice(at, end);
      add(SCHEME.test(text) ? 'uri' : behindSemicolon || NAMED.test(text) ? 'parameter' : 'word', at, end);
      behindSemicolon = false;
      at = end;
    }
  }
  return parts;
}

/** The URI between angle brackets: up to its parameters, then each of them; headers behind `?` count as parameters. */
function addUri(raw: string, start: number, end: number, add: (kind: HeaderPart['kind'], start: number, end: number) => void): void {
  const text = raw.slice(start, end);
  // A user part may have semicolons of its own.
  const host = text.lastIndexOf('@') + 1;
  const behind = text.slice(host).search(/[;?]/);
  const main = behind < 0 ? text.length : host + behind;
  if (main > 0) add('uri', start, start + main);
  for (const one of text.slice(main).matchAll(/[^;?&]+/g))
    add('uri-parameter', start + main + one.index, start + main + one.index + one[0].length);
}

/** End of a word: its quoted and bracketed parts belong to it. */
function tokenEnd(raw: string, start: number): number {
  let at = start;
  while (at < raw.length) {
    const char = raw[at]!;
    if (char === ',' || char === ';' || /\s/.test(char)) return at;
    if (char === '"') at = closing(raw, at);
    else if (char === '<') {
      if (raw[at - 1] !== '=') return at;
      const close = raw.indexOf('>', at);
      at = close < 0 ? raw.length : close + 1;
    } else at++;
  }
  return raw.length;
}

/** Behind the quote that closes the one at `start`. */
function closing(raw: string, start: number): number {
  for (let at = start + 1; at < raw.length; at++) {
    if (raw[at] === '\\') at++;
    else if (raw[at] === '"') return at + 1;
  }
  return raw.length;
}

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, value.endsWith('"') && value.length > 1 ? -1 : undefined) : value;
