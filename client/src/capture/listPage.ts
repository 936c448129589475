import * as vscode from 'vscode';

/** The page of the list of calls: no word of a capture stands in it, and nothing but the extension's own script and style may run in it. */
export function listPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const nonce = newNonce();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('callList.css')}">
<title>Calls</title>
</head>
<body data-vscode-context='{"preventDefaultContextMenuItems": true}'>
<script nonce="${nonce}" src="${address('callList.js')}"></script>
</body>
</html>`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A word that nobody can guess: only a script that carries it runs. */
function newNonce(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(32));
  return [...numbers].map(number => LETTERS[number % LETTERS.length]).join('');
}
