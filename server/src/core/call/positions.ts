import { sharedEnds } from '../text/lists';
import type { Message } from './types';

/** How many messages may stand elsewhere than they were counted before all are counted again. */
const MOST_CHANGED = 500;

/**
 * Index of the record of each message. A keystroke exchanges a few messages among thousands: the others stay as they were counted once,
 * or have all moved by the same number of places.
 */
export class Positions {
  private constructor(
    /** The message of each record when they were counted. */
    private readonly base: readonly (Message | undefined)[],
    private readonly counted: ReadonlyMap<Message, number>,
    /** Places below it are as they were counted. */
    private readonly before: number,
    /** Counted places from it on have moved; those between are no longer true. */
    private readonly from: number,
    private readonly moved: number,
    /** The places between. */
    private readonly changed: ReadonlyMap<Message, number>,
  ) {}

  /** @param messages the message of each record */
  static of(messages: readonly (Message | undefined)[]): Positions {
    return new Positions(messages, placesOf(messages, 0, messages.length), messages.length, messages.length, 0, new Map());
  }

  /** The positions after a change. */
  next(messages: readonly (Message | undefined)[]): Positions {
    const { before, behind } = sharedEnds(this.base, messages);
    const end = messages.length - behind;
    if (end - before > MOST_CHANGED) return Positions.of(messages);
    const moved = messages.length - this.base.length;
    return new Positions(this.base, this.counted, before, this.base.length - behind, moved, placesOf(messages, before, end));
  }

  get(message: Message): number | undefined {
    const index = this.counted.get(message);
    if (index !== undefined && index < this.before) return index;
    if (index !== undefined && index >= this.from) return index + this.moved;
    return this.changed.get(message);
  }

  has = (message: Message): boolean => this.get(message) !== undefined;
}

function placesOf(messages: readonly (Message | undefined)[], from: number, to: number): Map<Message, number> {
  const places = new Map<Message, number>();
  for (let index = from; index < to; index++) {
    const message = messages[index];
    if (message) places.set(message, index);
  }
  return places;
}
