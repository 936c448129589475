// The thread that reads one capture beside the language server, so that no keystroke waits for it.
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { findConfig } from '../lsp/config/find';
import type { ToCaptureWorker } from '../lsp/protocol';
import { LocalFile } from './readFile';
import type { CaptureBytes, NewFile } from './workerHost';
import { WorkerSession } from './workerSession';

const pause = (): Promise<void> => setImmediate(undefined);

const session = new WorkerSession({
  post: (message, transfer = []) => parentPort?.postMessage(message, [...transfer]),
  open: openCapture,
  config: path => findConfig(dirname(path)),
  create,
  pause,
  now: () => performance.now(),
});
parentPort?.on('message', (message: ToCaptureWorker) => session.take(message));

async function openCapture(path: string): Promise<CaptureBytes> {
  const file = new LocalFile(path);
  return {
    size: file.size,
    async *pieces() {
      for (const piece of file.chunks()) {
        yield piece;
        await pause();
      }
    },
    read: file.readAt,
  };
}

async function create(path: string): Promise<NewFile> {
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w');
  return {
    write: async bytes => void (await file.write(bytes)),
    finish: async () => {
      await file.close();
      await rename(temporary, path);
    },
    discard: async () => {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}
