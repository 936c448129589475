import { opposite, type Who } from '../../call/media/ask';
import type { SectionParty } from '../../call/media/types';
import { attributeFor, attributesFor, connectionAddress, connectionFor } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { partyIn, type Talk } from './support';

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const DIRECTIONS: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** The direction that a party's last description has for the section, and its line: `sendrecv` where there is none (RFC 8866 section 6.7). */
export function directionOf(talk: Talk, who: Who): { readonly value: Direction; readonly line?: SdpLine } {
  const { side, section } = partyIn(talk, who);
  for (const value of DIRECTIONS) {
    const line = attributesFor(side.sdp, section, value)[0];
    // A line of the section overrides one of the session, whatever either says.
    if (line && (line.section >= 0 || !DIRECTIONS.some(other => section.lines.some(own => own.attribute === other))))
      return { value, line };
  }
  return { value: 'sendrecv' };
}

/**
 * Whether a party may send in the end: it says so, and the other side wants to receive (RFC 3264 section 6.1) and is not on hold in
 * the old way, with an address of zeros (section 8.4).
 */
export const allows = (talk: Talk, sender: Who): boolean =>
  !isAtZeros(partyIn(talk, opposite(sender))) &&
  ['sendrecv', 'sendonly'].includes(directionOf(talk, sender).value) &&
  ['sendrecv', 'recvonly'].includes(directionOf(talk, opposite(sender)).value);

/** With ICE an address of zeros stands for candidates that follow (RFC 8840 section 4.1.1). */
const isAtZeros = ({ side: { sdp }, section }: SectionParty): boolean =>
  /^[0:.]+$/.test(connectionAddress(connectionFor(sdp, section)) ?? '') && attributeFor(sdp, section, 'ice-ufrag') === undefined;
