import type { FlowEvidence } from '../../evidence/types';
import type { Frame } from '../types';

/** What an evidence says beside who sent it, how often and when. */
export type Told<E extends FlowEvidence> = Omit<E, 'source' | 'destination' | 'packets' | 'first' | 'last' | 'frames' | 'at'>;

/** The numbers of a tally. */
export type Counted = Pick<Tally, 'packets' | 'first' | 'last' | 'firstFrame' | 'lastFrame'>;

/** How many packets of one kind a flow carried, and when: times in microseconds since 1970, frames by their number. */
export class Tally {
  packets = 0;
  first = 0;
  last = 0;
  firstFrame = 0;
  lastFrame = 0;

  count(frame: Frame): void {
    if (this.packets++ === 0) {
      this.first = frame.time;
      this.firstFrame = frame.number;
      this.last = frame.time;
    } else if (frame.time > this.last) this.last = frame.time;
    else if (frame.time < this.first) this.first = frame.time;
    this.lastFrame = frame.number;
  }

  /** Takes the packets of another tally into this one. */
  join(other: Counted): void {
    if (other.packets === 0) return;
    const none = this.packets === 0;
    if (none || other.first < this.first) this.first = other.first;
    if (none || other.last > this.last) this.last = other.last;
    if (none || other.firstFrame < this.firstFrame) this.firstFrame = other.firstFrame;
    if (none || other.lastFrame > this.lastFrame) this.lastFrame = other.lastFrame;
    this.packets += other.packets;
  }
}
