import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, SOURCE } from '../../server/src/lsp/protocol';
import { activate as activateWith } from './activate';

export { deactivate } from './activate';

declare const Worker: new (address: string) => ConstructorParameters<typeof LanguageClient>[3];

/** The entry where VS Code runs in a browser: the server is a worker. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist', 'browserServer.js').toString(true));
  return activateWith(context, options => new LanguageClient(CLIENT_ID, SOURCE, options, worker));
}
