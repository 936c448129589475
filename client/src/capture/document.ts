import * as vscode from 'vscode';
import type { CallRow, ChosenCalls, FromCaptureWorker, ReadProgress, SaveAnswer, TextAnswer } from '../../../server/src/lsp/protocol';
import { CONFIG_FILE, LARGEST_TEXT, SETTINGS_SECTION } from '../../../server/src/lsp/protocol';
import { type CaptureWorker, type WorkerFactory, WorkerRequests } from './worker';

/** Only files on disk can be read piece by piece: any other is in memory as a whole. */
const LARGEST_ELSEWHERE = 256 * 1024 * 1024;

const NOTHING_READ: ReadProgress = { state: 'reading', read: 0, size: 0, packets: 0, messages: 0, calls: 0, checked: 0 };

/** What has changed, as the worker told it. */
export type CaptureNews = Exclude<FromCaptureWorker, { type: 'answer' | 'refused' }>;

/** A capture, or a large trace, and what the worker that reads it has told of it so far. */
export class CaptureDocument implements vscode.CustomDocument {
  readonly rows = new Map<number, CallRow>();
  progress = NOTHING_READ;
  problems: readonly string[] = [];
  /** The calls that are chosen in its list. */
  chosen: readonly number[] = [];

  private readonly news = new vscode.EventEmitter<CaptureNews>();
  readonly onNews = this.news.event;
  private readonly worker: CaptureWorker;
  private readonly requests: WorkerRequests;
  private readonly settings: vscode.Disposable;

  constructor(
    readonly uri: vscode.Uri,
    createWorker: WorkerFactory,
    private readonly disposed: (document: CaptureDocument) => void,
  ) {
    this.worker = createWorker();
    this.requests = new WorkerRequests(this.worker);
    this.worker.onMessage(message => this.requests.take(message) || this.take(message as CaptureNews));
    this.worker.onError(reason => this.fail(`The program that reads captures has ended: ${reason}`));
    const configure = (): void => this.worker.post({ type: 'settings', settings: settingsOf() });
    // The worker reads the file itself; it only has to be told when.
    const configs = vscode.workspace.createFileSystemWatcher(`**/${CONFIG_FILE}`);
    this.settings = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration(change => change.affectsConfiguration(SETTINGS_SECTION) && configure()),
      configs,
      configs.onDidCreate(configure),
      configs.onDidChange(configure),
      configs.onDidDelete(configure),
    );
    void this.open();
  }

  /** No more is read and no more is checked; what is there stays. */
  cancel(): void {
    this.worker.post({ type: 'cancel' });
  }

  /** The trace text of calls, as much of it as an editor can work on. */
  async text(calls: ChosenCalls): Promise<TextAnswer> {
    return this.requests.ask<'text'>({ type: 'text', calls, most: LARGEST_TEXT });
  }

  async frames(calls: ChosenCalls): Promise<readonly number[]> {
    return (await this.requests.ask<'frames'>({ type: 'frames', calls })).frames;
  }

  /** Puts the packets of calls into a capture of their own. */
  async save(calls: ChosenCalls, target: vscode.Uri): Promise<SaveAnswer> {
    const path = target.scheme === 'file' ? target.fsPath : undefined;
    const answer = await this.requests.ask<'save'>({ type: 'save', calls, path });
    if (answer.bytes) await vscode.workspace.fs.writeFile(target, answer.bytes);
    return answer;
  }

  /** Resolves when the whole file has been read, or as much of it as will be. */
  read(): Promise<void> {
    return this.when(() => this.progress.state !== 'reading');
  }

  /** VS Code calls this when the last editor of the capture is closed. */
  dispose(): void {
    this.disposed(this);
    this.settings.dispose();
    this.requests.end('The capture has been closed.');
    this.worker.terminate();
    this.news.dispose();
  }

  private when(condition: () => boolean): Promise<void> {
    return new Promise(resolve => {
      if (condition()) return resolve();
      const listener = this.onNews(() => {
        if (!condition()) return;
        listener.dispose();
        resolve();
      });
    });
  }

  private async open(): Promise<void> {
    const name = this.uri.path.slice(this.uri.path.lastIndexOf('/') + 1);
    const settings = settingsOf();
    if (this.uri.scheme === 'file') return this.worker.post({ type: 'open', name, source: { path: this.uri.fsPath }, settings });
    try {
      const { size } = await vscode.workspace.fs.stat(this.uri);
      if (size > LARGEST_ELSEWHERE) {
        const sizes = `${Math.round(size / 1024 / 1024)} MB, and no more than ${LARGEST_ELSEWHERE / 1024 / 1024} MB can be read from here`;
        return this.fail(`The file is too large: it has ${sizes}. Save it to a disk and open it there.`);
      }
      const bytes = new Uint8Array(await vscode.workspace.fs.readFile(this.uri));
      this.worker.post({ type: 'open', name, source: { bytes }, settings }, [bytes.buffer]);
    } catch (error) {
      this.fail(`The file cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  private fail(reason: string): void {
    this.requests.end(reason);
    this.take({ type: 'problems', problems: [reason, ...this.problems] });
    this.take({ type: 'progress', progress: { ...this.progress, state: 'failed' } });
  }

  private take(message: CaptureNews): void {
    if (message.type === 'rows') for (const row of message.rows) this.rows.set(row.id, row);
    if (message.type === 'gone') for (const call of message.calls) this.rows.delete(call);
    if (message.type === 'progress') this.progress = message.progress;
    if (message.type === 'problems') this.problems = message.problems;
    this.news.fire(message);
  }
}

/** As plain data: what VS Code hands out cannot be sent to a worker. */
const settingsOf = (): unknown => JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(SETTINGS_SECTION)));
