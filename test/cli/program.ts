import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** This file runs from out/test/cli. */
const ROOT = path.resolve(__dirname, '../../..');
const PROGRAM = path.join(ROOT, 'dist/cli.js');

/** The call that a phone refused with 488 since it was asked for DTLS. */
export const REFUSED = path.join(ROOT, 'test/fixtures/workspace/refused.sip');
export const refusedText = (): string => readFileSync(REFUSED, 'utf8');

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the built program to its end, as a shell would. */
export function run(args: readonly string[], options: RunOptions = {}): Result {
  const { status, stdout, stderr } = runBytes(args, options);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

export function runBytes(
  args: readonly string[],
  { input, cwd, env }: RunOptions = {},
): { status: number | null; stdout: Buffer; stderr: Buffer } {
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    input: input ?? '',
    cwd,
    env: { ...environment(), ...env },
    maxBuffer: 1 << 28,
  });
}

/** Starts the program and leaves it to the test. */
export const start = (args: readonly string[]): ChildProcess => spawn(process.execPath, [PROGRAM, ...args], { env: environment() });

/** Runs the program in a terminal, by the `script` of util-linux; what it printed there. */
export function runInTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const command = [process.execPath, PROGRAM, ...args].map(word => `'${word}'`).join(' ');
  const result = spawnSync('script', ['-qec', command, '/dev/null'], { env: { ...environment(), TERM: 'xterm', ...env }, input: '' });
  return String(result.stdout);
}

/** Whoever runs the tests may have asked for colours or against them. */
function environment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...rest } = process.env;
  return rest;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

/** A folder of its own for each test that asks for one, gone when the run ends. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sip-trace-cli-'));
  folders.push(made);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), content);
  }
  return made;
}

/** Writes one file into a folder of its own and gives its path. */
export const file = (content: string | Uint8Array, name = 'call.sip'): string => path.join(folder({ [name]: content }), name);
