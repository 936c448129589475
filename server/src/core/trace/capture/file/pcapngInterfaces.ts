import { type Frames, read16, read32 } from './frames';

const MOST_INTERFACES = 65536;

const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const ISB_IFDROP = 5;
const ISB_OSDROP = 7;

/** An interface as its section describes it (draft-ietf-opsawg-pcapng, Interface Description Block). */
export interface Interface {
  /** Counted over all sections. */
  readonly index: number;
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** Units of its times in a microsecond where that is a whole number up to 10^6, else 0. */
  readonly divisor: number;
  /** Microseconds of a unit in the higher and in the lower half of its times. */
  readonly high: number;
  readonly low: number;
  /** Microseconds that are added to its times. */
  readonly offset: number;
  /** Packets that the last statistics say were lost: by the interface and by the system. */
  lost: number;
}

/** The interfaces of a pcapng file: those of the section that is read, numbered over all. */
export class Interfaces {
  private section: Interface[] = [];
  private losing = new Set<Interface>();

  constructor(private readonly frames: Frames) {}

  /** The next section begins: its interfaces are counted from 0 again. */
  begin(): void {
    this.section = [];
  }

  at(index: number): Interface | undefined {
    return this.section[index];
  }

  /** An Interface Description Block whose body and options are from `start` to `end`. */
  describe(bytes: Uint8Array, start: number, end: number, bigEndian: boolean): void {
    const { notes } = this.frames;
    if (notes.interfaces >= MOST_INTERFACES) {
      this.frames.tell('interfaces that are not read', () => `There are more than ${MOST_INTERFACES} interfaces.`);
      return;
    }
    const resolution = findOption(bytes, start + 8, end, IF_TSRESOL, 1, bigEndian);
    const offset = findOption(bytes, start + 8, end, IF_TSOFFSET, 8, bigEndian);
    this.section.push({
      index: notes.interfaces++,
      linkType: read16(bytes, start, bigEndian),
      snapLength: read32(bytes, start + 4, bigEndian),
      ...unitsOf(resolution < 0 ? 6 : bytes[resolution]!),
      offset: offset < 0 ? 0 : read64(bytes, offset, bigEndian) * 1e6,
      lost: 0,
    });
  }

  /** An Interface Statistics Block; the last one of an interface counts. */
  statistics(bytes: Uint8Array, start: number, end: number, bigEndian: boolean): void {
    const on = this.section[read32(bytes, start, bigEndian)];
    if (!on) return;
    on.lost = 0;
    for (const code of [ISB_IFDROP, ISB_OSDROP]) {
      const at = findOption(bytes, start + 12, end, code, 8, bigEndian);
      if (at >= 0) on.lost += Math.max(0, read64(bytes, at, bigEndian));
    }
    if (on.lost > 0) this.losing.add(on);
  }

  /** Says which interfaces lost packets. */
  end(): void {
    for (const { index, lost } of this.losing) {
      if (lost > 0)
        this.frames.tell('interfaces that lost packets', () => `Interface ${index} lost ${lost} packets: they are not in the file.`);
    }
  }
}

/** What if_tsresol says of times: units of 10^-n seconds, or of 2^-n where the highest bit is set. */
function unitsOf(resolution: number): Pick<Interface, 'divisor' | 'high' | 'low'> {
  const exponent = resolution & 0x7f;
  if (resolution & 0x80) return { divisor: 0, high: 2 ** (32 - exponent) * 1e6, low: 1e6 / 2 ** exponent };
  if (exponent <= 6) return { divisor: 0, high: 2 ** 32 * 10 ** (6 - exponent), low: 10 ** (6 - exponent) };
  const divisor = 10 ** (exponent - 6);
  return { divisor: divisor <= 1e6 ? divisor : 0, high: 2 ** 32 / divisor, low: 1 / divisor };
}

/** The time in microseconds that two halves of 32 bits make on an interface; exact as far as a double is. */
export function timeOf(on: Interface, high: number, low: number): number {
  const { divisor } = on;
  if (divisor === 0) return high * on.high + low * on.low + on.offset;
  // Nanoseconds since 1970 have more bits than a double: the higher half is divided by itself, so that whole microseconds stay whole.
  const whole = Math.floor(high / divisor);
  return whole * 4294967296 + ((high - whole * divisor) * 4294967296 + low) / divisor + on.offset;
}

/** Where the value of an option begins that has at least `size` bytes, -1 if there is none. */
export function findOption(bytes: Uint8Array, start: number, end: number, code: number, size: number, bigEndian: boolean): number {
  let at = start;
  while (end - at >= 4) {
    const found = read16(bytes, at, bigEndian);
    const length = read16(bytes, at + 2, bigEndian);
    if (found === 0) break;
    if (found === code && length >= size && at + 4 + length <= end) return at + 4;
    at += 4 + ((length + 3) & ~3);
  }
  return -1;
}

/** A signed number of eight bytes. */
function read64(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  const high = read32(bytes, bigEndian ? at : at + 4, bigEndian) | 0;
  return high * 4294967296 + read32(bytes, bigEndian ? at + 4 : at, bigEndian);
}
