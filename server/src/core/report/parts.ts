import { type Analysis, analyse, type FileFinding, type Settings } from '../analysis';
import type { Gateway } from '../rules/types';
import type { FormatId } from '../trace/types';
import type { Fingerprints } from './fingerprint';

/** A stretch of a file that was analysed on its own, and what of the file stands before it. */
export interface Part {
  readonly analysis: Analysis;
  /** Lines, calls and SIP messages before it. */
  readonly linesBefore: number;
  readonly callsBefore: number;
  readonly messagesBefore: number;
  /** What findings are called, where somebody has told them apart already. */
  readonly fingerprints?: Fingerprints;
}

/** A file that was read, in parts: a text is one, of a capture each call is. Parts can be gone through once. */
export interface CheckedFile {
  readonly path: string;
  readonly format: FormatId | 'pcap' | 'pcapng';
  /** The tool whose output it is, where the text that was checked is not that of the file. */
  readonly converted?: string;
  /** Messages, descriptions without SIP among them. */
  readonly messages: number;
  readonly calls: number;
  /** The user's gateway: its settings come first. */
  readonly gateway?: Gateway;
  readonly parts: Iterable<Part>;
}

export const textFile = (path: string, analysis: Analysis): CheckedFile => ({
  path,
  format: analysis.trace.format,
  messages: analysis.messages.length,
  calls: analysis.calls.length,
  parts: [{ analysis, linesBefore: 0, callsBefore: 0, messagesBefore: 0 }],
});

/** Analyses texts that make up a whole, one after the other, so that no more than one of them is in memory. */
export function* partsOf(texts: Iterable<{ readonly text: string }>, settings: Settings): Generator<Part> {
  let linesBefore = 0;
  let callsBefore = 0;
  let messagesBefore = 0;
  for (const { text } of texts) {
    const analysis = analyse(text, settings);
    yield { analysis, linesBefore, callsBefore, messagesBefore };
    linesBefore += analysis.trace.records.reduce((sum, record) => sum + record.lineBreaks, 0);
    callsBefore += analysis.calls.length;
    messagesBefore += sipMessages(analysis);
  }
}

const sipMessages = (analysis: Analysis): number => analysis.messages.filter(message => message.sip).length;

/** Passes each finding of a whole file once: each part repeats what is to be said of the capture. */
export function onceOnly(): (findings: readonly FileFinding[]) => FileFinding[] {
  const told = new Set<string>();
  return findings =>
    findings.filter(({ rule, text }) => {
      const key = `${rule} ${text}`;
      return !told.has(key) && told.add(key);
    });
}
