import type { Packet } from '../types';
import { uint16 } from './bytes';
import { Tally } from './tally';

/** Version 2 and a packet type that RFC 5761 section 4 keeps free of RTP. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  return bytes[at]! >> 6 === 2 && bytes[at + 1]! >= 192 && bytes[at + 1]! <= 223;
}

/** Whether a payload is RTCP or SRTCP: the first of its packets fits into it. */
export function isRtcp(packet: Packet): boolean {
  const { bytes, start, end, missing } = packet;
  return isHeader(bytes, start) && end - start >= 8 && start + lengthOf(bytes, start) <= end + missing;
}

/** The RTCP of one flow: how often each packet type came (RFC 3550 section 6). */
export class RtcpTypes extends Tally {
  /** By packet type, less 192. */
  private readonly counts = new Array<number>(32).fill(0);

  /**
   * Counts a compound packet's parts. Of SRTCP only the first header is in the clear (RFC 3711 section 3.4), so the others count only if
   * they fill the packet to its end, as those in the clear do.
   */
  add(packet: Packet): void {
    const { bytes, start } = packet;
    this.count(packet.frame);
    const end = packet.end + packet.missing;
    const types = [bytes[start + 1]!];
    let at = start + lengthOf(bytes, start);
    while (at + 4 <= packet.end && isHeader(bytes, at)) {
      types.push(bytes[at + 1]!);
      at += lengthOf(bytes, at);
    }
    const clear = at === end || (packet.missing > 0 && at >= packet.end);
    if (!clear) types.length = 1;
    for (const type of types) this.counts[type - 192]!++;
  }

  get types(): [type: number, count: number][] {
    return this.counts.flatMap((count, i) => (count > 0 ? [[192 + i, count] as [number, number]] : []));
  }
}

/** Bytes of one packet: the length field counts words, less one. */
function lengthOf(bytes: Uint8Array, at: number): number {
  return 4 * (uint16(bytes, at + 2) + 1);
}
