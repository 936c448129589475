import * as vscode from 'vscode';
import { SETTINGS_SECTION } from '../../../server/src/lsp/protocol';

type LegKind = 'sip' | 'webrtc';

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$|^[0-9a-f]*:[0-9a-f:.]+$/i;

const KINDS: (vscode.QuickPickItem & { leg: LegKind })[] = [
  { label: 'SIP leg', description: 'a phone, a trunk, a PBX', leg: 'sip' },
  { label: 'Browser leg', description: 'WebRTC: DTLS-SRTP and ICE', leg: 'webrtc' },
];

/** Writes down which leg a host is on. What the caller does not say is asked for. */
export async function setLeg(givenHost: unknown, givenKind: unknown): Promise<void> {
  const host = typeof givenHost === 'string' && HOST.test(givenHost) ? givenHost : await askHost();
  if (!host) return;
  const kind = KINDS.find(one => one.leg === givenKind)?.leg ?? (await askKind(host));
  if (kind) await write(host.toLowerCase(), kind);
}

function askHost(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Which host?',
    prompt: 'An address of the trace, with a port if several share it.',
    placeHolder: '192.0.2.1 or 192.0.2.1:5060',
    value: selectedHost(),
    validateInput: value => (HOST.test(value) ? undefined : 'This is no host and no host:port.'),
  });
}

/** What the user has marked, if it is a host. */
function selectedHost(): string {
  const editor = vscode.window.activeTextEditor;
  const marked = editor && !editor.selection.isEmpty && editor.selection.isSingleLine ? editor.document.getText(editor.selection) : '';
  return HOST.test(marked) ? marked : '';
}

async function askKind(host: string): Promise<LegKind | undefined> {
  return (await vscode.window.showQuickPick(KINDS, { title: `Which leg is ${host} on?` }))?.leg;
}

/** Into the workspace where there is one: an address means something else in another network. */
async function write(host: string, kind: LegKind): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const known = settings.inspect<Record<string, LegKind>>('legs');
  const legs = { ...(inWorkspace ? known?.workspaceValue : known?.globalValue), [host]: kind };
  await settings.update('legs', legs, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}
