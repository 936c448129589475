/** Text from a trace as a terminal may show it: nothing in it can move the cursor, change colours or turn the line around. */

/** Control and format characters, separators that a terminal takes for line ends, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Marks that stand on the character before them. */
const COMBINING = /[\p{Mn}\p{Me}]/u;
/** Characters that take two cells: East Asian wide ones and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;

const TAB = '    ';

function picture(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xd800 && code < 0xe000) return '\ufffd';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** The text with what cannot be seen made visible: ESC is `␛`, a tab is spaces. */
export const visible = (text: string): string => text.replace(UNSEEN, char => (char === '\t' ? TAB : picture(char)));

/** Cells of a terminal that a visible text takes. */
export function cells(text: string): number {
  let count = 0;
  for (const char of text) count += char < '\u0300' ? 1 : COMBINING.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return count;
}

/** Words on lines of at most `width` cells; a longer word stands alone on its line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && cells(line) + 1 + cells(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** A source line cut to what fits, and where the marked part of it stands, in cells. */
export interface Excerpt {
  readonly text: string;
  readonly start: number;
  readonly length: number;
}

/** How many units of the line are shown before a mark that stands far to the right. */
const LEAD = 24;

/** Shows `line` around the units `from` to `to`, in at most `width` cells. */
export function excerpt(line: string, from: number, to: number, width: number): Excerpt {
  const cut = from > width - LEAD ? wholeCharacter(line, from - LEAD) : 0;
  let text = cut > 0 ? '…' : '';
  let taken = text.length;
  let start = taken;
  let end = taken;
  let position = cut;
  for (const char of line.slice(cut, cut + width * 4)) {
    const shown = visible(char);
    const size = cells(shown);
    if (taken + size > width - 1 && position + char.length < line.length) {
      text += '…';
      break;
    }
    if (position < from) start = taken + size;
    text += shown;
    taken += size;
    position += char.length;
    if (position <= to) end = taken;
  }
  return { text, start, length: Math.max(1, end - start) };
}

/** The position, or the one before it, where that is the second half of a character. */
const wholeCharacter = (line: string, position: number): number =>
  /[\udc00-\udfff]/.test(line[position] ?? '') && /[\ud800-\udbff]/.test(line[position - 1] ?? '') ? position - 1 : position;
