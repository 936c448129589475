/** Longest handshake message that is put together, in bytes, and most pieces of one. */
const LONGEST = 65_536;
const PIECES = 256;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The fragments of one DTLS handshake message (RFC 6347 section 4.2.3), in any order, also overlapping. Keeps only bytes that came. */
export class Fragments {
  private readonly pieces: Piece[] = [];
  private kept = 0;
  /** Too long or in too many pieces. */
  tooMany: boolean;

  constructor(
    readonly sequence: number,
    readonly length: number,
  ) {
    this.tooMany = length > LONGEST;
  }

  /** Takes a fragment; gives the whole message when nothing is missing any more. */
  add(bytes: Uint8Array, at: number, end: number, offset: number): Uint8Array | undefined {
    if (this.tooMany || this.pieces.some(piece => piece.offset <= offset && piece.offset + piece.bytes.length >= offset + end - at))
      return undefined;
    this.kept += end - at;
    if (this.kept > 2 * LONGEST || this.pieces.length >= PIECES) {
      this.tooMany = true;
      this.pieces.length = 0;
      return undefined;
    }
    this.pieces.push({ offset, bytes: bytes.slice(at, end) });
    return this.whole();
  }

  private whole(): Uint8Array | undefined {
    this.pieces.sort((a, b) => a.offset - b.offset);
    let covered = 0;
    for (const { offset, bytes } of this.pieces) {
      if (offset > covered) return undefined;
      covered = Math.max(covered, offset + bytes.length);
    }
    if (covered < this.length) return undefined;
    const message = new Uint8Array(this.length);
    for (const { offset, bytes } of this.pieces) message.set(bytes.subarray(0, this.length - offset), offset);
    return message;
  }
}
