import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { LocalFile } from '../capture/readFile';
import { type Host, reason, Refusal } from './host';

/** Where the bytes of an input come from. */
export interface Source {
  /** From the first to the last, once; each piece is valid until the next one is asked for. Fails with what the system says. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Reads bytes again at a place; missing where that cannot be done. */
  readonly readAt?: (offset: number, length: number) => Uint8Array;
  readonly close: () => void;
}

/** A file to read, or why there is none. */
export interface Input {
  /** As the user knows it: the argument, or a path below it. */
  readonly path: string;
  /** The argument that is a folder in which this file was found. */
  readonly folder?: string;
  readonly open: () => Source;
}

type Refused = (path: string, message: string) => void;

/** The input that one argument names, which is no folder. */
const inputOf = (arg: string, host: Host): Input =>
  arg === '-' ? { path: arg, open: () => ({ chunks: host.input(), close: () => {} }) } : { path: arg, open: () => openFile(arg) };

function openFile(file: string): Source {
  const opened = new LocalFile(file);
  return { chunks: opened.chunks(), readAt: opened.isSeekable ? opened.readAt : undefined, close: () => opened.close() };
}

/** A path as a report for people calls it. */
export const nameOf = (path: string): string => (path === '-' ? '<stdin>' : path);

/** Opens an input for as long as `use` takes. One file that the program cannot read or stand must not keep the others from being read. */
export async function withSource(input: Input, refused: Refused, use: (source: Source) => Promise<void>): Promise<void> {
  let source: Source;
  try {
    source = input.open();
  } catch (error) {
    refused(input.path, reason(error));
    return;
  }
  try {
    await use(source);
  } catch (error) {
    const words = `the program itself failed here, please report it: ${error instanceof Error ? error.message : error}`;
    refused(input.path, error instanceof Refusal ? error.message : words);
  } finally {
    source.close();
  }
}

/** Opens the one input that an argument names for as long as `use` takes; a refusal says why that cannot be done. */
export async function withOne<T>(path: string, host: Host, use: (source: Source) => Promise<T>): Promise<T> {
  let source: Source;
  try {
    source = inputOf(path, host).open();
  } catch (error) {
    throw new Refusal(`${path}: ${reason(error)}`);
  }
  try {
    return await use(source);
  } finally {
    source.close();
  }
}

/** The files that the arguments name, folders gone through in the order of their names; each file once. */
export function* inputsOf(args: readonly string[], host: Host, refused: Refused, entered: (folder: string) => void): Generator<Input> {
  const seen = new Set<string>();
  for (const arg of args) {
    if (arg === '-') {
      if (!seen.has(arg)) yield inputOf(arg, host);
      seen.add(arg);
      continue;
    }
    const found = statusOf(arg);
    if (typeof found === 'string') refused(arg, found);
    else if (found.isDirectory()) {
      if (!isNew(arg, seen)) continue;
      entered(arg);
      yield* filesIn(arg, arg, seen, refused);
    } else if (isNew(arg, seen)) yield inputOf(arg, host);
  }
}

function statusOf(file: string): Stats | string {
  try {
    return statSync(file);
  } catch (error) {
    return reason(error);
  }
}

/** By its real path: a folder that is reached again through a link would go round for ever. */
function isNew(file: string, seen: Set<string>): boolean {
  let real = file;
  try {
    real = realpathSync(file);
  } catch {
    // Pipes have no path of their own, and are opened by the name that was given.
  }
  if (seen.has(real)) return false;
  seen.add(real);
  return true;
}

function* filesIn(folder: string, root: string, seen: Set<string>, refused: Refused): Generator<Input> {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    refused(folder, reason(error));
    return;
  }
  for (const name of names) {
    if (name.startsWith('.') || name === 'node_modules') continue;
    const file = path.join(folder, name);
    const found = statusOf(file);
    // A link that leads nowhere, a pipe and a device are no traces; to open one could wait for ever.
    if (typeof found === 'string') continue;
    if (!(found.isDirectory() || found.isFile()) || !isNew(file, seen)) continue;
    if (found.isDirectory()) yield* filesIn(file, root, seen, refused);
    else yield { path: file, folder: root, open: () => openFile(file) };
  }
}
