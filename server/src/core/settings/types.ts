import type { NeedName } from './needs';

/** The kinds of legs that a gateway can be told something about. */
export type SettledLeg = 'sip' | 'webrtc';

/** A finding that a change cures, in words that are nobody's but ours: they go into comments. */
export interface Reason {
  readonly rule: string;
  readonly text: string;
}

/** One thing that the gateway must do differently, with what it cures. */
export interface Change {
  readonly need: NeedName;
  readonly reasons: readonly Reason[];
  /** Nothing is wrong here itself: it undoes in the answer what the findings want done to the offer. */
  readonly undoes?: true;
}

/** What must change in what the gateway writes for one side of its calls. */
export interface Direction {
  readonly side: 'offer' | 'answer';
  /** The leg that gets what the gateway writes. */
  readonly to: SettledLeg;
  /** In the order in which they are written. */
  readonly changes: readonly Change[];
  /** The flags that RTPEngine was asked with, where its log is in the trace. */
  readonly asked?: readonly string[];
}

/** What must change at the gateway for a call; nothing where there is no direction. */
export interface GatewaySettings {
  /** What became of the call, in a sentence; it may quote the trace. */
  readonly verdict?: string;
  /** Offers before answers. */
  readonly directions: readonly Direction[];
}
