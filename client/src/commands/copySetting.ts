import * as vscode from 'vscode';

/** Puts a gateway's setting on the clipboard: a code action brings it along. */
export async function copySetting(setting: unknown): Promise<void> {
  if (typeof setting !== 'string' || setting === '') return;
  await vscode.env.clipboard.writeText(setting);
  void vscode.window.showInformationMessage(`Copied: ${setting}`);
}
