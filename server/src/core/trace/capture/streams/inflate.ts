import { Inflate } from 'fflate';

/** What ends a message of permessage-deflate and is not sent (RFC 7692 §7.2.2). Harmless behind data that brought its own end. */
const TAIL = new Uint8Array([0, 0, 0xff, 0xff]);
/** Input is fed in steps of this size, so that output is bounded before it is all there: deflate grows by a factor of 1,032 at most. */
const STEP = 4096;
const WINDOW = 32 * 1024;

/** Inflates raw deflate (RFC 1951) that may refer back to `window`; undefined where it is broken or gives more than `most` bytes. */
export function inflateRaw(data: Uint8Array, most: number, window: Uint8Array = new Uint8Array(0)): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  const inflater = new Inflate({ dictionary: window }, part => {
    parts.push(part);
    size += part.length;
  });
  try {
    for (let at = 0; at < data.length && size <= most; at += STEP) inflater.push(data.subarray(at, at + STEP));
    if (size <= most) inflater.push(TAIL);
  } catch {
    return undefined;
  }
  return size <= most ? joined(parts, size) : undefined;
}

/** Inflates zlib's format (RFC 1950). Its checksum is not looked at, so that one that was cut gives what there is. */
export function inflateZlib(data: Uint8Array, most: number): Uint8Array | undefined {
  const isZlib = data.length > 2 && (data[0]! & 15) === 8 && (data[0]! * 256 + data[1]!) % 31 === 0 && (data[1]! & 32) === 0;
  return isZlib ? inflateRaw(data.subarray(2), most) : undefined;
}

/** One array of all the parts, which are `size` bytes in all. */
export function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes that what follows `added` may refer to. */
export function windowAfter(window: Uint8Array, added: Uint8Array): Uint8Array {
  if (added.length >= WINDOW) return added.slice(added.length - WINDOW);
  const kept = Math.min(window.length, WINDOW - added.length);
  return joined([window.subarray(window.length - kept), added.slice()], kept + added.length);
}
