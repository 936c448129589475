import type { LegOverrides } from '../core/call/types';
import { type CallRow, legsText, withLegs } from '../core/listing/row';
import { TextList } from '../core/listing/textList';
import { cells, visible } from '../core/report/display';
import { bounded } from '../core/report/places';
import type { ErrorReport } from '../core/report/json';
import { printTime } from '../core/trace/evidence/values';
import { Configs } from './config';
import { decode } from './encoding';
import type { Host, Status } from './host';
import { type Input, inputsOf, nameOf, type Source, withSource } from './inputs';
import { allOf, converted, open, type OpenCapture, type Passed, type Unreadable } from './load';

export interface CallsOptions {
  readonly format: 'text' | 'json';
  readonly config?: string | boolean;
}

/** What `calls --format json` prints. A contract: fields may be added, never renamed or dropped without a new `version`. */
export interface CallsReport {
  readonly version: 1;
  readonly files: readonly CallsOfFile[];
  readonly errors: readonly ErrorReport[];
}

export interface CallsOfFile {
  readonly path: string;
  readonly format: string;
  readonly messages: number;
  readonly calls: readonly ListedCall[];
}

export interface ListedCall {
  /** As `check` and `show --call` number it. */
  readonly id: number;
  /** In UTC; null where the trace gives no date. */
  readonly time: string | null;
  /** Who called, and whom. */
  readonly parties: readonly [string, string];
  readonly legs: CallRow['legs'];
  readonly result: number | null;
  readonly outcome: string;
  readonly codecs: readonly string[];
  readonly media: string;
  readonly messages: number;
  readonly ended: boolean;
}

/** The calls of one file. */
interface Listed {
  readonly format: string;
  readonly messages: number;
  readonly rows: readonly CallRow[];
}

/** Lists the calls of every file that the paths name. */
export async function calls(paths: readonly string[], { format, config }: CallsOptions, host: Host): Promise<Status> {
  const files: CallsOfFile[] = [];
  const errors: ErrorReport[] = [];
  const refused = (path: string, message: string): void => {
    errors.push({ path, message });
    host.note(`${visible(path)}: ${visible(message)}`);
  };
  const configs = new Configs({ config }, refused);
  let several = paths.length > 1;
  const listOne = async (input: Input, source: Source): Promise<void> => {
    const listed = withNamedLegs(await listOf(source, input.path), configs.of(input.path).legs);
    if ('message' in listed) {
      if (input.folder === undefined || listed.kind === 'unreadable') refused(input.path, listed.message);
    } else if (format === 'json') files.push(callsOfFile(input.path, listed));
    else for (const piece of table(nameOf(input.path), listed, several, host)) host.out(piece);
  };
  const entered = (): void => {
    several = true;
  };
  for (const input of inputsOf(paths, host, refused, entered)) {
    await withSource(input, refused, source => listOne(input, source));
  }
  if (format === 'json') host.out(`${JSON.stringify({ version: 1, files, errors } satisfies CallsReport, null, 2)}\n`);
  return errors.length > 0 ? 2 : 0;
}

/** What was listed, with the legs that the configuration names. */
const withNamedLegs = (listed: Listed | Passed | Unreadable, legs: LegOverrides): typeof listed =>
  'rows' in listed ? { ...listed, rows: listed.rows.map(row => withLegs(row, legs)) } : listed;

async function listOf(source: Source, path: string): Promise<Listed | Passed | Unreadable> {
  const opened = await open(source, path);
  if (opened.kind === 'capture') return listedCapture(opened);
  if (opened.kind !== 'text') return opened;
  const text = await converted(opened.chunks, path);
  if ('kind' in text) return listedCapture(text);
  const list = await readText(text);
  if (list.messages === 0) return { kind: 'other', message: 'not a trace: no SIP message in it' };
  return { format: list.format, messages: list.messages, rows: list.rows() };
}

const listedCapture = ({ form, capture: { list } }: OpenCapture): Listed => ({ format: form, messages: list.messages, rows: list.rows() });

/** A text of any size; UTF-16 is put into UTF-8 first. */
async function readText(chunks: AsyncIterable<Uint8Array>): Promise<TextList> {
  const list = new TextList();
  let first = true;
  for await (const chunk of chunks) {
    if (first && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))) {
      list.push(Buffer.from(decode(await allOf(joined(chunk, chunks)))));
      break;
    }
    first = false;
    list.push(chunk);
  }
  list.end();
  return list;
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

const callsOfFile = (path: string, { format, messages, rows }: Listed): CallsOfFile => ({
  path,
  format,
  messages,
  calls: rows.map((row, index) => ({
    id: index + 1,
    time: row.time !== undefined && hasDate(row.time) ? printTime(row.time) : null,
    parties: [bounded(row.from), bounded(row.to)],
    legs: row.legs.map(leg => ({ ...leg, callId: bounded(leg.callId) })),
    result: row.result,
    outcome: row.outcome,
    codecs: row.codecs,
    media: row.media,
    messages: row.messages,
    ended: row.ended,
  })),
});

/** Microseconds of a day: what is less is a time of day without a date. */
const DAY = 86_400_000_000;
const hasDate = (time: number): boolean => time >= DAY;

/** Longest cell of a column: behind it stands an ellipsis. */
const WIDEST = 48;
const HEADINGS = ['call', 'time', 'from', 'to', 'legs', 'result', 'codecs', 'media', 'messages'];

/** Rows that are put together before they are written. */
const ROWS_AT_ONCE = 1000;

/** The calls as an aligned table, in pieces. Rows are gone through twice, since the cells of all of them would take more memory than the calls do. */
function* table(path: string, { format, messages, rows }: Listed, heading: boolean, host: Host): Generator<string> {
  const dim = (text: string): string => (host.colour ? `\u001b[2m${text}\u001b[0m` : text);
  if (heading) yield `${visible(path)}   ${format}, ${messages} message${messages === 1 ? '' : 's'}\n`;
  if (rows.length === 0) {
    yield 'no call in this trace\n';
    return;
  }
  const widths = HEADINGS.map(title => cells(title));
  rows.forEach((row, index) => {
    for (const [column, text] of cellsOf(row, index + 1).entries()) widths[column] = Math.max(widths[column]!, cells(clip(text)));
  });
  const print = (line: readonly string[]): string =>
    line
      .map((text, column) => text + ' '.repeat(widths[column]! - cells(text)))
      .join('  ')
      .trimEnd();
  yield `${dim(print(HEADINGS))}\n`;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    yield some.map((row, index) => `${print(cellsOf(row, from + index + 1).map(clip))}\n`).join('');
  }
}

const cellsOf = (row: CallRow, id: number): string[] => [
  String(id),
  row.time === undefined ? '' : timeText(row.time),
  row.from,
  row.to,
  legsText(row.legs),
  row.outcome,
  row.codecs.join(' '),
  row.media,
  String(row.messages),
];

const timeText = (time: number): string => {
  const text = printTime(time).slice(0, -4).replace('T', ' ');
  return hasDate(time) ? text : text.slice(11);
};

function clip(text: string): string {
  const shown = visible(text.length > WIDEST * 2 ? text.slice(0, WIDEST * 2) : text);
  if (cells(shown) <= WIDEST) return shown;
  let kept = '';
  for (const char of shown) {
    if (cells(kept) + cells(char) >= WIDEST) break;
    kept += char;
  }
  return `${kept}…`;
}
