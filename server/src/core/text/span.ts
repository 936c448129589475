/** A half-open range of UTF-16 units in one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** Whether a position touches the span; its end counts, as a caret behind a word still belongs to it. */
export const touches = (range: Span, position: number): boolean => position >= range.start && position <= range.end;

export const contains = (outer: Span, inner: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;
