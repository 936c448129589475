/** `Epoch Time: 1795340321.570911845 seconds`, since Wireshark 4.2 `Epoch Arrival Time: 1795340321.570911845`. */
const EPOCH = /^ {1,16}Epoch (?:Arrival )?Time: (\d{1,11})\.(\d{1,9})/;

/** The time that a line of a packet's tree tells, in microseconds since 1970; undefined for any other line. */
export function epochTime(line: string): number | undefined {
  const match = EPOCH.exec(line);
  return match ? microseconds(match[1]!, match[2]!) : undefined;
}

/** Of seconds and their fraction as digits: nanoseconds stay as far as a number holds them, as in captures. */
export const microseconds = (seconds: string, fraction: string): number => Number(seconds) * 1e6 + Number(fraction.padEnd(9, '0')) / 1000;

/** A line of a tree without its mark of having been cut, which stands at its beginning or, since Wireshark 4.2, behind the name. */
export interface TreeLine {
  readonly depth: number;
  readonly text: string;
  readonly cut: boolean;
}

const CUT_AT_START = /^ ?\[(?:truncated|…)\] ?/;
const CUT_BEHIND_NAME = /^([^:]{1,100}?) ?\[(?:truncated|…)\](?=:)/;

/** Takes a line apart; four spaces are one level. */
export function treeLine(line: string): TreeLine {
  const indent = /^ {0,120}/.exec(line)![0].length;
  const rest = line.slice(indent);
  const depth = Math.floor(indent / 4);
  const start = CUT_AT_START.exec(rest);
  if (start) return { depth, text: rest.slice(start[0].length), cut: true };
  const name = rest.length < 200 || rest.slice(0, 200).includes('[') ? CUT_BEHIND_NAME.exec(rest) : null;
  return name ? { depth, text: name[1]! + rest.slice(name[0].length), cut: true } : { depth, text: rest, cut: false };
}
