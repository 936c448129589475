import * as vscode from 'vscode';
import { CONFIG_FILE } from '../../../server/src/lsp/protocol';

/** Saves a `.siptrace.json` behind the code action that changed it: only what is saved counts. No other file is saved. */
export async function saveConfig(address: unknown): Promise<void> {
  if (typeof address !== 'string') return;
  const uri = vscode.Uri.parse(address);
  if (!uri.path.endsWith(`/${CONFIG_FILE}`)) return;
  const document = await vscode.workspace.openTextDocument(uri);
  await document.save();
}
