import { lastAtOrBelow } from './lineIndex';
import type { Span } from './span';

/**
 * The text of a message without what the log put around and into it, and where each piece of it stands in the record.
 * Line ends are `\n` whatever the record has.
 */
export interface CleanText {
  readonly text: string;
  /** Start of each verbatim piece in `text`, ascending. */
  readonly cleanStarts: readonly number[];
  /** Where the piece begins in the record, same order. */
  readonly sourceStarts: readonly number[];
  /** Length of the piece; a gap behind it in `text` is a line end. */
  readonly lengths: readonly number[];
  /** The line end of the record, for text that a fix inserts. */
  readonly lineEnd: '\n' | '\r\n' | '\r';
}

/** Collects pieces in order; what is verbatim and adjoining becomes one piece. */
export class CleanTextBuilder {
  private readonly parts: string[] = [];
  private length = 0;
  private readonly cleanStarts: number[] = [];
  private readonly sourceStarts: number[] = [];
  private readonly lengths: number[] = [];

  /** Adds `text`, which stands verbatim at `source` in the record. */
  add(text: string, source: number): this {
    const last = this.cleanStarts.length - 1;
    if (
      last >= 0 &&
      this.cleanStarts[last]! + this.lengths[last]! === this.length &&
      this.sourceStarts[last]! + this.lengths[last]! === source
    ) {
      this.lengths[last]! += text.length;
    } else {
      this.cleanStarts.push(this.length);
      this.sourceStarts.push(source);
      this.lengths.push(text.length);
    }
    this.parts.push(text);
    this.length += text.length;
    return this;
  }

  /** Ends a line; `source` is where its line end stands, if that is one LF and so verbatim. */
  endLine(source?: number): this {
    if (source !== undefined) return this.add('\n', source);
    this.parts.push('\n');
    this.length += 1;
    return this;
  }

  build(lineEnd: CleanText['lineEnd']): CleanText {
    return {
      text: this.parts.join(''),
      cleanStarts: this.cleanStarts,
      sourceStarts: this.sourceStarts,
      lengths: this.lengths,
      lineEnd,
    };
  }
}

/** Where a position of the clean text stands in the record. A position behind a piece stands at that piece's end. */
export function toSource(clean: CleanText, position: number): number {
  const piece = lastAtOrBelow(clean.cleanStarts, position);
  const within = position - (clean.cleanStarts[piece] ?? 0);
  return (clean.sourceStarts[piece] ?? 0) + Math.min(within, clean.lengths[piece] ?? 0);
}

/** The range of the record that a span of the clean text covers, with whatever the log put between its pieces. */
export function spanToSource(clean: CleanText, range: Span): Span {
  const start = toSource(clean, range.start);
  // The end is that of the last covered unit, so a span that ends a line does not run over the next line's prefix.
  const end = range.end > range.start ? toSource(clean, range.end - 1) + 1 : start;
  return { start, end: Math.max(start, end) };
}

/** The position of the clean text that stands at, or last before, an offset of the record; undefined before the first. */
export function fromSource(clean: CleanText, offset: number): number | undefined {
  const first = clean.sourceStarts[0];
  if (first === undefined || offset < first) return undefined;
  const piece = lastAtOrBelow(clean.sourceStarts, offset);
  const within = Math.min(offset - clean.sourceStarts[piece]!, clean.lengths[piece]!);
  return clean.cleanStarts[piece]! + within;
}
