import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import type { Exports } from '../../client/src/activate';
import type { CaptureDocument } from '../../client/src/capture/document';
import { closeAll, fileOf, lineWith, open, ours, ruleOf, until, untilAction, untilFound } from './support';

const CAPTURE = 'refused.pcapng';
const RULE = 'srtp/dtls-on-sip-leg';
const FIX = /^Rewrite this SDP for a SIP leg/;

const bytesOf = async (name: string): Promise<string> => Buffer.from(await vscode.workspace.fs.readFile(fileOf(name))).toString('latin1');

/** Everything that is open, lists and texts. */
async function closeTabs(): Promise<void> {
  await closeAll();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

suite('a capture', () => {
  let captures: Exports['captures'];
  let before: string;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<Exports>('sip-trace.sip-trace');
    assert.ok(extension);
    ({ captures } = await extension.activate());
    before = await bytesOf(CAPTURE);
  });
  teardown(async () => {
    await closeTabs();
    assert.equal(await bytesOf(CAPTURE), before, 'the capture has been changed');
  });

  /** Opens a file as a user does, and waits until its calls have been read and checked. */
  async function openList(name: string, end = 'done'): Promise<CaptureDocument> {
    await vscode.commands.executeCommand('vscode.open', fileOf(name));
    return until(() => {
      const list = captures.get(fileOf(name));
      if (list?.progress.state === 'failed' && end !== 'failed') assert.fail(`${name}: ${list.problems.join(' ')}`);
      return list?.progress.state === end ? list : undefined;
    }, `the calls of ${name} are listed`);
  }

  /** The editor that comes to the front with a text in which this stands. */
  const shown = (part: string): Promise<vscode.TextDocument> =>
    until(() => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.getText().includes(part) ? document : undefined;
    }, `a text with ${part} is shown`);

  async function openCall(): Promise<vscode.TextDocument> {
    const list = await openList(CAPTURE);
    await vscode.commands.executeCommand('sipTrace.openCalls', list.uri, [1]);
    return shown('SIP/2.0 488');
  }

  test('opens as a list of its calls', async () => {
    const list = await openList(CAPTURE);
    const [tab] = vscode.window.tabGroups.all.flatMap(group => group.tabs);
    assert.ok(tab?.input instanceof vscode.TabInputCustom);
    assert.equal(tab.input.viewType, 'sipTrace.capture');
    const [row, ...others] = list.rows.values();
    assert.deepEqual(others, []);
    assert.ok(row);
    assert.deepEqual([row.from, row.to, row.result, row.messages], ['100', '200', 488, 7]);
    assert.equal(row.legs, 'browser 203.0.113.20 → phone 192.168.50.20');
    assert.match(row.codecs, /opus/);
    assert.equal(row.findings?.[0], 1);
    assert.match(row.verdict ?? '', /refused the call with 488/);
    assert.deepEqual(list.problems, []);
    assert.equal(list.progress.read, list.progress.size);
  });

  test('opens compressed as well', async () => {
    const packed = gzipSync(await vscode.workspace.fs.readFile(fileOf(CAPTURE)));
    await vscode.workspace.fs.writeFile(fileOf('packed.pcapng.gz'), packed);
    const list = await openList('packed.pcapng.gz');
    assert.equal(list.rows.get(1)?.result, 488);
    await vscode.commands.executeCommand('sipTrace.openCalls', list.uri, [1]);
    await shown('SIP/2.0 488');
    await closeTabs();
    await vscode.workspace.fs.delete(fileOf('packed.pcapng.gz'));
  });

  test('that is cut off shows what there is, and says what is missing', async () => {
    const bytes = await vscode.workspace.fs.readFile(fileOf(CAPTURE));
    await vscode.workspace.fs.writeFile(fileOf('cut.pcapng'), bytes.subarray(0, bytes.length - 100));
    const list = await openList('cut.pcapng');
    assert.equal(list.rows.size, 1);
    assert.equal(list.problems.length, 1);
    await closeTabs();
    await vscode.workspace.fs.delete(fileOf('cut.pcapng'));
  });

  test('that is none says so', async () => {
    await vscode.workspace.fs.writeFile(fileOf('none.pcap'), Buffer.from('This is no capture, whatever it is called, but a sentence.'));
    const list = await openList('none.pcap', 'failed');
    assert.equal(list.rows.size, 0);
    assert.equal(list.problems.length, 1);
    await closeTabs();
    await vscode.workspace.fs.delete(fileOf('none.pcap'));
  });

  test('shows a call as text that is clean, named after it, and has its problems', async () => {
    const document = await openCall();
    assert.equal(document.uri.scheme, 'sip-trace-capture');
    assert.match(document.uri.path, /\/call 1 100 → 200\.sip$/);
    assert.equal(document.languageId, 'sip-trace');
    assert.equal(document.isDirty, false);
    const found = await untilFound(document, all => all.some(one => ruleOf(one) === RULE), 'the fault is found');
    const counts = [0, 1, 2, 3].map(severity => found.filter(one => one.severity === severity).length);
    assert.deepEqual(counts, captures.get(fileOf(CAPTURE))?.rows.get(1)?.findings, 'the list counts what the editor shows');
  });

  test('shows a call again in the editor that has it', async () => {
    const document = await openCall();
    await vscode.commands.executeCommand('sipTrace.openCalls', fileOf(CAPTURE), [1]);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    const texts = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => tab.input instanceof vscode.TabInputText);
    assert.equal(texts.length, 1);
  });

  test('shows all calls, and what belongs to none', async () => {
    const list = await openList(CAPTURE);
    await vscode.commands.executeCommand('sipTrace.openAllCalls', list.uri);
    const document = await shown('REGISTER sip:');
    assert.match(document.getText(), /SIP\/2\.0 488/);
    assert.match(document.uri.path, /\/all calls\.sip$/);
  });

  test('is fixed in the text of its call, saved as a file, and gone on with there', async () => {
    const document = await openCall();
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the fault is found');
    const range = ours(document).find(one => ruleOf(one) === RULE)?.range;
    assert.ok(range);
    const action = await untilAction(document, range, FIX);
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.equal(document.isDirty, true);
    await untilFound(document, found => !found.some(one => ruleOf(one) === RULE), 'the fault is gone');
    const fixed = document.getText();

    await vscode.commands.executeCommand('sipTrace.saveCallAs', document.uri, fileOf('fixed.sip'));
    const saved = await until(() => {
      const front = vscode.window.activeTextEditor?.document;
      return front?.uri.toString() === fileOf('fixed.sip').toString() ? front : undefined;
    }, 'the file is in front');
    assert.equal(saved.getText(), fixed);
    assert.equal(saved.isDirty, false);
    await until(() => {
      const inputs = vscode.window.tabGroups.all.flatMap(group => group.tabs).map(tab => tab.input);
      return !inputs.some(input => input instanceof vscode.TabInputText && input.uri.scheme === 'sip-trace-capture');
    }, 'the text is closed');
    await closeTabs();
    await vscode.workspace.fs.delete(fileOf('fixed.sip'));
    // From the list the call opens as it was captured.
    const again = await openCall();
    assert.ok(again.getText() !== fixed);
  });

  test('cannot be overwritten by the text of its call', async () => {
    const document = await openCall();
    const editor = vscode.window.activeTextEditor;
    await editor?.edit(edit => edit.insert(new vscode.Position(0, 0), '# changed\n'));
    await vscode.commands.executeCommand('sipTrace.saveCallAs', document.uri, fileOf(CAPTURE));
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /^# changed/);
    assert.equal(await bytesOf(CAPTURE), before);
  });

  test('saves a chosen call as a capture, which has that call and nothing else', async () => {
    const list = await openList(CAPTURE);
    await vscode.commands.executeCommand('sipTrace.saveCalls', list.uri, [1], fileOf('one.pcapng'));
    const saved = await openList('one.pcapng');
    assert.equal(saved.rows.get(1)?.messages, 7);
    assert.equal(saved.progress.messages, 7);
    assert.ok(saved.progress.packets < list.progress.packets);
    await closeTabs();
    await vscode.workspace.fs.delete(fileOf('one.pcapng'));
  });

  test('gives the filter for the frames of a message, and of a call', async () => {
    const document = await openCall();
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const line = lineWith(document, 'SIP/2.0 488').lineNumber;
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('sipTrace.copyWiresharkFilter');
    const filter = await vscode.env.clipboard.readText();
    const frames = await captures.get(fileOf(CAPTURE))?.frames([1]);
    assert.match(filter, /^frame\.number == \d+$/);
    assert.ok(frames?.includes(Number(filter.slice('frame.number == '.length))));
  });

  test('follows the settings', async () => {
    const list = await openList(CAPTURE);
    const rules = vscode.workspace.getConfiguration('sipTrace');
    try {
      await rules.update('rules', { [RULE]: 'off' }, vscode.ConfigurationTarget.Global);
      await until(() => list.progress.state === 'done' && list.rows.get(1)?.findings?.[0] === 0, 'the call has no error any more');
    } finally {
      await rules.update('rules', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

suite('a trace', () => {
  teardown(closeTabs);

  test('is no list unless it is asked for', async () => {
    const { document } = await open('refused.sip');
    assert.equal(document.languageId, 'sip-trace');
  });

  test('shows its calls when it is asked for them', async () => {
    await open('refused.sip');
    await vscode.commands.executeCommand('sipTrace.showCalls');
    const extension = vscode.extensions.getExtension<Exports>('sip-trace.sip-trace');
    const list = await until(() => {
      const found = extension?.exports.captures.get(fileOf('refused.sip'));
      return found?.progress.state === 'done' ? found : undefined;
    }, 'its calls are listed');
    assert.deepEqual([list.rows.size, list.rows.get(1)?.result, list.rows.get(1)?.findings?.[0]], [1, 488, 1]);
    await vscode.commands.executeCommand('sipTrace.openCalls', list.uri, [1]);
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'sip-trace-capture', 'the call is shown');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /SIP\/2\.0 488/);
  });
});
