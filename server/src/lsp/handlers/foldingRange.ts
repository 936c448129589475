import type { FoldingRange, FoldingRangeParams } from 'vscode-languageserver';
import { folds } from '../../core/features/folding';
import type { OpenDocument } from '../documents';
import type { ClientTraits } from '../fromLsp';
import { fromSpan } from '../toLsp';

/** What can be folded away: messages, and the descriptions in them. */
export function foldingRange(document: OpenDocument, _: FoldingRangeParams, traits: ClientTraits): FoldingRange[] {
  return folds(document.analysis, traits.mostFolds)
    .map(fold => fromSpan(document.positions, fold.span))
    .map(({ start, end }) => ({ startLine: start.line, endLine: end.character === 0 ? end.line - 1 : end.line }))
    .filter(fold => fold.endLine > fold.startLine);
}
