import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  COMMANDS,
  CONVERT_REQUEST,
  type ConvertAnswer,
  type ConvertParams,
  type InitializationOptions,
  SDP_LANGUAGE,
  SETTING_REQUEST,
  type SettingAnswer,
  type SettingParams,
  SETTINGS_SECTION,
  SOURCE,
  TRACE_LANGUAGE,
} from '../../server/src/lsp/protocol';
import type { Captures } from './capture/captures';
import { registerCaptures } from './capture/register';
import type { WorkerFactory } from './capture/worker';
import { copySetting } from './commands/copySetting';
import { fixAll } from './commands/fixAll';
import { fixCall } from './commands/fixCall';
import { generateSetting } from './commands/generateSetting';
import { openConverted } from './commands/openConverted';
import { openRule } from './commands/openRule';
import { pasteTrace } from './commands/pasteTrace';
import { saveConfig } from './commands/saveConfig';
import { setLeg } from './commands/setLeg';
import { treatAsTrace } from './commands/treatAsTrace';
import { turnRuleOff } from './commands/turnRuleOff';

/** How the platform starts the server, and the worker that reads a capture. */
export interface Platform {
  readonly createClient: (options: LanguageClientOptions) => BaseLanguageClient;
  readonly createCaptureWorker: WorkerFactory;
}

/** What the extension shows of itself to its tests. */
export interface Exports {
  readonly captures: Captures;
}

let client: BaseLanguageClient | undefined;
let started: Promise<void> | undefined;

/** Registers commands and the list of calls, which work without the server: they do not wait until it has started. */
export function activate(context: vscode.ExtensionContext, platform: Platform): Exports {
  const { captures, commands: captureCommands } = registerCaptures(context, platform.createCaptureWorker, convert);
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    [COMMANDS.pasteTrace]: pasteTrace,
    [COMMANDS.treatAsTrace]: treatAsTrace,
    [COMMANDS.fixAll]: fixAll,
    [COMMANDS.fixCall]: () => started?.then(() => fixCall(client)),
    [COMMANDS.copySetting]: copySetting,
    [COMMANDS.generateSetting]: offset => generateSetting(askForSetting, offset),
    [COMMANDS.setLeg]: setLeg,
    [COMMANDS.turnRuleOff]: turnRuleOff,
    [COMMANDS.saveConfig]: saveConfig,
    [COMMANDS.openConverted]: target => openConverted(captures, target),
    [COMMANDS.openRule]: rule => openRule(context.extensionUri, rule),
    ...captureCommands,
  };
  for (const [name, run] of Object.entries(commands)) context.subscriptions.push(vscode.commands.registerCommand(name, run));
  client = platform.createClient(clientOptions(Object.keys(commands)));
  // The client itself tells the user when its server does not start.
  started = client.start().catch(() => {});
  return { captures };
}

export async function deactivate(): Promise<void> {
  await started;
  await client?.stop();
}

async function convert(params: ConvertParams): Promise<ConvertAnswer | null> {
  await started;
  if (!client) throw new Error('the language server does not run');
  return client.sendRequest<ConvertAnswer | null>(CONVERT_REQUEST, params);
}

async function askForSetting(params: SettingParams): Promise<SettingAnswer | null> {
  await started;
  if (!client) throw new Error('the language server does not run');
  return client.sendRequest<SettingAnswer | null>(SETTING_REQUEST, params);
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
