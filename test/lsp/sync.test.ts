import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Diagnostic, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol/node';
import { TestClient } from './client';
import { ALL, applyTextEdits, find, linesOf, positionOf, REFUSED } from './text';

const URI = 'file:///typed.sip';
const FRESH = 'file:///fresh.sip';

/** A place in the text as a share of it, a length to take away, and what comes instead. */
const EDIT = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.constantFrom(0, 0, 1, 2, 30, 700),
  text: fc.constantFrom(
    '',
    '',
    'x',
    '\n',
    '\r\n',
    '\r',
    'a=sendonly\r\n',
    '2026/11/22 09:18:52.708433 1.1.1.1:5060 -> 2.2.2.2:5060\n',
    'v=0\n',
    '\u{1f4de}',
    'INVITE sip:b SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\n\n',
  ),
});

/** Places in the text that are worth editing: often one of these is hit. */
const MARKS = ['m=audio', 'INVITE', 'SIP/2.0 488', 'Content-Length', 'v=0', 'a=fingerprint', '\r\n\r\n', '2026'];

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

function startOf(text: string, at: number): number {
  const share = Math.floor(at * text.length);
  const mark = MARKS[share % (MARKS.length * 2)];
  const found = mark ? text.indexOf(mark, share) : -1;
  return found >= 0 ? found : share;
}

/** The edit as an event of the protocol, and the text after it, told by hand. */
function applied(text: string, edit: Edit): { event: TextDocumentContentChangeEvent; text: string } {
  const wanted = startOf(text, edit.at);
  // An editor has no place between CR and LF.
  const start = text[wanted - 1] === '\r' && text[wanted] === '\n' ? wanted - 1 : wanted;
  let end = Math.min(start + edit.length, text.length);
  if (text[end - 1] === '\r' && text[end] === '\n') end++;
  const range = { start: positionOf(text, start), end: positionOf(text, end) };
  return { event: { range, text: edit.text }, text: text.slice(0, start) + edit.text + text.slice(end) };
}

const sameDocument = (diagnostics: Diagnostic[]): string => JSON.stringify(diagnostics).replaceAll(FRESH, URI);

describe('a document that is typed in', () => {
  const client = new TestClient();
  before(() => client.initialize());
  after(() => client.stop());

  /** What the server finds, outlines and folds must be as if it had read the text at once. */
  async function assertSameAsFresh(text: string): Promise<void> {
    const typed = await client.diagnostics(URI);
    assert.equal(sameDocument(typed), sameDocument(await client.open(FRESH, text)));
    assert.deepEqual(await client.symbols(URI), await client.symbols(FRESH));
    assert.deepEqual(await client.folding(URI), await client.folding(FRESH));
    assert.deepEqual(await client.hints(URI, ALL), await client.hints(FRESH, ALL));
    await client.close(FRESH);
  }

  // Two copies are over the size below which a text is read anew at every change.
  for (const [name, original] of [
    ['small', REFUSED],
    ['large', REFUSED.repeat(4)],
  ] as const) {
    it(`is what it would be if it were opened so (${name})`, async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(EDIT, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), async notifications => {
          let text: string = original;
          await client.open(URI, text);
          for (const edits of notifications) {
            const events: TextDocumentContentChangeEvent[] = [];
            for (const edit of edits) {
              const next = applied(text, edit);
              events.push(next.event);
              text = next.text;
            }
            await client.change(URI, ...events);
          }
          await assertSameAsFresh(text);
          await client.close(URI);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('may be replaced as a whole, by another form as well', async () => {
    const big = REFUSED.repeat(4);
    await client.open(URI, big);
    const bare = linesOf(big)
      .filter(line => !/^2026/.test(line))
      .join('\n');
    await client.change(URI, { text: bare });
    await assertSameAsFresh(bare);
    await client.change(URI, { range: ALL, text: big });
    await assertSameAsFresh(big);
    await client.close(URI);
  });

  it('is taken over when every line is changed at once', async () => {
    const text = REFUSED.repeat(4);
    await client.open(URI, text);
    const edits = linesOf(text)
      .flatMap((line, index) =>
        line.startsWith('a=')
          ? [{ range: { start: { line: index, character: 0 }, end: { line: index, character: 2 } }, newText: 'a=x' }]
          : [],
      )
      .reverse();
    await client.change(URI, ...edits.map(({ range, newText }) => ({ range, text: newText })));
    await assertSameAsFresh(applyTextEdits(text, edits));
    await client.close(URI);
  });

  it('is quiet about a version that is old already', async () => {
    await client.open(URI, REFUSED);
    for (let i = 0; i < 50; i++)
      await client.change(URI, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' });
    const found = await client.diagnostics(URI);
    assert.equal(found.find(one => one.code === 'srtp/dtls-on-sip-leg')?.range.start.line, 50 + find(REFUSED, 'UDP/TLS/RTP/SAVPF', 1).line);
    await client.close(URI);
  });
});
