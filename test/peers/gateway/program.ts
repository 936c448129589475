import { type ChildProcess, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export const HOST = '127.0.0.1';

/** After this much time in milliseconds, what was awaited will not come. */
export const LIMIT = 10_000;

/** A running daemon with all that it has printed. */
export interface Program {
  output(): string;
  /** Waits until it has printed what the expression finds behind the offset, and gives that. */
  printed(expression: RegExp, from?: number): Promise<RegExpExecArray>;
  /** Ends it with all its children; by SIGKILL where it is to leave no time for farewells. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A folder of its own below the system's temporary folder. */
export const newFolder = (name: string): string => mkdtempSync(path.join(tmpdir(), `sip-trace-${name}-`));

/** Starts a daemon in the foreground; its folder goes when it does. */
export function startProgram(program: string, args: readonly string[], folder: string): Program {
  // A group of its own: Kamailio has children, and all of them end with it.
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const listeners = new Set<() => void>();
  let text = '';
  let ended = false;
  const tell = (more: string): void => {
    text += stripVTControlCharacters(more);
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', tell);
  const end = (why: string): void => {
    ended = true;
    tell(why);
  };
  child.on('error', error => end(error.message));
  child.on('close', () => end(''));
  const kill = (): void => (ended ? undefined : killGroup(child));
  const leave = (): void => {
    kill();
    rmSync(folder, { recursive: true, force: true });
  };
  exitOnSignals();
  process.once('exit', leave);
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    if (child.pid !== undefined && !ended) {
      const gone = once(child, 'close');
      if (signal === 'SIGKILL') kill();
      else child.kill(signal); // so that it ends its own children first
      const timer = setTimeout(kill, LIMIT);
      await gone;
      clearTimeout(timer);
    }
    process.off('exit', leave);
    leave();
  };
  const printed = (expression: RegExp, from = 0): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const fail = (why: string): void => settle(() => reject(new Error(`${program} ${why} ${expression}:\n${text.slice(from)}`)));
      const look = (): void => {
        const found = expression.exec(text.slice(from));
        if (found) settle(() => resolve(found));
        else if (ended) fail('ended before it printed');
      };
      const timer = setTimeout(fail, LIMIT, 'did not print');
      listeners.add(look);
      look();
    });
  return { output: () => text, printed, stop };
}

let watching = false;

/** A signal ends this process in the way that lets it end its programs first. */
function exitOnSignals(): void {
  if (watching) return;
  watching = true;
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
    process.once(signal, () => process.exit(128 + number));
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** What a program prints when it is only asked for its version; undefined where it is not installed. */
export async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise(resolve => {
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(text));
  });
}

/** A UDP socket on a port that was free. */
export async function bindUdp(): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
}

/** A UDP port that is free now. */
export async function freePort(): Promise<number> {
  const socket = await bindUdp();
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
