import type { Span } from '../../text/span';

/** A word of a dictionary, with the key that it stands under. */
export interface Word {
  /** Keys of nested dictionaries are joined with dots: `codec.mask`. */
  readonly key: string;
  readonly text: string;
  /** Counts in the text that was read; without quotes. */
  readonly span: Span;
}

const TOKEN = /"((?:[^"\\]|\\.){0,8192})"|[[\]{}]|[^\s"[\]{},:]+/g;
const MOST_WORDS = 1000;
const DEEPEST = 20;

/**
 * The words of a dictionary in JSON, or as RTPEngine prints bencode: `"rtcp-mux": [ "demux" ], "codec": { "mask": [ "opus" ] }`.
 * A text that begins or ends in the middle gives what can be read of it.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  /** The key of each open dictionary; a list stands under the key that it is the value of. */
  const path: string[] = [''];
  for (const match of text.matchAll(TOKEN)) {
    const [token, quoted] = match;
    if (token === '{') {
      if (path.length < DEEPEST) path.push('');
    } else if (token === '}') {
      if (path.length > 1) path.pop();
    } else if (token !== '[' && token !== ']') {
      const start = match.index + (quoted === undefined ? 0 : 1);
      const word = quoted ?? token;
      if (quoted !== undefined && isKey(text, match.index + token.length)) path[path.length - 1] = word;
      else words.push({ key: path.filter(key => key !== '').join('.'), text: word, span: { start, end: start + word.length } });
      if (words.length === MOST_WORDS) break;
    }
  }
  return words;
}

/** Whether a colon follows. */
function isKey(text: string, end: number): boolean {
  let next = end;
  while (next < end + 4 && text[next] === ' ') next++;
  return text[next] === ':';
}

/**
 * The words of a string of flags, as the daemon takes it apart: `ICE=remove rtcp-mux=[offer require] RTP/AVP`. What has a value stands
 * under its own name, everything else under the key of the string.
 */
export function flagWords({ key, text, span }: Word): Word[] {
  const words: Word[] = [];
  for (const { start, end } of piecesOf(text)) {
    const word = text.slice(start, end);
    const equals = word.indexOf('=');
    const name = equals > 0 ? word.slice(0, equals) : key;
    const from = start + equals + 1;
    const list = /^\[([^[\]]*)\]$/.exec(text.slice(from, end));
    if (equals <= 0) words.push({ key, text: word, span: { start: span.start + start, end: span.start + end } });
    else if (!list) words.push({ key: name, text: text.slice(from, end), span: { start: span.start + from, end: span.start + end } });
    else {
      for (const one of piecesOf(list[1]!)) {
        const at = span.start + from + 1;
        words.push({ key: name, text: list[1]!.slice(one.start, one.end), span: { start: at + one.start, end: at + one.end } });
      }
    }
  }
  return words;
}

/** What stands between spaces; brackets keep together what is in them. */
function piecesOf(text: string): Span[] {
  const found: Span[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length && found.length < MOST_WORDS; at++) {
    const unit = text[at];
    if (unit === '[') depth++;
    else if (unit === ']') depth--;
    if (unit !== undefined && (unit !== ' ' || depth > 0)) continue;
    if (at > start) found.push({ start, end: at });
    start = at + 1;
  }
  return found;
}
