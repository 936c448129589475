import type { CodeActionContext, InitializeParams, Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Span } from '../core/text/span';
import type { TextChange } from '../core/trace/openTrace';
import type { Positions } from './positions';
import { type InitializationOptions, SETTINGS_SECTION } from './protocol';

/** What the client can show; a client that says nothing gets the plain form. */
export interface ClientTraits {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  readonly versionedEdits: boolean;
  /** Edits may say why they are made, and be looked at one by one. */
  readonly annotatedEdits: boolean;
  readonly nestedSymbols: boolean;
  readonly markdownHover: boolean;
  /** How many folds it takes; undefined where it does not say. */
  readonly mostFolds?: number;
  readonly canBeAskedForSettings: boolean;
  readonly tellsOfSettings: boolean;
  readonly refreshesInlayHints: boolean;
  /** An edit may make a file. */
  readonly createsFiles: boolean;
  readonly watchesFiles: boolean;
  /** Commands that the client runs itself. */
  readonly commands: ReadonlySet<string>;
}

export function toTraits({ capabilities, initializationOptions }: InitializeParams): ClientTraits {
  const { textDocument, workspace } = capabilities;
  const formats = textDocument?.hover?.contentFormat;
  return {
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    codeDescription: textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    tags: textDocument?.publishDiagnostics?.tagSupport !== undefined,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    annotatedEdits: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    markdownHover: formats === undefined || formats.includes('markdown'),
    mostFolds: textDocument?.foldingRange?.rangeLimit,
    canBeAskedForSettings: workspace?.configuration === true,
    tellsOfSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    commands: new Set(toOptions(initializationOptions).commands),
  };
}

export function toOptions(value: unknown): InitializationOptions {
  const { commands, settings } = (value ?? {}) as Record<string, unknown>;
  return { commands: Array.isArray(commands) ? commands.filter(one => typeof one === 'string') : [], settings };
}

/** The section out of what a client sends with didChangeConfiguration: all settings, or the section alone. */
export function toSection(settings: unknown): unknown {
  const all = (settings ?? {}) as Record<string, unknown>;
  return all[SETTINGS_SECTION] ?? settings;
}

export const toOffset = (positions: Positions, position: Position): number => positions.offsetAt(position);

/** A range whose ends are exchanged is the same range. */
export function toSpan(positions: Positions, { start, end }: Range): Span {
  const from = positions.offsetAt(start);
  const to = positions.offsetAt(end);
  return from <= to ? { start: from, end: to } : { start: to, end: from };
}

/** A change without a range puts a new text in place of the whole. */
export function toChange(positions: Positions, event: TextDocumentContentChangeEvent): TextChange {
  const span = 'range' in event ? toSpan(positions, event.range) : { start: 0, end: positions.trace.length };
  return { ...span, text: event.text };
}

/** The kinds of code actions that are asked for; undefined when all are. The empty kind contains every other. */
export const toKinds = ({ only }: CodeActionContext): readonly string[] | undefined =>
  only && only.length > 0 && !only.includes('') ? only : undefined;
