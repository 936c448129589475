import { codecKey, codecsOf, isPrimary } from '../sdp/codecs';
import { attributeFor, attributesIn, groups, midOf } from '../sdp/description';
import { directionOf, isLawfulAnswer, isRejected, REVERSED } from '../sdp/direction';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp, SdpLine } from '../sdp/types';
import { deleteLine, insertAfter, replace, type TextEdit } from './edit';

/** A section of an answer and the one of the offer that it answers. */
export interface AnsweredSection {
  readonly answer: Sdp;
  readonly section: MediaSection;
  readonly offer: Sdp;
  readonly offered: MediaSection;
}

/**
 * The edits that make a section one that the offer allows, wherever in the answer it stands.
 * @param grouped whether the answer names its sections at all
 */
export function sectionEdits(one: AnsweredSection, grouped: boolean): TextEdit[] {
  const { section, offered } = one;
  const edits = [...profileEdits(one), ...midEdits(one, grouped)];
  if (isRejected(offered) && section.port !== 0 && !Number.isNaN(section.port)) edits.push(replace(section.portSpan, '0'));
  if (section.port !== 0 && !isRejected(offered)) edits.push(...codecEdits(one), ...muxEdits(one), ...lineEdits(one));
  return merged(edits);
}

/** The profile is that of the offer (RFC 3264 section 6), unless the answer chose it from a list (RFC 5939). */
function profileEdits({ section, offered }: AnsweredSection): TextEdit[] {
  const same = section.protocol.toUpperCase() === offered.protocol.toUpperCase();
  if (same || section.protocol === '' || offered.protocol === '' || attributesIn(section.lines, 'acfg').length > 0) return [];
  return [replace(section.protocolSpan, offered.protocol)];
}

function midEdits({ section, offered }: AnsweredSection, grouped: boolean): TextEdit[] {
  const line = attributesIn(section.lines, 'mid')[0];
  const [mine, theirs] = [midOf(section), midOf(offered)];
  if (theirs === undefined) return line ? [deleteLine(line)] : [];
  if (mine === theirs) return [];
  if (line) return [replace(line.span, `a=mid:${theirs}`)];
  return grouped ? [behind(section, `a=mid:${theirs}`)] : [];
}

/** Without codecs that were not offered, where one that carries media is left (RFC 3264 section 6.1). */
function codecEdits({ section, offered }: AnsweredSection): TextEdit[] {
  if (!profileOf(section.protocol).rtp || section.formats.length === 0) return [];
  const known = new Set(codecsOf(offered).map(codecKey));
  const codecs = codecsOf(section);
  // Which codec a format without a name is, nobody knows.
  const dropped = new Set(codecs.filter(codec => codec.name !== '' && !known.has(codecKey(codec))).map(codec => codec.payloadType));
  for (const line of attributesIn(section.lines, 'fmtp')) {
    const [, payloadType, apt] = /^(\d+)[ \t]+(?:[^\s]{0,200};)?apt=(\d+)/.exec(line.attributeValue ?? '') ?? [];
    if (payloadType !== undefined && dropped.has(apt!)) dropped.add(payloadType);
  }
  const kept = codecs.filter(codec => !dropped.has(codec.payloadType));
  if (dropped.size === 0 || !kept.some(isPrimary)) return [];
  const formats = { start: section.formats[0]!.span.start, end: section.formats[section.formats.length - 1]!.span.end };
  return [
    replace(formats, kept.map(codec => codec.payloadType).join(' ')),
    ...section.lines.filter(line => dropped.has(payloadTypeOf(line) ?? '')).map(deleteLine),
  ];
}

const payloadTypeOf = (line: SdpLine): string | undefined =>
  /^(rtpmap|fmtp|rtcp-fb)$/.test(line.attribute ?? '') ? /^\d+/.exec(line.attributeValue ?? '')?.[0] : undefined;

/** rtcp-mux is answered only if it was offered (RFC 5761 section 5.1.1), and rtcp-mux-only is a word of offers (RFC 8858 section 4). */
const muxEdits = ({ section, offer, offered }: AnsweredSection): TextEdit[] =>
  section.lines
    .filter(line => line.attribute === 'rtcp-mux-only' || (line.attribute === 'rtcp-mux' && !isMuxOffered(offer, offered)))
    .map(deleteLine);

/** Whether a section of an offer may be answered with rtcp-mux: in a BUNDLE group any section says it for all (RFC 9143 section 9.3). */
export function isMuxOffered(offer: Sdp, offered: MediaSection): boolean {
  const says = ({ lines }: MediaSection): boolean => lines.some(line => /^rtcp-mux(-only)?$/.test(line.attribute ?? ''));
  const mid = midOf(offered);
  const group = says(offered) || mid === undefined ? undefined : groups(offer, 'BUNDLE').find(({ mids }) => mids.includes(mid));
  return says(offered) || (group !== undefined && offer.media.some(one => group.mids.includes(midOf(one) ?? '') && says(one)));
}

/** Direction (RFC 3264 section 6.1) and DTLS role (RFC 8842 section 5.3). */
function lineEdits(one: AnsweredSection): TextEdit[] {
  const { answer, section, offer, offered } = one;
  const edits: TextEdit[] = [];
  const wanted = directionOf(offer, offered).value;
  const mine = directionOf(answer, section);
  if (!isLawfulAnswer(wanted, mine.value)) edits.push(ownLine(section, mine.line, `a=${REVERSED[wanted]}`));
  const role = attributeFor(answer, section, 'setup');
  const right = roleFor(one, role);
  if (right !== undefined) edits.push(ownLine(section, role, `a=setup:${right}`));
  return edits;
}

/** The DTLS role that the answer has to take, where the one that it takes is none; undefined where all is well, or without DTLS. */
function roleFor({ answer, section, offer, offered }: AnsweredSection, role: SdpLine | undefined): string | undefined {
  if (!attributeFor(answer, section, 'fingerprint') || !attributeFor(offer, offered, 'fingerprint')) return undefined;
  const theirs = attributeFor(offer, offered, 'setup')?.attributeValue?.trim().toLowerCase();
  const mine = role?.attributeValue?.trim().toLowerCase();
  const free = theirs === undefined || theirs === 'actpass';
  const isRole = mine === 'active' || mine === 'passive';
  if (isRole && (free || mine !== theirs)) return undefined;
  return theirs === 'active' ? 'passive' : 'active';
}

/** The line in the section itself: what the session level says may be right for other sections. */
const ownLine = (section: MediaSection, line: SdpLine | undefined, text: string): TextEdit =>
  line?.section === section.index ? replace(line.span, text) : behind(section, text);

/** Behind the m= line, i=, c=, b= and k= of a section: its first attribute (RFC 8866 section 5). */
const behind = (section: MediaSection, text: string): TextEdit =>
  insertAfter(section.lines.filter(line => line.section === section.index && 'micbk'.includes(line.type || '-')).at(-1)!, text);

/** Lines that are put in at one place are one edit. */
function merged(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const same = result.findIndex(one => one.span.start === edit.span.start && one.span.end === edit.span.end);
    const one = result[same];
    if (one) result[same] = { span: one.span, text: one.text + edit.text };
    else result.push(edit);
  }
  return result;
}
