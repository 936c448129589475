import type { FoldingRange } from 'vscode-languageserver';
import type { OpenDocument } from '../documents';

/** What can be folded away: messages, bodies and media sections. */
export function foldingRange(_document: OpenDocument): FoldingRange[] {
  return [];
}
