import type { Call, Leg, LegKind, Message } from '../call/types';
import type { Finding, Related } from '../rules/types';
import { spanToSource } from '../text/cleanText';
import { lineColumnAt, lineStarts } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { Part } from './parts';

/** Where a span of a message stands: in the document from 1, and in the SIP or SDP line itself from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The line without the log's prefix. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The leg that a message was seen on. */
export interface Whereabouts {
  readonly call: number;
  /** `1a`, `1b`. */
  readonly legId: string;
  readonly leg: Leg;
}

/** Answers where things of an analysis are; what it needs for that is worked out once. */
export interface Places {
  readonly of: (message: Message, span: Span) => Place;
  /** The line alone: a message may be one long line with a hundred thousand spans. */
  readonly line: (message: Message, span: Span) => number;
  readonly ofRelated: (related: Related) => Place;
  /** Missing for what belongs to no call: a REGISTER. */
  readonly whereabouts: (finding: Finding) => Whereabouts | undefined;
  /** From 1 among the SIP messages of the trace; missing for bare SDP. */
  readonly sipMessage: (message: Message) => number | undefined;
}

/** Beyond this a line is no line that anybody wrote, nor a sentence that quotes from one. */
const LONGEST = 10_000;

/** The places of a part, counted in the whole file. */
export function placesOf({ analysis, linesBefore, callsBefore, messagesBefore }: Part): Places {
  const starts = new Map<Message, number[]>();
  const legs = new Map<Message, Whereabouts>();
  analysis.calls.forEach((call, index) => {
    call.legs.forEach((leg, order) => {
      const where = { call: callsBefore + index + 1, legId: legId(callsBefore + index, order), leg };
      for (const message of leg.messages) legs.set(message, where);
    });
  });
  const sip = new Map(analysis.messages.filter(message => message.sip).map((message, index) => [message, messagesBefore + index + 1]));
  const startsOf = (message: Message): number[] => {
    const known = starts.get(message) ?? lineStarts(message.record.text);
    starts.set(message, known);
    return known;
  };
  const firstLine = (message: Message): number => linesBefore + (analysis.trace.lines[analysis.positions.get(message) ?? 0] ?? 0) + 1;
  const of = (message: Message, span: Span): Place => {
    const range = spanToSource(message.record.message!.clean, span);
    return placeIn(message.text, span, startsOf(message), range, firstLine(message));
  };
  return {
    of,
    line: (message, span) =>
      firstLine(message) + lineColumnAt(startsOf(message), spanToSource(message.record.message!.clean, span).start).line,
    ofRelated: ({ message, span, inRecord }) =>
      inRecord ? placeIn(message.record.text, span, startsOf(message), span, firstLine(message)) : of(message, span),
    whereabouts: finding => legs.get(finding.message) ?? byLeg(analysis.calls, finding.leg, callsBefore),
    sipMessage: message => sip.get(message),
  };
}

/** `range` is where the span of the text stands in the record, whose lines begin at `starts` and are counted from `firstLine`. */
function placeIn(text: string, span: Span, starts: readonly number[], range: Span, firstLine: number): Place {
  const start = lineColumnAt(starts, range.start);
  const end = lineColumnAt(starts, range.end);
  const lineStart = span.start === 0 ? 0 : text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.start);
  const lineEnd = newline < 0 ? text.length : newline;
  return {
    line: firstLine + start.line,
    column: start.column + 1,
    endLine: firstLine + end.line,
    endColumn: end.column + 1,
    text: text.slice(lineStart, lineEnd),
    from: span.start - lineStart,
    to: Math.min(span.end, lineEnd) - lineStart,
  };
}

function byLeg(calls: readonly Call[], leg: Leg | undefined, callsBefore: number): Whereabouts | undefined {
  if (!leg) return undefined;
  const index = calls.findIndex(call => call.legs.includes(leg));
  if (index < 0) return undefined;
  const call = callsBefore + index;
  return { call: call + 1, legId: legId(call, calls[index]!.legs.indexOf(leg)), leg };
}

/** `1a` for the first leg of the first call; behind `z` come `aa`, `ab`. */
export function legId(call: number, order: number): string {
  let letters = '';
  for (let rest = order; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(97 + (rest % 26)) + letters;
  return `${call + 1}${letters}`;
}

/** A text of the trace, or one that quotes it, as long as a report may repeat it. */
export const bounded = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

export const LEG_NAMES: Readonly<Record<LegKind, string>> = { webrtc: 'browser leg', sip: 'SIP leg', unknown: 'unknown leg' };
