import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  COMMANDS,
  type InitializationOptions,
  SDP_LANGUAGE,
  SETTINGS_SECTION,
  SOURCE,
  TRACE_LANGUAGE,
} from '../../server/src/lsp/protocol';
import { copySetting } from './commands/copySetting';
import { fixAll } from './commands/fixAll';
import { openRule } from './commands/openRule';
import { pasteTrace } from './commands/pasteTrace';
import { setLeg } from './commands/setLeg';
import { treatAsTrace } from './commands/treatAsTrace';

/** How the platform starts the server. */
export type ClientFactory = (options: LanguageClientOptions) => BaseLanguageClient;

let client: BaseLanguageClient | undefined;

/** Registers the commands before the server starts: they work without it. */
export async function activate(context: vscode.ExtensionContext, createClient: ClientFactory): Promise<void> {
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    [COMMANDS.pasteTrace]: pasteTrace,
    [COMMANDS.treatAsTrace]: treatAsTrace,
    [COMMANDS.fixAll]: fixAll,
    [COMMANDS.copySetting]: copySetting,
    [COMMANDS.setLeg]: setLeg,
    [COMMANDS.openRule]: rule => openRule(context.extensionUri, rule),
  };
  for (const [name, run] of Object.entries(commands)) context.subscriptions.push(vscode.commands.registerCommand(name, run));
  client = createClient(clientOptions(Object.keys(commands)));
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function clientOptions(commands: string[]): LanguageClientOptions {
  // Settings go along, so that the very first findings are those that the user wants.
  const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const initializationOptions: InitializationOptions = { commands, settings };
  return {
    // In any scheme: a trace may be untitled, on a virtual file system, or part of a capture.
    documentSelector: [{ language: TRACE_LANGUAGE }, { language: SDP_LANGUAGE }],
    diagnosticCollectionName: SOURCE,
    initializationOptions,
  };
}
