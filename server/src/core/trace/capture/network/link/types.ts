/**
 * A link layer or a tunnel, from `start` to `end` of the bytes: where the IP packet inside begins, or less than zero where there is none:
 * `NOT_IP`, `UNREADABLE` or, for an EtherType that is not read, that type with a minus (types begin at 1536).
 */
export type LinkReader = (bytes: Uint8Array, start: number, end: number) => number;

/** Talk of neighbours, such as ARP: no IP packet, and none is missed. */
export const NOT_IP = -1;
/** The bytes end before the IP packet begins, or are not what they should be. */
export const UNREADABLE = -2;
