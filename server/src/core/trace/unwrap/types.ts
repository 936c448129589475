/** A way in which programs wrap a whole log: what they do to its lines can be undone, but fixes could not go back through it. */
export interface Wrapping {
  /** What wrote it so, for people: "JSON logging". */
  readonly title: string;
  /** Whether a text, of which this is the beginning, is wrapped so; never true of a log that is read as it is. */
  readonly claims: (sample: string) => boolean;
  /** The log as it was before. Never throws, and takes time that grows with the text alone. */
  readonly unwrap: (text: string) => string;
}
