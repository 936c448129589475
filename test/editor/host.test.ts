import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('the extension in VS Code', () => {
  test('is there, and wakes up when a trace is opened', async () => {
    const extension = vscode.extensions.getExtension('sip-trace.sip-trace');
    assert.ok(extension, 'sip-trace.sip-trace is not installed');
    const [trace] = await vscode.workspace.findFiles('refused.sip');
    assert.ok(trace, 'the workspace has no refused.sip');
    await vscode.window.showTextDocument(trace);
    await until(() => extension.isActive);
  });
});

/** Waits for something that VS Code does in its own time. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `never came true: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
