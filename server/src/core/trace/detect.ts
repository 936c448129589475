import { toSource } from '../text/cleanText';
import { looksLikeHeader } from './collect';
import { cut, hasBoundary } from './cut';
import { MARKER } from './evidence/line';
import { learnedPrefix, PREFIXES, withPrefix } from './prefixes';
import { isBare, readers } from './readers/index';
import type { Reader, TraceRecord } from './types';

const SIP_HEADER = /^(?:Via|CSeq|Call-ID)[ \t]*:/im;
/** RTPEngine's log has descriptions only. */
const MAY_BE_MESSAGE = /SIP\/2\.0|v=0/;
/** How much of a text is looked at to tell its form. */
const SAMPLE = 65536;
/** Lines of SIP that are looked at for a prefix. */
const MOST_LINES = 50;
/** Logs of other forms that may stand in one text. */
const MOST_FORMS = 4;

/** Every form under every prefix, made once: a record is taken over only where its reader is the same object. */
const prefixed = PREFIXES.map(prefix => ({
  prefix,
  readers: readers.map(reader => (reader.claims ? undefined : withPrefix(reader, prefix))),
}));

/** The form that takes SIP wherever a log has it: it must not win over one that knows what the log says of it. */
const ANY_LOG = 'kamailio-xlog';

/** The main form of a text: that whose reader finds most messages in its beginning, else the same under a prefix on every line. */
export function mainForm(text: string): Reader | undefined {
  const plain = plainForm(text);
  if (plain && plain.format !== ANY_LOG) return plain;
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const behindPrefix = prefixedForm(sample);
  if (!plain || !behindPrefix || behindPrefix.format === ANY_LOG) return plain ?? behindPrefix;
  return messagesIn(behindPrefix, sample) >= messagesIn(plain, sample) && !isBare(behindPrefix) ? behindPrefix : plain;
}

/**
 * Bare messages stand inside of framed ones too, and a frame that is being typed must not change the form of all the others:
 * so a bare form must find more than twice as many.
 */
function plainForm(text: string): Reader | undefined {
  for (const sample of text.length > SAMPLE ? [text.slice(0, SAMPLE), text] : [text]) {
    let best: Reader | undefined;
    let most = 0;
    for (const reader of readers) {
      if (reader.claims && !reader.claims(sample)) continue;
      if (sample.length > SAMPLE && !hasBoundary(reader, text)) continue;
      // A text that says at once what it is need not be tried out; nor do messages in the bodies of others change anything about it.
      if (reader.claims && sample.startsWith(MARKER) && hasBoundary(reader, sample)) return reader;
      const found = messagesIn(reader, sample);
      if (found > (isBare(reader) ? most * 2 : most)) [best, most] = [reader, found];
    }
    // SDP between SIP headers that no reader frames may be cut anywhere: better said to be of no known form than half read.
    if (best?.format === 'bare-sdp' && SIP_HEADER.test(text)) return undefined;
    if (best) return best;
  }
  return undefined;
}

/** Messages that a form finds, but for those whose first line is followed by no header: there the start line is part of something else. */
const messagesIn = (reader: Reader, text: string): number => cut([reader], text, []).filter(isSound).length;

function isSound({ message }: TraceRecord): boolean {
  if (message?.kind !== 'sip') return message !== undefined;
  const second = message.clean.text.slice(message.clean.text.indexOf('\n') + 1);
  return second.trim() === '' || looksLikeHeader(second.slice(0, 256));
}

/** The form that finds most under a prefix that stands before a start line of SIP. */
function prefixedForm(text: string): Reader | undefined {
  const starts = startLinesIn(text);
  let best: Reader | undefined;
  let most = 0;
  const learned = learnedPrefix(text);
  const own = learned ? [{ prefix: learned, readers: readers.map(one => (one.claims ? undefined : withPrefix(one, learned))) }] : [];
  for (const { prefix, readers: candidates } of [...prefixed, ...own]) {
    const pattern = new RegExp(`^${prefix.pattern}`);
    if (!starts.some(line => isStartBehind(pattern, line))) continue;
    candidates.forEach(candidate => {
      if (!candidate || candidate.format === 'bare-sdp') return;
      const found = messagesIn(candidate, text);
      if (found > (isBare(candidate) ? most * 2 : most)) [best, most] = [candidate, found];
    });
  }
  return best;
}

function startLinesIn(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf('SIP/2.0'); at >= 0 && found.length < MOST_LINES; ) {
    const start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
    const end = text.slice(at, at + 1024).search(/[\r\n]/);
    const line = text.slice(start, end < 0 ? at + 1024 : at + end);
    if (line.length < 2048 && !/\bVia[ \t]*:/i.test(line)) found.push(line);
    at = text.indexOf('SIP/2.0', at + Math.max(end, 7));
  }
  return found;
}

/** Some programs have more before a start line than the prefix. */
const START_WITHIN = /[A-Z]{3,32} \S[^\r\n]{0,1000} SIP\/2\.0|SIP\/2\.0 \d{3}/;

function isStartBehind(prefix: RegExp, line: string): boolean {
  const match = prefix.exec(line);
  return match !== null && START_WITHIN.test(line.slice(match[0].length));
}

/**
 * Another form for what records leave unread: a framed one, or bare messages between the framed ones. Descriptions alone are part of what
 * logs say.
 */
export function otherForm(records: readonly TraceRecord[], found: readonly Reader[]): Reader | undefined {
  const left = found.length < MOST_FORMS ? unread(records) : '';
  if (left === '') return undefined;
  let best: Reader | undefined;
  let most = 0;
  for (const reader of readers) {
    if (found.includes(reader) || reader.claims || reader.format === 'bare-sdp') continue;
    const messages = hasBoundary(reader, left) ? messagesIn(reader, left) : 0;
    if (messages > (isBare(reader) ? most * 2 : most)) [best, most] = [reader, messages];
  }
  if (best) return best;
  const other = prefixedForm(left);
  // One for a prefix that was learned is made anew each time.
  return other && !found.some(one => one.boundary.source === other.boundary.source) ? other : undefined;
}

/** What of a text may be a message and is in none; no more of it than tells what it is. */
function unread(records: readonly TraceRecord[]): string {
  let left = '';
  for (const { text, message } of records) {
    const clean = message?.clean;
    // What stands before a message is the program's own word for it, and may repeat its start line.
    const part = clean ? text.slice(toSource(clean, clean.text.length)) : text;
    if (MAY_BE_MESSAGE.test(part)) left += part.endsWith('\n') ? part : `${part}\n`;
    if (left.length > SAMPLE) break;
  }
  return left;
}
