import { span } from '../../../text/span';
import { addressOf } from '../network/address';
import type { Ends } from '../media/flow';
import type { CaptureNotes, MessageSink, Packet } from '../types';
import { type HepMessage, hepMessage, looksLikeHep3 } from './hep';
import { messageEnd } from './sipMessages';
import { looksLikeCutRequest, looksLikeSigComp, sipStartAt, skipLineEnds } from './sipStart';

const SIP_PORT = 5060;

/**
 * Looks for SIP, alone or in HEP, in the payload of an UDP datagram and hands its messages to the sink. True if it was any such thing, so
 * that nobody else need look: also HEP that carries something else, and SIP compressed by SigComp on the port of SIP, which is counted.
 *
 * @param known the addresses of the packet, where they have been made into text before
 */
export function datagram(packet: Packet, sink: MessageSink, notes: CaptureNotes, known?: Ends): boolean {
  const { bytes, start, end } = packet;
  const first = sipStartAt(bytes, start, end);
  if (first >= 0) {
    handAll(packet, sink, known ?? endsOf(packet), bytes, first, end, undefined);
    return true;
  }
  if (packet.missing > 0 && looksLikeCutRequest(bytes, start, end)) {
    hand(packet, sink, known ?? endsOf(packet), bytes, skipLineEnds(bytes, start, end), end, undefined);
    return true;
  }
  if (looksLikeSigComp(bytes, start, end) && (packet.sourcePort === SIP_PORT || packet.destinationPort === SIP_PORT)) {
    notes.compressed++;
    return true;
  }
  const hep = hepMessage(bytes, start, end);
  const inside = hep ? sipStartAt(hep.bytes, hep.start, hep.end) : -1;
  if (hep && inside >= 0) handAll(packet, sink, hep, hep.bytes, inside, hep.end, hep);
  return inside >= 0 || (end - start >= 6 && looksLikeHep3(bytes, start, end));
}

/** Hands on the messages from `first` to `end`: no more than one, as a rule. */
function handAll(
  packet: Packet,
  sink: MessageSink,
  ends: Ends,
  bytes: Uint8Array,
  first: number,
  end: number,
  hep: HepMessage | undefined,
): void {
  for (let start = first; start >= 0; ) {
    const next = messageEnd(bytes, start, end);
    hand(packet, sink, ends, bytes, start, next, hep);
    start = next < end ? sipStartAt(bytes, next, end) : -1;
  }
}

/** Hands on one message. All is written out, and no object made that is not needed: there is one for each SIP message of a capture. */
function hand(
  packet: Packet,
  sink: MessageSink,
  { source, destination }: Ends,
  bytes: Uint8Array,
  start: number,
  end: number,
  hep: HepMessage | undefined,
): void {
  const { frame, fragments } = packet;
  const inFrame = bytes === frame.bytes && !fragments;
  sink.message({
    time: hep?.time ?? frame.time,
    source,
    destination,
    transport: hep?.transport ?? 'UDP',
    frames: fragments ?? [frame.number],
    bytes,
    start,
    end,
    fileOffset: inFrame ? frame.fileOffset + start - frame.start : -1,
    range: inFrame ? span(start - frame.start, end - frame.start) : undefined,
    cut: end === packet.end ? packet.missing : 0,
    hep: hep !== undefined,
  });
}

function endsOf({ addressBytes, sourceAt, destinationAt, family, sourcePort, destinationPort }: Packet): Ends {
  return {
    source: { host: addressOf(addressBytes, sourceAt, family), port: sourcePort },
    destination: { host: addressOf(addressBytes, destinationAt, family), port: destinationPort },
  };
}
