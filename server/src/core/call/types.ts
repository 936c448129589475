import type { Codec } from '../sdp/codecs';
import type { Sdp } from '../sdp/types';
import type { SipMessage } from '../sip/types';
import type { CSeq } from '../sip/values/dialog';
import type { Via } from '../sip/values/via';
import type {
  FailureEvidence,
  GatheringEvidence,
  IceEvidence,
  PairEvidence,
  StreamEvidence,
  TransportEvidence,
} from '../trace/evidence/types';
import type { Envelope, TraceRecord } from '../trace/types';
import type { CallMedia } from './media/types';

/** One message of the trace with all that can be read from it alone. */
export interface Message {
  readonly record: TraceRecord;
  /** Clean text; all spans of `sip` and `sdp` count in it. */
  readonly text: string;
  readonly envelope: Envelope;
  readonly edited: boolean;
  /** Missing where a log holds bare SDP. */
  readonly sip?: SipMessage;
  readonly sdp?: Sdp;
  readonly callId?: string;
  readonly cseq?: CSeq;
  /** Topmost Via and how many there are. */
  readonly via?: Via;
  readonly viaCount: number;
  readonly fromTag?: string;
  readonly toTag?: string;
  /** 0 for a request. */
  readonly status: number;
  /** Method of a request; that of the CSeq for a response. Empty for bare SDP. */
  readonly method: string;
}

export type LegKind = 'webrtc' | 'sip' | 'unknown';

/** A request with its responses on one hop (RFC 3261 section 17). */
export interface Transaction {
  readonly method: string;
  readonly request?: Message;
  /** In order of time, without retransmissions. */
  readonly responses: readonly Message[];
  /** The first final response. */
  readonly final?: Message;
  /** The ACK of an INVITE, whether of a 2xx or of a refusal. */
  readonly ack?: Message;
  readonly retransmissions: readonly Message[];
}

/** A description and the message that carries it. */
export interface Side {
  readonly message: Message;
  readonly sdp: Sdp;
}

/** An offer with its answer, or with what came instead (RFC 3264, RFC 6337 section 2). */
export interface Exchange {
  readonly offer?: Side;
  readonly answer?: Side;
  /** The final response that turned the offer down, whatever its reason. */
  readonly rejection?: Message;
  /** How it was carried. */
  readonly carrier: 'INVITE' | 're-INVITE' | 'late offer' | 'UPDATE' | 'PRACK' | 'bare';
  /** The completed exchange before it in the same dialog on this hop. */
  readonly previous?: Exchange;
  /** Tags of the dialog's parties: who offered, who answered. */
  readonly offererTag?: string;
  readonly answererTag?: string;
  /** CSeq of the request that carried it: the same on both legs of a proxied call. */
  readonly cseq?: CSeq;
}

/** A line of evidence and the message beside which it stands. */
export interface Told<E> {
  readonly evidence: E;
  readonly message: Message;
}

/** What a browser tells of its peer connection besides the descriptions. */
export interface BrowserRecord {
  readonly gathering?: Told<GatheringEvidence>;
  readonly ice?: Told<IceEvidence>;
  readonly failures: readonly Told<FailureEvidence>[];
  readonly pairs: readonly Told<PairEvidence>[];
  readonly transports: readonly Told<TransportEvidence>[];
  readonly streams: readonly Told<StreamEvidence>[];
}

/** What one hop saw of a call: the path between two neighbours. */
export interface Leg {
  readonly kind: LegKind;
  /** Why it is of this kind, for people: "topmost Via is WS". */
  readonly reason: string;
  readonly callId: string;
  /** The caller's and the callee's address on this hop as far as the log tells: `192.0.2.1:5060`. */
  readonly parties: readonly [string, string];
  readonly messages: readonly Message[];
  readonly transactions: readonly Transaction[];
  readonly exchanges: readonly Exchange[];
  /** Final status of the first INVITE; null when none is in the trace. */
  readonly result: number | null;
  /** On which end of the first INVITE the gateway stands; undefined where the trace cannot tell. */
  readonly gateway?: 'caller' | 'callee';
  /** Host words by which a user may name this leg in a setting. */
  readonly hosts: readonly string[];
  /** What the browser itself tells; only where the trace is its record of a peer connection. */
  readonly browser?: BrowserRecord;
}

/** A description in its place: which leg, which exchange, which side of it, and what is known of it there. */
export interface Description extends Side {
  readonly leg: Leg;
  readonly exchange: Exchange;
  readonly side: 'offer' | 'answer';
  /** The other description of the exchange. */
  readonly other?: Side;
  /** A later offer was taken, on this leg or another: falling back to plain RTP, or to the next trunk, after a 488 is common. */
  readonly overcome: boolean;
  /** The log lost the end of the message: what is missing may well have been there, and no rule may miss it. */
  readonly cut: boolean;
  /** The same of the other description. */
  readonly otherCut: boolean;
  /** Whether the gateway sent it; undefined where the trace cannot tell. */
  readonly fromGateway?: boolean;
  /** The leg ends at a phone, trunk or browser, and not at a proxy or gateway that called on. */
  readonly endsHere: boolean;
  /** The codecs of each section, by its index. */
  readonly codecs: readonly (readonly Codec[])[];
}

/** What a user calls a call: its legs in order of time. */
export interface Call {
  readonly legs: readonly Leg[];
  /** Every description of the call, each once, by legs and exchanges in order. */
  readonly descriptions: readonly Description[];
  /** Final answer to the first INVITE as its caller saw it. */
  readonly result: number | null;
  /** What flowed beside SIP; missing where the trace was not made from a capture. */
  readonly media?: CallMedia;
}

/** The user's word on legs: `host` or `host:port` to kind. */
export type LegOverrides = Readonly<Record<string, 'sip' | 'webrtc'>>;
