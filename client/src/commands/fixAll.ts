import * as vscode from 'vscode';
import { FIX_ALL_KIND } from '../../../server/src/lsp/protocol';

/**
 * Applies every fix that needs no thought. VS Code's own "Fix All" asks for all languages' kind and gets nothing from a trace; its
 * `editor.action.codeAction` drops what was asked when problems change meanwhile, so the actions are asked for here.
 */
export async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    FIX_ALL_KIND,
  );
  const edit = actions.find(action => action.kind?.value === FIX_ALL_KIND)?.edit;
  if (edit) await vscode.workspace.applyEdit(edit);
  else vscode.window.setStatusBarMessage('SIP Trace: nothing here can be fixed without a decision', 5000);
}
