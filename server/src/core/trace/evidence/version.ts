import type { Span } from '../../text/span';
import type { Trace } from '../types';
import { evidenceLines, MARKER, VERSION, versionOf } from './line';

/** A line that says that the evidence of its text is of a version that is not known, and so was not read. */
export interface LaterVersion {
  readonly version: number;
  /** Index of the record, and where the line stands in it. */
  readonly record: number;
  readonly at: Span;
}

/**
 * The first such line of a trace. The messages of such a text are still read, as those of sngrep, which have the same header
 * lines; only `record.evidence` is missing, and with it what a capture tells of transports and media.
 */
export function laterVersion(trace: Trace): LaterVersion | undefined {
  for (const [record, { text }] of trace.records.entries()) {
    if (!text.startsWith(MARKER)) continue;
    for (const { line, start } of evidenceLines(text)) {
      const version = versionOf(line) ?? 0;
      if (version > VERSION) return { version, record, at: { start, end: start + line.length } };
    }
  }
  return undefined;
}
