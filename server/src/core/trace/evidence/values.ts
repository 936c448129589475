import { epochMicroseconds, parseEndpoint } from '../envelope';
import type { Endpoint } from '../types';

/**
 * How one value of an evidence line is written and read. `print` gives undefined for what is not written;
 * `read` gives undefined for what it cannot read; `missing` is the value where the line does not have it.
 */
export interface Value<T> {
  print(value: T): string | undefined;
  read(text: string): T | undefined;
  readonly missing?: T;
}

/** Microseconds that a Date and a double can hold: beyond them a capture's clock was never set right. */
const LATEST = Number.MAX_SAFE_INTEGER;

/** Whole microseconds since 1970 as `2026-11-22T10:00:00.000000Z`; what is before 1970 or no number is 1970. */
export function printTime(microseconds: number): string {
  const time = Math.floor(Math.min(Math.max(microseconds, 0), LATEST)) || 0;
  return `${new Date(Math.floor(time / 1000)).toISOString().slice(0, 23)}${String(time % 1000).padStart(3, '0')}Z`;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`, or the host alone where there is no port, as with ICMP. */
export function printEndpoint({ host, port }: Endpoint): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${port}`;
}

/** The inverse of `printEndpoint`. */
export function readEndpoint(text: string): Endpoint | undefined {
  const { host, port } = parseEndpoint(text);
  if (host === '' || /[="]/.test(host)) return undefined;
  return port === undefined ? { host } : { host, port };
}

/** What JSON leaves as it is, but an editor would show as nothing, or as a line end. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A JSON string on one line, with every character that hides written as `\uXXXX`. */
export const quote = (text: string): string =>
  JSON.stringify(text).replace(HIDDEN, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A JSON string, or a bare word. */
function unquote(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const bare = (text: string): string => (/^[\w.*#+-]+$/.test(text) ? text : quote(text));

/** Index behind the JSON string that begins at `start`; the length of the text where it is not closed. */
export function stringEnd(text: string, start: number): number {
  let next = start + 1;
  while (next < text.length && text[next] !== '"') next += text[next] === '\\' ? 2 : 1;
  return Math.min(next + 1, text.length);
}

/** Items of a list: between commas that do not stand in a JSON string. */
function items(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start <= text.length; ) {
    let end = start;
    while (end < text.length && text[end] !== ',') end = text[end] === '"' ? stringEnd(text, end) : end + 1;
    if (end > start) found.push(text.slice(start, end));
    start = end + 1;
  }
  return found;
}

/** All items read, or undefined if one of them cannot be read. */
function readAll<T>(text: string, read: (item: string) => T | undefined): T[] | undefined {
  const values = items(text).map(read);
  return values.every(value => value !== undefined) ? (values as T[]) : undefined;
}

function readNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function readTime(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z$/.exec(text);
  return match ? epochMicroseconds(match) : undefined;
}

/** Numbers joined by colons. */
function readNumbers(text: string, count: number): number[] | undefined {
  const numbers = text.split(':').map(readNumber);
  return numbers.length === count && numbers.every(one => one !== undefined) ? (numbers as number[]) : undefined;
}

function readRange(text: string): [number, number] | undefined {
  const [from, to = from, ...more] = text.split('-');
  const [start, end] = [readNumber(from), readNumber(to)];
  return start !== undefined && end !== undefined && more.length === 0 ? [start, end] : undefined;
}

/** A count; 0 is not written. */
export const count: Value<number> = { print: value => (value === 0 ? undefined : String(value)), read: readNumber, missing: 0 };

/** A number that may be missing; 0 is written. */
export const number: Value<number> = { print: String, read: readNumber };

/** Microseconds that may be missing: `2100us`. */
export const microseconds: Value<number> = {
  print: value => `${Math.round(value)}us`,
  read: text => (text.endsWith('us') ? readNumber(text.slice(0, -2)) : undefined),
};

/** A time; 0 is not written. */
export const time: Value<number> = { print: value => (value === 0 ? undefined : printTime(value)), read: readTime, missing: 0 };

/** A time that may be missing. */
export const maybeTime: Value<number> = { print: printTime, read: readTime };

/** The first and the last frame: `22-2301`, or one number where they are the same. */
export const frames: Value<readonly [number, number]> = {
  print: ([first, last]) => (first === last ? String(first) : `${first}-${last}`),
  read: readRange,
  missing: [0, 0],
};

/** Every frame: `14,15,18`. */
export const frameList: Value<readonly number[]> = {
  print: list => (list.length === 0 ? undefined : list.join(',')),
  read: text => readAll(text, readNumber),
  missing: [],
};

/** Where something begins and ends: `54-3241`. */
export const range: Value<{ readonly start: number; readonly end: number }> = {
  print: ({ start, end }) => `${start}-${end}`,
  read: text => {
    const found = readRange(text);
    return found && { start: found[0], end: found[1] };
  },
};

/** A text that is always quoted; it comes from outside. */
export const text: Value<string> = { print: quote, read: unquote, missing: '' };
export const maybeText: Value<string> = { print: quote, read: unquote };
export const texts: Value<readonly string[]> = {
  print: list => (list.length === 0 ? undefined : list.map(quote).join(',')),
  read: line => readAll(line, unquote),
  missing: [],
};

/** A word, quoted only where it has to be. */
export const maybeWord: Value<string> = { print: bare, read: unquote };
export const words: Value<readonly string[]> = {
  print: list => (list.length === 0 ? undefined : list.map(bare).join(',')),
  read: line => readAll(line, unquote),
  missing: [],
};

/** One of a few words. */
export const oneOf = <T extends string>(...all: readonly T[]): Value<T> => ({
  print: value => value,
  read: line => all.find(one => one === line),
});

/** `yes`; no is not written. */
export const yes: Value<boolean> = { print: value => (value ? 'yes' : undefined), read: line => line === 'yes', missing: false };

/** `yes` or `no`; may be missing. */
export const maybeYes: Value<boolean> = {
  print: value => (value ? 'yes' : 'no'),
  read: line => (line === 'yes' ? true : line === 'no' ? false : undefined),
};

/** Codes with counts: `401:3,438:1`. */
export const codes: Value<readonly (readonly [code: number, count: number])[]> = {
  print: list => (list.length === 0 ? undefined : list.map(one => one.join(':')).join(',')),
  read: line => readAll(line, item => readNumbers(item, 2) as [number, number] | undefined),
  missing: [],
};

/** Names with counts: `allocate:2,refresh:3`. */
export const names: Value<readonly (readonly [name: string, count: number])[]> = {
  print: list => (list.length === 0 ? undefined : list.map(([name, times]) => `${name.replace(/[^\w.-]/g, '_')}:${times}`).join(',')),
  read: line =>
    readAll(line, item => {
      const [name, times, ...more] = item.split(':');
      const value = readNumber(times);
      return name && value !== undefined && more.length === 0 ? ([name, value] as const) : undefined;
    }),
  missing: [],
};

/** RTP payload types: `0:569:172` is type 0, 569 packets, most of them with 172 bytes of payload. */
export const payloadTypes: Value<readonly { readonly type: number; readonly packets: number; readonly bytes: number }[]> = {
  print: list => (list.length === 0 ? undefined : list.map(({ type, packets, bytes }) => `${type}:${packets}:${bytes}`).join(',')),
  read: line =>
    readAll(line, item => {
      const found = readNumbers(item, 3) as [number, number, number] | undefined;
      return found && { type: found[0], packets: found[1], bytes: found[2] };
    }),
  missing: [],
};

/** 32 bits: `0x1a2b3c4d`. */
export const hexadecimal: Value<number> = {
  print: value => `0x${value.toString(16).padStart(8, '0')}`,
  read: line => (/^0x[0-9a-f]{8}$/i.test(line) ? Number(line) : undefined),
  missing: 0,
};

export const endpoint: Value<Endpoint> = { print: printEndpoint, read: readEndpoint };

/** The packet that an ICMP message quotes: `"UDP 192.0.2.1:30000 -> 192.0.2.2:40000"`. */
export const quoted: Value<{ readonly source: Endpoint; readonly destination: Endpoint; readonly transport: 'UDP' | 'TCP' }> = {
  print: ({ source, destination, transport }) => quote(`${transport} ${printEndpoint(source)} -> ${printEndpoint(destination)}`),
  read: line => {
    const match = /^(UDP|TCP) (\S+) -> (\S+)$/.exec(unquote(line) ?? '');
    const source = match && readEndpoint(match[2]!);
    const destination = match && readEndpoint(match[3]!);
    return source && destination ? { source, destination, transport: match[1] as 'UDP' | 'TCP' } : undefined;
  },
};
