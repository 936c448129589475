/** A line of a record without its line end; what is cut out of it or off its ends leaves the rest in place. */
export interface Line {
  readonly text: string;
  /** Pieces of `text` that stand verbatim in the record, in order: almost always one. */
  readonly pieces: readonly { readonly text: string; readonly start: number }[];
  /** The line end behind it, empty at the end of the record. */
  readonly end: '\n' | '\r\n' | '\r' | '';
  /** Where `end` stands in the record: not always right behind the last piece, since a colour code or a dot may stand between. */
  readonly endsAt: number;
}

// Bounded, or a long run of CRs would be looked through again from each of them.
const LINE_END = /\r{0,3}\n|\r/g;
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Cuts a record into lines. Colour codes of terminals are left out; a line end with surplus CRs is one line end. */
export function splitLines(record: string, from = 0): Line[] {
  const lines: Line[] = [];
  let start = from;
  LINE_END.lastIndex = from;
  for (;;) {
    const match = LINE_END.exec(record);
    const end = match ? match.index : record.length;
    if (!match && start === end && lines.length > 0) break;
    lines.push(
      plain(record.slice(start, end), start, match ? (match[0].endsWith('\n') ? (match[0].length > 1 ? '\r\n' : '\n') : '\r') : ''),
    );
    if (!match) break;
    start = LINE_END.lastIndex;
  }
  return lines;
}

function plain(text: string, start: number, end: Line['end']): Line {
  const endsAt = start + text.length;
  if (!text.includes('\u001b')) return { text, pieces: [{ text, start }], end, endsAt };
  const pieces: { text: string; start: number }[] = [];
  let from = 0;
  for (const code of text.matchAll(ANSI)) {
    if (code.index > from) pieces.push({ text: text.slice(from, code.index), start: start + from });
    from = code.index + code[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), start: start + from });
  return { text: pieces.map(piece => piece.text).join(''), pieces, end, endsAt };
}

/** Part of a line, counted in its text. */
export function sliceLine(line: Line, from: number, to = line.text.length): Line {
  const pieces: { text: string; start: number }[] = [];
  let position = 0;
  for (const piece of line.pieces) {
    const start = Math.max(from - position, 0);
    const end = Math.min(to - position, piece.text.length);
    if (start < end) pieces.push({ text: piece.text.slice(start, end), start: piece.start + start });
    position += piece.text.length;
  }
  if (pieces.length === 0) pieces.push({ text: '', start: sourceOf(line, from) });
  return { text: line.text.slice(from, to), pieces, end: line.end, endsAt: line.endsAt };
}

/** Where a position in a line's text stands in the record. */
function sourceOf({ pieces }: Line, at: number): number {
  let position = 0;
  for (const piece of pieces) {
    if (at < position + piece.text.length) return piece.start + Math.max(at - position, 0);
    position += piece.text.length;
  }
  const last = pieces[pieces.length - 1];
  return last ? last.start + last.text.length : 0;
}

/** A line that the log broke in two, made whole. */
export function joinLines(first: Line, second: Line): Line {
  const pieces = [...first.pieces, ...second.pieces].filter(piece => piece.text !== '');
  return { ...second, text: first.text + second.text, pieces: pieces.length > 0 ? pieces : first.pieces };
}

/**
 * The lines that a log put on one, with words of its own for their ends: `#015#012` in a syslog, `\\r\\n` in JSON.
 * @param lineEnd global; matches one escaped line end
 */
export function splitEscaped(line: Line, lineEnd: RegExp): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const match of line.text.matchAll(lineEnd)) {
    // Their end is none of the document's: it stands nowhere, so it is never taken for verbatim.
    lines.push({ ...sliceLine(line, from, match.index), end: line.end === '' ? '\n' : line.end, endsAt: -1 });
    from = match.index + match[0].length;
  }
  lines.push(sliceLine(line, from));
  return lines;
}
