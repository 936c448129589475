/** No line of these forms is longer: what is, is some other text, and patterns are not tried on it. */
const LONGEST = 65536;

/** The lines of a text without their ends, one by one; of one that is far too long only the beginning. */
export function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const line = text.slice(start, Math.min(end, start + LONGEST));
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end + 1;
  }
}

/** Whether a message of SIP begins somewhere at the beginning of a line, and not all of it on that line: then the text has its messages as they were. */
export const hasVerbatimMessage = (sample: string): boolean =>
  /^(?:[A-Z]{2,20} (?:sips?|tel|urn):\S{1,2000} SIP\/2\.0|SIP\/2\.0 [1-6]\d\d(?: (?!.{0,200}\.\.[A-Za-z-]{1,40}:).{0,200})?)\r?$/m.test(
    sample,
  );
