import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  ExitNotification,
  type FoldingRange,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type InlayHint,
  InlayHintRequest,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

/** What VS Code says of itself, as far as the server asks. */
export const VSCODE: ClientCapabilities = {
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true }, workspaceEdit: { documentChanges: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] }, versionSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
};

const SERVER = path.resolve('dist/server.js');

/** The built server in a process of its own, and the client's side of the talk with it. */
export class TestClient {
  /** The `sipTrace` section, for a server that asks. */
  settings: unknown = null;
  private server!: ChildProcess;
  private connection!: ProtocolConnection;
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private readonly listeners = new Set<() => void>();
  private readonly versions = new Map<string, number>();

  constructor(private readonly program: readonly string[] = [SERVER, '--stdio']) {}

  private start(): void {
    this.server = spawn(process.execPath, [...this.program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.connection = createProtocolConnection(new StreamMessageReader(this.server.stdout!), new StreamMessageWriter(this.server.stdin!));
    this.connection.onNotification(PublishDiagnosticsNotification.type, params => {
      this.published.set(params.uri, params);
      for (const listener of this.listeners) listener();
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings));
    this.connection.onRequest(RegistrationRequest.type, () => {});
    this.connection.listen();
  }

  /** Starts the server; it runs until `stop`. */
  async initialize(capabilities: ClientCapabilities = VSCODE, initializationOptions?: unknown): Promise<InitializeResult> {
    this.start();
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      capabilities,
      initializationOptions,
      processId: process.pid,
      rootUri: null,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  /** Ends the server as the protocol wants it; resolves to its exit status. */
  async stop(): Promise<number | null> {
    const exit = once(this.server, 'exit');
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const [status] = await exit;
    this.connection.dispose();
    return status;
  }

  /** Opens a document and waits for what is found in it. */
  async open(uri: string, text: string, languageId = 'sip-trace'): Promise<Diagnostic[]> {
    this.versions.set(uri, 1);
    this.published.delete(uri);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId, version: 1, text } });
    return this.diagnostics(uri);
  }

  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  save(uri: string): Promise<void> {
    return this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Says that a file is another one on disk. */
  filesChanged(uri: string): Promise<void> {
    return this.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type: 2 }] });
  }

  configure(settings: unknown): Promise<void> {
    this.settings = settings;
    return this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { sipTrace: settings } });
  }

  /** What was found in the newest version, as soon as it is told. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const version = this.versions.get(uri);
    return (await this.until(() => this.published.get(uri)?.version === version && this.published.get(uri))).diagnostics;
  }

  /** What is told of a document, as soon as it is as wanted. */
  async diagnosticsWhere(uri: string, wanted: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    return this.until(() => {
      const found = this.published.get(uri)?.diagnostics;
      return found && wanted(found) && found;
    });
  }

  hover = (uri: string, position: Position): Promise<Hover | null> =>
    this.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });

  async codeActions(uri: string, range: Range, only?: string[], diagnostics: Diagnostic[] = []): Promise<CodeAction[]> {
    const context = { diagnostics, only };
    return ((await this.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context })) ?? []) as CodeAction[];
  }

  async symbols(uri: string): Promise<DocumentSymbol[]> {
    return ((await this.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } })) ?? []) as DocumentSymbol[];
  }

  async folding(uri: string): Promise<FoldingRange[]> {
    return (await this.connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri } })) ?? [];
  }

  async links(uri: string): Promise<DocumentLink[]> {
    return (await this.connection.sendRequest(DocumentLinkRequest.type, { textDocument: { uri } })) ?? [];
  }

  async hints(uri: string, range: Range): Promise<InlayHint[]> {
    return (await this.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? [];
  }

  /** A request of our own. */
  request = <R>(method: string, params: unknown): Promise<R> => this.connection.sendRequest(method, params);

  private until<T>(condition: () => T | false | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const value = condition();
        if (value === false || value === undefined) return;
        this.listeners.delete(check);
        clearTimeout(limit);
        resolve(value);
      };
      const limit = setTimeout(() => reject(new Error(`the server did not say it in time: ${condition}`)), 20_000);
      this.listeners.add(check);
      check();
    });
  }
}
