import type { Analysis } from '../../analysis';
import type { Span } from '../../text/span';
import { type EvidenceLine, MARKER, readLine, VERSION, versionOf } from '../../trace/evidence/line';
import { parseEvidence } from '../../trace/evidence/parse';
import { recordAt } from '../../trace/openTrace';
import { code, paragraphs, rfcLink } from '../markdown';
import { EVIDENCE_FACTS, type EvidenceFact } from './evidenceFacts';
import type { CleanHover } from './sdpLine';

/** The hover over a line that the product itself has written, in the document; undefined anywhere else. */
export function evidenceHover(analysis: Analysis, offset: number): CleanHover | undefined {
  const index = recordAt(analysis.trace, offset);
  const record = analysis.trace.records[index];
  const start = analysis.trace.starts[index]!;
  const line = record && lineAround(record.text, offset - start);
  const read = line && readLine(line.text);
  if (!read) return undefined;
  const inLine = lineHover(line.text, read, offset - start - line.start, record.evidence !== undefined);
  if (!inLine) return undefined;
  const shift = start + line.start;
  return { span: { start: inLine.span.start + shift, end: inLine.span.end + shift }, markdown: inLine.markdown };
}

/** The line in which an offset lies, if it begins as ours do. */
function lineAround(text: string, offset: number): { readonly text: string; readonly start: number } | undefined {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  if (!text.startsWith(MARKER, start)) return undefined;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { text: text.slice(start, end), start };
}

function lineHover(line: string, read: EvidenceLine, position: number, evidence: boolean): CleanHover | undefined {
  const whole: Span = { start: 0, end: line.length };
  if (read.word === 'edited')
    return {
      span: whole,
      markdown: paragraphs([
        '**The message below was edited**',
        'A fix changed it: the replies and the media in the trace were for the original.',
      ]),
    };
  if (read.word === 'ignore')
    return {
      span: whole,
      markdown: paragraphs([
        '**Rules that are off for the message below**',
        'What they find in it is not shown. Take the line out to see it again.',
      ]),
    };
  const version = versionOf(line);
  if (version !== undefined) return { span: whole, markdown: paragraphs(['**Text of a captured call**', versionText(version)]) };
  const fact = evidence ? EVIDENCE_FACTS.get(read.word) : undefined;
  if (!fact) return undefined;
  const value = read.values.find(one => on(one.span, position));
  const explanation = value && fact.keys.get(value.key);
  if (value && explanation) {
    return { span: value.span, markdown: paragraphs([`**${code(`${value.key}=${value.text}`)}**`, explanation, linkOf(fact)]) };
  }
  if (value) return { span: value.span, markdown: paragraphs([`**${code(value.key)}: not a key of this line**`, 'It is not read.']) };
  const unread = parseEvidence(line) ? undefined : '**Not read:** an address or a value is missing that says what the line is about.';
  const flow = read.source === undefined ? undefined : `- From ${code(read.source)} to ${code(read.destination!)}`;
  const span = on(read.wordSpan, position) ? read.wordSpan : read.flowSpan && on(read.flowSpan, position) ? read.flowSpan : whole;
  return { span, markdown: paragraphs([`**${fact.title}**`, fact.explanation, unread, flow, linkOf(fact)]) };
}

const on = (span: Span, position: number): boolean => position >= span.start && position < span.end;

const linkOf = (fact: EvidenceFact): string | undefined => fact.reference && rfcLink(fact.reference);

const versionText = (version: number): string =>
  version > VERSION
    ? `Its evidence is of version ${version}, and is not read: version ${VERSION} is known here. The messages are.`
    : 'The messages are in the form of sngrep. The lines that begin with `# sip-trace:` say what the capture shows beside them: how each message travelled, and what the media did.';
