import type { Span } from '../text/span';
import { readCandidates } from './candidate';
import { readCodecs } from './codecs';
import { profileOf } from './profiles';
import type { Format, MediaSection, Sdp, SdpLine } from './types';

const LINE = /^([a-zA-Z])=/;
const ATTRIBUTE = /^a=([^:\s]*)(:[ \t]*)?/;
const MEDIA = /^m=(\S+)[ \t]+(\d+)(\/\d+)?[ \t]+(\S+)[ \t]*/;

/**
 * Reads a session description (RFC 8866 section 5). Keeps every line, understood or not; never throws.
 * @param text clean text of the message
 * @param range where the description stands in it
 */
export function readSdp(text: string, range: Span): Sdp {
  const lines: SdpLine[] = [];
  const starts: number[] = [];
  let section = -1;
  let position = range.start;
  while (position < range.end) {
    const newline = text.indexOf('\n', position);
    const end = newline < 0 || newline > range.end ? range.end : newline;
    const content = text.slice(position, end);
    if (content.trim() !== '') {
      if (content.startsWith('m=')) {
        section++;
        starts.push(lines.length);
      }
      lines.push(readLine(content, position, section, lines.length));
    }
    position = end + 1;
  }
  const media = starts.map((start, index) => readMedia(lines, start, starts[index + 1] ?? lines.length, index));
  const session = lines.slice(0, starts[0] ?? lines.length);
  const rtp = media.filter(one => isActive(one) && (profileOf(one.protocol).rtp || one.protocol === ''));
  return {
    span: range,
    lines,
    session,
    media,
    attributes: namesOf(lines),
    candidates: readCandidates(session),
    odd: lines.filter(isOdd),
    rtp,
    transports: transportsOf(session, rtp),
  };
}

const isOdd = ({ type, value }: SdpLine): boolean => type === '' || ODD.test(value);

const ODD = /^[\s.…]/;

function namesOf(lines: readonly SdpLine[]): Set<string> {
  const names = new Set<string>();
  for (const line of lines) if (line.attribute !== undefined) names.add(line.attribute);
  return names;
}

function transportsOf(session: readonly SdpLine[], rtp: readonly MediaSection[]): MediaSection[] {
  const seen = new Set<number>();
  const bundled = attributesIn(session, 'group').some(line => /^BUNDLE\b/i.test(line.attributeValue ?? ''));
  return rtp.filter(section => {
    if (section.port === 0 && attributesIn(section.lines, 'bundle-only').length > 0) return false;
    if (section.port !== 9 && seen.has(section.port)) return false;
    seen.add(section.port);
    return !(bundled && section.port === 9 && section.index > 0);
  });
}

function readLine(text: string, start: number, section: number, index: number): SdpLine {
  const type = LINE.exec(text)?.[1] ?? '';
  const attribute = type === 'a' ? ATTRIBUTE.exec(text) : null;
  const valued = attribute?.[2] === undefined ? undefined : attribute[0].length;
  // Written out, not spread: all lines are then of one shape, which is faster to read and smaller.
  return {
    type,
    span: { start, end: start + text.length },
    text,
    value: type ? text.slice(2) : text,
    valueStart: type ? start + 2 : start,
    attribute: attribute?.[1],
    attributeValue: valued === undefined ? undefined : text.slice(valued),
    attributeValueStart: valued === undefined ? undefined : start + valued,
    section,
    index,
  };
}

function readMedia(lines: readonly SdpLine[], from: number, to: number, index: number): MediaSection {
  const line = lines[from]!;
  const match = MEDIA.exec(line.text);
  const at = (text: string, offset: number): Span => ({ start: line.span.start + offset, end: line.span.start + offset + text.length });
  const portText = match?.[2] ?? '';
  const portAt = match ? line.text.indexOf(portText, 2 + match[1]!.length) : line.text.length;
  const protocol = match?.[4] ?? '';
  const protocolAt = match ? match[0].trimEnd().length - protocol.length : line.text.length;
  const own = lines.slice(from, to);
  const formats: Format[] = [];
  for (const part of match ? line.text.slice(match[0].length).matchAll(/\S+/g) : []) {
    formats.push({ text: part[0], span: at(part[0], match![0].length + part.index) });
  }
  return {
    index,
    line,
    media: match?.[1] ?? /^m=(\S*)/.exec(line.text)?.[1] ?? '',
    port: portText ? Number(portText) : Number.NaN,
    portSpan: at(portText, portAt),
    protocol,
    protocolSpan: at(protocol, protocolAt),
    formats,
    codecs: readCodecs({ formats, lines: own }),
    candidates: readCandidates(own),
    lines: own,
  };
}

/** The lines of an attribute in a section alone. */
export const attributesIn = (lines: readonly SdpLine[], name: string): SdpLine[] => lines.filter(line => line.attribute === name);

/**
 * The lines of an attribute that hold for a section: its own, else those of the session level
 * (fingerprint, setup, ice-ufrag, ice-pwd, direction: RFC 8122 section 5, RFC 4145 section 4, RFC 8839 section 5.4, RFC 8866 section 6.7).
 */
export function attributesFor(sdp: Sdp, section: MediaSection, name: string): SdpLine[] {
  const own = attributesIn(section.lines, name);
  return own.length > 0 ? own : attributesIn(sdp.session, name);
}

/** The first such line. */
export const attributeFor = (sdp: Sdp, section: MediaSection, name: string): SdpLine | undefined =>
  section.lines.find(line => line.attribute === name) ?? sdp.session.find(line => line.attribute === name);

/** The c= line that holds for a section (RFC 8866 section 5.7). */
export const connectionFor = (sdp: Sdp, section: MediaSection): SdpLine | undefined =>
  section.lines.find(line => line.type === 'c') ?? sdp.session.find(line => line.type === 'c');

/** Address of a c= line; undefined when malformed. */
export const connectionAddress = (line: SdpLine | undefined): string | undefined =>
  /^IN[ \t]+IP[46][ \t]+([^\s/]+)/.exec(line?.value ?? '')?.[1];

/** A section that is in use: its port is not 0, or it is a bundle-only section of an offer (RFC 9143 section 6). */
export const isActive = (section: MediaSection): boolean => section.port !== 0 || attributesIn(section.lines, 'bundle-only').length > 0;

/** The sections of a group semantics, by mid: `BUNDLE` (RFC 5888 section 5, RFC 9143 section 7.2). */
export function groups(sdp: Sdp, semantics: string): { line: SdpLine; mids: string[] }[] {
  return attributesIn(sdp.session, 'group')
    .map(line => ({ line, words: (line.attributeValue ?? '').trim().split(/\s+/) }))
    .filter(group => group.words[0]?.toUpperCase() === semantics)
    .map(group => ({ line: group.line, mids: group.words.slice(1) }));
}

/** The mid of a section (RFC 5888 section 4). */
export const midOf = (section: MediaSection): string | undefined => attributesIn(section.lines, 'mid')[0]?.attributeValue?.trim();
