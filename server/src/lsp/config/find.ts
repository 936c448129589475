import { readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE } from '../protocol';
import { readConfig, type TraceConfig, unreadable } from './read';

/** A `.siptrace.json` as it was found on disk. */
export interface ConfigFile {
  readonly path: string;
  /** Empty where it cannot be read. */
  readonly text: string;
  readonly config: TraceConfig;
}

/** Larger than any that somebody wrote, with a baseline of tens of thousands of findings. */
const MOST_BYTES = 1024 * 1024;

/**
 * The configuration for what lies in a folder: the nearest `.siptrace.json`, in the folder itself or in one above it, up to the root of the
 * file system. It counts alone: what others further above say does not.
 */
export function findConfig(folder: string): ConfigFile | undefined {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = readConfigFile(path.join(at, CONFIG_FILE));
    if (found || path.dirname(at) === at) return found;
  }
}

/** One file with a configuration; undefined where there is none. */
export function readConfigFile(file: string): ConfigFile | undefined {
  const status = statusOf(file);
  if (!status) return undefined;
  const refused = (reason: string): ConfigFile => ({ path: file, text: '', config: unreadable(reason) });
  if (!status.isFile()) return refused('it is no file');
  if (status.size > MOST_BYTES) return refused('it is larger than 1 MB');
  try {
    const text = readFileSync(file, 'utf8');
    return { path: file, text, config: readConfig(text) };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    // Nobody can know what is in a folder that may not be looked into.
    return undefined;
  }
}
