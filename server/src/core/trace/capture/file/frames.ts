import type { CaptureNotes, Frame, FrameSink } from '../types';
import { addProblem } from '../notes';

/** No packet is longer: a record that says so lies. Wireshark takes 256 KiB, for a few links 128 MiB. */
export const LONGEST_PACKET = 16 * 1024 * 1024;
/** How far behind a broken record the next sound one is looked for. */
export const SEARCHED = 1024 * 1024;

/** 2^53 microseconds: the year 2255. What is later is no time, and whole microseconds could not be told apart. */
const LATEST = 2 ** 53;
const MILLISECOND = 1000;
/** Problems of one kind that are listed with their places before they are only counted. */
const LISTED_OF_A_KIND = 3;

/**
 * Where the packets of all forms come together: fills the notes that are about the file, and hands the one frame to the sink. A reader
 * sets the fields of `frame` and calls `deliver`.
 */
export class Frames {
  readonly frame: Frame = {
    number: 0,
    time: 0,
    linkType: 0,
    interface: 0,
    bytes: new Uint8Array(),
    start: 0,
    end: 0,
    wireLength: 0,
    fileOffset: 0,
    inbound: undefined,
  };
  private previous = 0;
  private readonly kinds = new Map<string, number>();

  /** `inflated`: places are those in the inflated bytes, and are said to be. */
  constructor(
    private readonly sink: FrameSink,
    readonly notes: CaptureNotes,
    private readonly inflated: boolean,
  ) {}

  /** The next packet, as `frame` has it. */
  deliver(): void {
    const { frame, notes } = this;
    const { time } = frame;
    frame.number++;
    notes.frames++;
    if (time + MILLISECOND < this.previous) notes.unsorted++;
    this.previous = time;
    if (time > notes.last) notes.last = time;
    if ((time < notes.first || notes.first === 0) && time > 0) notes.first = time;
    this.sink.frame(frame);
  }

  /** The next packet cannot be handed out; it is counted all the same, as Wireshark's numbers count it. */
  leaveOut(): void {
    this.frame.number++;
    this.notes.frames++;
    this.notes.unread++;
  }

  /** The number of the packet that comes next. */
  get next(): number {
    return this.frame.number + 1;
  }

  /** Of the packet that was delivered last; 0 if none was. */
  get timeBefore(): number {
    return this.previous;
  }

  /** A time in microseconds, or that of the packet before where it is none. */
  timeOr(time: number, place: number): number {
    if (time >= 0 && time < LATEST) return time;
    this.tell(
      'times out of range',
      () => `Frame ${this.next} (${this.at(place)}) has a time out of range; it is given that of the frame before.`,
    );
    return this.previous;
  }

  /** The words for a place in the file. */
  at(place: number): string {
    return this.inflated ? `at byte ${place} of the inflated file` : `at byte ${place}`;
  }

  /** A problem with its place. `kind`, a plural, is what further ones are counted as; their sentences are not even made. */
  tell(kind: string, sentence: () => string): void {
    const count = (this.kinds.get(kind) ?? 0) + 1;
    this.kinds.set(kind, count);
    if (count <= LISTED_OF_A_KIND) addProblem(this.notes, sentence());
  }

  /** The file has been read: says how many problems were not listed. */
  end(): void {
    for (const [kind, count] of this.kinds) {
      if (count > LISTED_OF_A_KIND) addProblem(this.notes, `There are ${count - LISTED_OF_A_KIND} more ${kind}.`);
    }
    this.kinds.clear();
  }
}

/** An unsigned number of two bytes. */
export function read16(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]! | (bytes[at + 1]! << 8);
}

/** An unsigned number of four bytes. */
export function read32(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return bigEndian
    ? ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
    : (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
