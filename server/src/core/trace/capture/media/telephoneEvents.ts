const DIGITS = '0123456789*#ABCD';
/** Digits of one stream that are kept. */
const MOST = 1000;

/**
 * The DTMF digits of a stream's telephone-events (RFC 4733 section 2.3). A digit counts when several packets with the same timestamp agree
 * on it and one of them ends it: four bytes that say something else, or that are encrypted, give none.
 */
export class TelephoneEvents {
  digits = '';
  /** Digits that were too many to keep. */
  dropped = 0;
  private timestamp = 0;
  private event = -1;
  private packets = 0;
  private ended = false;
  private broken = false;

  /** One packet: its event code, and the byte with E bit, R bit and volume. */
  add(timestamp: number, event: number, flags: number): void {
    if (timestamp !== this.timestamp || this.event < 0) this.begin(timestamp, event);
    if (event !== this.event || event >= DIGITS.length || (flags & 0x40) !== 0) this.broken = true;
    this.packets++;
    if ((flags & 0x80) !== 0) this.ended = true;
    if (this.ended && this.packets >= 2) this.take();
  }

  private begin(timestamp: number, event: number): void {
    this.timestamp = timestamp;
    this.event = event;
    this.packets = 0;
    this.ended = false;
    this.broken = false;
  }

  private take(): void {
    if (this.broken) return;
    // What comes behind the end repeats it (section 2.5.1.4).
    this.broken = true;
    if (this.digits.length < MOST) this.digits += DIGITS[this.event];
    else this.dropped++;
  }
}
