import { type Analysis, toDocument } from '../analysis';
import type { Span } from '../text/span';
import { textEnd } from './position';

/** A range that can be folded away, in document offsets: its first line stays. */
export interface Fold {
  readonly kind: 'message' | 'sdp';
  readonly span: Span;
}

/**
 * One fold for each message, from its first line to its last, and one for the description in it.
 * @param most where there would be more, only messages are folded: editors leave out folds beyond a number, and warn of it
 */
export function folds(analysis: Analysis, most = Number.POSITIVE_INFINITY): Fold[] {
  const all = allFolds(analysis);
  return all.length <= most ? all : all.filter(fold => fold.kind === 'message').slice(0, most);
}

function allFolds(analysis: Analysis): Fold[] {
  const found: Fold[] = [];
  for (const message of analysis.messages) {
    const end = textEnd(message);
    const add = (kind: Fold['kind'], start: number, stop: number): void => {
      // A single line is nothing to fold.
      if (message.text.slice(start, stop).includes('\n')) found.push({ kind, span: toDocument(analysis, message, { start, end: stop }) });
    };
    add('message', message.sip?.startLine?.span.start ?? 0, end);
    const first = message.sdp?.lines[0];
    const last = message.sdp?.lines[message.sdp.lines.length - 1];
    // Bare SDP is its own message: one fold is enough.
    if (message.sip && first && last) add('sdp', first.span.start, last.span.end);
  }
  return found;
}
