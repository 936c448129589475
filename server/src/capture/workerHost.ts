import type { ConfigFile } from '../lsp/config/find';
import type { FromCaptureWorker } from '../lsp/protocol';

/** What the worker needs of the platform it runs on. */
export interface WorkerHost {
  post(message: FromCaptureWorker, transfer?: readonly ArrayBuffer[]): void;
  /** Opens a file for reading; rejects where it cannot be read. */
  open(path: string): Promise<CaptureBytes>;
  /** The `.siptrace.json` for a file as it is now; missing on a platform without files. */
  config?(path: string): ConfigFile | undefined;
  /** Begins a file that takes the place of another one only when it is complete. */
  create(path: string): Promise<NewFile>;
  /** Lets messages that have come in be served. */
  pause(): Promise<void>;
  /** Milliseconds, for doing things now and then. */
  now(): number;
}

/** The bytes of a capture, to be read in order any number of times, or here and there. */
export interface CaptureBytes {
  readonly size: number;
  /** The bytes from the first to the last; a piece may be reused after the next one has been asked for. */
  pieces(): AsyncIterable<Uint8Array>;
  /** Fewer bytes than asked for where the file has become shorter. */
  read(offset: number, length: number): Uint8Array;
}

export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the file in place. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** How many bytes are taken at once: so that a request never waits for long. */
const PIECE = 1024 * 1024;

/** Bytes that are in memory already. */
export function inMemory(bytes: Uint8Array, host: Pick<WorkerHost, 'pause'>): CaptureBytes {
  return {
    size: bytes.length,
    async *pieces() {
      for (let at = 0; at < bytes.length; at += PIECE) {
        yield bytes.subarray(at, at + PIECE);
        await host.pause();
      }
    },
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
