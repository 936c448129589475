import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Diagnostic, DiagnosticTag, type Position, type Range } from 'vscode-languageserver-protocol/node';
import { TestClient, VSCODE } from './client';
import { ALL, applyTextEdits, editsOf, find, linesOf, messageOf, offsetOf, REFUSED } from './text';

const URI = 'file:///refused.sip';
/** The offer on the SIP leg is the second one. */
const OFFER = find(REFUSED, 'UDP/TLS/RTP/SAVPF', 1);
const REWRITE = /^Rewrite this SDP for a SIP leg/;

describe('the server on a call that was refused', () => {
  const client = new TestClient();
  let diagnostics: Diagnostic[];
  before(async () => {
    await client.initialize(undefined, { commands: ['sipTrace.copySetting'] });
    diagnostics = await client.open(URI, REFUSED);
  });
  after(() => client.stop());

  const at = (position: Position): Range => ({ start: position, end: position });
  const onOffer = (): Diagnostic[] => diagnostics.filter(one => one.range.start.line === OFFER.line);

  it('says first what broke the call, on the line where it shows', () => {
    const verdict = diagnostics.filter(one => messageOf(one).includes('(from SIP alone: media not seen)'));
    assert.equal(verdict.length, 1);
    assert.equal(verdict[0]!.code, 'srtp/dtls-on-sip-leg');
    assert.equal(verdict[0]!.range.start.line, OFFER.line);
    assert.match(linesOf(messageOf(verdict[0]!))[0]!, /\(from SIP alone: media not seen\)$/);
    assert.ok(linesOf(messageOf(verdict[0]!)).length > 1, 'the finding itself follows');
  });

  it('names the rule, links its page and shows the reply', () => {
    const [found] = onOffer().filter(one => one.code === 'srtp/dtls-on-sip-leg');
    assert.ok(found);
    assert.equal(found.source, 'SIP Trace');
    assert.match(found.codeDescription?.href ?? '', /\/docs\/rules\/srtp\/dtls-on-sip-leg\.md$/);
    const places = found.relatedInformation?.map(one => linesOf(REFUSED)[one.location.range.start.line]);
    assert.ok(places?.includes('SIP/2.0 488 Not Acceptable Here'), JSON.stringify(places));
    assert.equal(found.data, undefined);
  });

  it('fades what is harmless, line by line', () => {
    const faded = diagnostics.filter(one => one.tags?.includes(DiagnosticTag.Unnecessary));
    assert.ok(faded.length > 1);
    for (const one of faded) assert.equal(one.severity, 4);
    const lines = linesOf(REFUSED);
    const names = faded.flatMap(one => lines.slice(one.range.start.line, one.range.end.line + 1)).map(line => line.split(':')[0]);
    for (const name of ['a=extmap', 'a=msid', 'a=ssrc', 'a=mid']) assert.ok(names.includes(name), name);
    assert.ok(names.every(name => name?.startsWith('a=')));
  });

  it('explains a line under the pointer', async () => {
    const hover = await client.hover(URI, OFFER);
    assert.match(JSON.stringify(hover?.contents), /DTLS/);
    assert.equal(hover?.range?.start.line, OFFER.line);
    assert.equal(await client.hover(URI, { line: 0, character: 3 }), null);
  });

  it('rewrites the offer for a SIP leg: plain RTP, a right Content-Length, and nothing else touched', async () => {
    const actions = await client.codeActions(URI, at(OFFER), undefined, onOffer());
    const rewrite = actions.find(action => action.kind === 'quickfix' && REWRITE.test(action.title));
    assert.ok(rewrite, actions.map(action => action.title).join('\n'));
    assert.ok(rewrite.diagnostics?.every(one => one.range.start.line === OFFER.line));
    assert.deepEqual(
      rewrite.edit?.documentChanges?.map(change => 'textDocument' in change && change.textDocument),
      [{ uri: URI, version: 1 }],
    );
    const fixed = applyTextEdits(REFUSED, editsOf(rewrite));
    const start = offsetOf(REFUSED, find(REFUSED, '2026/11/22 09:18:52.714634'));
    const end = offsetOf(REFUSED, find(REFUSED, '2026/11/22 09:18:52.715046'));
    assert.equal(fixed.slice(0, start), REFUSED.slice(0, start));
    assert.ok(fixed.endsWith(REFUSED.slice(end)));
    const message = fixed.slice(start, fixed.length - (REFUSED.length - end));
    assert.match(message, /m=audio 30000 RTP\/AVP 9 0 8 /);
    assert.doesNotMatch(message, /a=(fingerprint|setup|mid|extmap)/);
    assert.equal(Number(/Content-Length: (\d+)/.exec(message)?.[1]), wireLength(message));
  });

  it('offers the rewrites as refactorings where a refactoring is asked for, and nothing else', async () => {
    for (const only of ['refactor.rewrite', 'refactor']) {
      const actions = await client.codeActions(URI, at(OFFER), [only]);
      assert.deepEqual(
        actions.map(action => action.kind),
        ['refactor.rewrite', 'refactor.rewrite', 'refactor.rewrite.sipTrace.call'],
        only,
      );
      assert.match(actions[0]!.title, /^Rewrite this SDP for a SIP leg \(plain RTP\)$/);
      assert.match(actions[1]!.title, /^Rewrite this SDP for a SIP leg with SDES/);
    }
  });

  it('fixes the whole call: each message with its reason, all of it ticked in a preview', async () => {
    const plain = await client.codeActions(URI, at(OFFER), ['quickfix']);
    const action = plain.find(one => one.title === 'Fix the whole call');
    assert.ok(action);
    assert.deepEqual(Object.keys(action.edit ?? {}), ['documentChanges'], 'a client without annotations gets none');
    const rich = new TestClient();
    const workspace = { ...VSCODE.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } };
    await rich.initialize({ ...VSCODE, workspace });
    await rich.open(URI, REFUSED);
    const anywhere = at(find(REFUSED, 'SIP/2.0 488'));
    const [whole, ...others] = await rich.codeActions(URI, anywhere, ['refactor.rewrite.sipTrace.call']);
    const elsewhere = await rich.codeActions(URI, anywhere, ['refactor']);
    await rich.stop();
    assert.deepEqual(others, []);
    assert.ok(!elsewhere.some(one => one.title === 'Fix the whole call'));
    const { changeAnnotations, documentChanges } = whole!.edit!;
    const [change] = documentChanges ?? [];
    assert.ok(change && 'edits' in change && changeAnnotations);
    const made = change.edits.map(edit => ({ ...edit, ...changeAnnotations[String('annotationId' in edit && edit.annotationId)] }));
    const preview = made.pop();
    assert.deepEqual([preview?.needsConfirmation, preview && 'newText' in preview && preview.newText], [true, '']);
    assert.ok(made.length > 1, 'line by line');
    for (const one of made) {
      assert.equal(one.needsConfirmation, undefined);
      assert.equal(one.label, 'Rewritten for a SIP leg (plain RTP)');
      assert.match(one.description ?? '', /^INVITE on the SIP leg, line \d+$/);
      assert.ok('range' in one && one.range.start.character === 0 && one.range.end.character === 0, 'whole lines');
    }
    const fixed = applyTextEdits(REFUSED, editsOf(whole));
    assert.equal(fixed, applyTextEdits(REFUSED, editsOf(action)));
    assert.match(fixed, /m=audio 30000 RTP\/AVP 9 0 8 /);
  });

  it('copies a gateway setting by a command of the client', async () => {
    const commands = (await client.codeActions(URI, at(OFFER), ['quickfix'])).filter(action => action.command);
    assert.ok(commands.length > 0);
    for (const { command } of commands) assert.equal(command?.command, 'sipTrace.copySetting');
  });

  it('fixes all at once only for who asks for exactly that', async () => {
    const kinds = async (only?: string[]): Promise<(string | undefined)[]> =>
      (await client.codeActions(URI, ALL, only)).map(action => action.kind);
    assert.deepEqual(await kinds(['source.fixAll']), []);
    assert.deepEqual(await kinds(['source']), []);
    assert.ok(!(await kinds()).includes('source.fixAll.sipTrace'));
    assert.ok((await kinds(['source.fixAll.sipTrace'])).every(kind => kind === 'source.fixAll.sipTrace'));
  });

  it('outlines calls, messages and media', async () => {
    const symbols = await client.symbols(URI);
    const invites = symbols.flatMap(symbol => symbol.children ?? []).filter(symbol => symbol.name.startsWith('INVITE'));
    assert.equal(invites.length, 2);
    assert.equal(invites[1]!.range.start.line, find(REFUSED, 'INVITE sip:', 1).line);
    assert.equal(invites[1]!.children?.[0]?.selectionRange.start.line, OFFER.line);
    const inside = (outer: Range, inner: Range): boolean =>
      offsetOf(REFUSED, outer.start) <= offsetOf(REFUSED, inner.start) && offsetOf(REFUSED, inner.end) <= offsetOf(REFUSED, outer.end);
    const check = (symbol: (typeof symbols)[number]): void => {
      assert.ok(inside(symbol.range, symbol.selectionRange), symbol.name);
      symbol.children?.forEach(check);
    };
    symbols.forEach(check);
  });

  it('folds messages and descriptions', async () => {
    const folds = await client.folding(URI);
    assert.ok(folds.some(fold => fold.startLine === find(REFUSED, 'INVITE sip:', 1).line));
    assert.ok(folds.some(fold => fold.startLine === find(REFUSED, 'v=0', 1).line));
  });

  it('links each name once to the section that defines it', async () => {
    const links = await client.links(URI);
    const lines = linesOf(REFUSED);
    const named = links.map(({ range }) => lines[range.start.line]?.slice(range.start.character, range.end.character));
    assert.equal(new Set(named).size, named.length);
    const setup = links[named.indexOf('setup')];
    assert.equal(setup?.range.start.line, find(REFUSED, 'a=setup').line);
    assert.deepEqual([setup.target, setup.tooltip], ['https://www.rfc-editor.org/rfc/rfc8842#section-5', 'RFC 8842 section 5']);
  });

  it('says behind each first line which leg it is on, and why', async () => {
    const hints = await client.hints(URI, ALL);
    const hintOn = (position: Position) => hints.find(hint => hint.position.line === position.line);
    const browser = hintOn(find(REFUSED, 'INVITE sip:'));
    assert.deepEqual(browser?.label, [{ value: 'browser leg' }]);
    assert.match(String(browser?.tooltip), /Via is WS/);
    assert.deepEqual(hintOn(find(REFUSED, 'INVITE sip:', 1))?.label, [{ value: 'SIP leg' }]);
    assert.equal(hintOn(find(REFUSED, 'REGISTER sip:')), undefined);
    const start = find(REFUSED, 'INVITE sip:', 1);
    const few = await client.hints(URI, { start: { line: start.line, character: 0 }, end: { line: start.line + 1, character: 0 } });
    assert.equal(few.length, 1);
  });

  it('marks a message that was fixed', async () => {
    const [rewrite] = await client.codeActions(URI, at(OFFER), ['refactor.rewrite']);
    const uri = 'file:///fixed.sip';
    const fixed = applyTextEdits(REFUSED, editsOf(rewrite));
    await client.open(uri, fixed);
    const hints = await client.hints(uri, ALL);
    assert.deepEqual(
      hints.filter(hint => hint.label === 'edited').map(hint => hint.position.line),
      [find(fixed, 'INVITE sip:', 1).line],
    );
    await client.close(uri);
  });
});

describe('the server for a client that can do little', () => {
  const client = new TestClient();
  before(() => client.initialize({}));
  after(() => client.stop());

  it('leaves out what it cannot show or run', async () => {
    const diagnostics = await client.open(URI, REFUSED);
    assert.ok(diagnostics.length > 0);
    for (const one of diagnostics)
      assert.deepEqual([one.relatedInformation, one.codeDescription, one.tags], [undefined, undefined, undefined]);
    const actions = await client.codeActions(URI, { start: OFFER, end: OFFER });
    assert.ok(actions.length > 0 && actions.every(action => !action.command));
    const rewrite = actions.find(action => REWRITE.test(action.title));
    assert.deepEqual(Object.keys(rewrite?.edit?.changes ?? {}), [URI]);
    const symbols = (await client.symbols(URI)) as unknown as { location?: unknown }[];
    assert.ok(symbols.every(symbol => symbol.location));
  });
});

/** Length of a message's body as it was on the wire, with CRLF ends and without the blank lines of the log behind it. */
function wireLength(message: string): number {
  const body = message.slice(message.indexOf('v=0')).trimEnd();
  return Buffer.byteLength(`${linesOf(body).join('\r\n')}\r\n`);
}
