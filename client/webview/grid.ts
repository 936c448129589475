import type { CallRow } from '../../server/src/lsp/protocol';
import { COLUMNS, type Column, findingsOf, SEVERITIES } from './columns';
import type { ListModel } from './model';
import { element } from './element';

/** Height of a row in CSS pixels, as callList.css has it. */
const ROW = 22;
/** Rows that are drawn above and below what can be seen. */
const AROUND = 10;

interface DrawnRow {
  readonly node: HTMLElement;
  readonly cells: readonly HTMLElement[];
  row: CallRow | undefined;
}

/** Draws the rows of a list that can be seen, however many there are. */
export class Grid {
  readonly node: HTMLElement;
  private readonly head: HTMLElement;
  private readonly body: HTMLElement;
  private readonly titles = new Map<string, HTMLElement>();
  private readonly drawn: DrawnRow[] = [];
  private waiting = false;

  constructor(
    private readonly model: ListModel,
    sort: (column: string) => void,
  ) {
    this.head = element('div', { role: 'row', class: 'row head', 'aria-rowindex': '1' });
    for (const column of COLUMNS) this.head.append(this.title(column, sort));
    this.body = element('div', { role: 'rowgroup', class: 'body' });
    const top = element('div', { role: 'rowgroup', class: 'top' }, this.head);
    this.node = element(
      'div',
      {
        role: 'grid',
        class: 'grid',
        tabindex: '0',
        'aria-label': 'Calls',
        'aria-multiselectable': 'true',
        'aria-colcount': `${COLUMNS.length}`,
      },
      top,
      this.body,
    );
    this.node.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.node);
  }

  /** Rows that fit, for the page keys. */
  get pageSize(): number {
    return Math.max(1, Math.floor((this.node.clientHeight - this.head.offsetHeight) / ROW) - 1);
  }

  /** Place in the list of the row that a node belongs to; -1 if it belongs to none. */
  indexOf(target: EventTarget | null): number {
    const node = target instanceof Element ? target.closest('.body > .row') : null;
    return node instanceof HTMLElement ? Number(node.dataset.index) : -1;
  }

  /** Scrolls as little as needed to show the active row. */
  reveal(): void {
    const { active } = this.model;
    if (active < 0) return;
    const room = this.node.clientHeight - this.head.offsetHeight;
    const top = active * ROW;
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + ROW > this.node.scrollTop + room) this.node.scrollTop = top + ROW - room;
  }

  /** Draws once before the next picture, however often it is asked. */
  draw(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const { model } = this;
    const total = model.shown.length;
    this.body.style.height = `${total * ROW}px`;
    this.node.setAttribute('aria-rowcount', `${total + 1}`);
    for (const [id, title] of this.titles) {
      const sorted = id === model.order.column ? (model.order.down ? 'descending' : 'ascending') : 'none';
      title.setAttribute('aria-sort', sorted);
    }
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - AROUND);
    const last = Math.min(total, Math.ceil((this.node.scrollTop + this.node.clientHeight) / ROW) + AROUND);
    const count = Math.max(0, last - first);
    while (this.drawn.length < count) this.drawn.push(this.newRow());
    while (this.drawn.length > count) this.drawn.pop()!.node.remove();
    // A row of the list keeps its node while it is scrolled: only rows that come in are written anew.
    for (let index = first; index < last; index++) this.drawRow(this.drawn[index % count]!, model.shown[index]!, index);
    this.sayActive(first, last);
  }

  private sayActive(first: number, last: number): void {
    const { active } = this.model;
    if (active >= first && active < last) this.node.setAttribute('aria-activedescendant', `row-${this.model.shown[active]!.id}`);
    else this.node.removeAttribute('aria-activedescendant');
  }

  private title(column: Column, sort: (column: string) => void): HTMLElement {
    const button = element('button', { type: 'button', title: `Sort by ${column.title === '#' ? 'number' : column.title}` });
    button.textContent = column.title;
    button.addEventListener('click', () => sort(column.id));
    const title = element('div', { role: 'columnheader', class: `cell ${column.id}` }, button);
    this.titles.set(column.id, title);
    return title;
  }

  private newRow(): DrawnRow {
    const cells = COLUMNS.map(column => element('div', { role: 'gridcell', class: `cell ${column.id}` }));
    const node = element('div', { role: 'row', class: 'row', 'data-vscode-context': '{"webviewSection": "call"}' }, ...cells);
    this.body.append(node);
    return { node, cells, row: undefined };
  }

  private drawRow(drawn: DrawnRow, row: CallRow, index: number): void {
    const { node } = drawn;
    node.style.transform = `translateY(${index * ROW}px)`;
    node.dataset.index = `${index}`;
    node.classList.toggle('active', index === this.model.active);
    node.setAttribute('aria-rowindex', `${index + 2}`);
    node.setAttribute('aria-selected', `${this.model.chosen.has(row.id)}`);
    if (drawn.row === row) return;
    drawn.row = row;
    node.id = `row-${row.id}`;
    for (const [at, column] of COLUMNS.entries()) fill(drawn.cells[at]!, column, row);
  }
}

function fill(cell: HTMLElement, column: Column, row: CallRow): void {
  const text = column.text(row);
  cell.title = column.hint?.(row) ?? text;
  if (column.id === 'findings') fillFindings(cell, row);
  else cell.textContent = text;
}

/** Counts with a shape and a colour each; in words for who hears them. */
function fillFindings(cell: HTMLElement, row: CallRow): void {
  cell.setAttribute('aria-label', findingsOf(row));
  if (!row.findings) {
    cell.textContent = '…';
    return;
  }
  const parts = SEVERITIES.flatMap(({ name, glyph }, index) => {
    const count = row.findings?.[index] ?? 0;
    if (count === 0) return [];
    const part = element('span', { class: `severity ${name}`, 'aria-hidden': 'true' });
    part.textContent = `${glyph} ${count}`;
    return [part];
  });
  cell.replaceChildren(...(parts.length > 0 ? parts : ['–']));
}
