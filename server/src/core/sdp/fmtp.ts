import type { Span } from '../text/span';
import { attributesIn } from './description';
import type { MediaSection, SdpLine, Token } from './types';

/** A `name=value` of an a=fmtp line; a word without `=` has only a name. */
export interface FormatParameter {
  /** In lower case: names of media type parameters are compared without case (RFC 6838 section 4.3). */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

/** An a=fmtp line taken apart (RFC 8866 section 6.15). Spans are in the clean text of the message. */
export interface Fmtp {
  readonly line: SdpLine;
  readonly payloadType: string;
  /** All behind the payload type, for formats that write no parameters there but a list: `0-15`, `111/111`. */
  readonly text: string;
  readonly textSpan: Span;
  readonly parameters: readonly FormatParameter[];
}

/** Longer values are not read to their end: no codec that we know needs more. */
const LONGEST = 4096;

/** The payload type of an a=fmtp line and what is separated by semicolons behind it, as tokens `payload` and `parameter`. */
export function fmtpTokens(line: SdpLine): Token[] {
  const value = (line.attributeValue ?? '').slice(0, LONGEST);
  const match = /^(\S+)[ \t]*/.exec(value);
  if (!match) return [];
  const start = line.attributeValueStart!;
  const token = (name: string, at: number, text: string): Token => ({ name, text, span: { start: at, end: at + text.length } });
  const parameters = [...value.slice(match[0].length).matchAll(/[^;\s][^;]*/g)].map(parameter =>
    token('parameter', start + match[0].length + parameter.index, parameter[0].trimEnd()),
  );
  return [token('payload', start, match[1]!), ...parameters];
}

/** Takes an a=fmtp line apart; undefined where it has no value. */
export function readFmtp(line: SdpLine): Fmtp | undefined {
  const [payload, ...parameters] = fmtpTokens(line);
  if (!payload) return undefined;
  const first = parameters[0]?.span.start ?? payload.span.end;
  const last = parameters[parameters.length - 1]?.span.end ?? payload.span.end;
  const offset = line.attributeValueStart!;
  return {
    line,
    payloadType: payload.text,
    text: line.attributeValue!.slice(first - offset, last - offset),
    textSpan: { start: first, end: last },
    parameters: parameters.map(readParameter),
  };
}

function readParameter({ text, span }: Token): FormatParameter {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim().toLowerCase();
  const raw = at < 0 ? '' : text.slice(at + 1);
  const value = raw.trim();
  const start = at < 0 ? span.end : span.start + at + 1 + raw.length - raw.trimStart().length;
  return { name, value, span, valueSpan: { start, end: start + value.length } };
}

/** Finds the first a=fmtp line of a payload type in a section; the lines are gone through once for all payload types. */
export function fmtpsIn(section: MediaSection): (payloadType: string) => Fmtp | undefined {
  const lines = new Map<string, SdpLine>();
  for (const line of attributesIn(section.lines, 'fmtp')) {
    const payloadType = /^\S+/.exec(line.attributeValue ?? '')?.[0];
    if (payloadType !== undefined && !lines.has(payloadType)) lines.set(payloadType, line);
  }
  return payloadType => {
    const line = lines.get(payloadType);
    return line && readFmtp(line);
  };
}

/** The first parameter of that name (in lower case). */
export const parameterOf = (fmtp: Fmtp | undefined, name: string): FormatParameter | undefined =>
  fmtp?.parameters.find(one => one.name === name);
