/** A running user agent. */
export interface Agent {
  /** Where it is called. */
  readonly uri: string;
  /** What it has logged so far that says why it does not take a description. */
  complaints(): string[];
  stop(): Promise<void>;
}
