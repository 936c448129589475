import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export const SOURCE = 'SIP Trace';

const LIMIT = 30_000;

/** What a condition comes to, as soon as it comes true; asked again whenever VS Code reports problems, and now and then besides. */
export async function until<T>(condition: () => T | Thenable<T>, what: string): Promise<NonNullable<T>> {
  const end = Date.now() + LIMIT;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert.ok(Date.now() < end, `this did not happen: ${what}`);
    await news();
  }
}

/** Resolves when problems change; providers tell nobody when they are ready, so it does not wait for that for long. */
function news(): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, 100);
    const listener = vscode.languages.onDidChangeDiagnostics(done);
  });
}

/** Opens a file of the workspace in an editor. */
export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(fileOf(name));
}

export function fileOf(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export const ours = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(one => one.source === SOURCE);

export const ruleOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

/** Problems of a document, as soon as there are such. */
export const untilFound = (
  document: vscode.TextDocument,
  wanted: (found: vscode.Diagnostic[]) => boolean,
  what: string,
): Promise<vscode.Diagnostic[]> =>
  until(() => {
    const found = ours(document);
    return wanted(found) ? found : undefined;
  }, what);

/** The line with this in it for the n-th time. */
export function lineWith(document: vscode.TextDocument, part: string, nth = 0): vscode.TextLine {
  let left = nth;
  for (let line = 0; line < document.lineCount; line++) {
    if (document.lineAt(line).text.includes(part) && left-- === 0) return document.lineAt(line);
  }
  assert.fail(`not in the text: ${part}`);
}

/** Quick fixes and refactorings at a place, as the light bulb gets them, as soon as there is one with this title. */
export async function untilAction(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
  kind?: string,
): Promise<vscode.CodeAction> {
  return until(async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      kind,
    );
    return actions.find(action => title.test(action.title));
  }, `an action ${title}`);
}

/** Closes every editor; what was changed and not saved is forgotten. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor) {
    const before = vscode.window.activeTextEditor;
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(() => vscode.window.activeTextEditor !== before, 'the editor is closed');
  }
}
