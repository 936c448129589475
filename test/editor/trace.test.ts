import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, fileOf, lineWith, open, ours, ruleOf, until, untilAction, untilFound } from './support';

const PROFILE = 'UDP/TLS/RTP/SAVPF';
const RULE = 'srtp/dtls-on-sip-leg';

suite('the trace of a refused call', () => {
  let document: vscode.TextDocument;
  /** The m= line of the offer on the SIP leg: the second of the trace. */
  let offer: vscode.TextLine;
  let original: string;

  setup(async () => {
    document = (await open('refused.sip')).document;
    offer = lineWith(document, PROFILE, 1);
    original = document.getText();
    await untilFound(document, found => found.length > 0, 'problems are found');
  });
  teardown(closeAll);

  test('is known by its name, and its fault is shown on the offer to the phone', () => {
    assert.equal(document.languageId, 'sip-trace');
    const [found] = ours(document).filter(one => ruleOf(one) === RULE);
    assert.ok(found);
    assert.equal(found.range.start.line, offer.lineNumber);
    assert.equal(document.getText(found.range), PROFILE);
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.match(found.message, /refused the call with 488.*\(from SIP alone: media not seen\)/);
    assert.ok(found.relatedInformation?.some(one => document.lineAt(one.location.range.start.line).text.startsWith('SIP/2.0 488')));
    assert.ok(typeof found.code === 'object' && /docs\/rules\/srtp\/dtls-on-sip-leg\.md$/.test(found.code.target.path));
  });

  test('has no error on the leg of the browser, where all is well', () => {
    const invite = lineWith(document, 'INVITE sip:', 1).lineNumber;
    const loud = ours(document).filter(one => one.severity <= vscode.DiagnosticSeverity.Warning);
    assert.deepEqual(
      loud.filter(one => one.range.start.line < invite).map(one => one.message),
      [],
    );
  });

  test('is explained under the pointer', async () => {
    const position = offer.range.start.translate(0, offer.text.indexOf(PROFILE) + 3);
    const text = await until(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      return hovers
        .flatMap(hover => hover.contents)
        .map(content => (typeof content === 'string' ? content : content.value))
        .join('\n');
    }, 'a hover');
    assert.match(text, /DTLS/);
    assert.match(text, /RFC/);
  });

  test('is outlined, and says on which leg each message is', async () => {
    const symbols = await until(async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.length ? found : undefined;
    }, 'an outline');
    assert.ok(symbols.some(symbol => symbol.children.some(child => child.name.startsWith('INVITE'))));
    const hints = await until(async () => {
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole);
      return found.length > 0 ? found : undefined;
    }, 'inlay hints');
    const labelOn = (line: number): string => {
      const label = hints.find(hint => hint.position.line === line)?.label;
      return typeof label === 'string' ? label : (label?.map(part => part.value).join('') ?? '');
    };
    assert.equal(labelOn(lineWith(document, 'INVITE sip:', 0).lineNumber), 'browser leg');
    assert.equal(labelOn(lineWith(document, 'INVITE sip:', 1).lineNumber), 'SIP leg');
  });

  test('is rewritten for a SIP leg by a quick fix, and one undo takes it back', async () => {
    const action = await untilAction(document, offer.range, /^Rewrite this SDP for a SIP leg/, vscode.CodeActionKind.QuickFix.value);
    assert.ok(action.diagnostics === undefined || action.diagnostics.every(one => one.source === 'SIP Trace'));
    assert.ok(await vscode.workspace.applyEdit(action.edit!));
    assert.equal(document.isDirty, true);

    const first = lineWith(document, 'INVITE sip:', 1).lineNumber;
    const last = lineWith(document, 'SIP/2.0 488', 1).lineNumber - 1;
    const message = document.getText(new vscode.Range(first, 0, last, 0));
    assert.match(message, /m=audio 30000 RTP\/AVP 9 0 8 13 126\r?\n/);
    assert.doesNotMatch(message, /a=(fingerprint|setup|mid|extmap|rtcp-fb)/);
    const body = message.slice(message.indexOf('v=0')).trimEnd().split(/\r?\n/);
    assert.equal(Number(/Content-Length: (\d+)/.exec(message)?.[1]), Buffer.byteLength(`${body.join('\r\n')}\r\n`));
    const untouched = (text: string): string[] => text.split(/\r?\n/).slice(0, offer.lineNumber - 40);
    assert.deepEqual(untouched(document.getText()), untouched(original));
    await untilFound(document, found => !found.some(one => ruleOf(one) === RULE), 'the problem is gone');

    await vscode.commands.executeCommand('undo');
    await until(() => document.getText() === original, 'the text is what it was');
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the problem is back');
  });

  test('offers the same rewrite as a refactoring', async () => {
    const action = await untilAction(document, offer.range, /^Rewrite this SDP for a SIP leg/, vscode.CodeActionKind.Refactor.value);
    assert.equal(action.kind?.value, 'refactor.rewrite');
  });

  test('is fixed as a whole after a look at what changes, and one undo takes it back', async () => {
    const editor = await vscode.window.showTextDocument(document);
    const start = lineWith(document, 'SIP/2.0 488').range.start;
    editor.selection = new vscode.Selection(start, start);
    // The preview's commands are there from the start and do nothing until there is a preview.
    const preview = async (answer: 'apply' | 'discard'): Promise<void> => {
      let isDone = false;
      const done = Promise.resolve(vscode.commands.executeCommand('sipTrace.fixCall')).then(() => {
        isDone = true;
      });
      await until(async () => {
        await vscode.commands.executeCommand(`refactorPreview.${answer}`);
        return isDone;
      }, `the preview takes ${answer}`);
      await done;
    };
    await preview('discard');
    assert.equal(document.getText(), original, 'nothing changes before it was looked at');
    await vscode.window.showTextDocument(document, { selection: editor.selection });
    await preview('apply');
    assert.match(document.getText(), /m=audio 30000 RTP\/AVP 9 0 8 13 126\r?\n/);
    await untilFound(document, found => !found.some(one => one.severity <= vscode.DiagnosticSeverity.Warning), 'nothing loud is left');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await until(() => document.getText() === original, 'the text is what it was');
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the problem is back');
  });

  test('is freed of what is harmless by the command that fixes all, which touches no offer', async () => {
    await vscode.commands.executeCommand('sipTrace.fixAll');
    await untilFound(document, found => !found.some(one => ruleOf(one) === 'mux/webrtc-leftovers'), 'no leftovers');
    const text = document.getText();
    assert.ok(text.includes('# sip-trace: edited'));
    assert.ok(lineWith(document, `m=audio 30000 ${PROFILE} 111 63 9 0 8 13 110 126`), 'the m= line stays');
    await vscode.commands.executeCommand('undo');
    await until(() => document.getText() === original, 'the text is what it was');
  });

  test('is left alone by the fix-all of all languages', async () => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      whole,
      'source.fixAll',
    );
    assert.deepEqual(
      actions.map(action => action.title),
      [],
    );
  });

  test('gives the setting that cures it at the gateway to the clipboard', async () => {
    const action = await untilAction(document, offer.range, /^Copy the RTPEngine setting/);
    assert.ok(action.command);
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    const setting = String(action.command.arguments?.[0]);
    assert.equal(await vscode.env.clipboard.readText(), setting);
  });

  test('is read anew when the user says which leg a host is on', async () => {
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('sipTrace');
    await vscode.commands.executeCommand('sipTrace.setLeg', '192.168.50.20', 'webrtc');
    assert.deepEqual(settings().inspect('legs')?.workspaceValue, { '192.168.50.20': 'webrtc' });
    await untilFound(document, found => !found.some(one => ruleOf(one) === RULE), 'it is a browser leg now');
    await settings().update('legs', undefined, vscode.ConfigurationTarget.Workspace);
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'it is a SIP leg again');
  });

  test('is not told of a rule any more that a quick fix turns off in .siptrace.json, and stays as it is', async () => {
    const config = fileOf('.siptrace.json');
    const action = await untilAction(document, offer.range, /^Turn srtp\/dtls-on-sip-leg off in \.siptrace\.json$/);
    try {
      assert.ok(await vscode.workspace.applyEdit(action.edit!));
      await vscode.commands.executeCommand(action.command!.command, ...(action.command!.arguments ?? []));
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(config));
      assert.deepEqual(JSON.parse(saved), { rules: { [RULE]: 'off' } });
      await untilFound(document, found => found.length > 0 && !found.some(one => ruleOf(one) === RULE), 'the rule is off');
      assert.equal(document.getText(), original);
      assert.equal(document.isDirty, false);
    } finally {
      await vscode.workspace.fs.delete(config);
    }
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the rule is on again');
  });

  test('is not told of a rule any more that a quick fix turns off in the settings', async () => {
    const action = await untilAction(document, offer.range, /^Turn srtp\/dtls-on-sip-leg off in the settings$/);
    await vscode.commands.executeCommand(action.command!.command, ...(action.command!.arguments ?? []));
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('sipTrace');
    assert.deepEqual(settings().inspect('rules')?.workspaceValue, { [RULE]: 'off' });
    await untilFound(document, found => !found.some(one => ruleOf(one) === RULE), 'the rule is off');
    await settings().update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the rule is on again');
  });
});
