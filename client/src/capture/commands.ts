import * as vscode from 'vscode';
import { CALL_SCHEME, CALLS_EDITOR, CAPTURE_EXTENSIONS, type ChosenCalls, COMMANDS } from '../../../server/src/lsp/protocol';
import { baseName, readCallUri, withoutExtension } from './callUri';
import type { Captures } from './captures';
import type { CaptureDocument } from './document';
import { displayFilter, framesAt } from './wiresharkFilter';

/** What is done with captures and their calls. Without arguments a command means the list that is in front and what is chosen in it. */
export function captureCommands(captures: Captures): Record<string, (...args: unknown[]) => unknown> {
  return {
    [COMMANDS.showCalls]: uri => showCalls(uri),
    [COMMANDS.openCalls]: (uri, calls, column) => openCalls(captures, uri, calls, column),
    [COMMANDS.openAllCalls]: uri => withList(captures, uri, list => captures.show(list, 'all')),
    [COMMANDS.saveCalls]: (uri, calls, target) => saveCalls(captures, uri, calls, target),
    [COMMANDS.saveCallAs]: (uri, target) => saveCallAs(captures, uri, target),
    [COMMANDS.copyWiresharkFilter]: uri => copyWiresharkFilter(captures, uri),
    [COMMANDS.otherCaptures]: uri => otherCaptures(captures, uri),
  };
}

/** Shows a file, or the one in the editor in front, as a list of calls. */
async function showCalls(given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  // A file that is too large for VS Code to hand to extensions has no editor that they know of, but it has a tab.
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const file = uri ?? (input instanceof vscode.TabInputText ? input.uri : undefined);
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, CALLS_EDITOR);
  else void vscode.window.showInformationMessage('Open a trace first, then run Show Calls of This File again.');
}

async function openCalls(captures: Captures, uri: unknown, calls: unknown, column: unknown): Promise<void> {
  await withList(captures, uri, async list => {
    const wanted = toCalls(calls) ?? list.chosen;
    if (wanted.length === 0) void vscode.window.showInformationMessage('Choose calls in the list first.');
    else await captures.show(list, wanted, typeof column === 'number' ? column : undefined);
  });
}

const CAPTURE_FILTER = { 'Wireshark capture': ['pcapng'] };

async function saveCalls(captures: Captures, uri: unknown, calls: unknown, given: unknown): Promise<void> {
  await withList(captures, uri, async list => {
    const wanted: ChosenCalls = toCalls(calls) ?? list.chosen;
    if (wanted.length === 0) return void vscode.window.showInformationMessage('Choose the calls to save in the list first.');
    const name = `${withoutExtension(baseName(list.uri))} ${wanted.length === 1 ? `call ${wanted[0]}` : `${wanted.length} calls`}.pcapng`;
    const defaultUri = vscode.Uri.joinPath(list.uri, '..', name);
    const target =
      given instanceof vscode.Uri
        ? given
        : await vscode.window.showSaveDialog({ title: 'Save the Chosen Calls as a Capture', defaultUri, filters: CAPTURE_FILTER });
    if (!target) return;
    if (target.toString() === list.uri.toString())
      throw new Error('This is the capture itself, which is never changed. Choose another file.');
    const title = `Saving ${wanted.length === 1 ? 'the call' : `${wanted.length} calls`}`;
    const options = { location: vscode.ProgressLocation.Notification, title };
    const { packets } = await vscode.window.withProgress(options, () => list.save(wanted, target));
    // Not waited for: the answer comes when the user has looked at it.
    void offerToOpen(`${packets.toLocaleString()} packets are in ${baseName(target)}.`, target);
  });
}

async function offerToOpen(text: string, target: vscode.Uri): Promise<void> {
  if ((await vscode.window.showInformationMessage(text, 'Open')) === 'Open') await vscode.commands.executeCommand('vscode.open', target);
}

/** Saves the text of a call as a file, and goes on there. */
async function saveCallAs(captures: Captures, uri: unknown, target: unknown): Promise<void> {
  const wanted = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
  const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === wanted?.toString());
  if (document?.uri.scheme !== CALL_SCHEME) return;
  await guarded(async () => void (await captures.texts.saveAs(document, target instanceof vscode.Uri ? target : undefined)));
}

/** More numbers than this make a filter that nobody can paste. */
const MOST_FRAMES = 2000;

/** Of the message at the caret, or of the calls that are chosen in the list in front. */
async function copyWiresharkFilter(captures: Captures, uri: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor && !(uri instanceof vscode.Uri && captures.get(uri))) return copyFilterAt(editor);
  await withList(captures, uri, async list => {
    if (list.chosen.length === 0) return void vscode.window.showInformationMessage('Choose calls in the list first.');
    const frames = await list.frames(list.chosen);
    const callIds = list.chosen.map(id => list.rows.get(id)?.callId ?? '').filter(id => id !== '');
    const byFrames = frames.length > 0 && frames.length <= MOST_FRAMES;
    const filter = byFrames ? displayFilter(frames) : callIds.map(id => `sip.Call-ID == ${quoted(id)}`).join(' || ');
    if (filter === '') return void vscode.window.showInformationMessage('These calls have no frame numbers: they are not from a capture.');
    await vscode.env.clipboard.writeText(filter);
    void vscode.window.showInformationMessage(
      `Copied the filter for ${byFrames ? `${frames.length} frames` : `${callIds.length} Call-IDs`}.`,
    );
  });
}

async function copyFilterAt(editor: vscode.TextEditor): Promise<void> {
  const { document, selection } = editor;
  const found = framesAt(line => document.lineAt(line).text, selection.active.line, document.lineCount);
  if (!found) {
    const text = 'The message at the caret has no frame number: only messages of a capture have one.';
    return void vscode.window.showInformationMessage(text);
  }
  await vscode.env.clipboard.writeText(displayFilter(found.frames));
  const where = found.range ? `, bytes ${found.range} of frame ${found.frames[0]}` : '';
  void vscode.window.showInformationMessage(`Copied: ${displayFilter(found.frames)}${where}`);
}

/** A string of Wireshark's filter language. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const CAPTURE_NAME = new RegExp(`(?:${CAPTURE_EXTENSIONS.map(name => `\\${name}`).join('|')})(?:\\.gz)?$`, 'i');

/** The captures beside the one that is shown, to go on with. */
async function otherCaptures(captures: Captures, given: unknown): Promise<void> {
  const shown = vscode.window.activeTextEditor?.document.uri;
  const file = captures.get(given)?.uri ?? (shown && readCallUri(shown)?.file);
  if (!file) return void vscode.window.showInformationMessage('Open a capture first.');
  const folder = vscode.Uri.joinPath(file, '..');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries.map(([name]) => name).filter(name => CAPTURE_NAME.test(name) && name !== baseName(file));
  if (names.length === 0) return void vscode.window.showInformationMessage('There is no other capture in this folder.');
  const items = Promise.all(names.sort(byName).map(name => withSize(folder, name)));
  const chosen = await vscode.window.showQuickPick(items, { title: `Other captures beside ${baseName(file)}`, placeHolder: 'Name' });
  if (chosen) await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(folder, chosen.label));
}

const byName = (a: string, b: string): number => a.localeCompare(b, undefined, { numeric: true });

async function withSize(folder: vscode.Uri, name: string): Promise<vscode.QuickPickItem> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name));
    const amount = size < 1_000_000 ? `${Math.ceil(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
    return { label: name, description: `${amount}, ${new Date(mtime).toLocaleString()}` };
  } catch {
    return { label: name };
  }
}

async function withList(captures: Captures, uri: unknown, action: (list: CaptureDocument) => Promise<void>): Promise<void> {
  const list = captures.get(uri);
  if (list) await guarded(() => action(list));
  else void vscode.window.showInformationMessage('Open a capture first.');
}

/** What goes wrong is said in a sentence. */
async function guarded(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

const toCalls = (value: unknown): number[] | undefined => (Array.isArray(value) ? value.filter(one => typeof one === 'number') : undefined);
