import { addProblem } from '../notes';
import type { CaptureNotes, Packet } from '../types';
import { Datagram, type Fragment, SpareRooms } from './datagram';

/** Microseconds: as long as Linux waits for the rest. */
const TIMEOUT = 30_000_000;
/** How often the waiting ones are looked through. */
const CHECKED_EVERY = 1_000_000;
const MOST_OPEN = 1024;
const MOST_BYTES = 16 * 1024 * 1024;
/** Finished datagrams that are remembered: a capture of several interfaces has each fragment twice, and the second last one lacks nothing. */
const MOST_FINISHED = 64;

/**
 * Puts fragments of IPv4 (RFC 791 section 3.2) and IPv6 (RFC 8200 section 4.5) together, in whatever order they come. At most 1024
 * datagrams and 16 MB wait at a time, each for 30 seconds of the capture; what is given up goes to `incomplete`.
 */
export class IpReassembly {
  private readonly open = new Map<string, Datagram>();
  private readonly finished = new Map<string, Datagram>();
  private readonly spare = new SpareRooms();
  /** Bytes of the open ones' room. */
  private size = 0;
  private checked = 0;
  private differing = false;

  constructor(
    private readonly incomplete: (datagram: Datagram) => void,
    private readonly notes: CaptureNotes,
  ) {}

  /** Takes a fragment of the packet, of which family, addresses and frame count. The datagram if it is complete now. */
  add(packet: Packet, fragment: Fragment): Datagram | undefined {
    const key = keyOf(packet, fragment);
    const repeated = this.finished.get(key)?.has(fragment) ?? false;
    const datagram = this.datagramFor(key, packet, fragment, repeated);
    const before = datagram.room.bytes.length;
    if (!datagram.take(fragment, packet)) this.tellDiffering(packet.frame.number);
    this.size += datagram.room.bytes.length - before;
    if (datagram.complete) {
      this.drop(key, datagram);
      this.remember(key, datagram);
      return datagram;
    }
    while (this.size > MOST_BYTES) this.giveUpOldest();
    return undefined;
  }

  /** The capture has ended. */
  end(): void {
    for (const [key, datagram] of this.open) this.giveUp(key, datagram);
    this.finished.clear();
  }

  private datagramFor(key: string, packet: Packet, fragment: Fragment, repeated: boolean): Datagram {
    const { time } = packet.frame;
    const known = this.open.get(key);
    const stale = known && (time - known.time >= TIMEOUT || (known.repeated && !repeated));
    if (known && !stale) return known;
    const datagram = new Datagram(packet, fragment, this.spare, repeated);
    if (known) this.giveUp(key, known);
    while (this.open.size >= MOST_OPEN) this.giveUpOldest();
    if (time - this.checked >= CHECKED_EVERY || time < this.checked) this.giveUpOld(time);
    this.open.set(key, datagram);
    this.size += datagram.room.bytes.length;
    return datagram;
  }

  private giveUpOldest(): void {
    for (const [key, datagram] of this.open) {
      this.giveUp(key, datagram);
      break;
    }
  }

  private giveUpOld(time: number): void {
    this.checked = time;
    for (const [key, datagram] of this.open) if (time - datagram.time >= TIMEOUT) this.giveUp(key, datagram);
  }

  private giveUp(key: string, datagram: Datagram): void {
    this.drop(key, datagram);
    if (!datagram.repeated) {
      this.notes.missingFragments++;
      this.incomplete(datagram);
    }
    this.spare.give(datagram.room);
  }

  private drop(key: string, datagram: Datagram): void {
    this.open.delete(key);
    this.size -= datagram.room.bytes.length;
  }

  private remember(key: string, datagram: Datagram): void {
    this.forget(key);
    this.finished.set(key, datagram);
    if (this.finished.size <= MOST_FINISHED) return;
    for (const oldest of this.finished.keys()) {
      this.forget(oldest);
      break;
    }
  }

  private forget(key: string): void {
    const datagram = this.finished.get(key);
    if (datagram) this.spare.give(datagram.room);
    this.finished.delete(key);
  }

  private tellDiffering(frame: number): void {
    if (this.differing) return;
    this.differing = true;
    addProblem(this.notes, `Frame ${frame}: an IP fragment overlaps others and differs from them; the bytes that came first are read.`);
  }
}

/** What fragments of one datagram have in common: addresses, identification, and in IPv4 the protocol. */
function keyOf(packet: Packet, fragment: Fragment): string {
  const { addressBytes, sourceAt } = packet;
  const protocol = packet.family === 4 ? fragment.protocol : 0;
  let key = String.fromCharCode(packet.family, protocol, fragment.id >>> 16, fragment.id & 0xffff);
  const end = sourceAt + (packet.family === 4 ? 8 : 32);
  for (let at = sourceAt; at < end; at += 2) key += String.fromCharCode((addressBytes[at]! << 8) | addressBytes[at + 1]!);
  return key;
}
