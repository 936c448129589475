import * as vscode from 'vscode';
import { CALL_SCHEME } from '../../../server/src/lsp/protocol';
import { originalOf, savedName } from './callUri';

interface CallText {
  data: Uint8Array;
  readonly created: number;
  changed: number;
}

/** Gives the text of calls whose address comes from another window; undefined where there is none any more. */
export type Restore = (uri: vscode.Uri) => Promise<string | undefined>;

/**
 * The texts of captured calls, as a file system in memory: VS Code opens them clean and lets them be edited as any file. To save one is to
 * write it to a file of its own; the capture is never written to.
 */
export class CallTexts implements vscode.FileSystemProvider {
  private readonly texts = new Map<string, CallText>();
  private readonly restoring = new Map<string, Promise<CallText>>();
  /** Files that have been chosen for the next save of a text. */
  private readonly targets = new Map<string, vscode.Uri>();
  /** Files that have just been written, until VS Code is done with saving. */
  private readonly written = new Map<string, vscode.Uri>();
  /** Texts that are being saved by VS Code's own decision. */
  private readonly autoSaved = new Set<string>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  constructor(private readonly restore: Restore) {}

  /** Registers the file system and what follows a save. */
  register(): vscode.Disposable {
    return vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerFileSystemProvider(CALL_SCHEME, this, { isCaseSensitive: true }),
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (reason !== vscode.TextDocumentSaveReason.Manual) this.autoSaved.add(document.uri.toString());
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => void this.goOn(uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.targets.delete(uri.toString())),
    );
  }

  has = (uri: vscode.Uri): boolean => this.texts.has(uri.toString());

  /** Puts a text in place; an editor that shows the one before, unchanged by the user, follows. */
  put(uri: vscode.Uri, text: string): void {
    const known = this.texts.get(uri.toString());
    const now = Date.now();
    this.texts.set(uri.toString(), { data: new TextEncoder().encode(text), created: known?.created ?? now, changed: now });
    this.changes.fire([{ type: known ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri }]);
  }

  /** Saves a text as a file and goes on there: in the file given, or in one that the user is asked for. False if there is none. */
  async saveAs(document: vscode.TextDocument, given?: vscode.Uri): Promise<boolean> {
    const target = given ?? (await askTarget(document.uri));
    if (!target) return false;
    refuseCapture(document.uri, target);
    const key = document.uri.toString();
    if (!document.isDirty) {
      await this.write(document.uri, target, new TextEncoder().encode(document.getText()));
      await this.goOn(document.uri);
      return true;
    }
    this.targets.set(key, target);
    try {
      return await document.save();
    } finally {
      this.targets.delete(key);
    }
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const key = uri.toString();
    const text = await this.text(uri);
    const auto = this.autoSaved.delete(key);
    // A dialog that opens by itself while the user types would be worse than a text that stays in memory.
    if (!auto) {
      const target = this.targets.get(key) ?? (await askTarget(uri));
      if (!target) throw vscode.FileSystemError.Unavailable('no file was chosen to save it in. The text is still here.');
      await this.write(uri, target, content);
    }
    text.data = content;
    text.changed = Date.now();
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (!uri.query) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { data, created, changed } = await this.text(uri);
    return { type: vscode.FileType.File, ctime: created, mtime: changed, size: data.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.text(uri)).data;
  }

  /** What is in memory changes through this object alone. */
  watch = (): vscode.Disposable => new vscode.Disposable(() => {});
  readDirectory = (): [string, vscode.FileType][] => [];
  createDirectory = (uri: vscode.Uri): never => refuse(uri);
  delete = (uri: vscode.Uri): never => refuse(uri);
  rename = (uri: vscode.Uri): never => refuse(uri);

  private async write(uri: vscode.Uri, target: vscode.Uri, content: Uint8Array): Promise<void> {
    refuseCapture(uri, target);
    await vscode.workspace.fs.writeFile(target, content);
    this.written.set(uri.toString(), target);
  }

  private async text(uri: vscode.Uri): Promise<CallText> {
    const key = uri.toString();
    const known = this.texts.get(key) ?? (await this.restoring.get(key));
    if (known) return known;
    const restored = this.restoreText(uri).finally(() => this.restoring.delete(key));
    this.restoring.set(key, restored);
    return restored;
  }

  private async restoreText(uri: vscode.Uri): Promise<CallText> {
    const text = await this.restore(uri);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const now = Date.now();
    const restored = { data: new TextEncoder().encode(text), created: now, changed: now };
    this.texts.set(uri.toString(), restored);
    return restored;
  }

  /** After a save: the file takes the place of the text from memory, with the caret where it was. */
  private async goOn(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const target = this.written.get(key);
    if (!target) return;
    this.written.delete(key);
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => isTextOf(tab, key));
    const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === key);
    await vscode.window.showTextDocument(target, { preview: false, viewColumn: shown?.viewColumn, selection: shown?.selection });
    // Who went on typing while the file was written keeps the text.
    if (vscode.workspace.textDocuments.some(one => one.uri.toString() === key && one.isDirty)) return;
    await vscode.window.tabGroups.close(tabs);
    // What was saved is in the file now; from the list the call opens as it was captured.
    this.texts.delete(key);
  }
}

const isTextOf = ({ input }: vscode.Tab, key: string): boolean => input instanceof vscode.TabInputText && input.uri.toString() === key;

function refuseCapture(uri: vscode.Uri, target: vscode.Uri): void {
  if (originalOf(uri)?.toString() === target.toString())
    throw vscode.FileSystemError.NoPermissions('This is what the text was made from, which is never changed. Choose another file.');
}

function askTarget(uri: vscode.Uri): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: 'Save the Text of the Call as a File',
    saveLabel: 'Save',
    defaultUri: savedName(uri),
    filters: { 'SIP Trace': ['sip', 'siptrace', 'txt'] },
  });
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}
