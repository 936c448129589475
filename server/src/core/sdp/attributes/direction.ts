import type { SdpFact } from '../fact';
import type { GatewaySettings } from '../../sip/fact';

const settings: GatewaySettings = { rtpengine: ['original-sendrecv'], asterisk: ['moh_passthrough'] };

/** Direction of the media, as seen by who writes the line. */
export const DIRECTION: readonly SdpFact[] = [
  {
    name: 'sendrecv',
    example: 'a=sendrecv',
    title: 'sends and receives',
    explanation: 'The default when no direction is written.',
    reference: { rfc: 8866, section: '6.7.2' },
  },
  {
    name: 'sendonly',
    example: 'a=sendonly',
    title: 'sends but does not receive: hold',
    explanation: 'In an offer it puts the other side on hold, possibly with music. The answer is `recvonly` or `inactive`.',
    reference: { rfc: 8866, section: '6.7.3' },
    settings,
  },
  {
    name: 'recvonly',
    example: 'a=recvonly',
    title: 'receives but does not send',
    explanation: 'The right answer to `sendonly`. In a first offer it mostly means that no microphone was found or allowed.',
    reference: { rfc: 8866, section: '6.7.1' },
    settings,
  },
  {
    name: 'inactive',
    example: 'a=inactive',
    title: 'neither sends nor receives',
    explanation: 'Hold without music, or both sides on hold. RTCP continues.',
    reference: { rfc: 8866, section: '6.7.4' },
    settings,
  },
];
