import type { Span } from '../text/span';

export interface RequestLine {
  readonly kind: 'request';
  readonly span: Span;
  readonly method: string;
  readonly methodSpan: Span;
  readonly uri: string;
  readonly uriSpan: Span;
}

export interface StatusLine {
  readonly kind: 'response';
  readonly span: Span;
  readonly status: number;
  readonly statusSpan: Span;
  readonly reason: string;
  readonly reasonSpan: Span;
}

export interface Header {
  /** Canonical name in lower case: `f` and `From` are both `from`. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Value with folds replaced by one space. */
  readonly value: string;
  /** The value as it stands, over all its folded lines. */
  readonly valueSpan: Span;
}

export interface ParseProblem {
  readonly code: 'start-line' | 'header-line' | 'body-cut' | 'no-headers';
  readonly span: Span;
  readonly message: string;
}

/** A SIP message, or what is left of one. Spans are in the clean text of its record. */
export interface SipMessage {
  readonly startLine: RequestLine | StatusLine | undefined;
  readonly headers: readonly Header[];
  /** From behind the empty line to the end; empty when there is no body. */
  readonly bodySpan: Span;
  readonly problems: readonly ParseProblem[];
}
