import { isFault, type Result } from './judge';

/** A description that an endpoint refuses after a fix too, and why that is so. */
export interface KnownFault {
  readonly rules: readonly string[];
  /** Where the description is from; any place where it is not told. */
  readonly source?: string;
  /** Without its version. */
  readonly endpoint: string;
  readonly why: string;
}

/** What is known not to be taken after a fix. It stands in docs/proof.md, and one that is no longer so fails the run. */
export const KNOWN: readonly KnownFault[] = [];

const isThis = (fault: KnownFault, { case: { rule, source }, endpoint }: Result): boolean =>
  fault.rules.includes(rule) && fault.endpoint === endpoint && (fault.source === undefined || fault.source === source);

export const knownFault = (result: Result): KnownFault | undefined => KNOWN.find(one => isThis(one, result));

/** What is said to be refused, and is not any more. */
export const staleFaults = (results: readonly Result[], ran: ReadonlySet<string>): string[] =>
  KNOWN.filter(fault => ran.has(fault.endpoint) && !results.some(one => isFault(one.judgement) && isThis(fault, one))).map(
    fault => `no longer refused, so no longer known: ${fault.rules.join(', ')} on ${fault.endpoint}: ${fault.why}`,
  );
