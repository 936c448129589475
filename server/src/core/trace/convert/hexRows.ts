import { bytesOfHex } from './utf8';

/** A row of a hex dump: where its bytes stand in the packet, and the bytes. */
export interface HexRow {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** tcpdump -x: `0x0010:  ac10 6265 acfd …  ..be`. */
const TCPDUMP_ROW = /^[ \t]{0,16}0x([0-9a-f]{4,6}):[ \t]{1,4}((?:[0-9a-f]{4} ){0,7}[0-9a-f]{2}(?:[0-9a-f]{2})?)(?![0-9a-f])/;
/** tshark -x, and what Wireshark copies: `0010  02 ca c3 c8 …   ......@`. */
const TSHARK_ROW = /^[ \t]{0,4}([0-9a-f]{4,6})[ \t]{1,4}((?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2})(?=[ \t]|$)/;

/** Reads a row as tcpdump prints it. */
export const tcpdumpRow = (line: string): HexRow | undefined => rowOf(line, TCPDUMP_ROW);

/** Reads a row as tshark and Wireshark print it. */
export const tsharkRow = (line: string): HexRow | undefined => rowOf(line, TSHARK_ROW);

function rowOf(line: string, pattern: RegExp): HexRow | undefined {
  const match = pattern.exec(line);
  return match ? { offset: Number.parseInt(match[1]!, 16), bytes: bytesOfHex(match[2]!) } : undefined;
}

/** No packet is longer than this: a dump that says so is none. */
const LONGEST = 262144;

/** Puts the rows of one packet together. A row that is not the next one ends the packet: what follows is lost. */
export class HexPacket {
  private bytes = new Uint8Array(2048);
  private length = 0;
  private broken = false;

  add({ offset, bytes }: HexRow): void {
    if (offset !== this.length || this.length + bytes.length > LONGEST) this.broken = true;
    if (this.broken) return;
    if (this.length + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** The bytes up to here; a new packet begins. */
  take(): { bytes: Uint8Array; broken: boolean } {
    const taken = { bytes: this.bytes.slice(0, this.length), broken: this.broken };
    this.length = 0;
    this.broken = false;
    return taken;
  }
}
