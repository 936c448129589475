import { type Analysis, toDocument } from '../analysis';
import type { Message } from '../call/types';
import { lastAtOrBelow } from '../text/lineIndex';
import { type Span, touches } from '../text/span';
import { evidenceHover } from './hover/evidence';
import { headerHover } from './hover/header';
import { ngFlagHover } from './hover/ngFlag';
import { startLineHover } from './hover/sipLine';
import { type CleanHover, sdpHover } from './hover/sdpLine';
import { liesOn, placeAt, standingOf } from './position';

/** What is to be said of a place of the document: the range it is said of, and the text in Markdown. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/**
 * Explains what stands at an offset of the document: over a value the value, elsewhere on a line the line.
 * Undefined where there is nothing to explain.
 */
export function hoverAt(analysis: Analysis, offset: number): Hover | undefined {
  const beside = evidenceHover(analysis, offset) ?? ngFlagHover(analysis, offset);
  if (beside) return beside;
  const place = placeAt(analysis, offset);
  const found = place && cleanHoverAt(analysis, place.message, place.position);
  if (!found || !liesOn(analysis, place.message, found.span, offset)) return undefined;
  return { span: toDocument(analysis, place.message, found.span), markdown: found.markdown };
}

function cleanHoverAt(analysis: Analysis, message: Message, position: number): CleanHover | undefined {
  const { sip, sdp } = message;
  const start = sip?.startLine;
  if (start && touches(start.span, position)) return startLineHover(message, start, position, standingOf(analysis, message));
  const header = sip?.headers.find(one => position >= one.nameSpan.start && position <= one.valueSpan.end);
  if (header) return headerHover(message, header, position, standingOf(analysis, message));
  if (!sdp) return undefined;
  const line =
    sdp.lines[
      lastAtOrBelow(
        sdp.lines.map(one => one.span.start),
        position,
      )
    ];
  return line && touches(line.span, position) ? sdpHover(message, sdp, line, position, standingOf(analysis, message)) : undefined;
}
