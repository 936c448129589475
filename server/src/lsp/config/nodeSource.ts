import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CALL_SCHEME, CONFIG_FILE } from '../protocol';
import { findConfig } from './find';
import type { ConfigPlace, ConfigSource } from './source';

/** The configuration as it lies on this machine's disks. */
export const nodeSource: ConfigSource = {
  of(uri): ConfigPlace | undefined {
    const file = fileOf(uri);
    if (file === undefined) return undefined;
    const folder = path.dirname(file);
    const found = findConfig(folder);
    return { uri: pathToFileURL(found?.path ?? path.join(folder, CONFIG_FILE)).href, found };
  },
};

/** The file that a document is, or the capture or text that it was made from. */
function fileOf(uri: string): string | undefined {
  try {
    const original = uri.startsWith(`${CALL_SCHEME}:`) ? originalOf(uri) : uri;
    return original.startsWith('file:') ? fileURLToPath(original) : undefined;
  } catch {
    // Whatever a client calls a document need not be an address of this machine.
    return undefined;
  }
}

/** The text of captured calls says in its query of which file. */
function originalOf(uri: string): string {
  const query = decodeURIComponent(/\?([^#]*)/.exec(uri)?.[1] ?? '');
  const { file } = JSON.parse(query) as { file?: unknown };
  return typeof file === 'string' ? file : '';
}
