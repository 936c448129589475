import type { CodeAction, CodeActionParams, Diagnostic } from 'vscode-languageserver';
import { toDocument } from '../../core/analysis';
import { type CoreAction, codeActionsAt } from '../../core/features/codeActions';
import type { Finding } from '../../core/rules/types';
import type { ConfigPlace } from '../config/source';
import type { OpenDocument } from '../documents';
import { type ClientTraits, toKinds, toSpan } from '../fromLsp';
import { FIX_ALL_KIND } from '../protocol';
import { fromSpan, previewedEdit, workspaceEdit } from '../toLsp';
import { suppressions } from './suppress';

/** What can be done at a place. Every action carries its edits, so nothing has to be remembered until it is chosen. */
export function codeAction(
  document: OpenDocument,
  params: CodeActionParams,
  traits: ClientTraits,
  config: () => ConfigPlace | undefined,
): CodeAction[] {
  const { range, context } = params;
  const kinds = toKinds(context);
  const span = toSpan(document.positions, range);
  const actions = codeActionsAt(document.analysis, span, kinds, document.settings.gateway)
    .filter(action => isWanted(action.kind, kinds) && (!action.command || traits.commands.has(action.command.command)))
    .map(action => toCodeAction(action, document, context.diagnostics, traits));
  if (!isWanted('quickfix', kinds)) return actions;
  const last = suppressions(document, span, traits, config()).map(({ action, finding }) => ({
    ...action,
    ...diagnosticsOf(finding, document, context.diagnostics),
  }));
  return [...actions, ...last];
}

/** A wider kind asks for a narrower one, but not for fix-all: `source.fixAll` is what users set to run on save over every file. */
export function isWanted(kind: string, kinds: readonly string[] | undefined): boolean {
  if (kind === FIX_ALL_KIND) return kinds?.includes(kind) ?? false;
  return kinds === undefined || kinds.some(one => kind === one || kind.startsWith(`${one}.`));
}

function toCodeAction(action: CoreAction, document: OpenDocument, shown: readonly Diagnostic[], traits: ClientTraits): CodeAction {
  const { title, kind, preferred, edits, parts, command } = action;
  return {
    title,
    kind,
    ...(preferred ? { isPreferred: true } : {}),
    ...diagnosticsOf(action.finding, document, shown),
    ...(edits ? { edit: workspaceEdit(document, edits, traits) } : {}),
    ...(parts ? { edit: previewedEdit(document, parts, traits) } : {}),
    ...(command ? { command: { title, command: command.command, arguments: [...command.arguments] } } : {}),
  };
}

function diagnosticsOf(finding: Finding | undefined, document: OpenDocument, shown: readonly Diagnostic[]): { diagnostics?: Diagnostic[] } {
  const diagnostics = finding ? shown.filter(diagnosticOf(finding, document)) : [];
  return diagnostics.length > 0 ? { diagnostics } : {};
}

/** Whether a diagnostic that the client shows is that of a finding. */
function diagnosticOf(finding: Finding, document: OpenDocument): (diagnostic: Diagnostic) => boolean {
  const start = fromSpan(document.positions, toDocument(document.analysis, finding.message, finding.span)).start;
  return ({ code, range }) => code === finding.rule && range.start.line === start.line && range.start.character === start.character;
}
