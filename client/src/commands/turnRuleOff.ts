import * as vscode from 'vscode';
import { SETTINGS_SECTION } from '../../../server/src/lsp/protocol';
import { ruleAtCaret } from './openRule';

/** Turns a rule off in the settings: the one that a code action names, or that of the problem at the caret. */
export async function turnRuleOff(given: unknown): Promise<void> {
  const rule = typeof given === 'string' ? given : ruleAtCaret();
  if (rule === undefined) {
    void vscode.window.showInformationMessage(
      'Put the caret on a problem that SIP Trace found, then run Turn the Rule of the Problem Off again.',
    );
    return;
  }
  const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const known = settings.inspect<Record<string, string>>('rules');
  const rules = { ...(inWorkspace ? known?.workspaceValue : known?.globalValue), [rule]: 'off' };
  await settings.update('rules', rules, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}
