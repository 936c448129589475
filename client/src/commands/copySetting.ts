import * as vscode from 'vscode';

/** Puts a gateway's setting on the clipboard: a code action brings it along, with the gateway's name. */
export async function copySetting(setting: unknown, gateway: unknown): Promise<void> {
  if (typeof setting !== 'string' || setting === '') return;
  await vscode.env.clipboard.writeText(setting);
  void vscode.window.showInformationMessage(typeof gateway === 'string' ? `Copied for ${gateway}: ${setting}` : `Copied: ${setting}`);
}
