import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { COLUMNS, findingsOf, timeOf } from '../../client/webview/columns';
import { isLetter, keyAction } from '../../client/webview/keys';
import { ListModel } from '../../client/webview/model';
import { countText, detailText, emptyText, progressPart, progressText } from '../../client/webview/words';
import type { CallRow, ReadProgress } from '../../server/src/lsp/protocol';

const row = (id: number, more: Partial<CallRow> = {}): CallRow => ({
  id,
  time: 1_795_339_129_148_562 + id * 1_000_000,
  from: 'alice',
  to: '200',
  legs: 'browser 192.0.2.10 → phone 192.0.2.20',
  outcome: 'answered',
  result: 200,
  codecs: 'opus, PCMA',
  media: 'both ways',
  messages: 12,
  callId: `id-${id}@host`,
  ...more,
});

const key = (name: string, ...held: ('shift' | 'ctrl' | 'meta' | 'alt')[]) => ({
  key: name,
  shiftKey: held.includes('shift'),
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
});

describe('the list of calls', () => {
  let model: ListModel;
  const shown = (): number[] => model.shown.map(({ id }) => id);
  const press = (name: string, ...held: Parameters<typeof key> extends [string, ...infer R] ? R : never) =>
    keyAction(key(name, ...held), model, 3);

  beforeEach(() => {
    model = new ListModel();
    model.put([
      row(1),
      row(2, { from: 'bob', outcome: 'refused with 488', result: 488, findings: [2, 0, 1, 0] }),
      row(3, { to: '300', outcome: 'busy', result: 486, findings: [0, 1, 0, 0] }),
      row(4, { from: 'Carol', media: 'one way', findings: [0, 0, 0, 0] }),
      row(5, { time: undefined, result: undefined, outcome: 'ringing' }),
    ]);
    model.moveTo(0, 'alone');
  });

  it('shows calls in the order of their numbers, also those that come later', () => {
    model.put([row(7), row(6)]);
    assert.deepEqual(shown(), [1, 2, 3, 4, 5, 6, 7]);
  });

  it('takes a call that has changed in place of the one that it had', () => {
    model.put([row(2, { outcome: 'answered' })]);
    assert.deepEqual(shown(), [1, 2, 3, 4, 5]);
    assert.equal(model.shown[1]?.outcome, 'answered');
  });

  it('filters by every word, in any column, in any case', () => {
    model.setFilter('CAROL one');
    assert.deepEqual(shown(), [4]);
    model.setFilter('488');
    assert.deepEqual(shown(), [2]);
    model.setFilter('id-3@host');
    assert.deepEqual(shown(), [3]);
    model.setFilter('error');
    assert.deepEqual(shown(), [2]);
    model.setFilter('no such call');
    assert.deepEqual(shown(), []);
    assert.deepEqual(model.chosenCalls(), []);
    model.setFilter('');
    assert.deepEqual(shown(), [1, 2, 3, 4, 5]);
  });

  it('looks at what a call has become, not at what it was', () => {
    model.setFilter('busy');
    model.put([row(3, { outcome: 'answered' })]);
    assert.deepEqual(shown(), []);
  });

  it('acts on no call that the filter has put out of sight', () => {
    press('a', 'ctrl');
    model.setFilter('bob');
    assert.deepEqual(model.chosenCalls(), [2]);
    model.setFilter('');
    assert.deepEqual(model.chosenCalls(), [2]);
  });

  it('sorts by a column and, asked again, from its end', () => {
    model.sortBy('findings');
    assert.deepEqual(shown(), [2, 3, 4, 1, 5]);
    model.sortBy('findings');
    assert.deepEqual(shown(), [1, 5, 4, 3, 2]);
    model.sortBy('time');
    assert.deepEqual(shown(), [1, 2, 3, 4, 5]);
    model.sortBy('from');
    assert.deepEqual(shown(), [1, 3, 5, 2, 4]);
  });

  it('keeps the active call when the order changes', () => {
    model.moveTo(1, 'alone');
    model.sortBy('from');
    assert.equal(model.activeRow?.id, 2);
    model.remove([1]);
    assert.equal(model.activeRow?.id, 2);
  });

  it('forgets calls that have become part of another one', () => {
    press('a', 'ctrl');
    model.remove([2, 3]);
    assert.deepEqual(model.chosenCalls(), [1, 4, 5]);
  });

  it('is walked through with the keys, and no further than its ends', () => {
    assert.equal(press('ArrowDown'), 'moved');
    assert.deepEqual(model.chosenCalls(), [2]);
    press('PageDown');
    assert.deepEqual(model.chosenCalls(), [5]);
    press('ArrowDown');
    assert.deepEqual(model.chosenCalls(), [5]);
    press('Home');
    press('PageUp');
    assert.deepEqual(model.chosenCalls(), [1]);
    press('End');
    assert.deepEqual(model.chosenCalls(), [5]);
  });

  it('chooses several calls with Shift, from where it was begun', () => {
    press('ArrowDown');
    press('ArrowDown', 'shift');
    press('ArrowDown', 'shift');
    assert.deepEqual(model.chosenCalls(), [2, 3, 4]);
    press('Home', 'shift');
    assert.deepEqual(model.chosenCalls(), [1, 2]);
    press('ArrowDown');
    assert.deepEqual(model.chosenCalls(), [2]);
  });

  it('chooses single calls with Space while Ctrl only moves', () => {
    press('ArrowDown', 'ctrl');
    press('ArrowDown', 'ctrl');
    assert.deepEqual(model.chosenCalls(), [1]);
    press(' ');
    assert.deepEqual(model.chosenCalls(), [1, 3]);
    press(' ');
    assert.deepEqual(model.chosenCalls(), [1]);
  });

  it('gives chosen calls in its own order', () => {
    press('a', 'meta');
    model.sortBy('time');
    model.sortBy('time');
    assert.deepEqual(model.chosenCalls(), [5, 4, 3, 2, 1]);
  });

  it('knows keys that open, leave and search, and leaves others to VS Code', () => {
    assert.equal(press('Enter'), 'open');
    assert.equal(press('Enter', 'ctrl'), 'openBeside');
    assert.equal(press('Escape'), 'escape');
    assert.equal(press('f', 'ctrl'), 'filter');
    assert.equal(press('Tab'), undefined);
    assert.equal(press('ArrowDown', 'alt'), undefined);
    assert.equal(isLetter(key('é')), true);
    for (const other of [key(' '), key('Enter'), key('c', 'ctrl'), key('x', 'alt')]) assert.equal(isLetter(other), false);
  });

  it('has nothing to do while it is empty', () => {
    const empty = new ListModel();
    for (const name of ['ArrowDown', 'Home', 'End', ' ']) keyAction(key(name), empty, 3);
    assert.equal(empty.active, -1);
    assert.deepEqual(empty.chosenCalls(), []);
  });
});

describe('the words of the list', () => {
  const progress: ReadProgress = { state: 'reading', read: 45e6, size: 231e6, packets: 12_000, messages: 900, calls: 1, checked: 0 };

  it('say how far it is', () => {
    assert.equal(progressText(progress), 'Reading: 45 MB of 231 MB · 1 call · 900 messages · 12,000 packets');
    assert.equal(progressText({ ...progress, state: 'checking', calls: 340, checked: 120 }), 'Checking: 120 of 340 calls');
    assert.equal(progressText({ ...progress, state: 'done', packets: 0 }), '1 call · 900 messages');
    assert.match(progressText({ ...progress, state: 'cancelled' }), /^Cancelled after 45 MB of 231 MB · 1 call/);
    assert.match(progressText({ ...progress, state: 'cancelled', read: 231e6 }), /^Checking was cancelled/);
    assert.equal(progressText({ ...progress, state: 'failed', calls: 0 }), 'Not read');
    assert.equal(progressPart({ ...progress, size: 90e6 }), 0.5);
    assert.equal(progressPart({ ...progress, size: 0 }), 0);
  });

  it('say what is shown and chosen', () => {
    assert.equal(countText(5, 5, 1), '');
    assert.equal(countText(2, 1000, 2), '2 of 1,000 calls · 2 chosen');
    assert.match(emptyText(0, 3, progress), /No call matches/);
    assert.equal(emptyText(0, 0, { ...progress, state: 'done' }), 'No SIP was found in this file.');
    assert.equal(emptyText(3, 3, progress), '');
  });

  it('say what was found in a call', () => {
    assert.equal(findingsOf(row(1)), 'not checked yet');
    assert.equal(findingsOf(row(1, { findings: [0, 0, 0, 0] })), 'nothing found');
    assert.equal(findingsOf(row(1, { findings: [1, 2, 3, 1] })), '1 error, 2 warnings, 3 info, 1 hint');
    assert.equal(detailText(row(3, { verdict: 'It is busy.' })), 'Call 3 · It is busy. · 12 messages · Call-ID id-3@host');
  });

  it('say what became of a call, with the number once', () => {
    const result = COLUMNS.find(column => column.id === 'result')!;
    const said = (code: number | undefined, outcome: string) => result.text(row(1, { result: code, outcome }));
    assert.equal(said(200, 'answered'), 'answered');
    assert.equal(said(488, 'answered, after 488'), 'answered, after 488');
    assert.equal(said(488, 'refused with 488'), '488 refused');
    assert.equal(said(404, 'number not found (404)'), '404 number not found');
    assert.equal(said(486, 'busy'), '486 busy');
    assert.equal(said(undefined, 'ringing'), 'ringing');
  });

  it('give the time as the text of a call does, and none where there is none', () => {
    assert.equal(timeOf(row(0)), '09:18:49.148');
    assert.equal(timeOf(row(0, { time: 3_723_500_000 })), '01:02:03.500');
    assert.equal(timeOf(row(0, { time: undefined })), '');
  });
});
