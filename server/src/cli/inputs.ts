import { closeSync, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { type Host, reason, Refusal } from './host';

/** Beyond this a text and what is known of it no longer fit into the memory that Node has by default. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** A file to read, or why there is none. */
export interface Input {
  /** As the user knows it: the argument, or a path below it. */
  readonly path: string;
  /** The argument that is a folder in which this file was found. */
  readonly folder?: string;
  readonly read: () => Uint8Array;
}

type Refused = (path: string, message: string) => void;

/** The files that the arguments name, folders gone through in the order of their names; each file once. */
export async function* inputsOf(
  args: readonly string[],
  host: Host,
  refused: Refused,
  entered: (folder: string) => void,
): AsyncGenerator<Input> {
  const seen = new Set<string>();
  for (const arg of args) {
    if (arg === '-') {
      if (seen.has(arg)) continue;
      seen.add(arg);
      const bytes = await host.input();
      yield { path: arg, read: () => bytes };
      continue;
    }
    const found = statusOf(arg);
    if (typeof found === 'string') refused(arg, found);
    else if (found.isDirectory()) {
      if (!isNew(arg, seen)) continue;
      entered(arg);
      yield* filesIn(arg, arg, seen, refused);
    } else if (isNew(arg, seen)) yield { path: arg, read: () => readBytes(arg) };
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
    else yield { path: file, folder: root, read: () => readBytes(file) };
  }
}

/** The bytes of a file, or a refusal that says why not. */
export function readBytes(file: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const chunks: Buffer[] = [];
    for (let total = 0; total <= MOST_BYTES; ) {
      const chunk = Buffer.allocUnsafe(1 << 20);
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
  } catch (error) {
    throw new Refusal(reason(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  throw new Refusal(tooLarge());
}

export const tooLarge = (): string => `larger than ${MOST_BYTES / 1024 / 1024} MB: cut out the calls in question first`;
