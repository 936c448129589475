import { joinLines, type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime, parseEndpoint } from '../envelope';
import type { FoundMessage, Reader } from '../types';

export const NGREP_STAMP = String.raw`(?:((?:\d{4}/\d\d/\d\d )?\d\d:\d\d:\d\d\.\d{1,6} )|\+\d{1,12}\.\d{1,6} )?`;
export const NGREP_ADDRESSES = String.raw`(\S{1,100}:\d{1,5}) -> (\S{1,100}:\d{1,5})`;
const HEADER = new RegExp(String.raw`^([UT]) ${NGREP_STAMP}${NGREP_ADDRESSES}(?=\s|$)`);
/** The rest of a fragmented datagram: an id, the offset in it and a length, instead of ports. */
const FRAGMENT = /^[UT] .{0,300} \+\d{1,20}@\d{1,9}:\d{1,9}(?:\s|$)/;

/** ngrep -W byline: a line with addresses, then the payload line by line, where a dot stands for each CR. */
export const ngrepByline: Reader = {
  format: 'ngrep-byline',
  title: 'ngrep -W byline',
  boundary: new RegExp(String.raw`^[UT] ${NGREP_STAMP}${NGREP_ADDRESSES}(?!\S|[^\r\n]{0,80} \+\d{1,20}@\d)`, 'gm'),
  read: readNgrep,
};

/** Reads a record of ngrep, or of a program that prints as it does. */
export function readNgrep(lines: readonly Line[]): FoundMessage | undefined {
  const match = HEADER.exec(lines[0]?.text ?? '');
  if (!match) return undefined;
  const payload = withoutCrDots(joinFragments(lines.slice(1)));
  return collectMessage(payload, {
    time: findTime(match[2] ?? ''),
    source: parseEndpoint(match[3]!),
    destination: parseEndpoint(match[4]!),
    transport: match[1] === 'T' ? 'TCP' : 'UDP',
  });
}

/** ngrep ends each fragment with a line end and an empty line of its own, wherever the datagram was cut. */
function joinFragments(lines: readonly Line[]): readonly Line[] {
  if (!lines.some(line => FRAGMENT.test(line.text))) return lines;
  const joined: Line[] = [];
  for (let next = 0; next < lines.length; next++) {
    const last = joined[joined.length - 2];
    const rest = lines[next + 1];
    if (FRAGMENT.test(lines[next]!.text) && last && rest && joined[joined.length - 1]!.text === '') {
      joined.splice(-2, 2, joinLines(last, rest));
      next++;
    } else joined.push(lines[next]!);
  }
  return joined;
}

/**
 * Takes the dot off that stands for the CR of each line, and one only: a Call-ID may end in a dot itself.
 * A message that came with bare LFs has no such dots; the header fields tell.
 */
function withoutCrDots(lines: readonly Line[]): readonly Line[] {
  const start = lines.findIndex(line => line.text.includes('SIP/2.0'));
  // The other forms of ngrep have the same first line, but the whole message on the next.
  if (start < 0 || /SIP\/2\.0.{0,200}\.\.[A-Za-z-]{1,40}:/.test(lines[start]!.text.slice(0, 8192))) return [];
  let dotted = 0;
  let next = start;
  for (; next < lines.length && lines[next]!.text.trimEnd().length > 1; next++) if (crDot(lines[next]!) >= 0) dotted++;
  if (dotted * 2 <= next - start) return lines;
  return lines.map(line => (crDot(line) >= 0 ? sliceLine(line, 0, crDot(line)) : line));
}

/** Where the dot at the end of a line is, behind which a terminal may have put spaces; -1 for none. */
function crDot({ text }: Line): number {
  const end = text.trimEnd().length - 1;
  return text[end] === '.' ? end : -1;
}
