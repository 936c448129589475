import { DEFAULT_SETTINGS } from '../core/analysis';
import { encode, UTF8 } from './encoding';
import { type Host, Refusal, type Status } from './host';
import { nameOf, type Source, withOne } from './inputs';
import { load, type TextOfCalls } from './load';

export interface ShowOptions {
  /** Calls as `calls` and `check` number them. */
  readonly call?: readonly number[];
}

/** Prints a capture, or what was converted, as the text that the editor shows; a text trace as it is. */
export function show(path: string, options: ShowOptions, host: Host): Promise<Status> {
  return withOne(path, host, source => showSource(source, path, options, host));
}

async function showSource(source: Source, path: string, { call }: ShowOptions, host: Host): Promise<Status> {
  const loaded = await load(source, path, DEFAULT_SETTINGS);
  if (loaded.kind === 'capture') {
    for (const text of textsOf(loaded.capture, path, call)) host.out(encode(text, UTF8));
  } else if (loaded.kind !== 'text') throw new Refusal(`${path}: ${loaded.message}`);
  else if (call) throw new Refusal(`${path}: --call is for captures; this is a text`);
  else host.out(loaded.bytes);
  return 0;
}

function* textsOf(capture: TextOfCalls, path: string, numbers: readonly number[] | undefined): Generator<string> {
  if (!numbers) {
    for (const { text } of capture.texts()) yield text;
    return;
  }
  const rows = capture.list.rows();
  const wrong = numbers.find(number => !rows[number - 1]);
  if (wrong !== undefined) throw new Refusal(`${nameOf(path)}: there is no call ${wrong}; the last one is ${rows.length}`);
  yield capture.textOf(numbers.map(number => rows[number - 1]!.id));
}
