import type { Span } from '../text/span';

/** The units of `span` in a message's clean text become `text`, whose lines end with LF whatever the document has. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}
