// What stands in the `value` of an entry of the update log: JSON in newer versions of Chrome, words with colons in older ones.

/** A description as the log has it. */
export interface LoggedDescription {
  readonly type: string;
  readonly sdp: string;
  /** The log lost its end. */
  readonly cut: boolean;
}

const JSON_DESCRIPTION = /^\s{0,16}\{\s{0,16}"type"\s{0,16}:\s{0,16}"([a-z]{1,12})"\s{0,16},\s{0,16}"sdp"\s{0,16}:\s{0,16}"/;
const WORDS_DESCRIPTION = /^\s{0,16}type: ([a-z]{1,12}), sdp: /;

/** `{"type":"offer","sdp":"v=0\r\n…"}`, or `type: offer, sdp: v=0…`; undefined for what is neither. */
export function readDescription(value: string): LoggedDescription | undefined {
  const words = WORDS_DESCRIPTION.exec(value);
  if (words) return { type: words[1]!, sdp: value.slice(words[0].length), cut: false };
  const whole = readObject(value);
  if (whole)
    return typeof whole.type === 'string' && typeof whole.sdp === 'string' ? { type: whole.type, sdp: whole.sdp, cut: false } : undefined;
  const begun = JSON_DESCRIPTION.exec(value);
  return begun ? { type: begun[1]!, sdp: unescapedLines(value.slice(begun[0].length)), cut: true } : undefined;
}

/** The rest of a JSON string that is not closed, up to its last whole line: half a line would be read as a wrong one. */
function unescapedLines(text: string): string {
  const lines = text.split(/\\r\\n|\\n/);
  lines.pop();
  return lines.map(line => line.replace(/\\(["\\/])/g, '$1')).join('\r\n');
}

/** A candidate that was found or added, and the section that it belongs to. */
export interface LoggedCandidate {
  readonly mid?: string;
  readonly index?: number;
  /** `candidate:1 1 udp …`; empty at the end of candidates. */
  readonly candidate: string;
}

const WORDS_CANDIDATE = /^(?:sdpMid|mid): ?(.{0,64}?), ?(?:sdpMLineIndex|midx): ?(\d{1,4}|null)?, ?candidate: ?(.{0,2000})$/s;

/** `{"sdpMid":"0","sdpMLineIndex":0,"candidate":"candidate:…"}`, or `sdpMid: 0, sdpMLineIndex: 0, candidate: candidate:…`. */
export function readCandidate(value: string): LoggedCandidate | undefined {
  const words = WORDS_CANDIDATE.exec(value);
  if (words) {
    const [, mid, index, rest] = words;
    // Behind the candidate may stand the server that it is from.
    return { mid, index: index === undefined || index === 'null' ? undefined : Number(index), candidate: oneLine(rest!.split(', ')[0]!) };
  }
  const { sdpMid, sdpMLineIndex, candidate } = readObject(value) ?? {};
  if (typeof candidate !== 'string') return undefined;
  return {
    mid: typeof sdpMid === 'string' ? sdpMid : undefined,
    index: typeof sdpMLineIndex === 'number' ? sdpMLineIndex : undefined,
    candidate: oneLine(candidate),
  };
}

const oneLine = (text: string): string => text.split(/[\r\n]/, 1)[0]!.slice(0, 1000);

/** A server that failed. */
export interface LoggedFailure {
  readonly url: string;
  readonly code: number;
  readonly text: string;
}

/** `{"url":"turn:…","error_text":"…","error_code":701}`, or the same as lines `url: turn:…`. */
export function readFailure(value: string): LoggedFailure | undefined {
  const object = readObject(value);
  const told = (key: string): string | undefined =>
    object ? textOf(object[key]) : new RegExp(`^${key}: (.{0,300})$`, 'm').exec(value.slice(0, 4000))?.[1];
  const [url, code, text] = [told('url'), told('error_code'), told('error_text')];
  return url !== undefined && /^\d{1,5}$/.test(code ?? '') ? { url, code: Number(code), text: (text ?? '').slice(0, 300) } : undefined;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** `"checking"` of newer versions, `ICEConnectionStateChecking` of older ones, as the standard writes it. */
export const readState = (value: string): string =>
  value
    .slice(0, 64)
    .replace(/^["\s]+|["\s]+$/g, '')
    .replace(/^ICE(?:Connection|Gathering)State/, '')
    .toLowerCase();

/** What a page named as STUN and TURN servers, and whether it allows only relays. */
export function readConfiguration(value: string): { servers: string[]; policy?: string } {
  const text = value.slice(0, 65536);
  const servers = Array.from(text.matchAll(/\b(?:stuns?|turns?):[^\s"',\]}\\]{1,200}/g), match => match[0]);
  return { servers: [...new Set(servers)], policy: /\biceTransport(?:Policy|s|Type)"?\s{0,8}:\s{0,8}"?([a-z-]{1,16})/.exec(text)?.[1] };
}

/** An object of JSON; undefined for any other text. */
function readObject(value: string): Record<string, unknown> | undefined {
  if (!/^\s{0,64}\{/.test(value)) return undefined;
  try {
    const object: unknown = JSON.parse(value);
    return typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
