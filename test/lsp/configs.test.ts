import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, afterEach, before, describe, it } from 'mocha';
import type { CodeAction, TextDocumentEdit } from 'vscode-languageserver-protocol/node';
import { analyse } from '../../server/src/core/analysis';
import { fingerprints } from '../../server/src/core/report/fingerprint';
import { COMMANDS } from '../../server/src/lsp/protocol';
import { TestClient, VSCODE } from './client';
import { applyTextEdits, find, messageOf, REFUSED } from './text';

const RULE = 'srtp/dtls-on-sip-leg';
const OFFER = find(REFUSED, 'UDP/TLS/RTP/SAVPF', 1);
const AT = { start: OFFER, end: OFFER };

/** VS Code again, as far as files are concerned. */
const WITH_FILES = {
  ...VSCODE,
  workspace: {
    ...VSCODE.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
};

describe('a .siptrace.json beside a trace', () => {
  const client = new TestClient();
  let root = '';
  let trace = '';
  let config = '';
  const uriOf = (file: string): string => pathToFileURL(file).href;
  const write = (text: string): void => writeFileSync(config, text);

  before(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sip-trace-lsp-')));
    mkdirSync(path.join(root, 'logs'));
    trace = uriOf(path.join(root, 'logs', 'call.sip'));
    config = path.join(root, '.siptrace.json');
    await client.initialize(WITH_FILES, { commands: [COMMANDS.turnRuleOff, COMMANDS.saveConfig, COMMANDS.copySetting] });
  });
  after(async () => {
    await client.stop();
    rmSync(root, { recursive: true, force: true });
  });
  afterEach(async () => {
    rmSync(config, { force: true });
    await client.filesChanged(uriOf(config));
    await client.close(trace);
    await client.diagnosticsWhere(trace, all => all.length === 0);
  });

  it('is read when the trace is opened, and again when it changes or something is saved', async () => {
    write(`{ "rules": { "${RULE}": "off" } }`);
    const found = await client.open(trace, REFUSED);
    assert.ok(found.length > 0 && !found.some(one => one.code === RULE));
    write(`{ "rules": { "${RULE}": "info" } }`);
    await client.filesChanged(uriOf(config));
    await client.diagnosticsWhere(trace, all => all.some(one => one.code === RULE && one.severity === 3));
    rmSync(config);
    await client.save(trace);
    await client.diagnosticsWhere(trace, all => all.some(one => one.code === RULE && one.severity === 1));
  });

  it('comes before the user’s settings, and concerns no trace elsewhere', async () => {
    write(`{ "rules": { "${RULE}": "hint" }, "gateway": "freeswitch" }`);
    const elsewhere = uriOf(path.join(path.dirname(root), 'elsewhere.sip'));
    await client.open(trace, REFUSED);
    await client.open(elsewhere, REFUSED);
    await client.configure({ rules: { [RULE]: 'warning' }, gateway: 'asterisk' });
    await client.diagnosticsWhere(elsewhere, all => all.some(one => one.code === RULE && one.severity === 2));
    await client.diagnosticsWhere(trace, all => all.some(one => one.code === RULE && one.severity === 4));
    const firstSetting = async (uri: string): Promise<string> =>
      (await client.codeActions(uri, AT)).find(one => one.command?.command === COMMANDS.copySetting)?.title ?? '';
    assert.match(await firstSetting(trace), /FreeSWITCH/);
    assert.match(await firstSetting(elsewhere), /Asterisk/);
    await client.configure(null);
    await client.close(elsewhere);
  });

  it('says which leg a host is on', async () => {
    write('{ "legs": { "192.168.50.20": "webrtc" } }');
    await client.open(trace, REFUSED);
    const { line } = find(REFUSED, 'INVITE sip:', 1);
    const [hint] = await client.hints(trace, { start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    assert.deepEqual(hint?.label, [{ value: 'browser leg' }]);
  });

  it('has a baseline, whose findings are not shown', async () => {
    const analysis = analyse(REFUSED);
    const names = fingerprints()(analysis);
    const known = analysis.findings.filter(one => one.rule !== 'exchange/refused').map(one => names.get(one));
    write(JSON.stringify({ baseline: known }));
    const found = await client.open(trace, REFUSED);
    assert.deepEqual([...new Set(found.map(one => one.code))], ['exchange/refused']);
  });

  it('is told what is wrong in it, in the file itself, until it is mended', async () => {
    write('{\n  "rules": { "ice/on-sipleg": "off" }\n}');
    await client.open(trace, REFUSED);
    const [wrong] = await client.diagnosticsWhere(uriOf(config), all => all.length > 0);
    assert.deepEqual(wrong?.range, { start: { line: 1, character: 13 }, end: { line: 1, character: 28 } });
    assert.match(messageOf(wrong!), /There is no rule 'ice\/on-sipleg'; did you mean ice\/on-sip-leg/);
    write('{}');
    await client.filesChanged(uriOf(config));
    await client.diagnosticsWhere(uriOf(config), all => all.length === 0);
  });

  const suppressions = async (uri: string): Promise<CodeAction[]> =>
    (await client.codeActions(uri, AT, ['quickfix'])).filter(one => one.title.includes(RULE));

  it('is made and changed by a code action, which leaves the trace as it is', async () => {
    await client.open(trace, REFUSED);
    const all = await client.codeActions(trace, AT, ['quickfix']);
    const mine = all.filter(one => /^(Turn|Ignore) /.test(one.title));
    assert.deepEqual(all.slice(-mine.length), mine, 'they are the last');
    const [inFile, inSettings, here] = await suppressions(trace);
    assert.deepEqual(
      [inFile?.title, inSettings?.title, here?.title],
      [`Turn ${RULE} off in .siptrace.json`, `Turn ${RULE} off in the settings`, `Ignore ${RULE} here (a marker before the message)`],
    );
    assert.ok(mine.every(one => !one.isPreferred && one.kind === 'quickfix'));
    const beside = uriOf(path.join(root, 'logs', '.siptrace.json'));
    const [create, insert] = inFile!.edit!.documentChanges! as [{ kind: string; uri: string }, TextDocumentEdit];
    assert.deepEqual(create, { kind: 'create', uri: beside });
    assert.equal(insert.textDocument.uri, beside);
    assert.deepEqual(JSON.parse((insert.edits[0] as { newText: string }).newText), { rules: { [RULE]: 'off' } });
    assert.deepEqual(inFile!.command, { title: inFile!.title, command: COMMANDS.saveConfig, arguments: [beside] });
    assert.equal(inSettings!.edit, undefined);
    assert.deepEqual(inSettings!.command?.arguments, [RULE]);
    assert.ok(!existsSync(path.join(root, 'logs', '.siptrace.json')));
  });

  it('keeps what else stands in it when a code action changes it', async () => {
    write('{\n  "gateway": "asterisk",\n  "rules": {\n    "mux/no-rtcp-mux": "info"\n  }\n}\n');
    await client.open(trace, REFUSED);
    const [inFile] = await suppressions(trace);
    const [change] = inFile!.edit!.documentChanges! as [TextDocumentEdit];
    assert.equal(change.textDocument.uri, uriOf(config));
    const edits = change.edits as { range: typeof AT; newText: string }[];
    const text = applyTextEdits(readFileSync(config, 'utf8'), edits);
    assert.equal(text, `{\n  "gateway": "asterisk",\n  "rules": {\n    "mux/no-rtcp-mux": "info",\n    "${RULE}": "off"\n  }\n}\n`);
    write(text);
    await client.filesChanged(uriOf(config));
    await client.diagnosticsWhere(trace, all => !all.some(one => one.code === RULE));
  });

  it('is no longer changed by a code action while it is no JSON; the settings have no say where it has', async () => {
    write('{ "rules": { ');
    await client.open(trace, REFUSED);
    assert.deepEqual(
      (await suppressions(trace)).map(one => one.title.replace(RULE, 'RULE')),
      ['Turn RULE off in the settings', 'Ignore RULE here (a marker before the message)'],
    );
    write(`{ "rules": { "${RULE}": "warning" } }`);
    await client.filesChanged(uriOf(config));
    assert.deepEqual(
      (await suppressions(trace)).map(one => one.title.replace(RULE, 'RULE')),
      ['Turn RULE off in .siptrace.json', 'Ignore RULE here (a marker before the message)'],
    );
  });

  it('is not made for what is no file; the marker works there as well', async () => {
    const uri = 'untitled:Untitled-1';
    await client.open(uri, REFUSED);
    const actions = await suppressions(uri);
    assert.deepEqual(
      actions.map(one => one.title.replace(RULE, 'RULE')),
      ['Turn RULE off in the settings', 'Ignore RULE here (a marker before the message)'],
    );
    const [change] = actions[1]!.edit!.documentChanges! as [TextDocumentEdit];
    const [edit] = change.edits as { range: typeof AT; newText: string }[];
    assert.deepEqual(
      edit!.range.start,
      { line: find(REFUSED, 'INVITE sip:', 1).line - 1, character: 0 },
      'before the header of the message',
    );
    await client.change(uri, { range: edit!.range, text: edit!.newText });
    const found = await client.diagnostics(uri);
    assert.ok(found.length > 0 && !found.some(one => one.code === RULE));
    await client.close(uri);
  });
});
