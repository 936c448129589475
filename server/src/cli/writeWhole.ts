import { chmodSync, closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a file whole or not at all: beside its place first, then into it. Keeps the mode, and a link stays a link. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const before = statusOf(file);
  // A pipe or a device is written to, not replaced.
  if (before && !before.isFile()) {
    writeFileSync(file, bytes);
    return;
  }
  const target = before ? realpathSync(file) : file;
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${Math.random().toString(36).slice(2, 10)}.tmp`);
  try {
    writeDraft(draft, bytes, before);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function writeDraft(draft: string, bytes: Uint8Array, before: Stats | undefined): void {
  const descriptor = openSync(draft, 'wx');
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (before) chmodSync(draft, before.mode & 0o7777);
}

function statusOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
