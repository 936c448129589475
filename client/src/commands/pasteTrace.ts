import * as vscode from 'vscode';
import { languageOf } from '../languageOf';

/** Opens the text of the clipboard as a trace of its own; the clipboard is all that is read. */
export async function pasteTrace(): Promise<void> {
  const content = await vscode.env.clipboard.readText();
  if (content.trim() === '') {
    void vscode.window.showInformationMessage('The clipboard holds no text. Copy the log of a call first, then run Paste Trace again.');
    return;
  }
  const document = await vscode.workspace.openTextDocument({ content, language: languageOf(content) });
  await vscode.window.showTextDocument(document, { preview: false });
}
