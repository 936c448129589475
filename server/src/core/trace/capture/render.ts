import { EVIDENCE, VERSION } from '../evidence/line';
import { printEvidence } from '../evidence/print';
import type { CaptureEvidence, FlowEvidence, MessageEvidence } from '../evidence/types';
import { printEndpoint, printTime } from '../evidence/values';
import type { Endpoint } from '../types';
import { escapeLine } from './escape';

/** A message to be written: its text has the line ends of the wire (see messageText.ts), its time is in microseconds since 1970. */
export interface RenderedMessage {
  readonly evidence: MessageEvidence;
  readonly time: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly text: string;
}

export interface RenderedCall {
  readonly capture: CaptureEvidence;
  readonly messages: readonly RenderedMessage[];
  readonly flows: readonly FlowEvidence[];
}

/**
 * The text of a call: messages in order of time in sngrep's form, and the evidence in lines between them. The texts of several
 * calls may be joined: each message and each evidence is read from the whole as it is from the part.
 */
export function renderCall({ capture, messages, flows }: RenderedCall): string {
  const parts = [`${EVIDENCE}evidence ${VERSION}\n${printEvidence(capture)}\n`];
  const begun = [...flows].sort((a, b) => a.first - b.first);
  let next = 0;
  for (const message of [...messages].sort((a, b) => a.time - b.time)) {
    for (; next < begun.length && begun[next]!.first < message.time; next++) parts.push(`${printEvidence(begun[next]!)}\n`);
    parts.push(renderMessage(message));
  }
  if (next < begun.length) {
    for (; next < begun.length; next++) parts.push(`${printEvidence(begun[next]!)}\n`);
    // Without it the lines would belong to a message that is put behind them.
    parts.push('\n');
  }
  return parts.join('');
}

function renderMessage({ evidence, time, source, destination, text }: RenderedMessage): string {
  const wire = printEvidence({ ...evidence, lineEnds: lineEndsOf(text) });
  const when = printTime(time).replaceAll('-', '/').replace('T', ' ').slice(0, -1);
  return `${wire}\n${when} ${printEndpoint(source)} -> ${printEndpoint(destination)}\n${framed(textAsRead(text))}\n`;
}

/** The line ends of a text where they are not CRLF; undefined where they are, and where there is none. */
export function lineEndsOf(text: string): MessageEvidence['lineEnds'] {
  const kinds = new Set<'lf' | 'cr' | 'crlf'>();
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) kinds.add(end === '\n' ? 'lf' : end === '\r' ? 'cr' : 'crlf');
  if (kinds.size > 1) return 'mixed';
  return kinds.has('lf') ? 'lf' : kinds.has('cr') ? 'cr' : undefined;
}

/**
 * The text as it is read again: line ends are LF, and control characters are their pictures (U+2400 to U+2421), since an
 * editor takes a text with NUL for no text, and ESC begins what a terminal obeys.
 */
export const textAsRead = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, control =>
      control === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0)),
    );

/** White space at the end beyond this is held by a backslash: a reader need not go through what may be endless. */
const LONGEST_TAIL = 64;

/** The text of a message between frames: lines that each end with LF and of which none looks like a frame. A backslash at the end says that the message ends there, without a line end. */
export function framed(text: string): string {
  const lines = text.split('\n').map(escapeLine).join('\n');
  const exact = text.endsWith('\n') && !text.endsWith('\\\n') && text.length - text.trimEnd().length <= LONGEST_TAIL;
  return exact ? lines : `${lines}\\\n`;
}
