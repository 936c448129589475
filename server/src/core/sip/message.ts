import type { Span } from '../text/span';
import { canonicalName } from './headers';
import type { Header, ParseProblem, RequestLine, SipMessage, StatusLine } from './types';

const REQUEST = /^([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+(\S.*?)[ \t]+SIP\/2\.0[ \t]*$/i;
const STATUS = /^SIP\/2\.0[ \t]+(\d{3})(?:[ \t]+(.*?))?[ \t]*$/i;
const HEADER = /^([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*:[ \t]*/;
const SDP_START = /^v=0[ \t]*$/;

/**
 * Reads a SIP message (RFC 3261 section 7). Never throws: what is not understood becomes a problem.
 * @param text clean text of a message, lines ended by LF
 */
export function readSipMessage(text: string): SipMessage {
  const problems: ParseProblem[] = [];
  let line = lineAt(text, 0);
  const startLine = readStartLine(text.slice(line.start, line.end), line.start);
  if (startLine === undefined) {
    problems.push({
      code: 'start-line',
      span: line,
      message: 'This is neither a SIP request line nor a status line (RFC 3261 section 7).',
    });
  }
  const headers: Header[] = [];
  let next = startLine === undefined && HEADER.test(text.slice(line.start, line.end)) ? 0 : line.end + 1;
  let bodyStart = text.length;
  while (next < text.length) {
    line = lineAt(text, next);
    const content = text.slice(line.start, line.end);
    if (content.trim() === '') {
      bodyStart = Math.min(line.end + 1, text.length);
      break;
    }
    // Copies from web pages lose the empty line before the body.
    if (SDP_START.test(content)) {
      bodyStart = line.start;
      break;
    }
    const folded = foldedEnd(text, line.end);
    const header = readHeader(text, line.start, line.end, folded);
    if (header) headers.push(header);
    else
      problems.push({
        code: 'header-line',
        span: { start: line.start, end: folded },
        message: 'This line is not a header: a name and a colon were expected.',
      });
    next = folded + 1;
  }
  return { startLine, headers, bodySpan: { start: bodyStart, end: text.length }, problems };
}

function lineAt(text: string, start: number): Span {
  const newline = text.indexOf('\n', start);
  return { start, end: newline < 0 ? text.length : newline };
}

/** End of the last line that continues the header whose first line ends at `end`: folds begin with white space. */
function foldedEnd(text: string, end: number): number {
  let last = end;
  while (last + 1 < text.length && (text[last + 1] === ' ' || text[last + 1] === '\t')) {
    const next = lineAt(text, last + 1);
    if (text.slice(next.start, next.end).trim() === '') break;
    last = next.end;
  }
  return last;
}

function readStartLine(line: string, offset: number): RequestLine | StatusLine | undefined {
  const at = (text: string, from: number): Span => ({ start: offset + from, end: offset + from + text.length });
  const status = STATUS.exec(line);
  if (status) {
    const reason = status[2] ?? '';
    const codeAt = line.indexOf(status[1]!, 7);
    return {
      kind: 'response',
      span: at(line, 0),
      status: Number(status[1]),
      statusSpan: at(status[1]!, codeAt),
      reason,
      reasonSpan: at(reason, reason ? line.indexOf(reason, codeAt + 3) : line.length),
    };
  }
  const request = line.length < 8192 ? REQUEST.exec(line) : null;
  if (!request) return undefined;
  const [, method, uri] = request as unknown as [string, string, string];
  return { kind: 'request', span: at(line, 0), method, methodSpan: at(method, 0), uri, uriSpan: at(uri, line.indexOf(uri, method.length)) };
}

function readHeader(text: string, start: number, end: number, folded: number): Header | undefined {
  const match = HEADER.exec(text.slice(start, end));
  if (!match) return undefined;
  const name = match[1]!;
  const valueSpan = { start: start + match[0].length, end: folded };
  const raw = text.slice(valueSpan.start, valueSpan.end);
  return {
    name: canonicalName(name),
    nameSpan: { start, end: start + name.length },
    value: (folded === end ? raw : raw.replace(/[ \t]*\n[ \t]+/g, ' ')).trim(),
    valueSpan,
  };
}

/** First header of a canonical name. */
export const header = (message: SipMessage, name: string): Header | undefined => message.headers.find(one => one.name === name);

/** All headers of a canonical name, in order. */
export const headers = (message: SipMessage, name: string): Header[] => message.headers.filter(one => one.name === name);
