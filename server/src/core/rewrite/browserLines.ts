import { candidateFields } from '../sdp/candidate';
import { REVERSED } from '../sdp/direction';
import { attributesIn } from '../sdp/description';
import { extensionsIn, readExtension } from '../sdp/extmap';
import type { MediaSection, SdpLine } from '../sdp/types';
import type { BrowserPlace } from './browserKeys';

/** Attributes of a section that count once. */
const SINGLE = new Set(['ice-ufrag', 'ice-pwd', 'setup', 'mid', 'rtcp-mux']);

/** From here on numbers of header extensions are proposals (RFC 8285 section 6). */
const FIRST_PROPOSAL = 4096;

/**
 * The lines of a section that a browser cannot read or use: SDES keys, candidates that its parser refuses, what says that ICE is off,
 * what stands there again, and header extensions whose number is taken or, in an answer, that were not offered.
 * @param numbers what the numbers of header extensions mean in the sections before on the same port; those of this one are added
 */
export function unwantedLines(place: BrowserPlace, section: MediaSection, numbers: ExtensionNumbers): Set<SdpLine> {
  const found = new Set<SdpLine>();
  const seen = new Set<string>();
  const offered = offeredExtensions(place, section);
  const taken = new Set<number>();
  for (const line of section.lines) {
    const name = line.attribute ?? '';
    // Of directions the first holds.
    const single = Object.hasOwn(REVERSED, name) ? 'direction' : SINGLE.has(name) ? name : undefined;
    const isUnwanted =
      name === 'crypto' ||
      name === 'ice-mismatch' ||
      (name === 'candidate' && !isReadable(line)) ||
      (name === 'extmap' && ((offered !== undefined && isStrange(line, offered)) || isTaken(line, taken, numbers))) ||
      (single !== undefined && seen.has(single));
    if (isUnwanted) found.add(line);
    if (single !== undefined) seen.add(single);
  }
  return found;
}

/** Whether Chrome's parser takes a candidate line (RFC 8839 section 5.1); a word that was taken out of it counts as right. */
export function isReadable(line: SdpLine): boolean {
  const words = candidateFields(line).map(field => field.text);
  const [, component = '', transport = '', priority = '', , port = '', typ, type = ''] = words;
  const isNumber = (word: string): boolean => /^(\d{1,10}$|[*xX<[])/.test(word);
  return (
    [component, priority, port].every(isNumber) &&
    !(Number(port) > 65535) &&
    /^(udp|tcp|ssltcp)$/i.test(transport) &&
    typ === 'typ' &&
    /^(host|srflx|prflx|relay)$/.test(type)
  );
}

/** What the numbers of header extensions mean in a BUNDLE group. */
export type ExtensionNumbers = Map<number, string>;

/** Within a section a number may stand once (RFC 8285 section 5), within a BUNDLE for one extension (RFC 9143 section 12). */
function isTaken(line: SdpLine, inSection: Set<number>, numbers: ExtensionNumbers): boolean {
  const extension = readExtension(line);
  if (!extension) return false;
  const { id, uri } = extension;
  const known = numbers.get(id);
  if (inSection.has(id) || (known !== undefined && known !== uri)) return true;
  inSection.add(id);
  numbers.set(id, uri);
  return false;
}

/** The session's header extensions whose number is taken. */
export function takenExtensions(session: readonly SdpLine[]): SdpLine[] {
  const seen = new Set<number>();
  const numbers: ExtensionNumbers = new Map();
  return attributesIn(session, 'extmap').filter(line => isTaken(line, seen, numbers));
}

/** The numbers under which each header extension was offered for a section; undefined where this is no answer. */
function offeredExtensions({ isAnswer, offer }: BrowserPlace, section: MediaSection): Map<string, number[]> | undefined {
  if (!isAnswer || !offer) return undefined;
  const found = new Map<string, number[]>();
  for (const { id, uri } of extensionsIn([...offer.session, ...(offer.media[section.index]?.lines ?? [])])) {
    const known = found.get(uri);
    if (known) known.push(id);
    else found.set(uri, [id]);
  }
  return found;
}

/** An answer has no header extension that was not offered under this number. */
function isStrange(line: SdpLine, offered: ReadonlyMap<string, readonly number[]>): boolean {
  const extension = readExtension(line);
  return extension !== undefined && !offered.get(extension.uri)?.some(theirs => theirs === extension.id || theirs >= FIRST_PROPOSAL);
}
