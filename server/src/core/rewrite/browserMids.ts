import { attributesIn, groups, midOf } from '../sdp/description';
import type { MediaSection, Sdp } from '../sdp/types';
import type { BrowserPlace } from './browserKeys';
import { deleteLine, insertAfter, replace, type TextEdit } from './edit';

/** What becomes of the names of sections and of BUNDLE groups. */
export interface Mids {
  /** Names for sections that lack one, or have that of another. */
  readonly added: ReadonlyMap<MediaSection, string>;
  readonly edits: readonly TextEdit[];
}

/**
 * Names of sections (RFC 5888 section 4) and BUNDLE groups (RFC 9143 section 7) as a browser takes them. An answer takes those of its
 * offer; a later offer those of before; no two sections have the same. Chrome makes up names where none are given, but where only some
 * are it makes up one that is taken. Groups have only sections that are in use; none is made, unless a stream was offered in it only.
 * @param live which sections are in use after the rewrite
 */
export function browserMids(place: BrowserPlace, live: readonly boolean[]): Mids {
  const { sdp } = place;
  const own = sdp.media.map(midOf);
  const known = sdp.media.map((_, index) => knownName(place, index));
  const taken = new Set([...own, ...known].filter(name => name !== undefined));
  const seen = new Set<string>();
  const free = freeNames(taken);
  const added = new Map<MediaSection, string>();
  const edits: TextEdit[] = [];
  const names = sdp.media.map((section, index) => {
    const name = own[index];
    if (name !== undefined && name !== '' && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    const given = known[index];
    const other = given !== undefined && !seen.has(given) ? given : taken.size > 0 && !(place.isAnswer && place.offer) ? free() : undefined;
    if (other === undefined) return undefined;
    const line = attributesIn(section.lines, 'mid')[0];
    if (line) edits.push(replace(line.span, `a=mid:${other}`));
    else added.set(section, other);
    seen.add(other);
    return other;
  });
  const inUse = new Set(names.filter((name, index) => name !== undefined && live[index]).map(name => name!));
  return { added, edits: [...edits, ...groupEdits(place, inUse)] };
}

/** The name that a section has by the offer, or by the exchange before. */
function knownName({ isAnswer, offer, previous }: BrowserPlace, index: number): string | undefined {
  const nameIn = (sdp: Sdp | undefined): string | undefined => {
    const section = sdp?.media[index];
    return section && midOf(section);
  };
  return isAnswer ? nameIn(offer) : (nameIn(previous?.offer?.sdp) ?? nameIn(previous?.answer?.sdp));
}

function freeNames(taken: ReadonlySet<string>): () => string {
  let next = 0;
  return () => {
    while (taken.has(String(next))) next++;
    return String(next++);
  };
}

function groupEdits({ sdp, isAnswer, offer }: BrowserPlace, inUse: ReadonlySet<string>): TextEdit[] {
  const bundles = groups(sdp, 'BUNDLE');
  const edits = bundles.flatMap(({ line, mids }) => {
    const kept = mids.filter(mid => inUse.has(mid));
    if (kept.length === mids.length) return [];
    return [kept.length === 0 ? deleteLine(line) : replace(line.span, `a=group:BUNDLE ${kept.join(' ')}`)];
  });
  const wanted = isAnswer && offer && bundles.length === 0 ? offeredOnlyInGroup(offer, inUse) : undefined;
  // No rewrite takes a line out here that is not an attribute.
  const before = sdp.session.filter(line => line.type !== 'a').at(-1);
  return wanted && before ? [...edits, insertAfter(before, `a=group:BUNDLE ${wanted.join(' ')}`)] : edits;
}

/** The members of an offered group, where one of those that are taken has no transport of its own (RFC 9143 section 7.3.3). */
function offeredOnlyInGroup(offer: Sdp, inUse: ReadonlySet<string>): string[] | undefined {
  const only = new Set(
    offer.media.filter(({ port, lines }) => port === 0 && attributesIn(lines, 'bundle-only').length > 0).map(section => midOf(section)),
  );
  return groups(offer, 'BUNDLE')
    .map(({ mids }) => mids.filter(mid => inUse.has(mid)))
    .find(mids => mids.some(mid => only.has(mid)));
}
