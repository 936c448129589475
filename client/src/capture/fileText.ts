import * as vscode from 'vscode';

/** A packed text is not unpacked to more bytes: an editor could not show it. */
const LARGEST = 64 * 1024 * 1024;

/** The text of a file. One that is packed with gzip is no text to an editor, as are dumps of chrome://webrtc-internals: it is unpacked. */
export async function fileText(uri: vscode.Uri): Promise<string> {
  if (!uri.path.toLowerCase().endsWith('.gz')) return (await vscode.workspace.openTextDocument(uri)).getText();
  const packed = new Blob([new Uint8Array(await vscode.workspace.fs.readFile(uri))]);
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    text += decoder.decode(next.value, { stream: true });
    if (text.length <= LARGEST) continue;
    await reader.cancel();
    throw new Error('it is larger than 64 MB');
  }
  return text + decoder.decode();
}
