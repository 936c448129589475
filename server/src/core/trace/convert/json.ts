/** What reading JSON tells, in the order of the text. Keys that come twice are told twice. */
export interface JsonEvents {
  /** An object or a list begins. `path` has the keys that lead to it, those of lists left out; it changes and is not to be kept. */
  open?(path: readonly string[]): void;
  /** It ends. */
  close?(path: readonly string[]): void;
  /** A string, or a number or word as it is written. `isFirst`: of its list, or alone. */
  value(path: readonly string[], text: string, isFirst: boolean): void;
}

/** Keys further inside are told with the path of the last that is still told. */
const DEEPEST = 64;
const SPACE = /[^\s,]/g;
const WORD_END = /[\s,:[\]{}"]/g;

interface Level {
  readonly isList: boolean;
  /** Whether it adds its keys to the path. */
  readonly told: boolean;
  /** Whether its key is pending, that is, a value comes next. */
  keyed: boolean;
  values: number;
}

/**
 * Reads JSON, also several texts one after the other, also what is cut off or broken: then what can be told is. Not `JSON.parse`, which keeps one
 * of the values that have the same key.
 * @param longest a name or value of more units is empty
 */
export function readJson(text: string, events: JsonEvents, longest = LONGEST): void {
  const path: string[] = [];
  const levels: Level[] = [];
  const valueEnds = (): void => {
    const level = levels[levels.length - 1];
    if (!level) return;
    level.values++;
    if (level.keyed) {
      level.keyed = false;
      if (level.told) path.pop();
    }
  };
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    const found = SPACE.exec(text);
    if (!found) return;
    at = found.index;
    const level = levels[levels.length - 1];
    const char = found[0];
    if (char === '{' || char === '[') {
      events.open?.(path);
      levels.push({ isList: char === '[', told: char === '{' && path.length < DEEPEST, keyed: false, values: 0 });
      at++;
    } else if (char === '}' || char === ']') {
      at++;
      if (!level) continue;
      // A key without a value.
      if (level.keyed && level.told) path.pop();
      levels.pop();
      events.close?.(path);
      valueEnds();
    } else if (char === ':') at++;
    else {
      const end = char === '"' ? stringEnd(text, at) : wordEnd(text, at);
      const word = char === '"' ? unescaped(text.slice(at + 1, end - 1), longest) : text.slice(at, end);
      at = end;
      if (level && !level.isList && !level.keyed) {
        level.keyed = true;
        if (level.told) path.push(word);
      } else {
        events.value(path, word, !level?.isList || level.values === 0);
        valueEnds();
      }
    }
  }
}

/** Index behind the string that begins at `start`, or behind the text. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return text.length + 1;
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\' && end - 1 - slashes > start) slashes++;
    if (slashes % 2 === 0) return end + 1;
    at = end + 1;
  }
}

function wordEnd(text: string, start: number): number {
  WORD_END.lastIndex = start;
  return Math.max(WORD_END.exec(text)?.index ?? text.length, start + 1);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** No name and no value is longer but a text of its own: the bytes of a packet have three letters each. */
const LONGEST = 1 << 20;

function unescaped(text: string, longest: number): string {
  if (text.length > longest) return '';
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, char: string | undefined) =>
    code === undefined ? (ESCAPES[char!] ?? char!) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
