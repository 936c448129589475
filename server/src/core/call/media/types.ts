import type { MediaSection } from '../../sdp/types';
import type { CaptureEvidence, FlowEvidence } from '../../trace/evidence/types';
import type { Endpoint } from '../../trace/types';
import type { Exchange, Leg, Message, Side } from '../types';

/** An evidence and the message in whose record its line stands. */
export interface Placed<E extends FlowEvidence = FlowEvidence> {
  readonly evidence: E;
  readonly message: Message;
}

/** One side of a media section: what it said of itself, and where it can be reached. */
export interface SectionParty {
  /** The description that counts in the end: that of the last completed exchange, else of the last offer. */
  readonly side: Side;
  readonly section: MediaSection;
  /** Addresses for media that any description of this party on this leg named: c= with m=, a=rtcp, candidates. */
  readonly addresses: readonly Endpoint[];
}

/** What flowed for one media section of one leg. With BUNDLE what shares a transport is told to the sections by payload type. */
export interface SectionMedia {
  readonly leg: Leg;
  /** Index of the m= section in the descriptions. */
  readonly index: number;
  /** Index of the section whose transport it uses, with BUNDLE (RFC 9143 section 7); its own index where it has one of its own. */
  readonly transport: number;
  /** The last completed exchange that has this section, else the last one. */
  readonly exchange: Exchange;
  /** The leg's caller and callee, whoever made the offer. */
  readonly caller?: SectionParty;
  readonly callee?: SectionParty;
  readonly toCaller: readonly Placed[];
  readonly toCallee: readonly Placed[];
}

/** What a capture shows of the media of a call. */
export interface CallMedia {
  readonly capture: CaptureEvidence;
  readonly sections: readonly SectionMedia[];
  /** Between hosts of the call, but to and from addresses that no description names; and what goes to STUN and TURN servers. */
  readonly stray: readonly Placed[];
}
