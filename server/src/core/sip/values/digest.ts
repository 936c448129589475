import type { SipMessage } from '../types';
import { headers } from '../message';
import type { Span } from '../../text/span';

/** A challenge, or the credentials that answer one (RFC 3261 sections 20.7, 20.28, 20.44; RFC 8760). */
export interface Digest {
  readonly span: Span;
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly username: string;
  readonly uri: string;
  readonly stale: boolean;
}

const PARAMETER = /([a-z]{1,20})\s*=\s*(?:"([^"]*)"|([^\s,"]*))/gi;

/** The Digest values of a header, in order; other schemes are left out. */
export function digests(message: SipMessage, name: string): Digest[] {
  return headers(message, name)
    .filter(one => /^digest\s/i.test(one.value))
    .map(one => {
      const values: Record<string, string> = {};
      for (const match of one.value.slice(7, 4000).matchAll(PARAMETER)) values[match[1]!.toLowerCase()] ??= match[2] ?? match[3] ?? '';
      return {
        span: one.valueSpan,
        realm: values.realm ?? '',
        nonce: values.nonce ?? '',
        // MD5 where none is named (RFC 2617 section 3.2.1, RFC 8760 section 2.3).
        algorithm: (values.algorithm || 'MD5').toUpperCase(),
        username: values.username ?? '',
        uri: values.uri ?? '',
        stale: values.stale?.toLowerCase() === 'true',
      };
    });
}
