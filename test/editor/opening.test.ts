import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, fileOf, open, ours, until, untilFound } from './support';

const bytesOf = async (name: string): Promise<string> => Buffer.from(await vscode.workspace.fs.readFile(fileOf(name))).toString();

/** The text of the example without the names of files and forms: what a user copies out of a terminal. */
const copied = async (): Promise<string> => (await bytesOf('refused.sip')).split(/\r?\n/).join('\n');

suite('opening a trace', () => {
  suiteSetup(async () => {
    // Before the extension is awake VS Code itself knows no command of it, but wakes it up for one.
    await vscode.extensions.getExtension('sip-trace.sip-trace')?.activate();
  });
  teardown(closeAll);

  test('out of the clipboard: Paste Trace', async () => {
    const text = await copied();
    await vscode.env.clipboard.writeText(text);
    await vscode.commands.executeCommand('sipTrace.pasteTrace');
    const document = await until(() => vscode.window.activeTextEditor?.document, 'an editor is open');
    assert.equal(document.languageId, 'sip-trace');
    assert.equal(document.isUntitled, true);
    assert.equal(document.getText().split(/\r?\n/).join('\n'), text);
    await untilFound(document, found => found.length > 0, 'its problems are found');
  });

  test('out of the clipboard: bare SDP is SDP', async () => {
    await vscode.env.clipboard.writeText(
      'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0\r\n',
    );
    await vscode.commands.executeCommand('sipTrace.pasteTrace');
    const document = await until(() => vscode.window.activeTextEditor?.document, 'an editor is open');
    assert.equal(document.languageId, 'sdp');
  });

  test('out of an empty clipboard: nothing is opened', async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('sipTrace.pasteTrace');
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  for (const name of ['server.log', 'notes.txt']) {
    test(`that is called ${name}: Treat This File as a SIP Trace`, async () => {
      await vscode.workspace.fs.copy(fileOf('refused.sip'), fileOf(name), { overwrite: true });
      const { document } = await open(name);
      assert.notEqual(document.languageId, 'sip-trace');
      assert.deepEqual(ours(document), []);
      await vscode.commands.executeCommand('sipTrace.treatAsTrace');
      const treated = await until(
        () => vscode.workspace.textDocuments.find(one => one.uri.path.endsWith(name) && one.languageId === 'sip-trace'),
        'it is a trace',
      );
      await untilFound(treated, found => found.length > 0, 'its problems are found');
      assert.equal(treated.isDirty, false);
      await closeAll();
      await vscode.workspace.fs.delete(fileOf(name));
    });
  }

  test('from the menu of an editor’s title, which names the file', async () => {
    await vscode.workspace.fs.copy(fileOf('refused.sip'), fileOf('menu.log'), { overwrite: true });
    await vscode.commands.executeCommand('sipTrace.treatAsTrace', fileOf('menu.log'));
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'sip-trace');
    await closeAll();
    await vscode.workspace.fs.delete(fileOf('menu.log'));
  });

  test('without a name, by its first line', async () => {
    await vscode.workspace.fs.copy(fileOf('refused.sip'), fileOf('capture'), { overwrite: true });
    assert.equal((await open('capture')).document.languageId, 'sip-trace');
    await closeAll();
    await vscode.workspace.fs.delete(fileOf('capture'));
  });
});

/** What a user may have set for everything, each of which would change a trace that is saved. */
const EAGER: Record<string, unknown> = {
  'editor.formatOnSave': true,
  'editor.codeActionsOnSave': { 'source.fixAll': 'always' },
  'files.trimTrailingWhitespace': true,
  'files.trimFinalNewlines': true,
  'files.insertFinalNewline': true,
};

suite('saving a trace', () => {
  const set = async (values: Record<string, unknown>): Promise<void> => {
    for (const name of Object.keys(EAGER))
      await vscode.workspace.getConfiguration().update(name, values[name], vscode.ConfigurationTarget.Global);
  };
  suiteSetup(() => set(EAGER));
  suiteTeardown(() => set({}));
  teardown(closeAll);

  test('changes nothing of it but what the user changed, whatever is set for other files', async () => {
    const text = 'INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1 \t\r\n\r\nv=0\r\na=mid:0 \r\n\r\n\r\n\r\nend of log';
    await vscode.workspace.fs.writeFile(fileOf('saved.sip'), Buffer.from(text));
    const editor = await open('saved.sip');
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), 'x'));
    assert.equal(await editor.document.save(), true);
    assert.equal(await bytesOf('saved.sip'), `x${text}`);
    await closeAll();
    await vscode.workspace.fs.delete(fileOf('saved.sip'));
  });

  test('and other files are saved as the user wants them', async () => {
    await vscode.workspace.fs.writeFile(fileOf('saved.txt'), Buffer.from('a '));
    const editor = await open('saved.txt');
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), 'x'));
    await editor.document.save();
    assert.equal(await bytesOf('saved.txt'), 'xa\n');
    await closeAll();
    await vscode.workspace.fs.delete(fileOf('saved.txt'));
  });

  for (const language of ['sip-trace', 'sdp']) {
    test(`settings of ${language} win over the user's for everything`, () => {
      const settings = vscode.workspace.getConfiguration('', { languageId: language });
      for (const name of ['editor.formatOnSave', 'editor.formatOnPaste', 'editor.formatOnType'])
        assert.equal(settings.get(name), false, name);
      for (const name of ['files.trimTrailingWhitespace', 'files.trimFinalNewlines', 'files.insertFinalNewline'])
        assert.equal(settings.get(name), false, name);
      assert.equal(settings.get<Record<string, string>>('editor.codeActionsOnSave')?.['source.fixAll'], 'never');
    });
  }
});
