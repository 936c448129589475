import type { Span } from '../text/span';
import type { Sdp } from './types';

/** What an o= line says of a description's history (RFC 8866 section 5.2). */
export interface Origin {
  /** User name and session number: the same for all descriptions of a party in a call. */
  readonly session: string;
  /** Digits of any number, without zeros in front. */
  readonly version: string;
  /** Of the version, in the clean text of the message. */
  readonly span: Span;
}

/** The origin of a description; undefined where its o= line is missing or malformed. */
export function originOf(sdp: Sdp): Origin | undefined {
  const line = sdp.session.find(one => one.type === 'o');
  const match = line && /^(\S{1,200} \d{1,40}) (\d{1,40}) /.exec(line.value);
  if (!line || !match) return undefined;
  const start = line.valueStart + match[1]!.length + 1;
  return { session: match[1]!, version: match[2]!.replace(/^0+(?=\d)/, ''), span: { start, end: start + match[2]!.length } };
}

/** Whether a version comes after another one. */
export const isHigherVersion = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length);

/** The number after one of any length. */
export const nextVersion = (version: string): string => String(BigInt(version) + 1n);
