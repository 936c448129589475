import type { Span } from '../text/span';
import type { Candidate } from './candidate';
import type { Codec } from './codecs';

/** One line of a description. Every line is kept, whatever it holds. Spans are in the clean text of the message. */
export interface SdpLine {
  /** The letter before `=`; empty when the line is not `<type>=<value>`. */
  readonly type: string;
  readonly span: Span;
  readonly text: string;
  /** Everything behind the first `=`. */
  readonly value: string;
  readonly valueStart: number;
  /** Name of an attribute (a=), as it stands. */
  readonly attribute?: string;
  /** Value of an attribute behind its colon. */
  readonly attributeValue?: string;
  readonly attributeValueStart?: number;
  /** Index of the media section, -1 for the session level. */
  readonly section: number;
  /** Index in `Sdp.lines`. */
  readonly index: number;
}

/** A named part of a line and where it stands. */
export interface Token {
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

/** A format of an m= line: a payload type for RTP. */
export interface Format {
  readonly text: string;
  readonly span: Span;
}

/** An m= line and the lines up to the next one (RFC 8866 section 5.14). */
export interface MediaSection {
  readonly index: number;
  readonly line: SdpLine;
  readonly media: string;
  readonly port: number;
  readonly portSpan: Span;
  readonly protocol: string;
  readonly protocolSpan: Span;
  readonly formats: readonly Format[];
  /** In the order of the m= line. */
  readonly codecs: readonly Codec[];
  /** Of its own lines. */
  readonly candidates: readonly Candidate[];
  /** All lines of the section, the m= line first. */
  readonly lines: readonly SdpLine[];
}

export interface Sdp {
  readonly span: Span;
  readonly lines: readonly SdpLine[];
  readonly session: readonly SdpLine[];
  readonly media: readonly MediaSection[];
  /** Names of all attributes, at whatever level. */
  readonly attributes: ReadonlySet<string>;
  /** Candidates at the session level, where they do not belong but hold for all sections. */
  readonly candidates: readonly Candidate[];
  /** Lines that are not `<type>=<value>`, or have white space or dots behind the `=`: few descriptions have any. */
  readonly odd: readonly SdpLine[];
  /** Sections that carry RTP and are in use. */
  readonly rtp: readonly MediaSection[];
  /**
   * Of those the ones whose own transport attributes count: in a BUNDLE group those of the first section serve all
   * (RFC 9143 section 7.1.3), so a section that shares the port of an earlier one, or is bundle-only, is left out.
   */
  readonly transports: readonly MediaSection[];
}
