import type { Fact, GatewaySettings } from '../sip/fact';

/** What a line means on one kind of leg, and the settings that decide whether it stands there. */
export interface LegNote {
  readonly text: string;
  readonly settings?: GatewaySettings;
}

/** A row of the tables of SDP lines and attributes. */
export interface SdpFact extends Fact {
  readonly browser?: LegNote;
  readonly sip?: LegNote;
  /** What governs the line on any leg. */
  readonly settings?: GatewaySettings;
  /** What each part of the line is, by the name of its token. */
  readonly parts?: Readonly<Record<string, string>>;
}
