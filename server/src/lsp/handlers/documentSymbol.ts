import { type DocumentSymbol, type DocumentSymbolParams, type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import { type OutlineEntry, outline } from '../../core/features/symbols';
import type { OpenDocument } from '../documents';
import type { ClientTraits } from '../fromLsp';
import { fromSpan } from '../toLsp';

const KINDS: Record<OutlineEntry['kind'], SymbolKind> = { call: SymbolKind.Namespace, message: SymbolKind.Event, media: SymbolKind.Field };

/** The outline: calls, their messages, and the media in them. */
export function documentSymbol(
  document: OpenDocument,
  _: DocumentSymbolParams,
  traits: ClientTraits,
): DocumentSymbol[] | SymbolInformation[] {
  const entries = outline(document.analysis);
  return traits.nestedSymbols ? entries.map(entry => nested(entry, document)) : entries.flatMap(entry => flat(entry, document));
}

function nested(entry: OutlineEntry, document: OpenDocument): DocumentSymbol {
  return {
    // A symbol without a name is refused by editors, with all others.
    name: entry.name || entry.kind,
    detail: entry.detail,
    kind: KINDS[entry.kind],
    range: fromSpan(document.positions, entry.span),
    selectionRange: fromSpan(document.positions, entry.selection),
    children: entry.children.map(child => nested(child, document)),
  };
}

function flat(entry: OutlineEntry, document: OpenDocument, containerName?: string): SymbolInformation[] {
  const name = entry.name || entry.kind;
  const location = { uri: document.uri, range: fromSpan(document.positions, entry.selection) };
  return [{ name, kind: KINDS[entry.kind], location, containerName }, ...entry.children.flatMap(child => flat(child, document, name))];
}
