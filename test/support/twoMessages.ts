import assert from 'node:assert/strict';
import type { Envelope, FormatId } from '../../server/src/core/trace/types';
import { message, OFFER } from './framings';
import { readAs } from './pieces';

/** Noon of the first of March 2026, and of any day, in microseconds. */
export const NOON = Date.UTC(2026, 2, 1, 12, 0, 0) * 1000;
export const NOON_OF_DAY = 43_200_000_000;

/** Two messages for traces of two. */
export const invite = message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', OFFER);
export const busy = message('SIP/2.0 486 Busy Here', 'call', '1 INVITE');
export const peer = { host: '192.0.2.20', port: 5060 };
export const own = { host: '192.0.2.1', port: 5060 };

export const lines = (list: readonly string[], before = '', behind = ''): string =>
  list.map(line => `${before}${line}${behind}\n`).join('');

/** A message on one line, with this for its line ends. */
export const escaped = (list: readonly string[], end: string): string => list.map(line => line + end).join('');

/** What the log says of each of the two messages; nothing of what it does not say. */
export function envelopes(format: FormatId, text: string): Envelope[] {
  const found = readAs(format, text);
  assert.deepEqual(
    found.map(one => one.clean.text),
    [lines(invite), lines(busy)],
  );
  return found.map(one => known(one.envelope));
}

export const known = (envelope: Envelope): Envelope =>
  Object.fromEntries(Object.entries(envelope).filter(([, value]) => value !== undefined));
