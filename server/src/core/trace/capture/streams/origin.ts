import { type Span, span } from '../../../text/span';
import type { Packet } from '../types';

/** The packet that a stretch of a stream came in. */
export interface Origin {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly frames: readonly number[];
  /** Where the stretch begins in the (uncompressed) file and in its frame; -1 where it does not lie there in one piece. */
  readonly fileOffset: number;
  readonly frameOffset: number;
}

/** Where a message came from; see CapturedMessage. */
export interface Place {
  readonly time: number;
  readonly frames: readonly number[];
  readonly fileOffset: number;
  readonly range?: Span;
}

/** Where the bytes of a packet from `start` on came from. */
export function originOf(packet: Packet, start: number): Origin {
  const { frame, fragments } = packet;
  const inFrame = packet.bytes === frame.bytes && !fragments;
  return {
    time: frame.time,
    frames: fragments ?? [frame.number],
    fileOffset: inFrame ? frame.fileOffset + start - frame.start : -1,
    frameOffset: inFrame ? start - frame.start : -1,
  };
}

/** The same packet from `skipped` bytes further on. */
export const shifted = (origin: Origin, skipped: number): Origin =>
  origin.frameOffset < 0 || skipped === 0
    ? origin
    : { ...origin, fileOffset: origin.fileOffset + skipped, frameOffset: origin.frameOffset + skipped };

/** The place of the bytes from `start` to `end` of a stretch. */
export function placeIn({ time, frames, fileOffset, frameOffset }: Origin, start: number, end: number): Place {
  if (frameOffset < 0) return { time, frames, fileOffset: -1 };
  return { time, frames, fileOffset: fileOffset + start, range: span(frameOffset + start, frameOffset + end) };
}
