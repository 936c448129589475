import * as vscode from 'vscode';
import type { ChosenCalls, ConvertAnswer, ConvertParams } from '../../../server/src/lsp/protocol';
import { CallTexts } from './callTexts';
import { baseName, callUri, convertedUri, readCallUri, readConvertedUri } from './callUri';
import { CaptureDocument } from './document';
import { fileText } from './fileText';
import type { WorkerFactory } from './worker';

/** Has a text converted by the server; null for one that is not to be converted. */
export type Convert = (params: ConvertParams) => Promise<ConvertAnswer | null>;

/** All captures that are open, and the texts of their calls. */
export class Captures {
  readonly texts = new CallTexts(uri => this.textAgain(uri));
  private readonly documents = new Set<CaptureDocument>();
  /** The capture whose list was last in front. */
  private inFront: CaptureDocument | undefined;

  constructor(
    private readonly createWorker: WorkerFactory,
    private readonly convert: Convert,
  ) {}

  /** Begins to read a file. */
  open(uri: vscode.Uri): CaptureDocument {
    const document = new CaptureDocument(uri, this.createWorker, closed => {
      this.documents.delete(closed);
      if (this.inFront === closed) this.inFront = undefined;
    });
    this.documents.add(document);
    return document;
  }

  dispose(): void {
    for (const document of [...this.documents]) document.dispose();
  }

  setInFront(document: CaptureDocument): void {
    this.inFront = document;
  }

  /** The open capture of a file, or the one whose list is in front. */
  get(uri?: unknown): CaptureDocument | undefined {
    if (!(uri instanceof vscode.Uri)) return this.inFront;
    return [...this.documents].find(document => document.uri.toString() === uri.toString());
  }

  /** Shows the text of calls in an editor. One that is open is shown again, with what the user did to it. */
  async show(document: CaptureDocument, calls: ChosenCalls, column?: vscode.ViewColumn): Promise<void> {
    const uri = callUri(document.uri, calls, id => document.rows.get(id));
    if (!this.texts.has(uri) && !(await this.render(document, calls, uri))) return;
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: column });
  }

  /** Shows a text, or what is packed in a file, as converted text beside it. False where there is nothing to be converted. */
  async showConverted(original: vscode.Uri): Promise<boolean> {
    const answer = await this.convert({ text: await fileText(original), name: baseName(original) });
    if (!answer) return false;
    const uri = convertedUri(original, answer.title);
    const isEdited = vscode.workspace.textDocuments.some(one => one.uri.toString() === uri.toString() && one.isDirty);
    if (!isEdited) this.texts.put(uri, answer.text);
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: vscode.ViewColumn.Beside });
    return true;
  }

  /** Makes the text of calls; false when the user does not want what can be had of it. */
  private async render(document: CaptureDocument, calls: ChosenCalls, uri: vscode.Uri): Promise<boolean> {
    const unfinished = document.progress.state === 'reading';
    const { text, calls: shown, left } = await document.text(calls);
    if (left > 0 && !(await askForPart(shown, left))) return false;
    this.texts.put(uri, text);
    if (unfinished) void this.follow(document, calls, uri);
    return true;
  }

  /** What was opened while the file was being read is completed when it has been, unless the user has begun to edit. */
  private async follow(document: CaptureDocument, calls: ChosenCalls, uri: vscode.Uri): Promise<void> {
    await document.read();
    const edited = vscode.workspace.textDocuments.some(one => one.uri.toString() === uri.toString() && (one.isDirty || one.version > 1));
    if (!edited && this.texts.has(uri)) this.texts.put(uri, (await document.text(calls)).text);
  }

  /** The text behind an address of an earlier window: the capture is read for it. */
  private async textAgain(uri: vscode.Uri): Promise<string | undefined> {
    const original = readConvertedUri(uri);
    if (original) return this.convertedAgain(original);
    const wanted = readCallUri(uri);
    if (!wanted) return undefined;
    const open = this.get(wanted.file);
    const document = open ?? this.open(wanted.file);
    try {
      await document.read();
      return document.progress.state === 'failed' ? undefined : (await document.text(wanted.calls)).text;
    } catch {
      return undefined;
    } finally {
      if (!open) document.dispose();
    }
  }

  private async convertedAgain(original: vscode.Uri): Promise<string | undefined> {
    try {
      return (await this.convert({ text: await fileText(original), name: baseName(original) }))?.text;
    } catch {
      return undefined;
    }
  }
}

/** A text that VS Code would neither colour nor check is not opened unasked. */
async function askForPart(shown: number, left: number): Promise<boolean> {
  const total = `${(shown + left).toLocaleString()} calls`;
  const text = `${total} are more than an editor can work on (20 MB, 300,000 lines). Open the first ${shown.toLocaleString()} of them?`;
  return (await vscode.window.showWarningMessage(text, { modal: true }, 'Open')) === 'Open';
}
