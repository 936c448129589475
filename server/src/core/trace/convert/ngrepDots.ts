/** How far from the beginning of a payload a start line may stand: behind the header of a WebSocket frame (RFC 6455 section 5.2). */
const FRAME_HEADER = 14;
const START = /(?:SIP\/2\.0 [1-6]\d\d |[A-Z]{2,20} [A-Za-z][A-Za-z0-9+.-]{1,20}:[^ ]{1,2000} SIP\/2\.0\.\.)/;
/** What stands behind the two dots of a line end between header fields; a URI in a value is no field. */
const FIELD = /\.\.(?=[A-Za-z0-9][A-Za-z0-9-]{0,60}[ \t]{0,8}:)(?!(?:sips?|tel|urn|https?|wss?):)/g;
const LENGTH = /\.\.(?:Content-Length|l)[ \t]{0,8}:[ \t]{0,8}(\d{1,9})(?=\.\.)/i;
/** Behind a line end in a body: a line of SDP, the boundary or the field of a part, markup and its indentation; or the end of it. */
const BODY_LINE = /\.\.(?=[a-z]=|--[^ ]|Content-[A-Za-z-]{1,40}:|<| {2}|\.\.|$)/g;
const EMPTY_LINE = '....';
/** Messages in one packet of a stream that are taken. */
const MOST_MESSAGES = 64;

/** Whether a payload begins with a message, perhaps behind the header of a WebSocket frame. */
export const startsMessage = (payload: string): boolean => startOf(payload) >= 0;

function startOf(payload: string): number {
  const at = START.exec(payload.slice(0, FRAME_HEADER + 2100))?.index ?? -1;
  return at <= FRAME_HEADER ? at : -1;
}

/** How long a payload must become to hold all that its Content-Length announces; undefined while its header fields have not ended. */
export function wantedLength(payload: string): number | undefined {
  const { body, length } = partsOf(payload, Math.max(0, startOf(payload)));
  return body < 0 ? undefined : body + (length ?? 0);
}

/**
 * The messages of a payload in which a dot stands for each byte that cannot be printed, so two of them for each line end: their text with line
 * ends where a header field, a line of a body or the empty line must begin. There is one character for each byte, so that lengths count.
 */
export function* dottedText(payload: string): Generator<string> {
  let rest = payload;
  for (let found = 0; found < MOST_MESSAGES; found++) {
    const start = startOf(rest);
    if (start < 0) return;
    const { body, length } = partsOf(rest, start);
    if (body < 0) {
      yield withLineEnds(rest.slice(start), FIELD).replace(/\.{2,4}$/, '\r\n');
      return;
    }
    const next = body + (length ?? rest.length);
    // A datagram that goes on behind its length is one message all the same, unless another one begins there.
    const end = next < rest.length && startsMessage(rest.slice(next, next + 2200)) ? next : rest.length;
    const headers = withLineEnds(rest.slice(start, body - EMPTY_LINE.length), FIELD);
    yield `${headers}\r\n\r\n${withLineEnds(rest.slice(body, end), BODY_LINE)}`;
    rest = rest.slice(end);
  }
}

const withLineEnds = (text: string, pattern: RegExp): string => text.replace(pattern, '\r\n');

/** Where the body of the message at `start` begins, -1 where it is not to be seen, and how long the message says that it is. */
function partsOf(payload: string, start: number): { body: number; length: number | undefined } {
  const message = payload.slice(start);
  const said = LENGTH.exec(message);
  const length = said ? Number(said[1]) : undefined;
  if (length !== undefined) {
    // Where a value ends in a dot itself there are five: counted from the end it is plain which are the line ends.
    const fromEnd = message.length - length;
    if (message.slice(fromEnd - EMPTY_LINE.length, fromEnd) === EMPTY_LINE) return { body: start + fromEnd, length };
    if (length === 0 && message.endsWith(EMPTY_LINE)) return { body: payload.length, length };
  }
  const sdp = message.indexOf(`${EMPTY_LINE}v=0..`);
  if (sdp >= 0) return { body: start + sdp + EMPTY_LINE.length, length };
  // Not between two fields: there it is a value that ends in dots.
  const found = /\.{4}(?![.]|[A-Za-z0-9-]{1,60}[ \t]{0,8}:)/.exec(message);
  return { body: found ? start + found.index + EMPTY_LINE.length : -1, length };
}
