import { type Analysis, analyse, change, withSettings } from '../core/analysis';
import { withoutKnown } from '../core/report/fingerprint';
import { changeTrace, type TextChange } from '../core/trace/openTrace';
import type { Trace } from '../core/trace/types';
import { toChange } from './fromLsp';
import { Positions } from './positions';
import type { TraceSettings } from './settings';

/** One version of a document that the editor has open; never changes. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly settings: TraceSettings;
  /** Without the findings that are known. */
  readonly analysis: Analysis;
  readonly positions: Positions;
}

/** A change as the protocol sends it; without a range the whole text is new. */
export type ContentChange = Parameters<typeof toChange>[1];

/** The open documents, each with its settings. With those of the user they are all that the server keeps between requests. */
export class Documents {
  private readonly documents = new Map<string, OpenDocument>();

  get = (uri: string): OpenDocument | undefined => this.documents.get(uri);

  all = (): OpenDocument[] => [...this.documents.values()];

  open(uri: string, version: number, text: string, settings: TraceSettings): OpenDocument {
    const analysis = analyse(text, settings);
    return this.keep({ uri, version, settings, analysis, positions: new Positions(analysis.trace) });
  }

  /** Takes over the changes in their order, each on the text that the one before left; undefined for a document that is not open. */
  change(uri: string, version: number, changes: readonly ContentChange[]): OpenDocument | undefined {
    const document = this.documents.get(uri);
    if (!document) return undefined;
    const analysis = changes.length === 1 ? changed(document, toChange(document.positions, changes[0]!)) : changedOften(document, changes);
    return this.keep({ ...document, version, analysis, positions: document.positions.next(analysis.trace) });
  }

  close(uri: string): void {
    this.documents.delete(uri);
  }

  /** Looks again at the documents whose settings are others now; which they are. */
  configure(settingsOf: (uri: string) => TraceSettings): OpenDocument[] {
    return this.all().flatMap(document => {
      const settings = keepSame(document.settings, settingsOf(document.uri));
      if (settings === document.settings) return [];
      return [this.keep({ ...document, settings, analysis: withSettings(document.analysis, settings) })];
    });
  }

  private keep(document: OpenDocument): OpenDocument {
    const { baseline } = document.settings;
    const kept = baseline.length === 0 ? document : { ...document, analysis: withoutKnown(baseline)(document.analysis).analysis };
    this.documents.set(document.uri, kept);
    return kept;
  }
}

/** What did not change stays the same object, so that what was found with it still counts. */
function keepSame(before: TraceSettings, after: TraceSettings): TraceSettings {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  if (same(before, after)) return before;
  return { ...after, legs: same(before.legs, after.legs) ? before.legs : after.legs };
}

/** A text that is replaced as a whole is another trace, which may be of another form. */
function changed({ analysis }: OpenDocument, edit: TextChange): Analysis {
  const whole = edit.start === 0 && edit.end === analysis.trace.length;
  return whole ? analyse(edit.text, analysis.settings) : change(analysis, edit);
}

/** Many changes at once, as many carets make them, are put together before anything is checked. */
function changedOften(document: OpenDocument, changes: readonly ContentChange[]): Analysis {
  const { trace } = document.analysis;
  let positions = document.positions;
  for (const one of changes) positions = positions.next(changeTrace(positions.trace, toChange(positions, one)));
  return positions.trace === trace ? document.analysis : changed(document, difference(trace, positions.trace));
}

/** The one change that makes one version of a trace another: from the first record that is not the same to the last. */
function difference(before: Trace, after: Trace): TextChange {
  const shared = Math.min(before.records.length, after.records.length);
  let first = 0;
  while (first < shared && before.records[first] === after.records[first]) first++;
  let behind = 0;
  while (behind < shared - first && before.records.at(-1 - behind) === after.records.at(-1 - behind)) behind++;
  const start = before.starts[first] ?? before.length;
  const end = before.starts[before.records.length - behind] ?? before.length;
  return {
    start,
    end,
    text: after.records
      .slice(first, after.records.length - behind)
      .map(record => record.text)
      .join(''),
  };
}
