// The page that shows the calls of a capture. It draws what the extension tells it, and tells the extension what the user wants.
import './callList.css';
import type { FromList, ToList } from '../src/capture/listMessages';
import type { ReadProgress } from '../../server/src/lsp/protocol';
import { element } from './element';
import { Grid } from './grid';
import { isLetter, keyAction } from './keys';
import { FIRST_ORDER, ListModel, type Order } from './model';
import { countText, detailText, emptyText, progressPart, progressText } from './words';

/** What is kept for the next time that the page is shown. */
interface Kept {
  readonly filter: string;
  readonly order: Order;
}

declare function acquireVsCodeApi(): { postMessage(message: FromList): void; getState(): Kept | undefined; setState(state: Kept): void };

const code = acquireVsCodeApi();
const send = (message: FromList): void => code.postMessage(message);
const model = new ListModel();
const kept = code.getState();
model.order = kept?.order ?? FIRST_ORDER;
let progress: ReadProgress = { state: 'reading', read: 0, size: 0, packets: 0, messages: 0, calls: 0, checked: 0 };

const grid = new Grid(model, column => {
  model.sortBy(column);
  keep();
  changed();
  grid.reveal();
});
const filter = element('input', {
  type: 'text',
  class: 'filter',
  placeholder: 'Filter: a number, a host, a result, a codec, a Call-ID …',
  'aria-label': 'Filter calls',
  spellcheck: 'false',
});
const button = (text: string, title: string, action: () => void): HTMLButtonElement => {
  const node = element('button', { type: 'button', class: 'button', title }, text);
  node.addEventListener('click', action);
  return node;
};
const openButton = button('Open', 'Open the chosen calls as text (Enter)', () => open(false));
const openAllButton = button('Open All', 'Open all calls as one text', () => send({ type: 'openAll' }));
const saveButton = button('Save as pcapng…', 'Save the packets of the chosen calls as a capture of their own', () =>
  send({ type: 'save' }),
);
const othersButton = button('Other Captures…', 'Show another capture of this folder', () => send({ type: 'others' }));
const cancelButton = button('Cancel', 'Stop here and keep what there is (Escape)', () => send({ type: 'cancel' }));
const counts = element('span', { class: 'counts', role: 'status' });
const bar = element('div', { class: 'bar' });
const progressBar = element(
  'div',
  { class: 'progress', role: 'progressbar', 'aria-label': 'Reading', 'aria-valuemin': '0', 'aria-valuemax': '100' },
  bar,
);
const progressLine = element('span', { class: 'progress-text' });
const problems = element('div', { class: 'problems', role: 'status' });
const empty = element('div', { class: 'empty', role: 'status' });
const detail = element('div', { class: 'detail' });

document.body.append(
  element(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Calls' },
    filter,
    counts,
    openButton,
    openAllButton,
    saveButton,
    othersButton,
  ),
  progressBar,
  element('div', { class: 'state' }, progressLine, cancelButton),
  problems,
  grid.node,
  empty,
  detail,
);

filter.value = kept?.filter ?? '';
model.setFilter(filter.value);

filter.addEventListener('input', () => {
  model.setFilter(filter.value);
  keep();
  changed();
  grid.reveal();
});
filter.addEventListener('keydown', event => {
  if (event.key === 'ArrowDown' || event.key === 'Enter') {
    event.preventDefault();
    if (model.activeRow && model.chosen.size === 0) model.moveTo(model.active, 'alone');
    changed();
    grid.node.focus();
  } else if (event.key === 'Escape') leave();
});

grid.node.addEventListener('keydown', event => {
  if (event.target !== grid.node) return;
  if (isLetter(event)) return startFilter(event);
  const action = keyAction(event, model, grid.pageSize);
  if (!action) return;
  event.preventDefault();
  if (action === 'open' || action === 'openBeside') open(action === 'openBeside');
  else if (action === 'escape') leave();
  else if (action === 'filter') filter.focus();
  else grid.reveal();
  changed();
});
grid.node.addEventListener('mousedown', event => {
  const index = grid.indexOf(event.target);
  if (index < 0) return;
  const picked = model.chosen.has(model.shown[index]?.id ?? -1);
  if (event.button === 0 && (event.ctrlKey || event.metaKey)) model.toggle(index);
  else if (event.button === 0 && event.shiftKey) model.moveTo(index, 'range');
  // What the menu is opened on is what it is about.
  else if (event.button === 0 || !picked) model.moveTo(index, 'alone');
  changed();
});
grid.node.addEventListener('dblclick', event => {
  if (grid.indexOf(event.target) >= 0) open(event.ctrlKey || event.altKey);
});

// VS Code answers Ctrl+A by selecting all words of the page: in the list it chooses all calls, and nothing else.
document.addEventListener('selectstart', event => {
  if (document.activeElement === grid.node) event.preventDefault();
});
document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', event => {
  event.preventDefault();
  const data = event.dataTransfer;
  const list = data?.getData('application/vnd.code.uri-list') || data?.getData('text/uri-list') || '';
  const uris = list.split(/\r?\n/).filter(uri => uri !== '' && !uri.startsWith('#'));
  if (uris.length > 0) send({ type: 'dropped', uris });
});

window.addEventListener('message', ({ data }: MessageEvent<ToList>) => take(data));
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) grid.node.focus();
});
function take(message: ToList): void {
  if (message.type === 'all' || message.type === 'rows') model.put(message.rows);
  if (message.type === 'gone') model.remove(message.calls);
  // Keys have something to act on from the first call on.
  if (model.active < 0 && model.shown.length > 0) model.moveTo(0, 'none');
  if (message.type === 'all' || message.type === 'progress') progress = message.progress;
  if (message.type === 'all' || message.type === 'problems') showProblems(message.problems);
  changed();
}

function open(beside: boolean): void {
  const calls = model.chosenCalls();
  if (calls.length > 0) send({ type: 'open', calls, beside });
}

/** The filter goes first; then what is still being read. */
function leave(): void {
  if (filter.value !== '') {
    filter.value = '';
    model.setFilter('');
    keep();
    changed();
    grid.reveal();
  } else if (document.activeElement === filter) grid.node.focus();
  else if (isBusy()) send({ type: 'cancel' });
}

/** Who types in the list means the filter. */
function startFilter(event: KeyboardEvent): void {
  event.preventDefault();
  filter.value += event.key;
  filter.focus();
  filter.dispatchEvent(new Event('input'));
}

const isBusy = (): boolean => progress.state === 'reading' || progress.state === 'checking';

function keep(): void {
  code.setState({ filter: filter.value, order: model.order });
}

function changed(): void {
  const { shown, size } = model;
  grid.draw();
  setText(counts, countText(shown.length, size, model.chosen.size));
  setText(empty, emptyText(shown.length, size, progress));
  empty.hidden = empty.textContent === '';
  setText(detail, model.activeRow ? detailText(model.activeRow) : '');
  detail.title = detail.textContent ?? '';
  showProgress();
  for (const one of [openButton, saveButton]) one.disabled = model.chosenCalls().length === 0;
  openAllButton.disabled = size === 0;
  saveButton.hidden = progress.packets === 0;
  tellChosen();
}

function showProgress(): void {
  const part = progressPart(progress);
  setText(progressLine, progressText(progress));
  cancelButton.hidden = !isBusy();
  progressBar.classList.toggle('busy', isBusy());
  progressBar.setAttribute('aria-valuenow', `${Math.round(part * 100)}`);
  bar.style.transform = `scaleX(${part})`;
}

/** The first sentence is always in sight, the others when they are asked for. */
function showProblems(sentences: readonly string[]): void {
  const [first, ...others] = sentences.map(sentence => element('div', { class: 'problem' }, sentence));
  const more = element('summary', {}, `${others.length} more`);
  problems.replaceChildren(...(first ? [first] : []), ...(others.length > 0 ? [element('details', {}, more, ...others)] : []));
}

/** Only what is new is spoken by a screen reader. */
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

let told = '';
function tellChosen(): void {
  const calls = model.chosenCalls();
  const key = calls.join();
  if (key === told) return;
  told = key;
  send({ type: 'chosen', calls });
}

grid.node.focus();
changed();
send({ type: 'ready' });
