import { Gunzip } from 'fflate';
import { GzipFile } from '../core/trace/capture/file/gzip';

/** Compressed bytes that are inflated to tell what is in a file: a bomb makes about a thousand times as much of them. */
const LOOKED_AT = 4096;
/** A compressed text is not inflated to more bytes. */
const LONGEST_INFLATED = 4 * 1024 ** 3;

/** The beginning of what is compressed in a gzip file, from its own beginning; empty where that tells nothing. */
export function headInside(packed: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  try {
    new Gunzip(bytes => parts.push(bytes)).push(packed.slice(0, LOOKED_AT), false);
  } catch {
    // What came out before the fault is enough.
  }
  return Buffer.concat(parts);
}

/** What is compressed in a gzip file; where that is broken or cut off, as far as it can be had. */
export async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  const file = new GzipFile(bytes => parts.push(bytes.slice()), LONGEST_INFLATED);
  for await (const chunk of packed) {
    file.push(chunk);
    yield* parts.splice(0);
    if (file.stopped) break;
  }
  file.end();
  yield* parts;
}
