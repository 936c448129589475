import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { LocalFile } from '../server/src/capture/readFile';
import { ListedCapture } from '../server/src/core/listing/listedCapture';

/** What a process of its own that reads a capture tells: milliseconds since it was started, and the most memory that it had. */
export interface Told {
  readonly first: number;
  readonly whole: number;
  readonly calls: number;
  readonly megabytes: number;
}

/** The list of the calls, as `sip-trace calls` and the editor make it. */
function list(file: LocalFile, path: string): { first: number; calls: number } {
  const capture = new ListedCapture(basename(path), file.readAt);
  let first = 0;
  for (const chunk of file.chunks()) {
    capture.push(chunk);
    if (first === 0 && capture.list.changedSince(0).rows.length > 0) first = performance.now();
  }
  capture.end();
  return { first, calls: capture.list.rows().length };
}

/** Merely from one packet's header to the next. */
function walk(file: LocalFile): { first: number; calls: number } {
  let skip = 24;
  let rest = new Uint8Array();
  let packets = 0;
  for (const chunk of file.chunks()) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = skip;
    while (at + 16 <= bytes.length) {
      packets++;
      at += 16 + (bytes[at + 8]! | (bytes[at + 9]! << 8) | (bytes[at + 10]! << 16));
    }
    skip = Math.max(0, at - bytes.length);
    rest = at < bytes.length ? bytes.slice(at) : new Uint8Array();
  }
  return { first: 0, calls: packets };
}

// As the program does.
setFlagsFromString('--semi-space-growth-factor=1');

const [, , mode, path = ''] = process.argv;
const file = mode === 'idle' ? undefined : new LocalFile(path);
const { first, calls } = file ? (mode === 'walk' ? walk(file) : list(file, path)) : { first: 0, calls: 0 };
const told: Told = { first, whole: performance.now(), calls, megabytes: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(told));
