import type { DocumentLink } from 'vscode-languageserver';
import { documentLinks } from '../../core/features/documentLinks';
import type { OpenDocument } from '../documents';
import { fromSpan } from '../toLsp';

/** Links from names to the RFC sections that define them. */
export function documentLink(document: OpenDocument): DocumentLink[] {
  return documentLinks(document.analysis).map(({ span, target, tooltip }) => ({
    range: fromSpan(document.positions, span),
    target,
    tooltip,
  }));
}
