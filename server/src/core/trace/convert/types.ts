import type { LinkType } from '../capture/types';
import type { BrowserEvidence, DescriptionEvidence } from '../evidence/types';
import type { Endpoint, FormatId, Transport } from '../types';

/** A packet that was read from its printed bytes. */
export interface ConvertedPacket {
  /** As the tool counts it; the next one where it does not say. */
  readonly number?: number;
  /** Microseconds since 1970, or since midnight where the tool prints no date; missing where it prints no time. */
  readonly time?: number;
  readonly linkType: LinkType;
  readonly bytes: Uint8Array;
  /** Bytes that it had on the wire, where that is known to be more than were printed. */
  readonly wireLength?: number;
  /** Whether the bytes are all of the frame as Wireshark counts it, so that a place in them means something. */
  readonly whole: boolean;
}

/** A message that the tool had put together itself. */
export interface ConvertedMessage {
  readonly number?: number;
  readonly time?: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly transport: Transport;
  readonly bytes: Uint8Array;
}

/** A description that was set on a peer connection, with the candidates that were found or added later. */
export interface BrowserDescription {
  readonly evidence: DescriptionEvidence;
  readonly sdp: string;
}

/** A peer connection of a browser: what it tells of it itself. */
export interface BrowserConnection {
  readonly id: string;
  /** In the order in which they were set; one at least. */
  readonly descriptions: readonly BrowserDescription[];
  readonly evidence: readonly BrowserEvidence[];
}

/** Takes what a converter reads, in the order of the text. */
export interface ConversionSink {
  /** Returns how many messages of SIP were whole with it. */
  packet(packet: ConvertedPacket): number;
  message(message: ConvertedMessage): void;
  connection(connection: BrowserConnection): void;
  /** Packets between those that are there were filtered out: what is not there may have been on the wire. */
  filtered(): void;
  /** A sentence on what the form lost or what was skipped. */
  problem(sentence: string): void;
}

/** A form in which a tool prints messages so that they are not there letter by letter: it is read, but not fixed in place. */
export interface Converter {
  readonly format: FormatId;
  /** Name for people: "tshark -V". */
  readonly title: string;
  /** What to say of a text of this form in which nothing is found, where there is more to say than that. */
  readonly nothing?: string;
  /** Whether a text, of which this is the beginning, is of this form; never true of a log that has its messages as they were. */
  readonly claims: (sample: string) => boolean;
  /** Reads the whole text. Never throws, and takes time that grows with the text alone. */
  readonly convert: (text: string, sink: ConversionSink) => void;
}
