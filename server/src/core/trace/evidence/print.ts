import { EVIDENCE } from './line';
import { ROWS } from './fields';
import type { Evidence } from './types';
import { printEndpoint } from './values';

/**
 * An evidence as the line of the rendered text, without a line end. Times are written in whole microseconds; everything else
 * is written exactly, so that `parseEvidence` gives the same evidence again.
 */
export function printEvidence(evidence: Evidence): string {
  const values: Readonly<Record<string, unknown>> = { ...evidence };
  let line = EVIDENCE + evidence.kind;
  if ('source' in evidence) line += ` ${printEndpoint(evidence.source)} -> ${printEndpoint(evidence.destination)}`;
  for (const [property, key, row] of ROWS.get(evidence.kind)!) {
    const value = values[property];
    const printed = value === undefined ? undefined : row.print(value);
    if (printed !== undefined) line += ` ${key}=${printed}`;
  }
  return line;
}
