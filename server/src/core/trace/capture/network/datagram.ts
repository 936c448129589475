import type { Frame, Packet } from '../types';

const SMALLEST_ROOM = 4096;
const MOST_SPARE = 16;
const NOTHING = new Uint8Array(0);

/** One fragment: bytes from `at` to `end` of `bytes` belong at `offset`; `length` is what the header says, more where it was cut. */
export interface Fragment {
  id: number;
  /** In IPv6 that of the first fragment counts. */
  protocol: number;
  /** A multiple of 8. */
  offset: number;
  more: boolean;
  bytes: Uint8Array;
  at: number;
  end: number;
  length: number;
}

/** Where a datagram is put together: its bytes, and a 1 for each 8 of them that are there. */
interface Room {
  readonly bytes: Uint8Array;
  readonly marks: Uint8Array;
}

/** Room that is used again, since to get it costs more than to fill it. */
export class SpareRooms {
  private readonly rooms: Room[] = [];

  take(size: number): Room {
    const index = this.rooms.findIndex(room => room.bytes.length >= size);
    const [spare] = index < 0 ? [] : this.rooms.splice(index, 1);
    if (spare) return spare;
    let length = SMALLEST_ROOM;
    while (length < size) length *= 2;
    return { bytes: new Uint8Array(length), marks: new Uint8Array(length >> 3) };
  }

  give(room: Room): void {
    room.marks.fill(0);
    this.rooms.push(room);
    if (this.rooms.length > MOST_SPARE) this.rooms.shift();
  }
}

/** What is there of a datagram that came in fragments. It is marked in units of 8 bytes; only the last fragment may end within one. */
export class Datagram {
  room: Room;
  /** Undefined while the last fragment is not there. */
  total: number | undefined;
  /** Where the fragments that were seen end. */
  reach = 0;
  protocol: number;
  readonly family: 4 | 6;
  /** The source's, then the destination's. */
  readonly addresses: Uint8Array;
  readonly frames: number[] = [];
  /** A copy of the frame of the latest fragment, without its bytes. */
  readonly frame: Frame;
  /** Microseconds, of the fragment that came first. */
  readonly time: number;
  private marked = 0;

  constructor(
    packet: Packet,
    fragment: Fragment,
    private readonly spare: SpareRooms,
    /** Whether all its fragments so far were those of one that was complete before. */
    readonly repeated: boolean,
  ) {
    const { family, addressBytes, sourceAt, frame } = packet;
    this.protocol = fragment.protocol;
    this.family = family;
    this.addresses = addressBytes.slice(sourceAt, sourceAt + (family === 4 ? 8 : 32));
    this.frame = withoutBytes(frame);
    this.time = frame.time;
    this.room = spare.take(fragment.offset + fragment.end - fragment.at);
  }

  get complete(): boolean {
    return this.total !== undefined && this.marked === Math.ceil(this.total / 8);
  }

  /** How many bytes are there from the beginning without a hole. */
  get head(): number {
    const hole = this.room.marks.indexOf(0);
    const there = hole < 0 ? this.room.bytes.length : hole * 8;
    return Math.min(there, this.total ?? there);
  }

  /** Takes what is new of a fragment; what is there already stays. False where the two differ. */
  take(fragment: Fragment, packet: Packet): boolean {
    const { offset, bytes, at } = fragment;
    const reach = offset + fragment.length;
    let until = offset + fragment.end - at;
    this.makeRoom(until);
    this.reach = Math.max(this.reach, reach);
    if (!fragment.more && this.total === undefined) this.setTotal(reach);
    if (offset === 0) this.protocol = fragment.protocol;
    if (this.total !== undefined && until > this.total) until = this.total;
    const { marks } = this.room;
    const last = until === this.total ? Math.ceil(until / 8) : until >> 3;
    const before = this.marked;
    let same = true;
    let unit = offset >> 3;
    while (unit < last) {
      const from = unit;
      const taken = marks[unit];
      while (unit < last && marks[unit] === taken) unit++;
      const start = at + from * 8 - offset;
      const end = at + Math.min(unit * 8, until) - offset;
      if (taken === 1) {
        if (!this.holds(bytes, start, end, from * 8)) same = false;
        continue;
      }
      this.room.bytes.set(bytes.subarray(start, end), from * 8);
      marks.fill(1, from, unit);
      this.marked += unit - from;
    }
    if (this.marked > before) this.addFrame(packet);
    return same;
  }

  /** Whether a complete datagram has all of a fragment, byte for byte. */
  has({ offset, length, bytes, at, end }: Fragment): boolean {
    return offset + length <= (this.total ?? 0) && this.holds(bytes, at, end, offset);
  }

  private holds(bytes: Uint8Array, from: number, to: number, where: number): boolean {
    for (let byte = from; byte < to; byte++) if (this.room.bytes[where + byte - from] !== bytes[byte]) return false;
    return true;
  }

  private setTotal(total: number): void {
    this.total = total;
    this.marked = 0;
    for (let unit = 0; unit * 8 < total; unit++) this.marked += this.room.marks[unit] ?? 0;
  }

  private makeRoom(size: number): void {
    const { room } = this;
    if (size <= room.bytes.length) return;
    this.room = this.spare.take(size);
    this.room.bytes.set(room.bytes);
    this.room.marks.set(room.marks);
    this.spare.give(room);
  }

  /** A fragment that was in fragments itself came in several frames. */
  private addFrame({ fragments, frame }: Packet): void {
    if (!fragments) this.frames.push(frame.number);
    else {
      this.frames.push(...fragments);
      this.frames.sort((one, other) => one - other);
    }
    Object.assign(this.frame, withoutBytes(frame));
  }
}

function withoutBytes(frame: Frame): Frame {
  return { ...frame, bytes: NOTHING, start: 0, end: 0 };
}
