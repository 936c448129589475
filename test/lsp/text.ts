import { readFileSync } from 'node:fs';
import type { CodeAction, Diagnostic, Position, Range, TextEdit } from 'vscode-languageserver-protocol/node';

/** The broken call that comes with the project: a phone refuses DTLS-SRTP with 488. */
export const REFUSED = readFileSync('docs/examples/refused-call.sip', 'utf8');

export const ALL: Range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };

/** Lines as the protocol counts them, told by hand so that the server's own way is not what it is measured with. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** Where the n-th line stands that has this in it. */
export function find(text: string, part: string, nth = 0): Position {
  let left = nth;
  const lines = linesOf(text);
  for (let line = 0; line < lines.length; line++) {
    const character = lines[line]!.indexOf(part);
    if (character >= 0 && left-- === 0) return { line, character };
  }
  throw new Error(`not in the text: ${part}`);
}

export function offsetOf(text: string, { line, character }: Position): number {
  const breaks = [...text.matchAll(/\r\n|\n|\r/g)];
  const start = line === 0 ? 0 : breaks[line - 1]!.index + breaks[line - 1]![0].length;
  return start + character;
}

export function positionOf(text: string, offset: number): Position {
  const before = linesOf(text.slice(0, offset));
  return { line: before.length - 1, character: before.at(-1)!.length };
}

export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map(edit => ({ start: offsetOf(text, edit.range.start), end: offsetOf(text, edit.range.end), text: edit.newText }))
    .sort((a, b) => b.start - a.start || b.end - a.end);
  return ordered.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** The edits of an action for the one document that it may touch. */
export function editsOf(action: CodeAction | undefined): TextEdit[] {
  const [changed] = action?.edit?.documentChanges ?? [];
  return changed && 'edits' in changed ? (changed.edits as TextEdit[]) : Object.values(action?.edit?.changes ?? {}).flat();
}

export const messageOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);
