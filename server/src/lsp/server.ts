import { type Connection, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import type { ConfigSource } from './config/source';
import { codeAction } from './handlers/codeAction';
import { convert } from './handlers/convert';
import { documentLink } from './handlers/documentLink';
import { documentSymbol } from './handlers/documentSymbol';
import { foldingRange } from './handlers/foldingRange';
import { gatewaySetting } from './handlers/gatewaySetting';
import { hover } from './handlers/hover';
import { inlayHint } from './handlers/inlayHint';
import { CONVERT_REQUEST, FIX_ALL_KIND, FIX_CALL_KIND, SETTING_REQUEST } from './protocol';
import { Session } from './session';

const CAPABILITIES: InitializeResult['capabilities'] = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', FIX_CALL_KIND, FIX_ALL_KIND] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  inlayHintProvider: true,
  documentLinkProvider: {},
};

/** Serves one client. The routing table: what each message does is in the session or in a file of `handlers/`. */
export function startServer(connection: Connection, configs?: ConfigSource): void {
  const session = new Session(connection, configs);

  connection.onInitialize(params => {
    session.initialize(params);
    return { capabilities: CAPABILITIES, serverInfo: { name: 'sip-trace' } };
  });
  connection.onInitialized(() => session.initialized());
  connection.onDidChangeConfiguration(({ settings }) => session.settingsChanged(settings));

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => session.open(uri, version, text));
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
    session.change(textDocument.uri, textDocument.version, contentChanges),
  );
  // Who is not told of changed files learns of them when something is saved.
  connection.onDidSaveTextDocument(() => session.configsChanged());
  connection.onDidChangeWatchedFiles(() => session.configsChanged());
  connection.onDidCloseTextDocument(({ textDocument }) => session.close(textDocument.uri));

  connection.onHover(session.answer(hover, null));
  connection.onCodeAction(session.answer(codeAction, []));
  connection.onDocumentSymbol(session.answer(documentSymbol, []));
  connection.onFoldingRanges(session.answer(foldingRange, []));
  connection.onDocumentLinks(session.answer(documentLink, []));
  connection.languages.inlayHint.on(session.answer(inlayHint, []));

  connection.onRequest(SETTING_REQUEST, session.answer(gatewaySetting, null));
  connection.onRequest(CONVERT_REQUEST, session.answerAlone(convert, null));

  connection.listen();
}
