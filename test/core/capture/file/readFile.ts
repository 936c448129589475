import { CaptureFile } from '../../../../server/src/core/trace/capture/file/captureFile';
import type { CaptureNotes, Frame } from '../../../../server/src/core/trace/capture/types';
import type { PacketInFile } from '../../../support/capture/files';
import { emptyNotes } from '../../../../server/src/core/trace/capture/notes';

/** What a test compares of a frame. */
export interface SeenFrame {
  number: number;
  time: number;
  linkType: number;
  interface: number;
  bytes: number[];
  wireLength: number;
  inbound: boolean | undefined;
}

export interface ReadFile {
  file: CaptureFile;
  notes: CaptureNotes;
  frames: SeenFrame[];
  /** Places of the frames' bytes in the file. */
  offsets: number[];
}

/** Reads a file in pieces of one size, each of which is overwritten as soon as it has been read. */
export function readFile(bytes: Uint8Array, size = bytes.length || 1, limit?: number): ReadFile {
  const notes = emptyNotes();
  const frames: SeenFrame[] = [];
  const offsets: number[] = [];
  const frame = (one: Frame): void => {
    const { number, time, linkType, wireLength, inbound } = one;
    frames.push({
      number,
      time,
      linkType,
      interface: one.interface,
      bytes: [...one.bytes.subarray(one.start, one.end)],
      wireLength,
      inbound,
    });
    offsets.push(one.fileOffset);
  };
  const file = new CaptureFile({ frame }, notes, limit);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size);
    file.push(piece);
    piece.fill(0xee);
  }
  file.end();
  return { file, notes, frames, offsets };
}

/** Everything that must not depend on how a file was cut into pieces. */
export const seen = ({ file, notes, frames, offsets }: ReadFile) => ({
  form: file.form,
  failure: file.failure,
  compressed: file.compressed,
  keyLogs: file.keyLogs,
  notes,
  frames,
  offsets,
});

const START = 1_700_000_000_000_000;

/** Packets that differ in length and bytes, a tenth of a second apart. */
export const somePackets = (count: number): PacketInFile[] =>
  Array.from({ length: count }, (_, index) => ({
    time: START + index * 100_000 + 7,
    bytes: Uint8Array.from({ length: 20 + ((index * 13) % 31) }, (_, at) => (index * 37 + at * 11 + 1) & 0xff),
  }));

/** What is to be read of packets. */
export const expected = (packets: readonly PacketInFile[], linkType = 1): SeenFrame[] =>
  packets.map((packet, index) => ({
    number: index + 1,
    time: packet.time,
    linkType,
    interface: packet.interface ?? 0,
    bytes: [...packet.bytes],
    wireLength: packet.wireLength ?? packet.bytes.length,
    inbound: packet.inbound,
  }));
