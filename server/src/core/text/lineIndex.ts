export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of a text begin. CRLF, LF and a lone CR end a line, as in the Language Server Protocol. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) continue;
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
    starts.push(i + 1);
  }
  return starts;
}

/** Index of the last entry of an ascending list that is not above the value; 0 when all are. */
export function lastAtOrBelow(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Line and column, both from 0, of an offset. */
export function lineColumnAt(starts: readonly number[], offset: number): LineColumn {
  const line = lastAtOrBelow(starts, offset);
  return { line, column: offset - (starts[line] ?? 0) };
}
