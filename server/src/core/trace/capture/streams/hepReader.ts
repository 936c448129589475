import { hepMessage, looksLikeHep3 } from './hep';
import type { Place } from './origin';
import type { Outlet } from './outlet';
import { messagesIn } from './sipMessages';
import type { StreamBuffer } from './streamBuffer';

/** Reads HEP version 3 from one direction of a TCP stream: each packet tells its length. */
export class HepReader {
  constructor(private readonly out: Outlet) {}

  read(buffer: StreamBuffer): void {
    while (buffer.length >= 6) {
      const { bytes, start, end } = buffer;
      if (!looksLikeHep3(bytes, start, end)) {
        buffer.drop(nextHep3(bytes, start + 1, end));
        continue;
      }
      const length = Math.max(6, bytes[start + 4]! * 256 + bytes[start + 5]!);
      if (length > end - start) return;
      this.packet(buffer, start + length);
      buffer.drop(start + length);
    }
  }

  /** The stream ends here or has a hole: a packet that is not complete is left out. */
  stop(buffer: StreamBuffer): void {
    this.read(buffer);
    buffer.drop(buffer.end);
  }

  private packet(buffer: StreamBuffer, end: number): void {
    const found = hepMessage(buffer.bytes, buffer.start, end);
    if (!found) return;
    const around = buffer.place(buffer.start, end);
    for (const message of messagesIn(found.bytes, found.start, found.end)) {
      const inside = found.bytes === buffer.bytes ? buffer.place(message.start, message.end) : undefined;
      const place: Place = { ...(inside ?? { fileOffset: -1 }), time: found.time ?? around.time, frames: around.frames };
      this.out.hep(found, message, place);
    }
  }
}

function nextHep3(bytes: Uint8Array, from: number, end: number): number {
  let at = bytes.indexOf(0x48, from);
  while (at >= 0 && at < end && !looksLikeHep3(bytes, at, end)) at = bytes.indexOf(0x48, at + 1);
  return at < 0 ? end : Math.min(at, end);
}
