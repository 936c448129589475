import { wholeOffer } from '../call/descriptions';
import type { Description, Message } from '../call/types';
import { attributesIn, groups, midOf } from '../sdp/description';
import { isRejected } from '../sdp/direction';
import type { MediaSection, Sdp } from '../sdp/types';
import { type AnsweredSection, sectionEdits } from './answeredSection';
import { applyEdits, deleteLine, replace, type TextEdit } from './edit';

export const ANSWER_FITS_OFFER = 'Make this answer fit its offer';

/** No call has as many; each is looked for among all. */
export const MOST_SECTIONS = 200;

/**
 * Makes an answer one that its offer allows: as many m= lines as the offer and in its order, those that are missing as rejected copies with
 * port 0, and in each section the profile and mid of the offer, a lawful direction and DTLS role, rtcp-mux only if it was offered, and no
 * codec that was not, if others are left; groups have no more members than those of the offer (RFC 3264 section 6, RFC 9143 section 7.3,
 * RFC 5888 section 9.2, RFC 8842 section 5.3). Addresses, keys and o= stay. No edits when it fits already.
 */
export function answerFitsOffer(message: Message, answer: Sdp, offer: Sdp): TextEdit[] {
  if (Math.max(answer.media.length, offer.media.length) > MOST_SECTIONS) return [];
  const places = placesOf(answer, offer);
  const edits = new Map<number, TextEdit>();
  for (const edit of [...groupEdits(answer, offer, places), ...sectionsEdits(answer, offer, places)]) edits.set(edit.span.start, edit);
  const own = [...edits.values()];
  // What is as it should be up to some section is edited in place; what follows is written anew.
  const kept = places.findIndex((section, index) => section?.index !== index);
  const first = kept < 0 ? offer.media.length : kept;
  if (first === offer.media.length && answer.media.length === offer.media.length) return own;
  const line = answer.media[first]?.line;
  const start = line?.span.start ?? lastEnd(answer);
  const end = lastEnd(answer);
  const written = offer.media.slice(first).map((offered, index) => {
    const section = places[first + index];
    return section ? sectionText(message, section, own) : rejectedCopy(answer, offered);
  });
  const text = `${line || written.length === 0 ? '' : '\n'}${written.join('\n')}`;
  const before = own.filter(edit => edit.span.start < start);
  // Surplus sections at the end go with the line end before them.
  if (written.length === 0) return [...before, { span: { start: start - 1, end }, text: '' }];
  return [...before, replace({ start, end }, text)];
}

/** The same for a description in its place; no edits for what is no answer, or not whole. */
export function fittingEdits(one: Description): TextEdit[] {
  const offer = wholeOffer(one);
  return offer ? answerFitsOffer(one.message, one.sdp, offer.sdp) : [];
}

const lastEnd = (sdp: Sdp): number => sdp.lines[sdp.lines.length - 1]?.span.end ?? sdp.span.end;

/** For each section of the offer the section that answers it: the same place, the same mid, or the next one of the same media. */
function placesOf(answer: Sdp, offer: Sdp): (MediaSection | undefined)[] {
  const left = new Set(answer.media);
  const places = new Array<MediaSection | undefined>(offer.media.length).fill(undefined);
  const take = (fits: (section: MediaSection, offered: MediaSection) => boolean): void => {
    offer.media.forEach((offered, index) => {
      const found = places[index] ? undefined : [...left].find(section => section.media === offered.media && fits(section, offered));
      if (!found) return;
      places[index] = found;
      left.delete(found);
    });
  };
  take((section, offered) => section.index === offered.index && sameMid(section, offered) !== false);
  take((section, offered) => sameMid(section, offered) === true);
  take(() => true);
  return places;
}

/** Undefined where one of the two has no mid. */
function sameMid(a: MediaSection, b: MediaSection): boolean | undefined {
  const [one, other] = [midOf(a), midOf(b)];
  return one === undefined || other === undefined ? undefined : one === other;
}

function sectionsEdits(answer: Sdp, offer: Sdp, places: readonly (MediaSection | undefined)[]): TextEdit[] {
  const grouped = attributesIn(answer.session, 'group').length > 0 || answer.media.some(section => midOf(section) !== undefined);
  return places.flatMap((section, index) => {
    const one: AnsweredSection | undefined = section && { answer, section, offer, offered: offer.media[index]! };
    return one ? sectionEdits(one, grouped) : [];
  });
}

/** A section's text after its edits, without the last line end. */
function sectionText(message: Message, section: MediaSection, edits: readonly TextEdit[]): string {
  const { start } = section.line.span;
  const { end } = section.lines[section.lines.length - 1]!.span;
  const inside = edits
    .filter(edit => edit.span.start >= start && edit.span.start <= end)
    .map(edit => ({ span: { start: edit.span.start - start, end: edit.span.end - start }, text: edit.text }));
  return applyEdits(`${message.text.slice(start, end)}\n`, inside).trimEnd();
}

/** An m= line with port 0 (RFC 3264 section 6), its c= where no other holds for it (RFC 8866 section 5.7), and its mid (RFC 9429 section 5.3.1). */
function rejectedCopy(answer: Sdp, offered: MediaSection): string {
  const formats = offered.formats.map(format => format.text).join(' ') || '0';
  const mid = midOf(offered);
  const grouped = answer.media.some(section => midOf(section) !== undefined);
  return [
    `m=${offered.media} 0 ${offered.protocol || 'RTP/AVP'} ${formats}`,
    ...(answer.session.some(line => line.type === 'c') ? [] : ['c=IN IP4 0.0.0.0']),
    ...(mid !== undefined && (grouped || answer.media.length === 0) ? [`a=mid:${mid}`] : []),
  ].join('\n');
}

/** A group of the answer has only members of the offer's group, and none that is rejected (RFC 5888 section 9.2, RFC 9143 section 7.3). */
function groupEdits(answer: Sdp, offer: Sdp, places: readonly (MediaSection | undefined)[]): TextEdit[] {
  const renamed = new Map<string, string>();
  const live = new Set<string>();
  places.forEach((section, index) => {
    const offered = offer.media[index]!;
    const mid = midOf(offered);
    if (!section || mid === undefined) return;
    renamed.set(midOf(section) ?? mid, mid);
    if (section.port !== 0 && !isRejected(offered)) live.add(mid);
  });
  return attributesIn(answer.session, 'group').flatMap(line => {
    const [semantics = '', ...mids] = (line.attributeValue ?? '').trim().split(/\s+/);
    const offered = new Set(groups(offer, semantics.toUpperCase()).flatMap(group => group.mids));
    const kept = [...new Set(mids.map(mid => renamed.get(mid) ?? mid))].filter(mid => offered.has(mid) && live.has(mid));
    if (kept.length === 0) return [deleteLine(line)];
    if (kept.length === mids.length && kept.every((mid, index) => mid === mids[index])) return [];
    return [replace(line.span, `a=group:${semantics} ${kept.join(' ')}`)];
  });
}
