import { addressOf } from '../../../../server/src/core/trace/capture/network/address';
import { Network } from '../../../../server/src/core/trace/capture/network/network';
import type { CaptureNotes, Frame } from '../../../../server/src/core/trace/capture/types';
import { emptyNotes } from '../../../../server/src/core/trace/capture/notes';

export interface Collected {
  frame: number;
  protocol: number;
  source: string;
  destination: string;
  text: string;
  missing: number;
  fragments: readonly number[] | undefined;
}

/** A frame of a test: its bytes alone, or with what else there is to say. */
export interface Given {
  bytes: Uint8Array;
  linkType?: number;
  interface?: number;
  /** Bytes at its end that were not captured. */
  cut?: number;
  /** Seconds. */
  time?: number;
}

/** An Ethernet frame of all the bytes. */
export const frameOf = (bytes: Uint8Array): Frame => ({
  number: 0,
  time: 0,
  linkType: 1,
  interface: 0,
  bytes,
  start: 0,
  end: bytes.length,
  wireLength: bytes.length,
  fileOffset: 0,
  inbound: undefined,
});

/** Where the frame begins in its buffer: offsets must be taken from there, not from 0. */
const BEFORE = 5;

/** Reads frames, all from one buffer as a file reader has it, with other bytes before and behind. */
export function collect(given: readonly (Uint8Array | Given)[], end = true): { packets: Collected[]; notes: CaptureNotes } {
  const notes = emptyNotes();
  const packets: Collected[] = [];
  const network = new Network(
    {
      packet(packet) {
        const { addressBytes, sourceAt, destinationAt, family, bytes } = packet;
        packets.push({
          frame: packet.frame.number,
          protocol: packet.protocol,
          source: `${addressOf(addressBytes, sourceAt, family)} ${packet.sourcePort}`,
          destination: `${addressOf(addressBytes, destinationAt, family)} ${packet.destinationPort}`,
          text: new TextDecoder('latin1').decode(bytes.subarray(packet.start, packet.end)),
          missing: packet.missing,
          fragments: packet.fragments && [...packet.fragments],
        });
      },
    },
    notes,
  );
  const buffer = new Uint8Array(70_000 + given.reduce((most, one) => Math.max(most, ('bytes' in one ? one.bytes : one).length), 0));
  const frame = frameOf(buffer);
  frame.start = BEFORE;
  for (const one of given) {
    const { bytes, linkType = 1, interface: index = 0, cut = 0, time = 0 }: Given = 'bytes' in one ? one : { bytes: one };
    buffer.fill(0x55);
    buffer.set(bytes, BEFORE);
    frame.number++;
    frame.time = 1_700_000_000_000_000 + time * 1_000_000;
    frame.linkType = linkType;
    frame.interface = index;
    frame.end = BEFORE + bytes.length - cut;
    frame.wireLength = bytes.length;
    network.frame(frame);
  }
  if (end) network.end();
  return { packets, notes };
}
