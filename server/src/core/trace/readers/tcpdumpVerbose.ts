import { collectMessage } from '../collect';
import { withoutIndent } from '../logLines';
import type { Reader } from '../types';
import { envelopeOf, packetOf, TCPDUMP_PACKET } from './tcpdump';

/** tcpdump -v and -vv: the message behind tabs; with -A the bytes follow, in lines without. It knows SIP over UDP only. */
export const tcpdumpVerbose: Reader = {
  format: 'tcpdump-vv',
  title: 'tcpdump -vv',
  boundary: TCPDUMP_PACKET,
  read: lines => {
    const packet = packetOf(lines);
    if (!packet) return undefined;
    const end = packet.lines.findIndex(line => line.text !== '' && !line.text.startsWith('\t'));
    return collectMessage(withoutIndent(end < 0 ? packet.lines : packet.lines.slice(0, end)), envelopeOf(packet));
  },
};
