import { attributesIn } from './description';
import type { SdpLine } from './types';
import type { Span } from '../text/span';

/** An a=extmap line (RFC 8285 section 8): number, direction, URI, parameters. */
export interface Extension {
  readonly line: SdpLine;
  readonly id: number;
  readonly idSpan: Span;
  readonly uri: string;
}

const EXTMAP = /^[ \t]{0,8}(\d{1,9})(?:\/\w{1,12})?[ \t]{1,8}(\S{1,400})(?:[ \t]{1,8}(\S{1,400}))?/;

/** What encrypts another extension, which stands behind it (RFC 6904 section 4). */
const ENCRYPT = 'urn:ietf:params:rtp-hdrext:encrypt';

/** There are no more numbers than this in one-byte and two-byte headers together. */
const MOST = 256;

/** What an a=extmap line says; undefined where it is not well written. */
export function readExtension(line: SdpLine): Extension | undefined {
  const match = EXTMAP.exec(line.attributeValue ?? '');
  if (!match) return undefined;
  const start = line.attributeValueStart! + match[0].indexOf(match[1]!);
  const uri = match[2] === ENCRYPT && match[3] ? `${ENCRYPT} ${match[3]}` : match[2]!;
  return { line, id: Number(match[1]), idSpan: { start, end: start + match[1]!.length }, uri };
}

/** The header extensions of the lines, well written ones only. */
export const extensionsIn = (lines: readonly SdpLine[]): Extension[] =>
  attributesIn(lines, 'extmap')
    .slice(0, MOST)
    .flatMap(line => readExtension(line) ?? []);

/** The last words of a URI, for people: `ssrc-audio-level`. */
export const shortUri = (uri: string): string => /[^:/#]{1,60}$/.exec(uri)?.[0] ?? uri.slice(0, 60);
