/**
 * npm run bench: how long it takes to read and check a long trace, to follow a keystroke in it, to answer a hover, to start the server, and
 * what it weighs, beside a plain read of the same text and sdp-transform's reading of the same bodies; and how long the calls of long
 * captures take, beside tshark and sngrep where these are installed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse } from 'sdp-transform';
import type { Range } from 'vscode-languageserver-protocol';
import { type Analysis, analyse, change } from '../server/src/core/analysis';
import { lineColumnAt, lineStarts } from '../server/src/core/text/lineIndex';
import { hoverAt } from '../server/src/core/features/hover';
import type { TextChange } from '../server/src/core/trace/openTrace';
import { TestClient } from '../test/lsp/client';
import { captureRows } from './captures';
import { growthRows } from './growth';
import { print, type Row } from './rows';
import { longTrace } from './trace';

const CALLS = 1000;
const KEYSTROKES = 300;
const HOVERS = 2000;
const STARTS = 7;
const RUNS = 5;
const URI = 'file:///bench.sip';

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sip-trace-bench-'));
  const file = path.join(folder, 'long.sip');
  writeFileSync(file, longTrace(CALLS));
  const { analysis, weight } = weigh(file);
  const { messages, findings, calls, trace } = analysis;
  const bodies = messages.flatMap(({ text, sdp }) => (sdp ? [text.slice(sdp.span.start, sdp.span.end)] : []));
  console.log(
    `${(trace.length / 1e6).toFixed(1)} MB, ${messages.length} messages, ${calls.length} calls, ${bodies.length} bodies, ${findings.length} findings, ` +
      `${analysis.verdicts.size} verdicts; Node ${process.version}\n`,
  );
  const text = readFileSync(file, 'utf8');
  const read = best(() => readFileSync(file, 'utf8').split('\n'));
  const parsed = best(() => bodies.map(body => parse(body)));
  const whole = best(() => analyse(readFileSync(file, 'utf8')));
  const keys = keystrokes(analysis, edits(text));
  const hovers = hoverTimes(analysis, text);
  const served = await server(text);
  rmSync(folder, { recursive: true });

  const toRead = (value: number): string => `${(value / read).toFixed(1)} × the plain read, ${(value / parsed).toFixed(2)} × sdp-transform`;
  print([
    { what: 'plain read, cut into lines', value: read, unit: 'ms' },
    { what: "sdp-transform's reading of the bodies", value: parsed, unit: 'ms', against: `${(parsed / read).toFixed(1)} × the plain read` },
    { what: 'read and check the whole, first time', value: weight.first, unit: 'ms', aim: 1500, against: toRead(weight.first) },
    { what: 'read and check the whole, best of 5', value: whole, unit: 'ms', against: toRead(whole) },
    ...spread('keystroke to findings', keys, 16),
    ...spread('keystroke to diagnostics, over LSP', served.keys, undefined, `${served.shown} diagnostics as JSON, through a pipe, read`),
    ...spread('hover', hovers, 5),
    ...spread('server start to first finding', served.starts, 300),
    { what: 'opened in the server, to diagnostics', value: served.opened, unit: 'ms' },
    { what: 'memory of the analysis and its text', value: weight.times, unit: '×', aim: 25, against: `${weight.megabytes.toFixed(0)} MB` },
    { what: 'the same behind the keystrokes', value: behind(text), unit: '×', aim: 25 },
  ]);
  console.log('');
  print(growthRows());
  console.log('');
  print(captureRows());
}

/** The first analysis in this process, as a user waits for it, and what it and its text weigh, in times of the text. */
function weigh(file: string): { analysis: Analysis; weight: { first: number; times: number; megabytes: number } } {
  const before = heap();
  const start = performance.now();
  const analysis = analyse(readFileSync(file, 'utf8'));
  const first = performance.now() - start;
  const bytes = heap() - before;
  return { analysis, weight: { first, times: bytes / analysis.trace.length, megabytes: bytes / 1e6 } };
}

function behind(text: string): number {
  const before = heap();
  let analysis = analyse(` ${text}`);
  for (const edit of edits(text)) analysis = change(analysis, edit);
  const times = (heap() - before) / analysis.trace.length;
  return analysis.messages.length > 0 ? times : Number.NaN;
}

function heap(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('run with node --expose-gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** The shortest of some runs: what the work takes when nothing else is in its way. */
function best(work: () => unknown): number {
  return Math.min(...Array.from({ length: RUNS }, () => timed(work)));
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** A letter or a line end that is typed, and taken away again. */
interface Typed {
  readonly at: number;
  readonly text: string;
}

/** What is typed all over the text, in lines of all kinds: half of it in the middle. */
function typing(text: string): Typed[] {
  const marks = ['\na=setup', '\nm=audio', '\nCall-ID', '\nVia', '\nINVITE', '\nCSeq', '\na=rtpmap', '\n2026/', '\n\n', '\nContent-Length'];
  const turns = KEYSTROKES / 2;
  return Array.from({ length: turns }, (_, turn) => {
    const near = Math.floor(turn < turns / 2 ? text.length / 2 + turn * 1013 : (text.length / turns) * turn);
    const mark = marks[turn % marks.length]!;
    const found = Math.max(text.indexOf(mark, near), near);
    return { at: found + (turn % 3 === 0 ? mark.length : 3), text: turn % 4 === 0 ? '\n' : 'x' };
  });
}

const edits = (text: string): TextChange[] =>
  typing(text).flatMap(({ at, text: typed }) => [
    { start: at, end: at, text: typed },
    { start: at, end: at + 1, text: '' },
  ]);

function keystrokes(first: Analysis, changes: readonly TextChange[]): number[] {
  let analysis = first;
  const times: number[] = [];
  for (const edit of changes) {
    times.push(
      timed(() => {
        analysis = change(analysis, edit);
        if (analysis.findings.length === 0) throw new Error('no findings');
      }),
    );
  }
  return times;
}

function hoverTimes(analysis: Analysis, text: string): number[] {
  return Array.from({ length: HOVERS }, (_, turn) => {
    const offset = (turn * 7919 * 131) % text.length;
    return timed(() => hoverAt(analysis, offset));
  });
}

/** The real server in its own process: started with a small document, then with the long one. */
async function server(text: string): Promise<{ starts: number[]; keys: number[]; opened: number; shown: number }> {
  const starts: number[] = [];
  const short = longTrace(2);
  for (let run = 0; run < STARTS; run++) {
    const start = performance.now();
    const client = new TestClient();
    await client.initialize();
    const found = await client.open(URI, short);
    starts.push(performance.now() - start);
    if (found.length === 0) throw new Error('the server found nothing');
    await client.stop();
  }
  const client = new TestClient();
  await client.initialize();
  const start = performance.now();
  const shown = (await client.open(URI, text)).length;
  const opened = performance.now() - start;
  const keys: number[] = [];
  const starting = lineStarts(text);
  const press = async (range: Range, typed: string): Promise<void> => {
    const sent = performance.now();
    await client.change(URI, { range, text: typed });
    await client.diagnostics(URI);
    keys.push(performance.now() - sent);
  };
  for (const typed of typing(text)) {
    const { line, column: character } = lineColumnAt(starting, typed.at);
    const place = { line, character };
    await press({ start: place, end: place }, typed.text);
    await press({ start: place, end: typed.text === '\n' ? { line: line + 1, character: 0 } : { line, character: character + 1 } }, '');
  }
  await client.stop();
  return { starts, keys, opened, shown };
}

/** The rows of a measure that was taken often: the middle, the 95th of 100, which has the aim where there is one, and the longest. */
function spread(what: string, times: readonly number[], aim: number | undefined, against?: string): Row[] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return [
    { what: `${what}, p50 of ${times.length}`, value: at(0.5), unit: 'ms' },
    { what: `${what}, p95`, value: at(0.95), unit: 'ms', aim, against },
    { what: `${what}, longest`, value: at(1), unit: 'ms' },
  ];
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
