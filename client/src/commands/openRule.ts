import * as vscode from 'vscode';
import { rulePage, SOURCE } from '../../../server/src/lsp/protocol';

const RULE = /^[a-z0-9-]+\/[a-z0-9-]+$/;

/** Shows the page of a rule, or of the problem at the caret: the one that came with the extension, so that nothing has to be fetched. */
export async function openRule(extension: vscode.Uri, given: unknown): Promise<void> {
  const rule = typeof given === 'string' ? given : ruleAtCaret();
  if (rule === undefined || !RULE.test(rule)) {
    void vscode.window.showInformationMessage('Put the caret on a problem that SIP Trace found, then run Open Rule again.');
    return;
  }
  const page = vscode.Uri.joinPath(extension, 'docs', 'rules', `${rule}.md`);
  if (await exists(page)) await vscode.commands.executeCommand('markdown.showPreview', page);
  else await vscode.env.openExternal(vscode.Uri.parse(rulePage(rule)));
}

/** The rule of the problem at the caret, the worst of its line where the caret is on none. */
export function ruleAtCaret(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(
      one =>
        one.source === SOURCE && one.range.start.line <= editor.selection.active.line && one.range.end.line >= editor.selection.active.line,
    )
    .sort((a, b) => a.severity - b.severity);
  const code = (here.find(one => one.range.contains(editor.selection.active)) ?? here[0])?.code;
  return typeof code === 'object' ? String(code.value) : code?.toString();
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
