import { FLOWS, OPTIONAL, ROWS } from './fields';
import { evidenceLines, readLine, VERSION, versionOf } from './line';
import type { Evidence } from './types';
import { readEndpoint } from './values';

/**
 * The evidence of a line: the inverse of `printEvidence`. Undefined where the word is not known, where an address is missing
 * or where a value is missing that says what the line is about; a key that is not known and a value that cannot be read are
 * taken as not written. Never throws.
 */
export function parseEvidence(line: string): Evidence | undefined {
  const read = readLine(line);
  const rows = read && ROWS.get(read.word);
  if (!read || !rows) return undefined;
  const evidence: Record<string, unknown> = { kind: read.word };
  if (FLOWS.has(read.word)) {
    const source = read.source === undefined ? undefined : readEndpoint(read.source);
    const destination = read.destination === undefined ? undefined : readEndpoint(read.destination);
    if (!source || !destination) return undefined;
    evidence.source = source;
    evidence.destination = destination;
  }
  for (const [property, key, row] of rows) {
    const written = read.values.find(value => value.key === key);
    const value = (written && row.read(written.text)) ?? row.missing;
    if (value !== undefined) evidence[property] = value;
    else if (!OPTIONAL.has(property)) return undefined;
  }
  // The rows are typed by the evidence that they are for (fields.ts): each property has the type that it is declared with.
  return evidence as unknown as Evidence;
}

/** The evidence in a record, in order, each with its place. Empty where the record says that it is of a version that is not known. */
export function readEvidence(record: string): Evidence[] {
  const found: Evidence[] = [];
  for (const { line, start } of evidenceLines(record)) {
    if ((versionOf(line) ?? 0) > VERSION) return [];
    const evidence = parseEvidence(line);
    if (evidence) found.push({ ...evidence, at: { start, end: start + line.length } });
  }
  return found;
}
