// From the evidence line of a message to what Wireshark is asked for it. docs/evidence.md has the grammar of the line.

/** Frames of a message, and where in the first of them it stands, as its evidence line says. */
export interface MessageFrames {
  readonly frames: readonly number[];
  readonly range?: string;
}

const MARKER = '# sip-trace:';
const MESSAGE = /^# sip-trace: message (.*)$/;
/** First line of a message: its time and addresses. Above it stand only its own markers. */
const HEAD = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+ \S+ -> \S+/;

/** Frames of the message that a line belongs to; undefined where nothing says that it comes from a capture. */
export function framesAt(lineAt: (line: number) => string, caret: number, lines: number): MessageFrames | undefined {
  let line = caret;
  // Markers belong to the message below them.
  while (line + 1 < lines && lineAt(line).startsWith(MARKER)) line++;
  while (line >= 0 && !HEAD.test(lineAt(line))) line--;
  for (line--; line >= 0 && lineAt(line).startsWith(MARKER); line--) {
    const fields = MESSAGE.exec(lineAt(line))?.[1];
    if (fields !== undefined) return readFields(fields);
  }
  return undefined;
}

function readFields(fields: string): MessageFrames | undefined {
  const frames = /(?:^| )frames?=([\d,]+)/.exec(fields)?.[1]?.split(',').map(Number).filter(Boolean) ?? [];
  const range = /(?:^| )range=(\d+-\d+)/.exec(fields)?.[1];
  return frames.length > 0 ? { frames, range } : undefined;
}

/** Few frames are spelt out, as a person would; more of them are a set. */
export function displayFilter(frames: readonly number[]): string {
  if (frames.length <= 3) return frames.map(frame => `frame.number == ${frame}`).join(' || ');
  return `frame.number in {${frames.join(', ')}}`;
}
