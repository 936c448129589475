/** Where a fact is written down. The section is left out where nobody has read it again. */
export interface Reference {
  readonly rfc: number;
  readonly section?: string;
}

/** One row of a table of protocol facts. */
export interface Fact {
  /** As it stands in a message: a method, a header, an attribute. */
  readonly name: string;
  /** A line that shows it; a test reads it. */
  readonly example: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** What it means for a call. Markdown of ours, nothing from a trace. */
  readonly explanation: string;
  readonly reference?: Reference;
}

/** Settings of a gateway as they are written there. */
export interface GatewaySettings {
  readonly rtpengine?: readonly string[];
  readonly asterisk?: readonly string[];
  readonly freeswitch?: readonly string[];
  /** The proxy in front of RTPEngine: functions of its script. */
  readonly kamailio?: readonly string[];
}

/** A row of the table of headers. */
export interface HeaderFact extends Fact {
  /** What its parameters are, by their names in lower case. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What decides in a gateway whether and how it stands there. */
  readonly settings?: GatewaySettings;
}
