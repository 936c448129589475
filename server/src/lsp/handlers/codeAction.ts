import type { CodeAction, CodeActionParams, Diagnostic } from 'vscode-languageserver';
import { toDocument } from '../../core/analysis';
import { type CoreAction, codeActionsAt } from '../../core/features/codeActions';
import type { OpenDocument } from '../documents';
import { type ClientTraits, toKinds, toSpan } from '../fromLsp';
import { FIX_ALL_KIND } from '../protocol';
import type { ServerSettings } from '../settings';
import { fromSpan, workspaceEdit } from '../toLsp';

/** What can be done at a place. Every action carries its edits, so nothing has to be remembered until it is chosen. */
export function codeAction(document: OpenDocument, params: CodeActionParams, traits: ClientTraits, settings: ServerSettings): CodeAction[] {
  const { range, context } = params;
  const kinds = toKinds(context);
  return codeActionsAt(document.analysis, toSpan(document.positions, range), kinds, settings.gateway)
    .filter(action => isWanted(action.kind, kinds) && (!action.command || traits.commands.has(action.command.command)))
    .map(action => toCodeAction(action, document, context.diagnostics, traits));
}

/** A wider kind asks for a narrower one, but not for fix-all: `source.fixAll` is what users set to run on save over every file. */
export function isWanted(kind: string, kinds: readonly string[] | undefined): boolean {
  if (kind === FIX_ALL_KIND) return kinds?.includes(kind) ?? false;
  return kinds === undefined || kinds.some(one => kind === one || kind.startsWith(`${one}.`));
}

function toCodeAction(action: CoreAction, document: OpenDocument, shown: readonly Diagnostic[], traits: ClientTraits): CodeAction {
  const { title, kind, preferred, edits, command } = action;
  const diagnostics = action.finding ? shown.filter(diagnosticOf(action.finding, document)) : [];
  return {
    title,
    kind,
    ...(preferred ? { isPreferred: true } : {}),
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(edits ? { edit: workspaceEdit(document, edits, traits) } : {}),
    ...(command ? { command: { title, command: command.command, arguments: [...command.arguments] } } : {}),
  };
}

/** Whether a diagnostic that the client shows is that of a finding. */
function diagnosticOf(finding: NonNullable<CoreAction['finding']>, document: OpenDocument): (diagnostic: Diagnostic) => boolean {
  const start = fromSpan(document.positions, toDocument(document.analysis, finding.message, finding.span)).start;
  return ({ code, range }) => code === finding.rule && range.start.line === start.line && range.start.character === start.character;
}
