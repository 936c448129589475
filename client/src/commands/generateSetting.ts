import * as vscode from 'vscode';
import type { SettingAnswer, SettingParams } from '../../../server/src/lsp/protocol';

/** Asks the server for what a gateway must be told; null where there is no call. */
export type AskForSetting = (params: SettingParams) => Promise<SettingAnswer | null>;

const LEGS: (vscode.QuickPickItem & { leg: 'sip' | 'webrtc' })[] = [
  { label: 'A phone or trunk', description: 'plain RTP', leg: 'sip' },
  { label: 'A browser', description: 'WebRTC: DTLS-SRTP and ICE', leg: 'webrtc' },
];

/** Opens, beside the trace, what must change at the gateway for the call at the caret. A code action brings the place along. */
export async function generateSetting(ask: AskForSetting, offset: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return void vscode.window.showInformationMessage('Open the trace of a call first, then run Generate Gateway Setting again.');
  const { document } = editor;
  const position = typeof offset === 'number' ? document.positionAt(offset) : editor.selection.active;
  const place = { textDocument: { uri: document.uri.toString() }, position: { line: position.line, character: position.character } };
  try {
    const answer = await withLeg(ask, place);
    if (answer === 'cancelled') return;
    if (!answer) return void vscode.window.showInformationMessage('There is no call here. Put the caret into a message of the call.');
    if (answer.nothing)
      return void vscode.window.showInformationMessage('Nothing is found in this call that a setting of the gateway would cure.');
    const title = 'For which gateway?';
    const chosen = await vscode.window.showQuickPick(
      answer.texts.map(one => ({ label: one.title, one })),
      { title },
    );
    if (chosen) await show(chosen.one);
  } catch (error) {
    void vscode.window.showErrorMessage(`The setting cannot be generated: ${error instanceof Error ? error.message : error}`);
  }
}

/** SDP without SIP does not tell which leg it is for. */
async function withLeg(ask: AskForSetting, place: SettingParams): Promise<SettingAnswer | null | 'cancelled'> {
  const answer = await ask(place);
  if (!answer?.asksForLeg) return answer;
  const leg = (await vscode.window.showQuickPick(LEGS, { title: 'Who is to get this SDP?' }))?.leg;
  return leg ? ask({ ...place, leg }) : 'cancelled';
}

async function show({ title, language, text }: SettingAnswer['texts'][number]): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: text, language });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.Beside });
  const copy = 'Copy';
  if ((await vscode.window.showInformationMessage(`What must change: ${title}.`, copy)) === copy)
    await vscode.env.clipboard.writeText(text);
}
