import type { CallIndex, IndexedCall } from './callIndex';
import { type CallRow, rowOf } from './row';

/** What has changed since the rows were last asked for. */
export interface ChangedRows {
  /** To be handed in the next time. */
  readonly revision: number;
  /** New calls, and calls of which more is known now. */
  readonly rows: readonly CallRow[];
  /** Calls that turned out to be part of another one. */
  readonly gone: readonly number[];
}

/** The rows of an index, made anew only where something has changed. */
export class CallRows<E> {
  private readonly known = new Map<number, { readonly revision: number; readonly row: CallRow }>();

  /**
   * @param timed whether the messages have times
   * @param mediaOf what is to be said of a call's media
   */
  constructor(
    private readonly index: CallIndex<E>,
    private readonly timed: () => boolean,
    private readonly mediaOf: (call: IndexedCall<E>) => string,
  ) {}

  /** All calls in order of time. */
  all(): CallRow[] {
    return inTime(this.index.calls()).map(call => this.rowOf(call));
  }

  /** Calls that are new or have changed since a revision; 0 for all. */
  changedSince(revision: number): ChangedRows {
    const rows: CallRow[] = [];
    for (const call of this.index.calls()) if (revisionOf(call) > revision) rows.push(this.rowOf(call));
    return { revision: this.index.revision, rows, gone: this.index.mergedSince(revision) };
  }

  /** Makes all rows anew. */
  forget(): void {
    this.known.clear();
    this.index.revision++;
    for (const group of this.index.groups) group.revision = this.index.revision;
  }

  private rowOf(call: IndexedCall<E>): CallRow {
    const revision = revisionOf(call);
    const known = this.known.get(call.id);
    if (known?.revision === revision) return known.row;
    const row = rowOf(call, this.timed(), this.mediaOf(call));
    this.known.set(call.id, { revision, row });
    return row;
  }
}

const revisionOf = <E>(call: IndexedCall<E>): number => call.groups.reduce((most, group) => Math.max(most, group.revision), 0);

/** Calls in order of the time of their first message. */
export function inTime<E>(calls: readonly IndexedCall<E>[]): IndexedCall<E>[] {
  const begins = new Map(calls.map(call => [call, Math.min(...call.groups.map(group => group.first))]));
  return [...calls].sort((a, b) => begins.get(a)! - begins.get(b)!);
}
