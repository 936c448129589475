import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, SOURCE } from '../../server/src/lsp/protocol';
import { activate as activateWith, type Exports } from './activate';
import type { CaptureWorker } from './capture/worker';

export { deactivate } from './activate';

/** The entry where VS Code has Node: the server is a process of its own, and each capture is read by a thread of its own. */
export function activate(context: vscode.ExtensionContext): Exports {
  const file = (name: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const server = { module: file('server.js'), transport: TransportKind.ipc };
  return activateWith(context, {
    createClient: options => new LanguageClient(CLIENT_ID, SOURCE, { run: server, debug: server }, options),
    createCaptureWorker: () => thread(file('captureWorker.js')),
  });
}

function thread(file: string): CaptureWorker {
  // What is read of a capture dies at once or stays: room for what dies later would only make the extension host larger.
  const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: 8 } });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: listener => void worker.on('message', listener),
    onError: listener => void worker.on('error', error => listener(error.message)),
    terminate: () => void worker.terminate(),
  };
}
