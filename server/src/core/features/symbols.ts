import { type Analysis, toDocument } from '../analysis';
import type { Call, Leg, Message } from '../call/types';
import { codecsOf } from '../sdp/codecs';
import type { MediaSection } from '../sdp/types';
import { uriOf } from '../sip/values/dialog';
import type { Endpoint } from '../trace/types';
import type { Span } from '../text/span';
import { plain } from './markdown';
import { legTitle, sideFinder, textEnd } from './position';

/** An entry of the outline. Plain text, not Markdown. */
export interface OutlineEntry {
  readonly kind: 'call' | 'message' | 'media';
  readonly name: string;
  readonly detail: string;
  /** In document offsets; it holds those of the children. */
  readonly span: Span;
  /** What is shown when the entry is chosen; within `span`. */
  readonly selection: Span;
  readonly children: readonly OutlineEntry[];
}

/**
 * The outline of a document: its calls, below them their messages in the order of the text, below these the media sections.
 * Messages that belong to no call (REGISTER, OPTIONS) stand between the calls.
 */
export function outline(analysis: Analysis): OutlineEntry[] {
  const legs = new Map<Message, Place>();
  for (const call of analysis.calls) {
    for (const leg of call.legs) {
      const place = { leg, call, sideOf: sideFinder(leg) };
      for (const message of leg.messages) legs.set(message, place);
    }
  }
  const members = new Map<Call, OutlineEntry[]>();
  const entries: OutlineEntry[] = [];
  for (const message of analysis.messages) {
    const found = legs.get(message);
    const entry = messageEntry(analysis, message, found);
    if (!found) entries.push(entry);
    else if (members.has(found.call)) members.get(found.call)!.push(entry);
    else members.set(found.call, [entry]);
  }
  for (const [call, children] of members) entries.push(callEntry(call, children));
  return entries.sort((a, b) => a.span.start - b.span.start);
}

/** Where a message stands, and what tells which side of an exchange it is. */
interface Place {
  readonly leg: Leg;
  readonly call: Call;
  readonly sideOf: ReturnType<typeof sideFinder>;
}

function callEntry(call: Call, children: readonly OutlineEntry[]): OutlineEntry {
  const first = call.legs[0]?.messages[0];
  const user = (name: 'from' | 'to'): string => (first?.sip ? (uriOf(first.sip, name).user ?? uriOf(first.sip, name).host ?? '?') : '?');
  const result = call.result === null ? '' : `: ${call.result}`;
  const legs = call.legs.map(legTitle);
  return {
    kind: 'call',
    name: plain(first?.sip ? `Call ${user('from')} → ${user('to')}${result}` : 'Session descriptions'),
    detail: plain([...new Set(legs)].join(', ')),
    span: { start: children[0]!.span.start, end: children.reduce((end, child) => Math.max(end, child.span.end), 0) },
    selection: children[0]!.selection,
    children,
  };
}

/** `INVITE 192.0.2.1 → 192.0.2.2`, `offer, browser leg` */
function messageEntry(analysis: Analysis, message: Message, place: Place | undefined): OutlineEntry {
  const leg = place?.leg;
  const side = place?.sideOf(message).side;
  const text = { start: 0, end: textEnd(message) };
  const first = message.sip?.startLine?.span ?? { start: 0, end: Math.max(0, message.text.indexOf('\n')) };
  const title = titleOf(message);
  const parties = partiesOf(message);
  return {
    kind: 'message',
    name: plain(parties ? `${title} ${parties}` : title),
    detail: plain([side, leg && legTitle(leg), message.edited ? 'edited' : undefined].filter(Boolean).join(', ')),
    span: toDocument(analysis, message, text),
    selection: toDocument(analysis, message, first),
    children: (message.sdp?.media ?? []).map(section => mediaEntry(analysis, message, section)),
  };
}

function titleOf(message: Message): string {
  const start = message.sip?.startLine;
  if (!start) return message.sip ? 'Message' : 'SDP';
  if (start.kind === 'request') return start.method;
  return `${start.status} ${start.reason}${message.method ? ` (${message.method})` : ''}`;
}

function partiesOf({ envelope: { source, destination } }: Message): string {
  if (!source && !destination) return '';
  const ports = source !== undefined && source.host === destination?.host;
  const shown = (endpoint: Endpoint | undefined): string =>
    endpoint ? `${endpoint.host}${ports && endpoint.port !== undefined ? `:${endpoint.port}` : ''}` : '?';
  return `${shown(source)} → ${shown(destination)}`;
}

function mediaEntry(analysis: Analysis, message: Message, section: MediaSection): OutlineEntry {
  const last = section.lines[section.lines.length - 1]!;
  const codecs = codecsOf(section).map(codec => codec.name || codec.payloadType);
  return {
    kind: 'media',
    name: plain(`${section.media || 'media'} ${section.port === 0 ? 'off' : section.port} ${section.protocol}`),
    detail: plain([...new Set(codecs)].join(', '), 60),
    span: toDocument(analysis, message, { start: section.line.span.start, end: last.span.end }),
    selection: toDocument(analysis, message, section.line.span),
    children: [],
  };
}
