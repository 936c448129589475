import { CleanTextBuilder, spanToSource } from '../../text/cleanText';
import { joinLines, type Line, sliceLine, splitEscaped } from '../../text/lines';
import { collectSdp } from '../collect';
import { findTime } from '../envelope';
import { withoutPrefix } from '../logLines';
import { flagWords, type Word, wordsOf } from '../rtpengine/words';
import type { Endpoint, NgFlag, Reader } from '../types';

const DUMP = /^(.{0,400}?)(Dump|Response dump) for '(offer|answer)' (?:from|to) [^\s{]{1,80}: [^{]{0,64}(?=\{)/;
/** What the daemon puts before its words: the level, and in brackets the Call-ID. */
const LEVEL = /\b(?:EMERG|ALERT|CRIT|ERR|WARNING|NOTICE|INFO|DEBUG): (?:\[(?:ID=")?([^\]"]{0,255})"?\]: )?/;
const EPOCH = /\[(\d{9,11})\.(\d{6})\]/;
const SDP_LINE = /^[a-z]=/;
const SDP_BEGINS = /"sdp" ?: ?"(?=v=0)/i;
/** The quote that ends a string: another key or the end of the dictionary follows. */
const STRING_ENDS = /(?<!\\)"(?= {0,3}(?:, {0,3}"[^"\\]{1,40}" {0,3}:|\}))/;
/** A line end in the description as syslogs write it, and as JSON does. */
const ESCAPED_ENDS = [/(?:#015)?#012/g, /(?:\\015)?\\012/g, /(?:\\r)?\\n/g];
/** Lines of a record that are looked at. */
const MOST_LINES = 1000;
/** A longer line of a description is left as it is. */
const LONGEST_LINE = 65536;
/** The words of a command that tell of the call and not of what is wanted. */
const NOT_ASKED = /^(?:call[- ]id|from[- ]tag|to[- ]tag|received[- ]from|command|supports|via-branch|cookie|result|sdp)$/i;

/**
 * RTPEngine's log at debug level: what goes into the daemon with a command and what comes out, as a dictionary with the description in it.
 * On stderr its line ends are real ones; a syslog escapes them and has a long line in pieces, ` ...` at the end of one and `... ` at the
 * beginning of the next.
 */
export const rtpengineLog: Reader = {
  format: 'rtpengine-log',
  title: 'RTPEngine log',
  boundary: /^[^\r\n]{0,400}?(?:Dump|Response dump) for '(?:offer|answer)' (?:from|to) /gm,
  read: lines => {
    const match = DUMP.exec(lines[0]?.text ?? '');
    if (!match) return undefined;
    const [before, prefix, word, command] = match;
    const role = word === 'Dump' ? 'in' : 'out';
    const parts = partsOf(dumpLines(lines, prefix!, before.length));
    if (!parts) return undefined;
    const words = [...placedWords(parts.head), ...placedWords(parts.tail ?? [])];
    const told = (key: RegExp): string | undefined => words.find(one => key.test(one.key))?.text;
    return collectSdp(parts.sdp, {
      time: timeOf(prefix!),
      direction: role === 'in' ? 'received' : 'sent',
      observer: 'gateway',
      source: role === 'in' ? senderOf(words) : undefined,
      ng: {
        command: command as 'offer' | 'answer',
        role,
        callId: LEVEL.exec(prefix!)?.[1] ?? told(/^call[- ]id$/i) ?? '',
        fromTag: told(/^from[- ]tag$/),
        toTag: told(/^to[- ]tag$/),
        cut: parts.tail === undefined,
        flags: role === 'in' ? words.filter(one => one.key !== '' && !NOT_ASKED.test(one.key)) : [],
      },
    });
  },
};

function timeOf(prefix: string): number | undefined {
  const epoch = EPOCH.exec(prefix);
  return epoch ? Number(epoch[1]) * 1_000_000 + Number(epoch[2]) : findTime(prefix);
}

/** `"received-from": [ "IP4", "192.0.2.1" ]`: where the SIP message came from. */
function senderOf(words: readonly NgFlag[]): Endpoint | undefined {
  const host = words.filter(one => /^received[- ]from$/.test(one.key)).at(-1)?.text;
  return host && /^[\da-f.:]{3,45}$/i.test(host) ? { host: host.toLowerCase() } : undefined;
}

/** The lines of the dump as the daemon wrote it, without what the log put before and between them. */
function dumpLines(lines: readonly Line[], prefix: string, start: number): Line[] {
  const level = LEVEL.exec(prefix);
  const goesOn = `${level?.[0] ?? ''}... `;
  const outer = prefix.slice(0, Math.min(level?.index ?? prefix.length, EPOCH.exec(prefix)?.index ?? prefix.length));
  const found = [sliceLine(lines[0]!, start)];
  // Where the daemon itself cuts at line ends, it drops them.
  const cutAtEnds = /"v=0 \.\.\.$/.test(found[0]!.text);
  for (const line of withoutPrefix(lines.slice(1, MOST_LINES), outer)) {
    const last = found[found.length - 1]!;
    const waits = last.text.endsWith(' ...');
    const at = waits && level ? line.text.slice(0, 800).indexOf(goesOn) : -1;
    if (at >= 0) {
      const piece = sliceLine(line, at + goesOn.length);
      found[found.length - 1] = sliceLine(last, 0, last.text.length - 4);
      if (cutAtEnds && /^(?:[a-z]=|")/.test(piece.text)) found.push(piece);
      else found[found.length - 1] = joinLines(found[found.length - 1]!, piece);
      continue;
    }
    const own = withoutIndent(line);
    if (!SDP_LINE.test(own.text) && LEVEL.test(own.text.slice(0, 400))) {
      // What another thread logged in between.
      if (waits) continue;
      break;
    }
    found.push(own);
  }
  return found.flatMap(splitter(found));
}

/** journalctl indents all lines of a message but the first. */
const withoutIndent = (line: Line): Line => {
  const indent = line.text.length - line.text.trimStart().length;
  return indent > 0 ? sliceLine(line, indent) : line;
};

/** Cuts a line where it has escaped line ends: those of the form that the first line of the description ends with. */
function splitter(lines: readonly Line[]): (line: Line) => Line[] {
  for (const line of lines) {
    const begins = SDP_BEGINS.exec(line.text);
    if (!begins) continue;
    const behind = line.text.slice(begins.index + begins[0].length + 3, begins.index + begins[0].length + 16);
    const end = ESCAPED_ENDS.find(one => behind.search(one) === 0);
    return end ? one => splitEscaped(one, end) : one => [one];
  }
  return line => [line];
}

interface Parts {
  readonly head: readonly Line[];
  readonly sdp: readonly Line[];
  /** Undefined where the log lost the end. */
  readonly tail: readonly Line[] | undefined;
}

/** The description, and what stands before and behind it in the dictionary. */
function partsOf(lines: readonly Line[]): Parts | undefined {
  const first = lines.findIndex(line => SDP_BEGINS.test(line.text));
  const begins = first < 0 ? undefined : SDP_BEGINS.exec(lines[first]!.text);
  if (!begins) return undefined;
  const head = [...lines.slice(0, first), sliceLine(lines[first]!, 0, begins.index)];
  const sdp: Line[] = [];
  const rest = [sliceLine(lines[first]!, begins.index + begins[0].length), ...lines.slice(first + 1)];
  for (let next = 0; next < rest.length; next++) {
    const line = rest[next]!;
    const end = line.text.startsWith('"') ? 0 : (STRING_ENDS.exec(line.text)?.index ?? -1);
    if (end < 0) {
      sdp.push(unescaped(line));
      continue;
    }
    if (end > 0) sdp.push(unescaped(sliceLine(line, 0, end)));
    return { head, sdp, tail: [sliceLine(line, end + 1), ...rest.slice(next + 1)] };
  }
  return { head, sdp, tail: undefined };
}

/** JSON has a backslash before quotes, slashes and backslashes. */
function unescaped(line: Line): Line {
  if (line.text.length > LONGEST_LINE || !line.text.includes('\\')) return line;
  const parts: Line[] = [];
  let from = 0;
  for (const match of line.text.matchAll(/\\["\\/]/g)) {
    parts.push(sliceLine(line, from, match.index));
    from = match.index + 1;
  }
  if (from === 0) return line;
  parts.push(sliceLine(line, from));
  return { ...line, text: parts.map(part => part.text).join(''), pieces: parts.flatMap(part => part.pieces) };
}

function placedWords(lines: readonly Line[]): NgFlag[] {
  const builder = new CleanTextBuilder();
  for (const line of lines) {
    for (const piece of line.pieces) builder.add(piece.text, piece.start);
    builder.endLine();
  }
  const clean = builder.build('\n');
  return wordsOf(clean.text)
    .flatMap((word): Word[] => (/^rtpp[-_ ]flags$/.test(word.key) ? flagWords(word) : [word]))
    .map(word => ({ ...word, span: spanToSource(clean, word.span) }));
}
