import type { DocumentSymbol } from 'vscode-languageserver';
import type { OpenDocument } from '../documents';

/** The outline: calls, legs and messages. */
export function documentSymbol(_document: OpenDocument): DocumentSymbol[] {
  return [];
}
