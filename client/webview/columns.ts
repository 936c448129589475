import type { CallRow } from '../../server/src/lsp/protocol';

/** One column of the list. All its words come from the capture: they are shown as text. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** What the cell says. */
  readonly text: (row: CallRow) => string;
  /** What the pointer is told, where the cell says less. */
  readonly hint?: (row: CallRow) => string;
  /** Negative where the first row comes first. */
  readonly compare: (a: CallRow, b: CallRow) => number;
  readonly numeric?: boolean;
}

const byText = (text: (row: CallRow) => string) => (a: CallRow, b: CallRow) => text(a).localeCompare(text(b), undefined, { numeric: true });
const byNumber = (value: (row: CallRow) => number) => (a: CallRow, b: CallRow) => value(a) - value(b);

const DAY = 86_400_000_000;

/** `09:18:49.148`, as the text of the call says it: in UTC. */
export function timeOf({ time }: CallRow): string {
  return time === undefined ? '' : new Date(time / 1000).toISOString().slice(11, 23);
}

/** With the date, where the trace gives one. */
function dateOf({ time }: CallRow): string {
  if (time === undefined) return 'The trace gives no time';
  const iso = new Date(time / 1000).toISOString();
  return time < DAY ? iso.slice(11, 23) : `${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC`;
}

/** `488 refused`: the number first and once; of a call that was answered nobody needs the number. */
function resultOf({ result, outcome }: CallRow): string {
  if (result === undefined || outcome.startsWith('answered')) return outcome;
  return `${result} ${outcome.replace(` with ${result}`, '').replace(` (${result})`, '')}`;
}

export const SEVERITIES = [
  { name: 'error', glyph: '●' },
  { name: 'warning', glyph: '▲' },
  { name: 'info', glyph: '■' },
  { name: 'hint', glyph: '◦' },
] as const;

/** `2 errors, 1 warning`. */
export function findingsOf({ findings }: CallRow): string {
  if (!findings) return 'not checked yet';
  const parts = SEVERITIES.map(({ name }, index) => ({ name, count: findings[index] ?? 0 })).filter(({ count }) => count > 0);
  if (parts.length === 0) return 'nothing found';
  return parts.map(({ name, count }) => `${count} ${name}${count === 1 || name === 'info' ? '' : 's'}`).join(', ');
}

/** The worst first: one error counts for more than any number of warnings. */
function bySeverity(a: CallRow, b: CallRow): number {
  for (let index = 0; index < SEVERITIES.length; index++) {
    const difference = (b.findings?.[index] ?? -1) - (a.findings?.[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

const from = (row: CallRow): string => row.from;
const to = (row: CallRow): string => row.to;
const legs = (row: CallRow): string => row.legs;
const codecs = (row: CallRow): string => row.codecs;
const media = (row: CallRow): string => row.media;
const noTime = Number.POSITIVE_INFINITY;

export const COLUMNS: readonly Column[] = [
  { id: 'id', title: '#', text: row => String(row.id), compare: byNumber(row => row.id), numeric: true },
  { id: 'time', title: 'Time', text: timeOf, hint: dateOf, compare: byNumber(row => row.time ?? noTime) },
  { id: 'from', title: 'From', text: from, compare: byText(from) },
  { id: 'to', title: 'To', text: to, compare: byText(to) },
  { id: 'legs', title: 'Legs', text: legs, compare: byText(legs) },
  { id: 'result', title: 'Result', text: resultOf, compare: (a, b) => (a.result ?? 0) - (b.result ?? 0) || byText(resultOf)(a, b) },
  { id: 'codecs', title: 'Codecs', text: codecs, compare: byText(codecs) },
  { id: 'media', title: 'Media', text: media, compare: byText(media) },
  { id: 'findings', title: 'Findings', text: findingsOf, compare: bySeverity },
];

/** All that the filter looks at, in lower case. */
export function wordsOf(row: CallRow): string {
  const parts = COLUMNS.map(column => (column.id === 'findings' && !row.findings ? '' : column.text(row)));
  return [...parts, row.callId, row.verdict ?? ''].join('\n').toLowerCase();
}
