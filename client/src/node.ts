import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, SOURCE } from '../../server/src/lsp/protocol';
import { activate as activateWith } from './activate';

export { deactivate } from './activate';

/** The entry where VS Code has Node: the server is a process of its own. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const server = { module, transport: TransportKind.ipc };
  return activateWith(context, options => new LanguageClient(CLIENT_ID, SOURCE, { run: server, debug: server }, options));
}
