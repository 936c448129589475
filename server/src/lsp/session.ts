import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
} from 'vscode-languageserver';
import type { ConfigPlace, ConfigSource } from './config/source';
import { Documents, type OpenDocument } from './documents';
import { type ClientTraits, toOptions, toSection, toTraits } from './fromLsp';
import { diagnostics } from './handlers/diagnostics';
import { CONFIG_FILE, SETTINGS_SECTION } from './protocol';
import { DEFAULTS, readSettings, type ServerSettings, type TraceSettings, withConfig } from './settings';
import { configDiagnostics } from './toLsp';

/** A handler that looks at one document: a file of `handlers/`. `config` looks up the document's `.siptrace.json` as it is now. */
export type Handler<P, R> = (document: OpenDocument, params: P, traits: ClientTraits, config: () => ConfigPlace | undefined) => R;

/** One client and what it has open. */
export class Session {
  private traits: ClientTraits = toTraits({ capabilities: {}, processId: null, rootUri: null });
  private settings: ServerSettings = DEFAULTS;
  private readonly documents = new Documents();
  private readonly waiting = new Set<string>();
  /** What was told of each `.siptrace.json` with something wrong in it. */
  private readonly told = new Map<string, string>();

  constructor(
    private readonly connection: Connection,
    private readonly configs: ConfigSource | undefined,
  ) {}

  initialize(params: InitializeParams): void {
    this.traits = toTraits(params);
    this.configure(toOptions(params.initializationOptions).settings);
  }

  async initialized(): Promise<void> {
    if (this.traits.tellsOfSettings) {
      await this.connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
    if (this.traits.watchesFiles) {
      const watchers = [{ globPattern: `**/${CONFIG_FILE}` }];
      await this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (this.traits.canBeAskedForSettings) await this.askForSettings();
  }

  /** A client that can be asked is asked: what it sends unasked may be anything. */
  async settingsChanged(sent: unknown): Promise<void> {
    if (this.traits.canBeAskedForSettings) await this.askForSettings();
    else this.configure(toSection(sent));
  }

  /** Reads the configuration of every document again: one may have been written, moved or taken away. */
  configsChanged(): void {
    const changed = this.documents.configure(uri => this.settingsOf(uri));
    for (const { uri } of changed) this.publishSoon(uri);
    if (changed.length > 0 && this.traits.refreshesInlayHints) void this.connection.languages.inlayHint.refresh().catch(() => {});
    this.tellOfConfigs();
  }

  open(uri: string, version: number, text: string): void {
    this.documents.open(uri, version, text, this.settingsOf(uri));
    this.publishSoon(uri);
    this.tellOfConfigs();
  }

  change(uri: string, version: number, changes: Parameters<Documents['change']>[2]): void {
    if (this.documents.change(uri, version, changes)) this.publishSoon(uri);
  }

  /** What was found goes with the document. */
  close(uri: string): void {
    this.documents.close(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
    this.tellOfConfigs();
  }

  /** Answers a request about a document. Whatever goes wrong is told in the log, and the user sees nothing instead of an error. */
  answer<P extends { textDocument: { uri: string } }, R, E>(handler: Handler<P, R>, nothing: E): (params: P) => R | E {
    return params => {
      const document = this.documents.get(params.textDocument.uri);
      if (!document) return nothing;
      return this.guard(() => handler(document, params, this.traits, () => this.configs?.of(document.uri)), nothing);
    };
  }

  /** Answers a request that is about no open document. */
  answerAlone<P, R, E>(handler: (params: P) => R, nothing: E): (params: P) => R | E {
    return params => this.guard(() => handler(params), nothing);
  }

  private async askForSettings(): Promise<void> {
    // A client that refuses to answer leaves things as they are.
    const section: unknown = await this.connection.workspace.getConfiguration(SETTINGS_SECTION).catch(() => undefined);
    if (section !== undefined && section !== null) this.configure(section);
  }

  private configure(section: unknown): void {
    this.settings = readSettings(section);
    this.configsChanged();
  }

  private settingsOf(uri: string): TraceSettings {
    return withConfig(this.settings, this.configs?.of(uri)?.found?.config);
  }

  /** Says what is wrong in the configuration of open documents, and takes back what is not any more. */
  private tellOfConfigs(): void {
    const wrong = new Map<string, ReturnType<typeof configDiagnostics>>();
    for (const { uri } of this.documents.all()) {
      const place = this.configs?.of(uri);
      if (place?.found && place.found.config.problems.length > 0) wrong.set(place.uri, configDiagnostics(place.found.config.problems));
    }
    for (const uri of this.told.keys()) if (!wrong.has(uri)) wrong.set(uri, []);
    for (const [uri, diagnostics] of wrong) {
      const said = JSON.stringify(diagnostics);
      if (this.told.get(uri) === said) continue;
      if (diagnostics.length > 0) this.told.set(uri, said);
      else this.told.delete(uri);
      void this.connection.sendDiagnostics({ uri, diagnostics });
    }
  }

  /** Says what was found in the newest version, once, when the changes that have already come in are taken over. */
  private publishSoon(uri: string): void {
    if (this.waiting.has(uri)) return;
    this.waiting.add(uri);
    setTimeout(() => {
      this.waiting.delete(uri);
      const document = this.documents.get(uri);
      if (!document) return;
      const found = this.guard(() => diagnostics(document, this.traits), []);
      void this.connection.sendDiagnostics({ uri, version: document.version, diagnostics: found });
    }, 0);
  }

  private guard<R, E>(action: () => R, otherwise: E): R | E {
    try {
      return action();
    } catch (error) {
      this.connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return otherwise;
    }
  }
}
