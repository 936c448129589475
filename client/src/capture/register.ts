import type * as vscode from 'vscode';
import { Captures, type Convert } from './captures';
import { captureCommands } from './commands';
import { CaptureEditor } from './editor';
import { offerListForLargeText } from './largeText';
import type { WorkerFactory } from './worker';

/** Everything of captures: the list, the texts of calls, and the commands, which the caller registers. */
export function registerCaptures(
  context: vscode.ExtensionContext,
  createWorker: WorkerFactory,
  convert: Convert,
): { captures: Captures; commands: ReturnType<typeof captureCommands> } {
  const captures = new Captures(createWorker, convert);
  context.subscriptions.push(
    captures,
    captures.texts.register(),
    new CaptureEditor(context.extensionUri, captures).register(),
    offerListForLargeText(),
  );
  return { captures, commands: captureCommands(captures) };
}
