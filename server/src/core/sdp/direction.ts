import { attributesIn } from './description';
import type { MediaSection, Sdp, SdpLine } from './types';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** The other party's view of a direction. */
export const REVERSED: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

const isDirection = (name: string | undefined): name is Direction => name !== undefined && Object.hasOwn(REVERSED, name);

/** The direction of a section and the line that says so: its own, else the session's, else `sendrecv` (RFC 8866 section 6.7). */
export function directionOf(sdp: Sdp, section: MediaSection): { readonly value: Direction; readonly line?: SdpLine } {
  for (const lines of [section.lines, sdp.session]) {
    for (const line of lines) if (isDirection(line.attribute)) return { value: line.attribute, line };
  }
  return { value: 'sendrecv' };
}

export const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

/** Whether an answer may have a direction: it sends only what the offer receives, and receives only what the offer sends (RFC 3264 section 6.1). */
export const isLawfulAnswer = (offered: Direction, answered: Direction): boolean =>
  (!sends(answered) || receives(offered)) && (!receives(answered) || sends(offered));

/** A section that is offered as rejected or removed: port 0, and not one that only waits for its BUNDLE group (RFC 9143 section 6). */
export const isRejected = (section: MediaSection): boolean => section.port === 0 && attributesIn(section.lines, 'bundle-only').length === 0;
