import type { CallRow } from '../../server/src/lsp/protocol';
import { COLUMNS, type Column, wordsOf } from './columns';

/** Which column the list is in the order of, and whether from its end. */
export interface Order {
  readonly column: string;
  readonly down: boolean;
}

export const FIRST_ORDER: Order = { column: 'id', down: false };

/** The calls, which of them are shown and in what order, and which are chosen. Knows nothing of the page. */
export class ListModel {
  /** What is shown, in order. */
  shown: readonly CallRow[] = [];
  /** Place in `shown` of the row that keys act on; -1 if there is none. */
  active = -1;
  readonly chosen = new Set<number>();
  filter = '';
  order = FIRST_ORDER;

  private readonly rows = new Map<number, CallRow>();
  private readonly words = new Map<number, string>();
  /** The row from which Shift chooses. */
  private anchor: number | undefined;

  get size(): number {
    return this.rows.size;
  }

  get activeRow(): CallRow | undefined {
    return this.shown[this.active];
  }

  /** Takes calls in, new ones and changed ones. */
  put(rows: readonly CallRow[]): void {
    for (const row of rows) {
      this.rows.set(row.id, row);
      this.words.delete(row.id);
    }
    this.arrange();
  }

  remove(calls: readonly number[]): void {
    for (const id of calls) {
      this.rows.delete(id);
      this.words.delete(id);
      this.chosen.delete(id);
    }
    this.arrange();
  }

  setFilter(filter: string): void {
    this.filter = filter;
    this.arrange();
    // What was chosen among other calls may be out of sight now, and what cannot be seen is not to be acted on.
    this.chosen.clear();
    this.anchor = undefined;
    if (this.active < 0 && this.shown.length > 0) this.active = 0;
  }

  /** By a column; by the same one again from its end. */
  sortBy(column: string): void {
    this.order = { column, down: this.order.column === column && !this.order.down };
    this.arrange();
  }

  /** Makes a row the one that keys act on, and chooses it alone, with those between it and the anchor, or not at all. */
  moveTo(index: number, choose: 'alone' | 'range' | 'none'): void {
    if (this.shown.length === 0) return;
    this.active = Math.min(Math.max(index, 0), this.shown.length - 1);
    const id = this.shown[this.active]!.id;
    if (choose === 'none') return;
    this.chosen.clear();
    const anchor = choose === 'range' ? this.indexOf(this.anchor) : -1;
    if (anchor < 0) {
      this.anchor = id;
      this.chosen.add(id);
      return;
    }
    const [first, last] = anchor < this.active ? [anchor, this.active] : [this.active, anchor];
    for (let at = first; at <= last; at++) this.chosen.add(this.shown[at]!.id);
  }

  /** Chooses the active row besides the others, or no longer. */
  toggle(index = this.active): void {
    const row = this.shown[index];
    if (!row) return;
    this.active = index;
    this.anchor = row.id;
    if (!this.chosen.delete(row.id)) this.chosen.add(row.id);
  }

  chooseAll(): void {
    for (const row of this.shown) this.chosen.add(row.id);
  }

  /** The chosen calls in the order of the list; the active one where none is chosen. */
  chosenCalls(): number[] {
    const chosen = this.shown.filter(row => this.chosen.has(row.id)).map(row => row.id);
    return chosen.length > 0 || !this.activeRow ? chosen : [this.activeRow.id];
  }

  private indexOf(id: number | undefined): number {
    return id === undefined ? -1 : this.shown.findIndex(row => row.id === id);
  }

  private arrange(): void {
    const activeId = this.activeRow?.id;
    const wanted = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...this.rows.values()].filter(row => wanted.every(word => this.wordsOf(row).includes(word)));
    const { compare } = columnOf(this.order.column);
    const direction = this.order.down ? -1 : 1;
    this.shown = rows.sort((a, b) => direction * compare(a, b) || a.id - b.id);
    this.active = this.indexOf(activeId);
  }

  private wordsOf(row: CallRow): string {
    let words = this.words.get(row.id);
    if (words === undefined) {
      words = wordsOf(row);
      this.words.set(row.id, words);
    }
    return words;
  }
}

const columnOf = (id: string): Column => COLUMNS.find(column => column.id === id) ?? COLUMNS[0]!;
