import type { FramesAnswer, FromCaptureWorker, SaveAnswer, TextAnswer, ToCaptureWorker } from '../../../server/src/lsp/protocol';

/** A worker as the platform has it: in Node a thread, in a browser a Web Worker. */
export interface CaptureWorker {
  post(message: ToCaptureWorker, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: FromCaptureWorker) => void): void;
  /** Told once when the worker has died. */
  onError(listener: (reason: string) => void): void;
  terminate(): void;
}

/** How the platform starts the worker. */
export type WorkerFactory = () => CaptureWorker;

interface Answers {
  readonly text: TextAnswer;
  readonly frames: FramesAnswer;
  readonly save: SaveAnswer;
}

type Unnumbered<M> = M extends { readonly type: infer K extends keyof Answers; readonly request: number }
  ? Omit<M, 'request' | 'type'> & { type: K }
  : never;

interface Waiting {
  resolve(answer: FramesAnswer | SaveAnswer | TextAnswer): void;
  reject(error: Error): void;
}

/** Requests to a worker and their answers. */
export class WorkerRequests {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private dead: string | undefined;

  constructor(private readonly worker: CaptureWorker) {}

  /** Sends a request; rejects with a sentence for the user. */
  ask<K extends keyof Answers>(message: Extract<Unnumbered<ToCaptureWorker>, { type: K }>): Promise<Answers[K]> {
    if (this.dead !== undefined) return Promise.reject(new Error(this.dead));
    const request = ++this.last;
    return new Promise((resolve, reject) => {
      // The worker answers a request of a type with the answer of that type.
      this.waiting.set(request, { resolve: answer => resolve(answer as Answers[K]), reject });
      this.worker.post({ ...message, request } as ToCaptureWorker);
    });
  }

  /** Takes an answer; false for any other message. */
  take(message: FromCaptureWorker): boolean {
    if (message.type !== 'answer' && message.type !== 'refused') return false;
    const waiting = this.waiting.get(message.request);
    this.waiting.delete(message.request);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(new Error(message.reason));
    return true;
  }

  /** Nobody is left waiting for a worker that is no more. */
  end(reason: string): void {
    this.dead = reason;
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }
}
