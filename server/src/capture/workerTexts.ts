import type { TextPart } from '../core/listing/callList';
import type { ChosenCalls, TextAnswer } from '../lsp/protocol';
import type { CallsOfFile } from './workerCalls';

/** So many calls are looked up one by one; for more it is quicker to go through all. */
const FEW = 20;

/** The text of calls in order of time: as many as fit into the limits, but at least one. */
export function joinTexts(file: CallsOfFile, calls: ChosenCalls, most: { readonly bytes: number; readonly lines: number }): TextAnswer {
  const total = calls === 'all' ? file.rows().length : calls.length;
  const parts: string[] = [];
  let length = 0;
  let lines = 0;
  let shown = 0;
  for (const part of partsOf(file, calls)) {
    length += part.text.length;
    lines += linesOf(part.text);
    if (shown > 0 && (length > most.bytes || lines > most.lines)) break;
    parts.push(part.text);
    if (part.call !== undefined) shown++;
  }
  return { text: parts.join(''), calls: shown, left: total - shown };
}

function* partsOf(file: CallsOfFile, calls: ChosenCalls): Generator<TextPart> {
  if (calls === 'all') return yield* file.texts();
  const wanted = new Set(calls);
  if (calls.length > FEW) {
    for (const part of file.texts()) if (part.call !== undefined && wanted.has(part.call)) yield part;
    return;
  }
  const inOrder = file.rows().filter(row => wanted.has(row.id));
  for (const { id } of inOrder) yield { call: id, text: file.textOf([id]) };
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
