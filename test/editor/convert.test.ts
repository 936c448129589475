import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, fileOf, ours, ruleOf, until, untilAction, untilFound } from './support';

/** What tshark -O sip,sdp prints of the refused call, as far as it is needed. */
const OFFER = [
  'Frame 1: 900 bytes on wire (7200 bits), 900 bytes captured (7200 bits)',
  'Internet Protocol Version 4, Src: 192.0.2.1, Dst: 192.0.2.20',
  'User Datagram Protocol, Src Port: 5060, Dst Port: 5060',
  'Session Initiation Protocol (INVITE)',
  '    Request-Line: INVITE sip:200@192.0.2.20 SIP/2.0',
  '    Message Header',
  '        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
  '        From: <sip:100@example.com>;tag=a',
  '        To: <sip:200@example.com>',
  '        Call-ID: 1@example.com',
  '        CSeq: 1 INVITE',
  '        Contact: <sip:100@192.0.2.1>',
  '        Content-Type: application/sdp',
  '    Message Body',
  '        Session Description Protocol',
  '            Session Description Protocol Version (v): 0',
  '            Owner/Creator, Session Id (o): - 1 1 IN IP4 192.0.2.1',
  '            Session Name (s): -',
  '            Connection Information (c): IN IP4 192.0.2.1',
  '            Time Description, active time (t): 0 0',
  '            Media Description, name and address (m): audio 49170 UDP/TLS/RTP/SAVPF 0',
  '            Media Attribute (a): setup:actpass',
  '            Media Attribute (a): fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00',
  '',
];
const ANSWER = [
  'Frame 2: 300 bytes on wire (2400 bits), 300 bytes captured (2400 bits)',
  'Internet Protocol Version 4, Src: 192.0.2.20, Dst: 192.0.2.1',
  'User Datagram Protocol, Src Port: 5060, Dst Port: 5060',
  'Session Initiation Protocol (488)',
  '    Status-Line: SIP/2.0 488 Not Acceptable Here',
  '    Message Header',
  '        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
  '        From: <sip:100@example.com>;tag=a',
  '        To: <sip:200@example.com>;tag=b',
  '        Call-ID: 1@example.com',
  '        CSeq: 1 INVITE',
  '        Content-Length: 0',
  '',
];
const TREE = [...OFFER, ...ANSWER].join('\n');
const RULE = 'srtp/dtls-on-sip-leg';
const NAME = 'tree.txt';
const SAVED = 'converted.sip';

suite('the output of another tool', () => {
  suiteSetup(() => vscode.workspace.fs.writeFile(fileOf(NAME), Buffer.from(TREE)));
  teardown(closeAll);
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(fileOf(NAME));
  });

  /** The converted text, when it is in front. */
  const shown = (): Promise<vscode.TextDocument> =>
    until(() => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === 'sip-trace-capture' && document.getText().includes('SIP/2.0 488') ? document : undefined;
    }, 'the converted text is shown');

  async function openTree(language?: string): Promise<vscode.TextDocument> {
    const { document } = await vscode.window.showTextDocument(fileOf(NAME));
    return language ? vscode.languages.setTextDocumentLanguage(document, language) : document;
  }

  test('opens as converted text beside it, clean, with its problems', async () => {
    const tree = await openTree();
    await vscode.commands.executeCommand('sipTrace.openConverted');
    const document = await shown();
    assert.match(document.uri.path, /\/tree\.txt\/converted from tshark -O sip,sdp\.sip$/);
    assert.equal(document.languageId, 'sip-trace');
    assert.equal(document.isDirty, false);
    await untilFound(document, found => found.some(one => ruleOf(one) === RULE), 'the fault is found');
    assert.ok(ours(document).some(one => ruleOf(one) === 'capture/converted'));
    assert.equal(tree.getText(), TREE);
    assert.ok(
      vscode.window.visibleTextEditors.some(editor => editor.document === tree),
      'the original is still beside it',
    );
  });

  test('read as a trace says so, and offers to open it converted', async () => {
    const tree = await openTree('sip-trace');
    await untilFound(tree, found => found.length === 1 && ruleOf(found[0]!) === 'capture/converted', 'it is said that it is converted');
    const action = await untilAction(tree, new vscode.Range(0, 0, 0, 0), /^Open as converted text$/);
    assert.equal(action.command?.command, 'sipTrace.openConverted');
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    await shown();
  });

  test('is saved converted as a file of its own, never over the original', async () => {
    await openTree();
    await vscode.commands.executeCommand('sipTrace.openConverted');
    const document = await shown();
    const text = document.getText();
    await vscode.commands.executeCommand('sipTrace.saveCallAs', document.uri, fileOf(NAME));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(fileOf(NAME))).toString(), TREE);
    await vscode.commands.executeCommand('sipTrace.saveCallAs', document.uri, fileOf(SAVED));
    const saved = await until(() => {
      const front = vscode.window.activeTextEditor?.document;
      return front?.uri.toString() === fileOf(SAVED).toString() ? front : undefined;
    }, 'the file is in front');
    assert.equal(saved.getText(), text);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(fileOf(SAVED));
  });

  test('is left alone where it is none', async () => {
    const { document } = await vscode.window.showTextDocument(fileOf('refused.sip'));
    await vscode.commands.executeCommand('sipTrace.openConverted');
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });
});
