import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, type FromCaptureWorker, SOURCE } from '../../server/src/lsp/protocol';
import { activate as activateWith, type Exports } from './activate';
import type { CaptureWorker } from './capture/worker';

export { deactivate } from './activate';

interface WebWorker {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onmessage: ((event: { readonly data: FromCaptureWorker }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}
declare const Worker: new (address: string) => WebWorker & ConstructorParameters<typeof LanguageClient>[3];

/** The entry where VS Code runs in a browser: the server is a worker, and each capture is read by one of its own. */
export function activate(context: vscode.ExtensionContext): Exports {
  const file = (name: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', name).toString(true);
  return activateWith(context, {
    createClient: options => new LanguageClient(CLIENT_ID, SOURCE, options, new Worker(file('browserServer.js'))),
    createCaptureWorker: () => webWorker(file('browserCaptureWorker.js')),
  });
}

function webWorker(file: string): CaptureWorker {
  const worker = new Worker(file);
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: listener => {
      worker.onmessage = ({ data }) => listener(data);
    },
    onError: listener => {
      worker.onerror = ({ message }) => listener(message ?? 'it could not be started');
    },
    terminate: () => worker.terminate(),
  };
}
