import type { TraceConfig } from './read';

/** The `.siptrace.json` of a document: the one that counts for it, or where one would be made. */
export interface ConfigPlace {
  readonly uri: string;
  /** What is there; missing where there is no file yet. */
  readonly found?: { readonly text: string; readonly config: TraceConfig };
}

/** Where the configuration of documents is; a server without a file system has none. */
export interface ConfigSource {
  /** Looks it up as it is now. Undefined for a document that is no file and was made from none. */
  of(uri: string): ConfigPlace | undefined;
}
