import type { CleanText } from '../text/cleanText';
import type { Line } from '../text/lines';
import type { Span } from '../text/span';
import type { DescriptionEvidence, Evidence, MessageEvidence } from './evidence/types';

/** Names of the forms a trace comes in, as the folders of the samples and the JSON report call them. */
export type FormatId =
  | 'sip-trace'
  | 'bare-sip'
  | 'bare-sdp'
  | 'sngrep-txt'
  | 'ngrep-byline'
  | 'ngrep-default'
  | 'ngrep-none-single'
  | 'sipgrep'
  | 'tcpdump-A'
  | 'tcpdump-X'
  | 'tcpdump-vv'
  | 'tshark-V'
  | 'tshark-O-sip'
  | 'tshark-sip-raw-text'
  | 'tshark-json'
  | 'tshark-pdml'
  | 'tshark-x'
  | 'wireshark-follow'
  | 'asterisk-pjsip-logger'
  | 'asterisk-chan_sip-debug'
  | 'freeswitch-siptrace'
  | 'drachtio-sofia'
  | 'kamailio-sipdump'
  | 'kamailio-xlog'
  | 'rtpengine-log'
  | 'sipp-trace_msg'
  | 'baresip-siptrace'
  | 'pjsua'
  | 'diago-sipgo'
  | 'sippy-b2bua'
  | 'jssip-console'
  | 'sipjs-console'
  | 'dart-sip-ua'
  | 'webrtc-internals'
  | 'cisco-ccsip'
  | 'audiocodes-syslog'
  | 'oracle-acme-sipmsg'
  | 'ribbon-sbc-trc'
  | 'avaya'
  | 'homer-export'
  | 'misc-vendor'
  | 'unknown';

export interface Endpoint {
  readonly host: string;
  readonly port?: number;
}

export type Transport = 'UDP' | 'TCP' | 'TLS' | 'SCTP' | 'WS' | 'WSS';

/** What the log says of a message besides its text. Everything is optional: most logs say little. */
export interface Envelope {
  /** Microseconds since 1970, or since midnight where the log gives no date. Only for ordering and differences. */
  readonly time?: number;
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
  readonly transport?: Transport;
  /** As seen by the program that wrote the log. */
  readonly direction?: 'sent' | 'received';
  /** What kind of program wrote the log, where its form tells: one in the middle of the call, or one at its end. */
  readonly observer?: 'gateway' | 'endpoint';
  /** Length in bytes that the log claims; a hint, never framing. */
  readonly loggedLength?: number;
  /** How it travelled, where a capture tells. */
  readonly wire?: MessageEvidence;
  /** What RTPEngine was asked to do with it, where its log tells. */
  readonly ng?: NgCommand;
  /** On which peer connection of a browser a description was set, and what the browser said to it. */
  readonly browser?: DescriptionEvidence;
}

/** A command to RTPEngine that carried a description in, or its reply that carried one out (its ng control protocol). */
export interface NgCommand {
  readonly command: 'offer' | 'answer';
  readonly role: 'in' | 'out';
  /** Empty where the log does not tell. */
  readonly callId: string;
  /** Of the offerer, in an answer too. */
  readonly fromTag?: string;
  readonly toTag?: string;
  /** The log lost the end of it. */
  readonly cut: boolean;
  /** What was asked for; a reply asks for nothing. */
  readonly flags: readonly NgFlag[];
}

/** One word of a command: `demux` under the key `rtcp-mux`. */
export interface NgFlag {
  /** `ICE`, `flags`, `codec.mask`; a word of the string that Kamailio passes on as it is stands under `rtpp-flags`. */
  readonly key: string;
  readonly text: string;
  /** Counts in the text of the record, since it stands beside the description. */
  readonly span: Span;
}

/** One message as a reader found it. Offsets are counted from the record's first unit, so that an edit elsewhere moves it untouched. */
export interface MessageRecord {
  readonly kind: 'sip' | 'sdp';
  readonly envelope: Envelope;
  readonly clean: CleanText;
  /** The user applied a fix here: recorded replies and media were to another text. */
  readonly edited: boolean;
}

/** A stretch of the document: one message with its framing and whatever follows up to the next, or text without any message. */
export interface TraceRecord {
  readonly text: string;
  /** Line breaks in `text`. */
  readonly lineBreaks: number;
  /** Who read it; undefined where no form is known. */
  readonly reader: Reader | undefined;
  readonly message?: MessageRecord;
  /** What a capture told, as the lines of the record say it; only in the text of a captured call, each with its place. */
  readonly evidence?: readonly Evidence[];
}

/** The whole document, cut into records that tile it without gaps. */
export interface Trace {
  /** The main form. */
  readonly format: FormatId;
  /** How the text is read: the main form first, then those of other logs in the same text. Empty where none is known. */
  readonly readers: readonly Reader[];
  readonly records: readonly TraceRecord[];
  /** Offset of each record in the document. */
  readonly starts: readonly number[];
  /** Line of the document, from 0, on which each record begins. */
  readonly lines: readonly number[];
  readonly length: number;
}

/** How one tool prints messages. A reader is a table row: it owns no state. */
export interface Reader {
  readonly format: FormatId;
  /** Name for people: "sngrep". */
  readonly title: string;
  /** Finds the first line of a record; global and multiline. A match begins at a line start. */
  readonly boundary: RegExp;
  /** Whether a match of `boundary` at this offset is one, where the pattern alone cannot say. */
  readonly accepts?: (text: string, offset: number) => boolean;
  /** Whether a text can be of this form at all, where a sign in it decides and not the number of messages that are found. */
  readonly claims?: (text: string) => boolean;
  /** Reads the evidence in a record; missing where the form has none. Never throws. */
  readonly evidence?: (record: string) => readonly Evidence[];
  /** Reads the lines of one record and its evidence; undefined when there is no message in it. Never throws. */
  readonly read: (lines: readonly Line[], evidence: readonly Evidence[]) => FoundMessage | undefined;
}

/** What a reader finds in a record. */
export type FoundMessage = Omit<MessageRecord, 'edited'>;
