import { analyse, type Analysis } from '../core/analysis';
import { type CallRow as ListedCall, withLegs } from '../core/listing/row';
import { withoutKnown } from '../core/report/fingerprint';
import type { CallRow, CaptureSource, ReadProgress, ToCaptureWorker } from '../lsp/protocol';
import { readSettings, type TraceSettings, withConfig } from '../lsp/settings';
import { type CallsOfFile, callsOf } from './workerCalls';
import { type CaptureBytes, inMemory, type WorkerHost } from './workerHost';
import { type Belongings, writePackets } from './workerPackets';
import { type Checked, checkedOf, toRow } from './workerRows';
import { joinTexts } from './workerTexts';

/** Milliseconds between two reports of what is new; more where a report takes long. */
const INTERVAL = 100;
/** Milliseconds of checking before requests are served. */
const STEP = 25;

type Request = Extract<ToCaptureWorker, { readonly request: number }>;

/** One capture: reads it, tells its calls, checks them, and answers what is asked of them meanwhile. */
export class WorkerSession {
  private file: CallsOfFile | undefined;
  private bytes: CaptureBytes | undefined;
  private settings: TraceSettings = withConfig(readSettings(undefined), undefined);
  /** Where the file is, if it is on a disk. */
  private path: string | undefined;
  /** What is wrong in the configuration of the file. */
  private configProblems: string[] = [];
  private readonly checked = new Map<number, Checked>();
  private state: ReadProgress['state'] = 'reading';
  private read = 0;
  private stopped = false;
  /** Reading was cancelled: the calls are those of the beginning of the file. */
  private isPart = false;
  private revision = 0;
  /** Rows that have been told, as the list has them. */
  private readonly told = new Map<number, ListedCall>();
  /** Calls that have been checked since the last report. */
  private fresh: number[] = [];
  private nextReport = 0;
  private toldProblems = '';
  /** Counts up with each beginning of a check: one that is not the last ends. */
  private round = 0;

  constructor(private readonly host: WorkerHost) {}

  take(message: ToCaptureWorker): void {
    if (message.type === 'open') void this.open(message.name, message.source, message.settings);
    else if (message.type === 'settings') this.configure(message.settings);
    else if (message.type === 'cancel') this.stopped = true;
    else void this.answer(message);
  }

  private configure(section: unknown): void {
    const file = this.path === undefined ? undefined : this.host.config?.(this.path);
    this.settings = withConfig(readSettings(section), file?.config);
    this.configProblems = (file?.config.problems ?? []).map(({ line, column, text }) => `${file?.path}:${line}:${column}: ${text}`);
    if (this.state === 'reading' || this.state === 'failed') return;
    this.stopped = false;
    void this.check();
  }

  private async open(name: string, source: CaptureSource, section: unknown): Promise<void> {
    if ('path' in source) this.path = source.path;
    this.configure(section);
    try {
      this.bytes = 'path' in source ? await this.host.open(source.path) : inMemory(source.bytes, this.host);
      this.file = callsOf(name, this.bytes);
    } catch (error) {
      return this.fail(`The file could not be read: ${wordsOf(error)}`);
    }
    await this.readAll(this.bytes, this.file);
    if (this.state !== 'failed') await this.check();
  }

  private async readAll(bytes: CaptureBytes, file: CallsOfFile): Promise<void> {
    let failure: string | undefined;
    this.report();
    try {
      for await (const piece of bytes.pieces()) {
        file.push(piece);
        this.read += piece.length;
        if (this.stopped || file.failure() || file.isDone()) break;
        if (this.host.now() >= this.nextReport) this.report();
      }
    } catch (error) {
      failure = `The file could not be read to its end: ${wordsOf(error)}`;
    }
    file.end();
    this.isPart = this.stopped;
    this.stopped = false;
    failure ??= file.failure();
    if (failure !== undefined) this.fail(failure);
  }

  private fail(reason: string): void {
    this.state = 'failed';
    this.report(reason);
  }

  /** Asks the rules about each call, in small steps. */
  private async check(): Promise<void> {
    const { file } = this;
    if (!file) return;
    const round = ++this.round;
    this.state = 'checking';
    this.checked.clear();
    this.report();
    let end = this.host.now() + STEP;
    const { baseline } = this.settings;
    const leaveOut = baseline.length > 0 ? withoutKnown(baseline) : undefined;
    for (const { call, text } of file.texts()) {
      if (call !== undefined) {
        const analysis = this.analyse(text);
        this.checked.set(call, checkedOf(analysis && leaveOut ? leaveOut(analysis).analysis : analysis));
        this.fresh.push(call);
      }
      if (this.host.now() < end) continue;
      if (this.host.now() >= this.nextReport) this.report();
      await this.host.pause();
      if (round !== this.round) return;
      if (this.stopped) break;
      end = this.host.now() + STEP;
    }
    this.state = this.stopped || this.isPart ? 'cancelled' : 'done';
    this.report();
  }

  private analyse(text: string): Analysis | undefined {
    try {
      return analyse(text, this.settings);
    } catch {
      // A mistake of ours in one call must not cost the others.
      return undefined;
    }
  }

  /** Tells what is new. */
  private report(failure?: string): void {
    const began = this.host.now();
    const { file } = this;
    if (file) this.reportRows(file);
    const problems = [...(failure === undefined ? [] : [failure]), ...(file?.problems() ?? []), ...this.configProblems];
    const said = problems.join('\n');
    if (said !== this.toldProblems) this.host.post({ type: 'problems', problems });
    this.toldProblems = said;
    this.host.post({ type: 'progress', progress: this.progress() });
    const now = this.host.now();
    this.nextReport = now + Math.max(INTERVAL, 5 * (now - began));
  }

  private reportRows(file: CallsOfFile): void {
    const { revision, rows, gone } = file.changedSince(this.revision);
    this.revision = revision;
    for (const row of rows) this.told.set(row.id, row);
    for (const id of gone) this.told.delete(id);
    if (gone.length > 0) this.host.post({ type: 'gone', calls: gone });
    const ids = new Set([...rows.map(row => row.id), ...this.fresh]);
    this.fresh = [];
    const changed = [...ids].flatMap((id): CallRow[] => {
      const row = this.told.get(id);
      return row ? [toRow(withLegs(row, this.settings.legs), this.checked.get(id))] : [];
    });
    if (changed.length > 0) this.host.post({ type: 'rows', rows: changed });
  }

  private progress(): ReadProgress {
    const { state, read, file, bytes, checked } = this;
    return {
      state,
      read,
      size: bytes?.size ?? 0,
      packets: file?.packets() ?? 0,
      messages: file?.messages() ?? 0,
      calls: this.told.size,
      checked: checked.size,
    };
  }

  private async answer(message: Request): Promise<void> {
    const { request } = message;
    try {
      const { file, bytes } = this;
      if (!file || !bytes) throw new Error('The file has not been opened yet.');
      const answer = await this.answerTo(message, file, bytes);
      const transfer = 'bytes' in answer && answer.bytes ? [answer.bytes.buffer] : [];
      this.host.post({ type: 'answer', request, answer }, transfer);
    } catch (error) {
      this.host.post({ type: 'refused', request, reason: wordsOf(error) });
    }
  }

  private async answerTo(message: Request, calls: CallsOfFile, bytes: CaptureBytes) {
    if (message.type === 'text') return joinTexts(calls, message.calls, message.most);
    const ids = message.calls === 'all' ? calls.rows().map(row => row.id) : message.calls;
    const belongings = calls.belongings?.(ids);
    if (message.type === 'frames') return { frames: belongings?.frames ?? [] };
    if (!belongings) throw new Error('This is a text: it has no packets that could be saved as a capture.');
    if (message.path === undefined) return this.savedBytes(bytes, belongings);
    const file = await this.host.create(message.path);
    try {
      const packets = await writePackets(bytes, belongings, part => file.write(part));
      await file.finish();
      return { packets };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  private async savedBytes(bytes: CaptureBytes, belongings: Belongings) {
    const parts: Uint8Array[] = [];
    const packets = await writePackets(bytes, belongings, async part => void parts.push(part));
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return { packets, bytes: all };
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
