import { diffArrays } from 'diff';
import { difference, type TextEdit } from '../../rewrite/edit';

/** Beyond that many changed lines nobody looks at each of them. */
const MOST_CHANGED = 2000;

/**
 * The edits between two texts line by line, so that an editor can show each line that goes or comes.
 * @param offset where the text before begins in the document
 */
export function lineEdits(before: string, after: string, offset: number): TextEdit[] {
  const parts = diffArrays(linesOf(before), linesOf(after), { maxEditLength: MOST_CHANGED });
  if (!parts) return difference(before, after, offset);
  const edits: { span: { start: number; end: number }; text: string }[] = [];
  let at = offset;
  for (const { value, added, removed } of parts) {
    const text = value.join('');
    const last = edits[edits.length - 1];
    if (added && last?.span.end === at) last.text += text;
    else if (added) edits.push({ span: { start: at, end: at }, text });
    else if (removed && last?.span.end === at) last.span.end += text.length;
    else if (removed) edits.push({ span: { start: at, end: at + text.length }, text: '' });
    if (!added) at += text.length;
  }
  return edits;
}

/** With their line ends. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
