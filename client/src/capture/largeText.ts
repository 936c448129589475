import * as vscode from 'vscode';
import { COMMANDS, LARGEST_TEXT, TRACE_LANGUAGE } from '../../../server/src/lsp/protocol';

const TRACE_NAME = /\.(?:sip|siptrace)$/i;

/** Offers the list of calls when a trace is opened as text that VS Code will neither colour nor hand to the language server. */
export function offerListForLargeText(): vscode.Disposable {
  const asked = new Set<string>();
  const look = async (uri: vscode.Uri): Promise<void> => {
    const key = uri.toString();
    if (asked.has(key) || !(await isLargeTrace(uri)) || asked.has(key)) return;
    asked.add(key);
    const text = 'This trace is too large for an editor: its problems are not shown here. As a list of calls it can be worked on.';
    if ((await vscode.window.showInformationMessage(text, 'Show Calls')) === 'Show Calls')
      await vscode.commands.executeCommand(COMMANDS.showCalls, uri);
  };
  const lookAt = (tab: vscode.Tab): void => {
    // Above 50 MB there is no document for extensions, only a tab.
    if (tab.input instanceof vscode.TabInputText && tab.input.uri.scheme !== 'untitled') void look(tab.input.uri);
  };
  for (const group of vscode.window.tabGroups.all) group.tabs.forEach(lookAt);
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(({ opened }) => opened.forEach(lookAt)),
    // The language of a log is known a moment after its tab is there.
    vscode.workspace.onDidOpenTextDocument(({ uri, languageId }) => {
      if (languageId === TRACE_LANGUAGE) void look(uri);
    }),
  );
}

async function isLargeTrace(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
  if (!TRACE_NAME.test(uri.path) && document?.languageId !== TRACE_LANGUAGE) return false;
  if (document && document.lineCount > LARGEST_TEXT.lines) return true;
  try {
    return (await vscode.workspace.fs.stat(uri)).size > LARGEST_TEXT.bytes;
  } catch {
    return false;
  }
}
