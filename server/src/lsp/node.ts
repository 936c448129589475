import { type Connection, createConnection } from 'vscode-languageserver/node';
import { nodeSource } from './config/nodeSource';
import { startServer as serve } from './server';

/** Serves the client at the other end of this process: over --node-ipc as VS Code starts it, over --stdio as any other editor does. */
export function startServer(connection: Connection = createConnection()): void {
  serve(connection, nodeSource);
}
