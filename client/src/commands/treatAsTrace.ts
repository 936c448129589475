import * as vscode from 'vscode';
import { languageOf } from '../languageOf';

/** Reads a file that VS Code takes for something else, such as a .log, as a trace. The file itself stays as it is. */
export async function treatAsTrace(target: unknown): Promise<void> {
  const document = await documentOf(target);
  if (!document) return;
  await vscode.languages.setTextDocumentLanguage(document, languageOf(document.getText()));
}

/** From the menu of an editor's title the command gets the file; from the palette it means the editor in front. */
async function documentOf(target: unknown): Promise<vscode.TextDocument | undefined> {
  if (!(target instanceof vscode.Uri)) {
    const document = vscode.window.activeTextEditor?.document;
    if (!document)
      void vscode.window.showInformationMessage('Open the log in an editor first, then run Treat This File as a SIP Trace again.');
    return document;
  }
  try {
    return (await vscode.window.showTextDocument(target)).document;
  } catch (error) {
    void vscode.window.showErrorMessage(`${target.path} cannot be opened as text: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
