/** What frames a record: evidence lines and the beginnings of sngrep's header lines; and the same with backslashes behind the first character. */
const FRAME = /^(?:#\\* sip-trace:|\d\\*\d{3}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} )/;

/**
 * A line of a message as it is written between frames: what looks like one of them gets a backslash behind its first character.
 * Not before it: there a fix that deletes the line above would take it away.
 */
export const escapeLine = (line: string): string => (FRAME.test(line) ? `${line[0]}\\${line.slice(1)}` : line);

/** Whether a written line has the backslash of `escapeLine` behind its first character. */
export const isEscaped = (line: string): boolean => line[1] === '\\' && FRAME.test(line);
