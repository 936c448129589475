import { type Connection, DidChangeConfigurationNotification, type InitializeParams } from 'vscode-languageserver';
import { Documents, type OpenDocument } from './documents';
import { type ClientTraits, toOptions, toSection, toTraits } from './fromLsp';
import { diagnostics } from './handlers/diagnostics';
import { SETTINGS_SECTION } from './protocol';
import { DEFAULTS, readSettings, type ServerSettings } from './settings';

/** A handler that looks at one document: a file of `handlers/`. */
export type Handler<P, R> = (document: OpenDocument, params: P, traits: ClientTraits, settings: ServerSettings) => R;

/** One client and what it has open. */
export class Session {
  private traits: ClientTraits = toTraits({ capabilities: {}, processId: null, rootUri: null });
  private settings: ServerSettings = DEFAULTS;
  private readonly documents = new Documents(DEFAULTS);
  private readonly waiting = new Set<string>();

  constructor(private readonly connection: Connection) {}

  initialize(params: InitializeParams): void {
    this.traits = toTraits(params);
    this.configure(toOptions(params.initializationOptions).settings);
  }

  async initialized(): Promise<void> {
    if (this.traits.tellsOfSettings) {
      await this.connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION });
    }
    if (this.traits.canBeAskedForSettings) await this.askForSettings();
  }

  /** A client that can be asked is asked: what it sends unasked may be anything. */
  async settingsChanged(sent: unknown): Promise<void> {
    if (this.traits.canBeAskedForSettings) await this.askForSettings();
    else this.configure(toSection(sent));
  }

  open(uri: string, version: number, text: string): void {
    this.documents.open(uri, version, text);
    this.publishSoon(uri);
  }

  change(uri: string, version: number, changes: Parameters<Documents['change']>[2]): void {
    if (this.documents.change(uri, version, changes)) this.publishSoon(uri);
  }

  /** What was found goes with the document. */
  close(uri: string): void {
    this.documents.close(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Answers a request about a document. Whatever goes wrong is told in the log, and the user sees nothing instead of an error. */
  answer<P extends { textDocument: { uri: string } }, R, E>(handler: Handler<P, R>, nothing: E): (params: P) => R | E {
    return params => {
      const document = this.documents.get(params.textDocument.uri);
      if (!document) return nothing;
      return this.guard(() => handler(document, params, this.traits, this.settings), nothing);
    };
  }

  private async askForSettings(): Promise<void> {
    // A client that refuses to answer leaves things as they are.
    const section: unknown = await this.connection.workspace.getConfiguration(SETTINGS_SECTION).catch(() => undefined);
    if (section !== undefined && section !== null) this.configure(section);
  }

  private configure(section: unknown): void {
    const settings = keepSame(this.settings, readSettings(section));
    if (settings === this.settings) return;
    this.settings = settings;
    this.documents.configure(settings);
    for (const { uri } of this.documents.all()) this.publishSoon(uri);
    if (this.traits.refreshesInlayHints) void this.connection.languages.inlayHint.refresh().catch(() => {});
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

/** What did not change stays the same object, so that what was found with it still counts. */
function keepSame(before: ServerSettings, after: ServerSettings): ServerSettings {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  if (same(before, after)) return before;
  return { ...after, legs: same(before.legs, after.legs) ? before.legs : after.legs };
}
