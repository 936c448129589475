import type { Endpoint } from '../../types';
import { addressOf } from '../network/address';
import type { CaptureNotes, MessageSink, Packet } from '../types';
import { type HepMessage, hepMessage, looksLikeHep3 } from './hep';
import { messagesIn } from './sipMessages';
import { originOf, placeIn, unplaced } from './origin';
import { looksLikeCutRequest, looksLikeSigComp, looksLikeSip, skipLineEnds } from './sipStart';

const SIP_PORT = 5060;

/**
 * Looks for SIP, alone or in HEP, in the payload of an UDP datagram and hands its messages to the sink. True if it was any such thing, so
 * that nobody else need look: also HEP that carries something else, and SIP compressed by SigComp on the port of SIP, which is counted.
 */
export function datagram(packet: Packet, sink: MessageSink, notes: CaptureNotes): boolean {
  const { bytes, start, end } = packet;
  if (looksLikeSip(bytes, start, end)) {
    hand(packet, sink, { bytes, start, end }, undefined);
    return true;
  }
  if (packet.missing > 0 && looksLikeCutRequest(bytes, start, end)) {
    const at = skipLineEnds(bytes, start, end);
    const place = placeIn(originOf(packet, at), 0, end - at);
    sink.message({ ...place, ...endsOf(packet), transport: 'UDP', bytes, start: at, end, cut: packet.missing, hep: false });
    return true;
  }
  if (looksLikeSigComp(bytes, start, end) && (packet.sourcePort === SIP_PORT || packet.destinationPort === SIP_PORT)) {
    notes.compressed++;
    return true;
  }
  const hep = hepMessage(bytes, start, end);
  const found = hep !== undefined && hand(packet, sink, hep, hep) > 0;
  return found || (end - start >= 6 && looksLikeHep3(bytes, start, end));
}

interface Stretch {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Hands on the messages of a payload; gives their number. */
function hand(packet: Packet, sink: MessageSink, payload: Stretch, hep: HepMessage | undefined): number {
  const { bytes } = payload;
  const messages = messagesIn(bytes, payload.start, payload.end);
  const { source, destination } = hep ?? endsOf(packet);
  for (const { start, end } of messages) {
    const origin = originOf(packet, start);
    const place = placeIn(bytes === packet.bytes ? origin : unplaced(origin), 0, end - start);
    const last = start === messages[messages.length - 1]!.start;
    // Written out, not spread: there is one for each SIP message of a capture, and V8 gives objects that are spread a shape each.
    sink.message({
      time: hep?.time ?? place.time,
      source,
      destination,
      transport: hep?.transport ?? 'UDP',
      frames: place.frames,
      bytes,
      start,
      end,
      fileOffset: place.fileOffset,
      range: place.range,
      cut: last && payload.end === packet.end ? packet.missing : 0,
      hep: hep !== undefined,
    });
  }
  return messages.length;
}

function endsOf(packet: Packet): { source: Endpoint; destination: Endpoint } {
  const { addressBytes, sourceAt, destinationAt, family } = packet;
  return {
    source: { host: addressOf(addressBytes, sourceAt, family), port: packet.sourcePort },
    destination: { host: addressOf(addressBytes, destinationAt, family), port: packet.destinationPort },
  };
}
