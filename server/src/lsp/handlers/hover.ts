import type { Hover, HoverParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { hoverAt } from '../../core/features/hover';
import type { OpenDocument } from '../documents';
import { type ClientTraits, toOffset } from '../fromLsp';
import { fromSpan } from '../toLsp';

/** What the line or token under the pointer is and means on its leg. */
export function hover(document: OpenDocument, { position }: HoverParams, traits: ClientTraits): Hover | null {
  const found = hoverAt(document.analysis, toOffset(document.positions, position));
  if (!found) return null;
  const kind = traits.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: found.markdown }, range: fromSpan(document.positions, found.span) };
}
