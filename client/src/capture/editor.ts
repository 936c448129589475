import * as vscode from 'vscode';
import { CALLS_EDITOR, CAPTURE_EDITOR, COMMANDS } from '../../../server/src/lsp/protocol';
import type { Captures } from './captures';
import type { CaptureDocument } from './document';
import type { FromList, ToList } from './listMessages';
import { listPage } from './listPage';

/** The editor of captures: shows the calls of a file as a list, and does what the list asks for. */
export class CaptureEditor implements vscode.CustomReadonlyEditorProvider<CaptureDocument> {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly captures: Captures,
  ) {}

  register(): vscode.Disposable {
    const options = { webviewOptions: { retainContextWhenHidden: true }, supportsMultipleEditorsPerDocument: false };
    const editors = [CAPTURE_EDITOR, CALLS_EDITOR].map(id => vscode.window.registerCustomEditorProvider(id, this, options));
    return vscode.Disposable.from(...editors);
  }

  openCustomDocument(uri: vscode.Uri): CaptureDocument {
    return this.captures.open(uri);
  }

  resolveCustomEditor(document: CaptureDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.extension, 'dist')] };
    const send = (message: ToList): void => void webview.postMessage(message);
    let ready = false;
    const news = document.onNews(message => {
      if (ready) send(message);
    });
    webview.onDidReceiveMessage((message: FromList) => {
      if (message.type !== 'ready') return void this.take(message, document, panel);
      ready = true;
      send({ type: 'all', rows: [...document.rows.values()], progress: document.progress, problems: document.problems });
    });
    panel.onDidChangeViewState(() => panel.active && this.captures.setInFront(document));
    panel.onDidDispose(() => news.dispose());
    if (panel.active) this.captures.setInFront(document);
    webview.html = listPage(webview, this.extension);
  }

  private async take(message: Exclude<FromList, { type: 'ready' }>, document: CaptureDocument, panel: vscode.WebviewPanel): Promise<void> {
    this.captures.setInFront(document);
    switch (message.type) {
      case 'chosen':
        document.chosen = message.calls;
        break;
      case 'open': {
        const column = message.beside ? vscode.ViewColumn.Beside : panel.viewColumn;
        await vscode.commands.executeCommand(COMMANDS.openCalls, document.uri, message.calls, column);
        break;
      }
      case 'openAll':
        await vscode.commands.executeCommand(COMMANDS.openAllCalls, document.uri);
        break;
      case 'save':
        await vscode.commands.executeCommand(COMMANDS.saveCalls, document.uri);
        break;
      case 'others':
        await vscode.commands.executeCommand(COMMANDS.otherCaptures, document.uri);
        break;
      case 'cancel':
        document.cancel();
        break;
      case 'dropped':
        for (const uri of message.uris) await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri), panel.viewColumn);
    }
  }
}
