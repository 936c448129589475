import type { Endpoint, Transport } from '../types';
import type { Span } from '../../text/span';

/** What was on the wire from one address to another, beside SIP. One evidence is one line of the rendered text. */
interface OneWay {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly packets: number;
  /** Microseconds since 1970 of the first and the last packet. */
  readonly first: number;
  readonly last: number;
  /** Frame numbers of the first and the last packet. */
  readonly frames: readonly [number, number];
  /** Where the line stands in its record; missing while it is not text yet. */
  readonly at?: Span;
}

/** STUN Binding and what ICE does with it (RFC 8489, RFC 8445). */
export interface StunEvidence extends OneWay {
  readonly kind: 'stun';
  /** Binding requests sent by `source`, and how many of them got a success from the other side. */
  readonly requests: number;
  readonly answered: number;
  /** Success responses sent by `source`. */
  readonly successes: number;
  /** Error responses sent by `source`: code and count. */
  readonly errors: readonly (readonly [code: number, count: number])[];
  /** Requests with USE-CANDIDATE, in the controlling and in the controlled role. */
  readonly nominating: number;
  readonly controlling: number;
  readonly controlled: number;
  /** USERNAME of the requests: the receiver's ufrag, a colon, the sender's. */
  readonly username?: string;
  /** Whether MESSAGE-INTEGRITY of the requests is that of the receiver's ice-pwd; missing where no SDP tells it. */
  readonly integrity?: 'ok' | 'wrong';
  /** When the last request that was answered was sent. */
  readonly lastAnswered?: number;
}

/** DTLS (RFC 6347, RFC 9147) with use_srtp (RFC 5764). */
export interface DtlsEvidence extends OneWay {
  readonly kind: 'dtls';
  /** ClientHellos: repeated and fragmented ones count once; one with a cookie is the same. */
  readonly clientHellos: number;
  readonly serverHellos: number;
  /** Handshake messages behind a ChangeCipherSpec, encrypted: a Finished came from `source`. */
  readonly finished: boolean;
  /** Handshake messages sent again: the other side did not answer. */
  readonly repeated: number;
  /** Hashes of the first certificate: `sha-256 AB:CD:…`, in the hash functions that were asked for. */
  readonly certificates: readonly string[];
  /** In the clear: `fatal handshake_failure`; else `encrypted`. */
  readonly alerts: readonly string[];
  /** Version of the hello: `1.0`, `1.2`, `1.3`. */
  readonly version?: string;
  /** Protection profiles that the hello offers or chooses: `SRTP_AEAD_AES_128_GCM`; empty where it has no use_srtp. */
  readonly srtpProfiles: readonly string[];
  /** Records of application data: of a data channel. */
  readonly applicationData: number;
}

/** One RTP stream (RFC 3550), encrypted or not: its header is in the clear either way. */
export interface RtpEvidence extends OneWay {
  readonly kind: 'rtp';
  readonly ssrc: number;
  /** Most used first; `bytes` is the commonest length of the payload (with whatever SRTP adds to it). */
  readonly payloadTypes: readonly { readonly type: number; readonly packets: number; readonly bytes: number }[];
  /** Packets that are missing in the capture by the sequence numbers. */
  readonly lost: number;
  /** Interarrival jitter in microseconds at the end, for a clock of 8000 Hz or 48000 Hz by the steps of the timestamps; missing if neither fits. */
  readonly jitter?: number;
  /** DTMF digits of telephone-events in the clear (RFC 4733). */
  readonly digits?: string;
}

/** RTCP (RFC 3550, RFC 4585). */
export interface RtcpEvidence extends OneWay {
  readonly kind: 'rtcp';
  /** Packet type and count: 200 sender report, 201 receiver report. */
  readonly types: readonly (readonly [type: number, count: number])[];
}

/** TURN (RFC 8656). */
export interface TurnEvidence extends OneWay {
  readonly kind: 'turn';
  /** Requests sent by `source`, by method: allocate, refresh, createpermission, channelbind; and how many of them were answered at all. */
  readonly requests: readonly (readonly [method: string, count: number])[];
  readonly answered: number;
  readonly successes: readonly (readonly [method: string, count: number])[];
  readonly errors: readonly (readonly [code: number, count: number])[];
  /** XOR-RELAYED-ADDRESS of a successful allocation. */
  readonly relayed?: Endpoint;
  /** Send and Data indications and ChannelData. */
  readonly relayedPackets: number;
}

/** ICMP and ICMPv6 errors: `source` is who reports, `destination` whom it tells. */
export interface IcmpEvidence extends OneWay {
  readonly kind: 'icmp';
  /** `port unreachable`, `host unreachable`, `administratively prohibited`, `time exceeded`, `packet too big`. */
  readonly error: string;
  /** The packet that could not be delivered. */
  readonly quoted: { readonly source: Endpoint; readonly destination: Endpoint; readonly transport: 'UDP' | 'TCP' };
}

/** UDP of no known kind between addresses of a call: udptl, ZRTP, garbage. */
export interface OtherEvidence extends OneWay {
  readonly kind: 'udp';
  readonly bytes: number;
  /** What it looks like: `zrtp`; missing where it looks like nothing. */
  readonly looks?: string;
}

export type FlowEvidence = StunEvidence | DtlsEvidence | RtpEvidence | RtcpEvidence | TurnEvidence | IcmpEvidence | OtherEvidence;

/** How the message behind the line travelled. */
export interface MessageEvidence {
  readonly kind: 'message';
  readonly frames: readonly number[];
  readonly transport: Transport;
  /** Bytes of the message on the wire. */
  readonly bytes: number;
  /** Bytes of the first frame where the message begins and ends, from 0; missing where it was put together from several or was compressed. */
  readonly range?: Span;
  /** Line ends on the wire; CRLF is not said. */
  readonly lineEnds?: 'lf' | 'cr' | 'mixed';
  /** Bytes at the end that were not captured. */
  readonly cut?: number;
  /** Told by a HEP packet, not seen on this wire. */
  readonly hep?: boolean;
  readonly at?: Span;
}

/** What is to be known of the whole capture before its evidence is trusted. */
export interface CaptureEvidence {
  readonly kind: 'capture';
  readonly file: string;
  /** `text` where packets or messages were read from what a tool printed. */
  readonly form: 'pcap' | 'pcapng' | 'text';
  /** The tool that printed it. */
  readonly converted?: string;
  readonly frames: number;
  readonly first: number;
  readonly last: number;
  /** Counts, see CaptureNotes; what is 0 is not written. */
  readonly cut: number;
  readonly duplicates: number;
  readonly unsorted: number;
  readonly interfaces: number;
  readonly unread: number;
  readonly missingFragments: number;
  readonly gaps: number;
  readonly encrypted: number;
  readonly decryptable: number;
  readonly compressed: number;
  readonly media: number;
  /** Sentences of CaptureNotes. */
  readonly problems: readonly string[];
  readonly at?: Span;
}

/** A description that was set on a peer connection of a browser, and what the browser said to it (RFC 9429 sections 5.5 and 5.6). */
export interface DescriptionEvidence {
  readonly kind: 'description';
  /** The peer connection, as the browser numbers it. */
  readonly connection: string;
  /** Whether it is the browser's own description or that of the other side. */
  readonly set: 'local' | 'remote';
  readonly type: 'offer' | 'answer' | 'pranswer';
  readonly time?: number;
  /** Missing where the browser's record does not tell. */
  readonly result?: 'ok' | 'failed';
  /** Why it failed, in the browser's words. */
  readonly error?: string;
  /** The record lost the end of the description. */
  readonly cut: boolean;
  readonly at?: Span;
}

/** What a browser tells of a peer connection over a stretch of time; both times are 0 where its record has none. */
interface BrowserTime {
  readonly first: number;
  /** When the record ends, or the connection was closed, unless another end is told. */
  readonly last: number;
  readonly at?: Span;
}

/** The search for ICE candidates (RFC 8445 section 5.1.1); it begins at `first` and is complete at `last`. */
export interface GatheringEvidence extends BrowserTime {
  readonly kind: 'gathering';
  readonly state: 'new' | 'gathering' | 'complete';
  /** By type: host, srflx, relay. */
  readonly candidates: readonly (readonly [type: string, count: number])[];
  /** URIs of the STUN and TURN servers that the page named. */
  readonly servers: readonly string[];
  /** `relay` where the page allows only relayed candidates. */
  readonly policy?: string;
}

/** A STUN or TURN server that failed while candidates were sought. */
export interface FailureEvidence {
  readonly kind: 'failure';
  readonly url: string;
  /** Of STUN, or 701 where the server was not reached. */
  readonly code: number;
  readonly text: string;
  /** How often. */
  readonly count: number;
  readonly time?: number;
  readonly at?: Span;
}

/** ICE of the whole connection as the browser saw it. */
export interface IceEvidence extends BrowserTime {
  readonly kind: 'ice';
  /** In order: checking, connected, completed, disconnected, failed. */
  readonly states: readonly string[];
  /** When it was connected first. */
  readonly connected?: number;
}

/** A pair of candidates as it stood at the end (RFC 8445 section 6.1.2). */
export interface PairEvidence {
  readonly kind: 'pair';
  /** Types of the two candidates: host, srflx, prflx, relay. */
  readonly types: readonly string[];
  /** Missing where the browser hides the address. */
  readonly local?: Endpoint;
  readonly remote?: Endpoint;
  /** Of the local candidate: udp, tcp. */
  readonly protocol?: string;
  /** As the browser calls it: waiting, in-progress, failed, succeeded. */
  readonly state: string;
  readonly nominated: boolean;
  /** Checks that the browser sent, and those of them that were answered. */
  readonly requests: number;
  readonly answered: number;
  readonly at?: Span;
}

/** A DTLS transport as it stood at the end. */
export interface TransportEvidence extends BrowserTime {
  readonly kind: 'transport';
  /** In order: new, connecting, connected, failed, closed. */
  readonly dtls: readonly string[];
  readonly role?: string;
  readonly cipher?: string;
  /** Packets of DTLS, SRTP and SRTCP. */
  readonly sent: number;
  readonly received: number;
}

/** An RTP stream as the browser counted it. */
export interface StreamEvidence extends BrowserTime {
  readonly kind: 'stream';
  readonly direction: 'in' | 'out';
  /** audio or video. */
  readonly media: string;
  readonly codec?: string;
  readonly packets: number;
  readonly lost: number;
}

/** What a browser tells of a peer connection besides its descriptions. */
export type BrowserEvidence = GatheringEvidence | FailureEvidence | IceEvidence | PairEvidence | TransportEvidence | StreamEvidence;

export type Evidence = FlowEvidence | MessageEvidence | CaptureEvidence | DescriptionEvidence | BrowserEvidence;
