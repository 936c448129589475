import { behindEtherType } from './ethernet';
import { UNREADABLE } from './types';

/** Linux cooked capture (LINKTYPE_LINUX_SLL, 113), what `-i any` writes: the protocol at the end of 16 bytes. */
export function linuxCooked(bytes: Uint8Array, start: number, end: number): number {
  if (start + 16 > end) return UNREADABLE;
  return behindEtherType((bytes[start + 14]! << 8) | bytes[start + 15]!, bytes, start + 16, end);
}

/** Linux cooked capture v2 (LINKTYPE_LINUX_SLL2, 276): the protocol first, 20 bytes in all. */
export function linuxCooked2(bytes: Uint8Array, start: number, end: number): number {
  if (start + 20 > end) return UNREADABLE;
  return behindEtherType((bytes[start]! << 8) | bytes[start + 1]!, bytes, start + 20, end);
}
