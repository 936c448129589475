import { CleanTextBuilder } from '../../text/cleanText';
import { joinLines, type Line, sliceLine } from '../../text/lines';
import { isEscaped } from '../capture/escape';
import { epochMicroseconds, parseEndpoint } from '../envelope';
import { evidenceLines, MARKER, VERSION, versionOf } from '../evidence/line';
import { readEvidence } from '../evidence/parse';
import type { DescriptionEvidence, Evidence, MessageEvidence } from '../evidence/types';
import type { CleanText } from '../../text/cleanText';
import type { Endpoint, FoundMessage, Reader } from '../types';

const HEADER = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) (\S+) -> (\S+)\s*$/;

/**
 * Text of a captured call, as `render` writes it: sngrep's form with evidence lines. Nothing is guessed here: a message goes
 * on to the empty line before the next record or evidence line, whatever its Content-Length says.
 */
export const captureText: Reader = {
  format: 'sip-trace',
  title: 'SIP Trace',
  boundary: /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} \S+ -> \S+[ \t]*$|# sip-trace: description )/gm,
  claims: text => {
    if (!text.includes(`${MARKER} evidence`)) return false;
    const versions = Array.from(evidenceLines(text), ({ line }) => versionOf(line)).filter(version => version !== undefined);
    return versions.length > 0 && versions.every(version => version <= VERSION);
  },
  evidence: readEvidence,
  read: (lines, evidence) => {
    const header = lines[0];
    const match = HEADER.exec(header?.text ?? '');
    if (!header) return undefined;
    if (!match) return descriptionIn(lines, evidence);
    const clean = messageText(lines, 1);
    if (!clean) return undefined;
    const wire = wireOf(evidence, header.endsAt);
    const time = epochMicroseconds(match);
    const source = endpointOf(match[8]!);
    const destination = endpointOf(match[9]!);
    return { kind: 'sip', envelope: { time, source, destination, transport: wire?.transport, wire }, clean };
  },
};

/** A description that a browser was given: the line that tells of it stands right above. */
function descriptionIn(lines: readonly Line[], evidence: readonly Evidence[]): FoundMessage | undefined {
  const start = lines[0]!.pieces[0]!.start;
  let browser: DescriptionEvidence | undefined;
  for (const one of evidence) if (one.kind === 'description' && one.at && one.at.end <= start) browser = one;
  const clean = browser && messageText(lines, 0);
  if (!browser || !clean) return undefined;
  const direction = browser.set === 'local' ? 'sent' : 'received';
  return { kind: 'sdp', envelope: { time: browser.time, direction, observer: 'endpoint', browser }, clean };
}

function endpointOf(text: string): Endpoint {
  const { host, port } = parseEndpoint(text);
  return port === undefined ? { host } : { host, port };
}

/** The last line above the header that says how the message travelled. */
function wireOf(evidence: readonly Evidence[], header: number): MessageEvidence | undefined {
  let found: MessageEvidence | undefined;
  for (const one of evidence) if (one.kind === 'message' && one.at && one.at.end < header) found = one;
  return found;
}

/** The message from a line on: to the first line of evidence, without the empty line that stands before it or before the next record. */
function messageText(lines: readonly Line[], from: number): CleanText | undefined {
  let end = from;
  while (end < lines.length && !lines[end]!.text.startsWith(MARKER)) end++;
  if (end > from && lines[end - 1]!.text === '') end--;
  if (end === from) return undefined;
  const builder = new CleanTextBuilder();
  for (let i = from; i < end; i++) {
    const ended = i < end - 1 || !lines[i]!.text.endsWith('\\');
    const line = unescaped(lines[i]!, ended);
    for (const piece of line.pieces) builder.add(piece.text, piece.start);
    const last = line.pieces[line.pieces.length - 1]!;
    if (ended) builder.endLine(line.end === '\n' && last.start + last.text.length === line.endsAt ? line.endsAt : undefined);
  }
  const lineEnd = lines[0]!.end;
  return builder.build(lineEnd === '' ? '\n' : lineEnd);
}

/** A line without what `render` put to it: a backslash in what looks like a frame, and one where the message ends without a line end. */
function unescaped(line: Line, ended: boolean): Line {
  const whole = ended ? line : sliceLine(line, 0, line.text.length - 1);
  return isEscaped(line.text) ? joinLines(sliceLine(whole, 0, 1), sliceLine(whole, 2)) : whole;
}
