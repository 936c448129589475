import type { Description } from '../../call/types';
import { deleteLine, replace, type TextEdit } from '../../rewrite/edit';
import { type Codec, codecKey, codecsOf, isPrimary } from '../../sdp/codecs';
import { readFmtp } from '../../sdp/fmtp';
import type { Format, MediaSection, Sdp, SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { rtpSections } from '../support';

/** There are 128 payload types: what stands behind many more of them is not looked at. */
const MOST_CODECS = 256;

/** The codecs of a section of the description. */
export const codecsIn = (one: Description, section: MediaSection): readonly Codec[] => first(one.codecs[section.index] ?? []);

const first = (codecs: readonly Codec[]): readonly Codec[] => (codecs.length > MOST_CODECS ? codecs.slice(0, MOST_CODECS) : codecs);

/** A section of an answer with the section of the offer that it answers, both in use, and the codecs of both. */
export interface Answered {
  readonly section: MediaSection;
  readonly offered: MediaSection;
  readonly mine: readonly Codec[];
  readonly theirs: readonly Codec[];
}

/** The sections of an answer that take up a section of its offer (RFC 3264 section 6). Nothing for an offer. */
export function* answeredSections(one: Description): Generator<Answered> {
  const { other } = one;
  if (one.side !== 'answer' || !other) return;
  for (const section of rtpSections(one.sdp)) {
    const offered = other.sdp.media[section.index];
    if (!offered || offered.media !== section.media || offered.port === 0) continue;
    yield { section, offered, mine: codecsIn(one, section), theirs: first(codecsOf(offered)) };
  }
}

/** The codecs that the other description has in the place of a section; undefined where there is none, or it spoke of another text. */
export function codecsOpposite(one: Description, section: MediaSection): readonly Codec[] | undefined {
  const opposite = one.other?.sdp.media[section.index];
  return opposite && !one.message.edited ? first(codecsOf(opposite)) : undefined;
}

/** The codecs that answer a section of an offer; undefined where no answer is known, or it was to another text. */
export const answerTo = (one: Description, section: MediaSection): readonly Codec[] | undefined =>
  one.side === 'offer' ? codecsOpposite(one, section) : undefined;

export const isNamed = (codec: Codec, name: string): boolean => codec.lower === name;
export const isDtmf = (codec: Codec): boolean => isNamed(codec, 'telephone-event');

/** The codecs of a section that carry speech or pictures; undefined where one has no name and may be anything. */
export const primaryOf = (codecs: readonly Codec[]): Codec[] | undefined =>
  codecs.some(codec => codec.name === '') ? undefined : codecs.filter(isPrimary);

/**
 * What makes two codecs the same to somebody who sees what was meant: Opus and G.722 have one clock rate and one number of channels,
 * however they are written, and other rules tell that they are written wrong.
 */
export function meantKey(codec: Codec): string {
  const name = codec.lower;
  return name === 'opus' || name === 'g722' ? name : codecKey(codec);
}

/** From the first payload type of an m= line to the last; the line itself where it has none. */
export function formatsSpan({ formats, line }: MediaSection): Span {
  const [first, last] = [formats[0], formats[formats.length - 1]];
  return first && last ? { start: first.span.start, end: last.span.end } : line.span;
}

/** `opus/48000/2` of an a=rtpmap line. */
export function encodingSpan(line: SdpLine): Span {
  const value = line.attributeValue ?? '';
  const start = line.attributeValueStart! + (/^\d+[ \t]*/.exec(value)?.[0].length ?? 0);
  return { start, end: line.attributeValueStart! + value.trimEnd().length };
}

const numberOf = (line: SdpLine): string | undefined =>
  /^(rtpmap|fmtp|rtcp-fb)$/.test(line.attribute ?? '') ? /^\d+/.exec(line.attributeValue ?? '')?.[0] : undefined;

/** Takes payload types off the m= line, with all lines that describe them. Some format must be left. */
export function dropFormats(section: MediaSection, dropped: ReadonlySet<string>): TextEdit[] {
  const kept = section.formats.filter(format => !dropped.has(format.text));
  const lines = section.lines.filter(line => dropped.has(numberOf(line) ?? ''));
  return [listFormats(section, kept), ...lines.map(deleteLine)];
}

/** The m= line with these payload types. */
export const listFormats = (section: MediaSection, formats: readonly Format[]): TextEdit =>
  replace(formatsSpan(section), formats.map(format => format.text).join(' '));

/** Nobody repairs a description with more sections by hand. */
const MOST_SECTIONS = 64;

/** A dynamic payload type that no section uses (RFC 3551 section 6): in a BUNDLE group one number has one meaning. */
export function freePayloadType(sdp: Sdp, taken: readonly string[] = []): string | undefined {
  if (sdp.media.length > MOST_SECTIONS) return undefined;
  const used = new Set([...sdp.media.flatMap(section => section.formats.map(format => format.text)), ...taken]);
  for (let number = 96; number < 128; number++) if (!used.has(String(number))) return String(number);
  return undefined;
}

/** Gives a payload type of a section another number: on the m= line, in the lines that describe it, and where `apt=` or RED name it. */
export function renumber(section: MediaSection, from: string, to: string): TextEdit[] {
  const edits = section.formats.filter(format => format.text === from).map(format => replace(format.span, to));
  for (const line of section.lines) {
    const start = line.attributeValueStart!;
    if (numberOf(line) === from) edits.push(replace({ start, end: start + from.length }, to));
    const fmtp = line.attribute === 'fmtp' ? readFmtp(line) : undefined;
    for (const { name, value, valueSpan } of fmtp?.parameters ?? [])
      if (name === 'apt' && value === from) edits.push(replace(valueSpan, to));
    if (fmtp && /^\d{1,3}(\/\d{1,3})+$/.test(fmtp.text)) {
      const numbers = fmtp.text.split('/').map(number => (number === from ? to : number));
      edits.push(replace(fmtp.textSpan, numbers.join('/')));
    }
  }
  return edits;
}
