import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { FIX_CALL_KIND } from '../../../server/src/lsp/protocol';

/** The part of a code action, as the protocol has it, that is looked at here. */
interface ActionWithEdit {
  readonly kind?: string;
  readonly edit?: Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
}

/**
 * Fixes the call at the caret as a whole. The server is asked directly: an action that VS Code's own command hands out has lost the
 * reasons of its edits, and with them the preview.
 */
export async function fixCall(client: BaseLanguageClient | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !client) return;
  const { document, selection } = editor;
  const caret = { line: selection.active.line, character: selection.active.character };
  const actions = await client.sendRequest<ActionWithEdit[] | null>('textDocument/codeAction', {
    textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
    range: { start: caret, end: caret },
    context: { diagnostics: [], only: [FIX_CALL_KIND] },
  });
  const found = actions?.find(action => action.kind === FIX_CALL_KIND)?.edit;
  const edit = found && (await client.protocol2CodeConverter.asWorkspaceEdit(found));
  if (edit) await vscode.workspace.applyEdit(edit);
  else vscode.window.setStatusBarMessage('SIP Trace: nothing is wrong with the call here that a rewrite could cure', 5000);
}
