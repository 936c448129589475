import type { CapturedMessage } from '../trace/capture/types';
import type { Endpoint, Transport } from '../trace/types';
import { Endpoints } from './endpoints';
import { Kept } from './kept';

/** A message of a capture, as the list keeps it. */
export interface CaptureEntry {
  readonly time: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly transport: Transport;
  readonly frames: readonly number[];
  /** Where it stands in the capture, or its bytes where it cannot be read there again. */
  readonly where: number | Uint8Array;
  readonly length: number;
  /** Byte of its first frame where it begins; -1 where it does not stand there as it is. */
  readonly at: number;
  readonly cut: number;
  readonly hep: boolean;
}

const TRANSPORTS: readonly Transport[] = ['UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'];
/** Of the doubles: time and place in the file. */
const DOUBLES = 2;
/** Of the integers: source, destination, transport with hep, first frame, length, where it begins in its frame, and what was cut off. */
const INTEGERS = 7;

/**
 * The messages of a capture by number. They are kept in columns: as objects, a hundred thousand of them would take several times the room, and
 * what time the collector of garbage takes goes with it.
 */
export class Entries {
  private doubles = new Float64Array(1024 * DOUBLES);
  private integers = new Int32Array(1024 * INTEGERS);
  private readonly endpoints = new Endpoints();
  private readonly kept = new Kept();
  /** Of messages that cannot be read again at a place. */
  private readonly bytes = new Map<number, Uint8Array>();
  /** Of messages that came in several. */
  private readonly frames = new Map<number, readonly number[]>();
  private size = 0;

  /** @param keepBytes whether messages are kept in memory, since the capture cannot be read again: it is packed, or comes through a pipe */
  constructor(private readonly keepBytes: boolean) {}

  /** Messages so far. */
  get count(): number {
    return this.size;
  }

  /** Keeps a message; returns its number. */
  add(message: CapturedMessage): number {
    const { frames, bytes, start, end, fileOffset, range } = message;
    const entry = this.size++;
    if (this.size * DOUBLES > this.doubles.length) this.grow();
    this.doubles[entry * DOUBLES] = message.time;
    this.doubles[entry * DOUBLES + 1] = fileOffset;
    const { integers } = this;
    let at = entry * INTEGERS;
    integers[at++] = this.endpoints.of(message.source).id;
    integers[at++] = this.endpoints.of(message.destination).id;
    integers[at++] = TRANSPORTS.indexOf(message.transport) * 2 + (message.hep ? 1 : 0);
    integers[at++] = frames[0] ?? 0;
    integers[at++] = end - start;
    integers[at++] = range?.start ?? -1;
    integers[at] = message.cut;
    if (fileOffset < 0 || this.keepBytes) this.bytes.set(entry, this.kept.keep(bytes, start, end));
    if (frames.length > 1) this.frames.set(entry, [...frames]);
    return entry;
  }

  /** The message with this number. */
  get(entry: number): CaptureEntry {
    const at = entry * INTEGERS;
    const integer = (column: number): number => this.integers[at + column]!;
    const kind = integer(2);
    return {
      time: this.doubles[entry * DOUBLES]!,
      source: this.endpoints.at(integer(0)),
      destination: this.endpoints.at(integer(1)),
      transport: TRANSPORTS[kind >> 1]!,
      frames: this.frames.get(entry) ?? [integer(3)],
      where: this.bytes.get(entry) ?? this.doubles[entry * DOUBLES + 1]!,
      length: integer(4),
      at: integer(5),
      cut: integer(6),
      hep: (kind & 1) === 1,
    };
  }

  private grow(): void {
    const doubles = new Float64Array(this.doubles.length * 2);
    doubles.set(this.doubles);
    this.doubles = doubles;
    const integers = new Int32Array(this.integers.length * 2);
    integers.set(this.integers);
    this.integers = integers;
  }
}
